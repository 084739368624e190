package genainormalizerprocessor

import (
	"context"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/otelcol-genai/otelcol-genai/internal/genai/dialect"
	"github.com/otelcol-genai/otelcol-genai/processor/genainormalizerprocessor/internal/metadata"
)

// normalizerTelemetry counts what happened to records. Attribute sets are built
// once: dialects and reasons are closed.
type normalizerTelemetry struct {
	builder  *metadata.TelemetryBuilder
	places   map[dialect.Name]int
	dialects []metric.AddOption
	reasons  []metric.AddOption
}

func newTelemetry(settings component.TelemetrySettings) (*normalizerTelemetry, error) {
	builder, err := metadata.NewTelemetryBuilder(settings)
	if err != nil {
		return nil, err
	}
	t := &normalizerTelemetry{builder: builder, places: make(map[dialect.Name]int)}
	for i, name := range dialect.Names() {
		t.places[name] = i
		t.dialects = append(t.dialects, metric.WithAttributeSet(attribute.NewSet(attribute.String("dialect", string(name)))))
	}
	for _, reason := range dialect.Reasons() {
		t.reasons = append(t.reasons, metric.WithAttributeSet(attribute.NewSet(attribute.String("reason", reason.String()))))
	}
	return t, nil
}

// tally collects the counts of one batch, so that instruments are touched once per kind.
type tally struct {
	records   [maxDialects]int64
	malformed [maxReasons]int64
	any       bool
}

// Room for all dialects and reasons, so that a tally lives on the stack.
const (
	maxDialects = 64
	maxReasons  = 16
)

func (t *normalizerTelemetry) count(counts *tally, result dialect.Result) {
	if result.Dialect == "" {
		return
	}
	counts.any = true
	counts.records[t.places[result.Dialect]]++
	for reason, n := range result.Malformed {
		counts.malformed[reason] += int64(n)
	}
}

func (t *normalizerTelemetry) record(ctx context.Context, counts *tally) {
	if !counts.any {
		return
	}
	for i, option := range t.dialects {
		if n := counts.records[i]; n > 0 {
			t.builder.GenaiNormalizerRecords.Add(ctx, n, option)
		}
	}
	for i, option := range t.reasons {
		if n := counts.malformed[i]; n > 0 {
			t.builder.GenaiNormalizerMalformed.Add(ctx, n, option)
		}
	}
}
