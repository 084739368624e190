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

// Add counts n with attributes, and makes no series where there is nothing to count.
func Add(ctx context.Context, counter metric.Int64Counter, n int, pairs ...string) {
	if n > 0 {
		counter.Add(ctx, int64(n), With(pairs...))
	}
}
