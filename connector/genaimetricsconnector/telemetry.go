package genaimetricsconnector

import (
	"context"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/otel/metric"

	"github.com/otelcol-genai/otelcol-genai/connector/genaimetricsconnector/internal/metadata"
	"github.com/otelcol-genai/otelcol-genai/internal/aggregate"
	"github.com/otelcol-genai/otelcol-genai/internal/selfmetrics"
)

// tally collects the counts of one batch, so that instruments are touched once per kind.
type tally struct {
	spans                                  [kindCount]int64
	sameSpan, sameCall                     int64
	badCosts, badDurations, badFirstChunks int64
	capped                                 int64

	evaluations, sameEvaluation, nameless int64
	badEvaluationCosts, unwatched         int64
}

// connectorTelemetry is how the connector itself fares. Attribute sets are built once.
type connectorTelemetry struct {
	builder                           *metadata.TelemetryBuilder
	kinds                             [kindCount]metric.MeasurementOption
	families                          [familyCount]metric.MeasurementOption
	sameSpan, sameCall                metric.MeasurementOption
	badCost, badDuration, badFirstOne metric.MeasurementOption
	flushed, notFlushed               metric.MeasurementOption
	sameEvaluation                    metric.MeasurementOption
	nameless, badEvaluationCost       metric.MeasurementOption
}

func newTelemetry(settings component.TelemetrySettings) (*connectorTelemetry, error) {
	builder, err := metadata.NewTelemetryBuilder(settings)
	if err != nil {
		return nil, err
	}
	t := &connectorTelemetry{
		builder:           builder,
		sameSpan:          selfmetrics.With("reason", "same_span"),
		sameCall:          selfmetrics.With("reason", "same_call"),
		badCost:           selfmetrics.With("field", "cost"),
		badDuration:       selfmetrics.With("field", "duration"),
		badFirstOne:       selfmetrics.With("field", "time_to_first_chunk"),
		sameEvaluation:    selfmetrics.With("reason", "same_evaluation"),
		nameless:          selfmetrics.With("field", "evaluation_name"),
		badEvaluationCost: selfmetrics.With("field", "evaluation_cost"),
		flushed:           selfmetrics.With("outcome", "ok"),
		notFlushed:        selfmetrics.With("outcome", "failed"),
	}
	for kind := range kindCount {
		t.kinds[kind] = selfmetrics.With("kind", kind.String())
	}
	for i := range families {
		t.families[i] = selfmetrics.With("family", families[i].Name)
	}
	return t, nil
}

// atZero makes the series of what alerts read.
func (t *connectorTelemetry) atZero(ctx context.Context) {
	selfmetrics.AtZero(ctx, t.builder.GenaiMetricsOverflow, t.families[:]...)
}

func (t *connectorTelemetry) batch(ctx context.Context, counts *tally) {
	for kind, n := range counts.spans {
		add(ctx, t.builder.GenaiMetricsSpans, n, t.kinds[kind])
	}
	add(ctx, t.builder.GenaiMetricsDuplicates, counts.sameSpan, t.sameSpan)
	add(ctx, t.builder.GenaiMetricsDuplicates, counts.sameCall, t.sameCall)
	add(ctx, t.builder.GenaiMetricsMalformed, counts.badCosts, t.badCost)
	add(ctx, t.builder.GenaiMetricsMalformed, counts.badDurations, t.badDuration)
	add(ctx, t.builder.GenaiMetricsMalformed, counts.badFirstChunks, t.badFirstOne)
	add(ctx, t.builder.GenaiMetricsDuplicates, counts.sameEvaluation, t.sameEvaluation)
	add(ctx, t.builder.GenaiMetricsMalformed, counts.nameless, t.nameless)
	add(ctx, t.builder.GenaiMetricsMalformed, counts.badEvaluationCosts, t.badEvaluationCost)
	if counts.evaluations > 0 {
		t.builder.GenaiMetricsEvaluations.Add(ctx, counts.evaluations)
	}
	if counts.unwatched > 0 {
		t.builder.GenaiMetricsDriftUnwatched.Add(ctx, counts.unwatched)
	}
	if counts.capped > 0 {
		t.builder.GenaiMetricsWeightsCapped.Add(ctx, counts.capped)
	}
}

func (t *connectorTelemetry) flush(ctx context.Context, report *aggregate.Report) {
	for i, family := range report.Families {
		t.builder.GenaiMetricsSeries.Record(ctx, int64(family.Series), t.families[i])
		add(ctx, t.builder.GenaiMetricsOverflow, family.Overflowed, t.families[i])
	}
	if report.Expired > 0 {
		t.builder.GenaiMetricsExpired.Add(ctx, int64(report.Expired))
	}
}

func add(ctx context.Context, counter metric.Int64Counter, n int64, option metric.MeasurementOption) {
	if n > 0 {
		counter.Add(ctx, n, option)
	}
}
