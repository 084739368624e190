package genaicostprocessor

import (
	"context"
	"slices"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/processor/genaicostprocessor/internal/metadata"
)

var statuses = []genai.CostStatus{
	genai.CostDuplicate, genai.CostCached, genai.CostUnpricedModel, genai.CostUnpricedProvider, genai.CostUnpricedCurrency,
	genai.CostMissingUsage, genai.CostInconsistentUsage, genai.CostDisputed, genai.CostOK,
}

// Source is a value of genai.cost.source.
type Source string

// Where a cost came from.
const (
	SourceComputed Source = "computed"
	SourceReported Source = "reported"
	sourceNone     Source = "none" // only counted, never written
)

var sources = []Source{SourceComputed, SourceReported, sourceNone}

// Outcomes of fetching the price list.
const (
	fetchOK        = "ok"
	fetchUnchanged = "unchanged"
	fetchFailed    = "failed"
)

// costTelemetry counts what happened to calls. Attribute sets are built once:
// statuses and sources are closed.
type costTelemetry struct {
	builder *metadata.TelemetryBuilder
	sets    [][]metric.AddOption // by source, then status
}

func newTelemetry(settings component.TelemetrySettings) (*costTelemetry, error) {
	builder, err := metadata.NewTelemetryBuilder(settings)
	if err != nil {
		return nil, err
	}
	t := &costTelemetry{builder: builder}
	for _, source := range sources {
		var sets []metric.AddOption
		for _, status := range statuses {
			sets = append(sets, metric.WithAttributeSet(attribute.NewSet(
				attribute.String("source", string(source)), attribute.String("status", string(status)))))
		}
		t.sets = append(t.sets, sets)
	}
	return t, nil
}

// tally collects the counts of one batch, so that instruments are touched once per kind.
type tally struct {
	calls    [3][9]int64 // sources x statuses
	badUsage int64
}

func (t *tally) add(source Source, status genai.CostStatus) {
	t.calls[slices.Index(sources, source)][slices.Index(statuses, status)]++
}

func (t *costTelemetry) record(ctx context.Context, counts *tally) {
	for source := range counts.calls {
		for status, n := range counts.calls[source] {
			if n > 0 {
				t.builder.GenaiCostCalls.Add(ctx, n, t.sets[source][status])
			}
		}
	}
	if counts.badUsage > 0 {
		t.builder.GenaiCostUsageMalformed.Add(ctx, counts.badUsage)
	}
}

func (t *costTelemetry) fetched(ctx context.Context, outcome string) {
	t.builder.GenaiCostCatalogFetches.Add(ctx, 1, metric.WithAttributeSet(attribute.NewSet(attribute.String("outcome", outcome))))
}
