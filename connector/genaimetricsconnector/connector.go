package genaimetricsconnector

import (
	"context"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/aggregate"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

type tracesConnector struct{ *instance }

// ConsumeTraces measures the GenAI spans of a batch and the verdicts on any span; it never refuses one.
func (c *tracesConnector) ConsumeTraces(ctx context.Context, traces ptrace.Traces) error {
	b := batch{engine: c.engine}
	var found bool
	for _, resourceSpans := range traces.ResourceSpans().All() {
		b.enter(resourceSpans.Resource())
		for _, scopeSpans := range resourceSpans.ScopeSpans().All() {
			for _, span := range scopeSpans.Spans().All() {
				if b.reading.read(span) {
					found = true
					b.span(span)
				}
				b.evaluations = genai.AppendEvaluations(b.evaluations[:0], span)
				for i := range b.evaluations {
					found = true
					b.evaluation(&b.evaluations[i])
				}
			}
		}
	}
	b.end()
	if found {
		c.telemetry.batch(ctx, &b.counts)
	}
	return nil
}

type logsConnector struct{ *instance }

// ConsumeLogs measures the verdicts among the log records of a batch; it never refuses one.
func (c *logsConnector) ConsumeLogs(ctx context.Context, logs plog.Logs) error {
	b := batch{engine: c.engine}
	var found bool
	var evaluation genai.Evaluation
	for _, resourceLogs := range logs.ResourceLogs().All() {
		b.enter(resourceLogs.Resource())
		for _, scopeLogs := range resourceLogs.ScopeLogs().All() {
			for _, record := range scopeLogs.LogRecords().All() {
				if genai.ReadEvaluation(record, &evaluation) {
					found = true
					b.evaluation(&evaluation)
				}
			}
		}
	}
	b.end()
	if found {
		c.telemetry.batch(ctx, &b.counts)
	}
	return nil
}

// batch is the work on one batch. The aggregation is opened by the first span or
// verdict that counts: most batches have none.
type batch struct {
	engine      *engine
	reading     spanReading
	evaluations []genai.Evaluation
	counts      tally
	updater     *aggregate.Updater
	now         time.Time // of the opening
	attrs       pcommon.Map
	source      aggregate.Resource // of attrs, once known
	known       bool               // the updater knows the resource
}

// enter says where the next spans or records come from.
func (b *batch) enter(resource pcommon.Resource) {
	b.attrs, b.known = resource.Attributes(), false
}

// open opens the aggregation for what comes from the resource.
func (b *batch) open() *aggregate.Updater {
	if b.updater == nil {
		b.now = time.Now()
		b.updater = b.engine.aggregation.Begin(b.now)
	}
	if !b.known {
		b.source = resourceOf(b.attrs)
		b.updater.Resource(b.source)
		b.known = true
	}
	return b.updater
}

func (b *batch) end() {
	if b.updater != nil {
		b.updater.End()
	}
}

// span measures the span that was read.
func (b *batch) span(span ptrace.Span) {
	// The copy that is marked goes first: it must not be taken for the span that counts.
	if b.reading.CostStatus == genai.CostDuplicate {
		b.counts.sameCall++
		return
	}
	if b.seen(span) {
		b.counts.sameSpan++
		return
	}
	updater := b.open()
	sampled := genai.WeightOf(span.TraceState().AsRaw())
	weight, capped := aggregate.NewWeight(sampled.Fraction())
	if capped {
		b.counts.capped++
	}
	updater.Span(span.TraceID(), span.SpanID(), weight)
	if b.reading.kind == kindInference {
		b.reading.window = windowOf(b.engine.book, &b.reading.Record)
		if sampled.Sampled() {
			updater.AddUnweighted(callsSampled, 1, aggregate.Values{})
		}
	}
	measure(updater, &b.reading, span, &b.counts)
}

// seen reports whether the span was counted. One without trace or span id has no
// identity and never was.
func (b *batch) seen(span ptrace.Span) bool {
	id := spanIdentity{trace: span.TraceID(), span: span.SpanID()}
	return !id.trace.IsEmpty() && !id.span.IsEmpty() && b.engine.seen.Seen(id)
}

// evaluation measures a verdict, unless it was told before.
func (b *batch) evaluation(e *genai.Evaluation) {
	switch {
	case e.Name == "":
		b.counts.nameless++
	case b.engine.scores.told(e, b.attrs):
		b.counts.sameEvaluation++
	default:
		b.engine.scores.measure(b.open(), e, b.source, b.now, &b.counts)
	}
}
