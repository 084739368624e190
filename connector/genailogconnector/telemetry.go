package genailogconnector

import (
	"context"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/otelcol-genai/otelcol-genai/connector/genailogconnector/internal/metadata"
)

// outcome is how a call went.
type outcome uint8

const (
	outcomeOK outcome = iota
	outcomeError
	outcomeTruncated
	outcomeRefused
	outcomeCount
)

var outcomeNames = [outcomeCount]string{"ok", "error", "truncated", "refused"}

// field is a part of a record that is bounded.
type field uint8

const (
	fieldSystem field = iota
	fieldPrompt
	fieldResponse
	fieldAttribute
	fieldCount
)

var fieldNames = [fieldCount]string{"system", "prompt", "response", "attribute"}

// tally collects the counts of one batch, so that instruments are touched once per kind.
type tally struct {
	records    [outcomeCount]int64
	truncated  [fieldCount]int64
	duplicates int64
}

// connectorTelemetry counts what was written. Attribute sets are built once.
type connectorTelemetry struct {
	builder  *metadata.TelemetryBuilder
	outcomes [outcomeCount]metric.MeasurementOption
	fields   [fieldCount]metric.MeasurementOption
}

func newTelemetry(settings component.TelemetrySettings) (*connectorTelemetry, error) {
	builder, err := metadata.NewTelemetryBuilder(settings)
	if err != nil {
		return nil, err
	}
	t := &connectorTelemetry{builder: builder}
	for i, name := range outcomeNames {
		t.outcomes[i] = metric.WithAttributeSet(attribute.NewSet(attribute.String("outcome", name)))
	}
	for i, name := range fieldNames {
		t.fields[i] = metric.WithAttributeSet(attribute.NewSet(attribute.String("field", name)))
	}
	return t, nil
}

func (t *connectorTelemetry) record(ctx context.Context, counts *tally) {
	for i, n := range counts.records {
		if n > 0 {
			t.builder.GenaiLogRecords.Add(ctx, n, t.outcomes[i])
		}
	}
	for i, n := range counts.truncated {
		if n > 0 {
			t.builder.GenaiLogTruncated.Add(ctx, n, t.fields[i])
		}
	}
	if counts.duplicates > 0 {
		t.builder.GenaiLogDuplicates.Add(ctx, counts.duplicates)
	}
}
