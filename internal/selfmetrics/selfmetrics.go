// Package selfmetrics is what components share that count what they do themselves.
package selfmetrics

import (
	"context"
	"slices"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// With are attributes, as names and values in turn.
func With(pairs ...string) metric.MeasurementOption {
	set := make([]attribute.KeyValue, 0, len(pairs)/2)
	for pair := range slices.Chunk(pairs, 2) {
		set = append(set, attribute.String(pair[0], pair[1]))
	}
	return metric.WithAttributeSet(attribute.NewSet(set...))
}

// AtZero makes the series of a counter with each of some attributes, or the one without any,
// before there is anything to count: who watches for a rise sees the first one as a rise.
func AtZero(ctx context.Context, counter metric.Int64Counter, sets ...metric.MeasurementOption) {
	if len(sets) == 0 {
		counter.Add(ctx, 0)
	}
	for _, set := range sets {
		counter.Add(ctx, 0, set)
	}
}

// Of is a set of attributes for each value of one of them.
func Of[T ~string](name string, values ...T) []metric.MeasurementOption {
	sets := make([]metric.MeasurementOption, 0, len(values))
	for _, value := range values {
		sets = append(sets, With(name, string(value)))
	}
	return sets
}

// Add counts n with attributes, and makes no series where there is nothing to count.
func Add(ctx context.Context, counter metric.Int64Counter, n int, pairs ...string) {
	if n > 0 {
		counter.Add(ctx, int64(n), With(pairs...))
	}
}
