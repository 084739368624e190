package genairedactionprocessor

import (
	"context"
	"slices"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/otel/metric"

	"github.com/otelcol-genai/otelcol-genai/internal/pdatawalk"
	"github.com/otelcol-genai/otelcol-genai/internal/redact"
	"github.com/otelcol-genai/otelcol-genai/internal/selfmetrics"
	"github.com/otelcol-genai/otelcol-genai/processor/genairedactionprocessor/internal/analyzer"
	"github.com/otelcol-genai/otelcol-genai/processor/genairedactionprocessor/internal/metadata"
)

// reason is why a value could not be processed as configured.
type reason uint8

const (
	reasonOversize reason = iota
	reasonPanic
	reasonTooDeep
	reasonRemote
	reasonUnknown
	reasonCount
)

var reasonNames = [reasonCount]string{"oversize", "panic", "too_deep", "remote", "unknown"}

func reasonOf(f redact.Failure) reason {
	switch f {
	case redact.Oversize:
		return reasonOversize
	case redact.Panicked:
		return reasonPanic
	default:
		return reasonUnknown
	}
}

var actions = []redact.Action{redact.Replace, redact.Token, redact.Mask, redact.Remove, redact.Encrypt, redact.Count}

// tally collects the counts of one batch, so that instruments are touched once per kind.
type tally struct {
	values, bytes int64
	failures      [reasonCount]int64
	masked        map[maskKey]int64
	content       map[redact.ContentMode]int64
}

type maskKey struct {
	entity int
	place  pdatawalk.Place
	action uint8
}

func newTally() tally {
	return tally{masked: map[maskKey]int64{}, content: map[redact.ContentMode]int64{}}
}

func (t *tally) mask(entity int, place pdatawalk.Place, action redact.Action) {
	t.masked[maskKey{entity, place, uint8(max(slices.Index(actions, action), 0))}]++
}

func (t *tally) reset() {
	t.values, t.bytes, t.failures = 0, 0, [reasonCount]int64{}
	clear(t.masked)
	clear(t.content)
}

// redactionTelemetry counts what was looked at, found and left out. Its labels
// are closed sets or come from the configuration.
type redactionTelemetry struct {
	builder  *metadata.TelemetryBuilder
	entities *entityTable
	reasons  [reasonCount]metric.MeasurementOption
	modes    map[redact.ContentMode]metric.MeasurementOption
	outcomes [analyzer.OutcomeCount]metric.MeasurementOption
}

func newTelemetry(settings component.TelemetrySettings, entities *entityTable) (*redactionTelemetry, error) {
	builder, err := metadata.NewTelemetryBuilder(settings)
	if err != nil {
		return nil, err
	}
	t := &redactionTelemetry{builder: builder, entities: entities, modes: map[redact.ContentMode]metric.MeasurementOption{}}
	for why, name := range reasonNames {
		t.reasons[why] = selfmetrics.With("reason", name)
	}
	for _, mode := range contentModes {
		t.modes[mode] = selfmetrics.With("mode", string(mode))
	}
	for outcome := range analyzer.OutcomeCount {
		t.outcomes[outcome] = selfmetrics.With("outcome", outcome.String())
	}
	return t, nil
}

// atZero makes the series of what alerts read.
func (t *redactionTelemetry) atZero(ctx context.Context) {
	selfmetrics.AtZero(ctx, t.builder.GenaiRedactionFailures, t.reasons[:]...)
}

func (t *redactionTelemetry) record(ctx context.Context, counts *tally, took time.Duration) {
	t.builder.GenaiRedactionDuration.Record(ctx, took.Seconds())
	t.builder.GenaiRedactionValues.Add(ctx, counts.values)
	t.builder.GenaiRedactionBytes.Add(ctx, counts.bytes)
	for why, n := range counts.failures {
		if n > 0 {
			t.builder.GenaiRedactionFailures.Add(ctx, n, t.reasons[why])
		}
	}
	for mode, n := range counts.content {
		t.builder.GenaiRedactionContent.Add(ctx, n, t.modes[mode])
	}
	for key, n := range counts.masked {
		t.builder.GenaiRedactionMasked.Add(ctx, n, selfmetrics.With(
			"entity", string(t.entities.entities[key.entity]),
			"place", key.place.String(),
			"action", string(actions[key.action]),
		))
	}
}

// remote counts what became of texts for the analyzer.
func (t *redactionTelemetry) remote(ctx context.Context, outcomes *analyzer.Outcomes) {
	for outcome, n := range outcomes {
		if n > 0 {
			t.builder.GenaiRedactionRemoteTexts.Add(ctx, n, t.outcomes[outcome])
		}
	}
}

func (t *redactionTelemetry) rules(ctx context.Context, costs []redact.RuleCost) {
	for i := range costs {
		t.builder.GenaiRedactionRuleInstructions.Record(ctx, int64(costs[i].Instructions), selfmetrics.With("rule", costs[i].Name))
	}
}
