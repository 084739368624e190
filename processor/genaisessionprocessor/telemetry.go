package genaisessionprocessor

import (
	"context"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/otelcol-genai/otelcol-genai/internal/selfmetrics"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
	"github.com/otelcol-genai/otelcol-genai/processor/genaisessionprocessor/internal/metadata"
)

// source is where the session of a record was found.
type source uint8

const (
	sourceNone source = iota
	sourceRecord
	sourceScope
	sourceResource
	sourceTrace
	sourceCount
)

const (
	malformedCost = iota
	malformedUsage
	malformedCount
)

const (
	forgottenCalls = iota
	forgottenCitations
	forgottenTools
	forgottenCount
)

var forgottenNames = [forgottenCount]string{"calls", "citations", "tools"}

const (
	claimsAnother = iota
	notAuthenticated
	tenantCount
)

// The closed sets of the counters, in the order of their constants.
var (
	sourceNames    = [sourceCount]string{"none", "record", "scope", "resource", "trace"}
	malformedNames = [malformedCount]string{"cost", "usage"}
	tenantNames    = [tenantCount]string{"claims_another", "not_authenticated"}
	kindNames      = [...]string{session.Other: "other", session.Call: "call", session.Tool: "tool", session.Turn: "turn", session.End: "end", session.Score: "score"}
	noteNames      = [...]string{
		session.NoSession: "no_session", session.Conflict: "conflict", session.FutureTime: "future_time", session.OldTime: "old_time",
		session.NegativeCost: "negative_cost", session.Overflowed: "overflowed", session.Late: "late", session.MissingScope: "missing_scope",
	}
)

// tally collects the counts of one batch, so that instruments are touched once per kind.
type tally struct {
	kinds                                    [len(kindNames)]int64
	notes                                    [len(noteNames)]int64
	sources                                  [sourceCount]int64
	malformed                                [malformedCount]int64
	tenants                                  [tenantCount]int64
	scores                                   [scoreCount]int64
	forgotten                                [forgottenCount]int64
	duplicates, redelivered, sampled, masked int64
}

// receipt counts what became of a posting.
func (t *tally) receipt(p *session.Posting, r *session.Receipt, found source) {
	if found == sourceNone && r.Session != "" {
		found = sourceTrace
	}
	t.sources[found]++
	if int(r.Note) < len(t.notes) && r.Note != session.NoNote {
		t.notes[r.Note]++
	}
	if p.Kind == session.Call && r.Duplicate {
		t.duplicates++
	}
}

// sessionTelemetry is how the processor itself fares. Attribute sets are built once.
type sessionTelemetry struct {
	builder   *metadata.TelemetryBuilder
	kinds     [len(kindNames)]metric.MeasurementOption
	notes     [len(noteNames)]metric.MeasurementOption
	sources   [sourceCount]metric.MeasurementOption
	malformed [malformedCount]metric.MeasurementOption
	tenants   [tenantCount]metric.MeasurementOption
	scores    [scoreCount]metric.MeasurementOption
	forgotten [forgottenCount]metric.MeasurementOption
}

func newTelemetry(settings component.TelemetrySettings) (*sessionTelemetry, error) {
	builder, err := metadata.NewTelemetryBuilder(settings)
	if err != nil {
		return nil, err
	}
	t := &sessionTelemetry{builder: builder}
	options(t.kinds[:], "kind", kindNames[:])
	options(t.notes[:], "note", noteNames[:])
	options(t.sources[:], "source", sourceNames[:])
	options(t.malformed[:], "field", malformedNames[:])
	options(t.tenants[:], "reason", tenantNames[:])
	options(t.scores[:], "result", scoreNames[:])
	options(t.forgotten[:], "memory", forgottenNames[:])
	return t, nil
}

// atZero makes the series of what alerts read.
func (t *sessionTelemetry) atZero(ctx context.Context) {
	selfmetrics.AtZero(ctx, t.builder.GenaiSessionPostFailures)
	selfmetrics.AtZero(ctx, t.builder.GenaiSessionUnposted)
}

func options(into []metric.MeasurementOption, key string, values []string) {
	for i, value := range values {
		into[i] = metric.WithAttributeSet(attribute.NewSet(attribute.String(key, value)))
	}
}

func (t *sessionTelemetry) record(ctx context.Context, counts *tally) {
	addAll(ctx, t.builder.GenaiSessionPostings, counts.kinds[:], t.kinds[:])
	addAll(ctx, t.builder.GenaiSessionNotes, counts.notes[:], t.notes[:])
	addAll(ctx, t.builder.GenaiSessionSessionsResolved, counts.sources[:], t.sources[:])
	addAll(ctx, t.builder.GenaiSessionMalformed, counts.malformed[:], t.malformed[:])
	addAll(ctx, t.builder.GenaiSessionTenantMismatches, counts.tenants[:], t.tenants[:])
	addAll(ctx, t.builder.GenaiSessionScores, counts.scores[:], t.scores[:])
	addAll(ctx, t.builder.GenaiSessionSignalsForgotten, counts.forgotten[:], t.forgotten[:])
	add(ctx, t.builder.GenaiSessionCallsDuplicate, counts.duplicates)
	add(ctx, t.builder.GenaiSessionCallsRedelivered, counts.redelivered)
	add(ctx, t.builder.GenaiSessionCallsSampled, counts.sampled)
	add(ctx, t.builder.GenaiSessionIdsMasked, counts.masked)
}

func addAll(ctx context.Context, counter metric.Int64Counter, counts []int64, options []metric.MeasurementOption) {
	for i, n := range counts {
		if n > 0 {
			counter.Add(ctx, n, options[i])
		}
	}
}

func add(ctx context.Context, counter metric.Int64Counter, n int64) {
	if n > 0 {
		counter.Add(ctx, n)
	}
}
