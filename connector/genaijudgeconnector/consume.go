package genaijudgeconnector

import (
	"context"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/sampling"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/redacted"
)

// ConsumeTraces copies what is to be judged. It waits for nothing and never fails.
func (c *judgeConnector) ConsumeTraces(ctx context.Context, traces ptrace.Traces) error {
	b := batch{connector: c, now: time.Now(), redacted: c.config.AllowUnredacted || redacted.Is(ctx)}
	b.closed = c.gate.closed(b.now)
	for _, resourceSpans := range traces.ResourceSpans().All() {
		b.begin(resourceSpans.Resource())
		for _, scopeSpans := range resourceSpans.ScopeSpans().All() {
			for _, span := range scopeSpans.Spans().All() {
				b.consider(span)
			}
		}
	}
	if b.counts != (tally{}) {
		c.telemetry.record(ctx, &b.counts)
	}
	if b.counts.unredacted > 0 && c.warned.CompareAndSwap(false, true) {
		c.logger.Error("spans came that did not go through genai_redaction in this pipeline, and are not judged: put genai_redaction before genai_judge " +
			"with no batch processor or queue in between, or set allow_unredacted")
	}
	return nil
}

// batch is what is known while the spans of a batch are looked at.
type batch struct {
	connector *judgeConnector
	now       time.Time
	redacted  bool
	closed    bool // the model is left alone
	counts    tally

	resource pcommon.Resource // of the spans at hand
	judges   bool             // it is one of something that judges
	copied   bool             // resource is our own copy

	trace    pcommon.TraceID // position is its place in the sample
	position float64
	known    bool
}

func (b *batch) begin(resource pcommon.Resource) {
	b.resource, b.copied = resource, false
	b.judges = judges(resource.Attributes())
}

// consider takes a span that somebody judges, by itself or in its trace.
func (b *batch) consider(span ptrace.Span) {
	c := b.connector
	var read genai.Record
	if b.turnedAway(span) || !genai.Read(span.Attributes(), &read) || !c.concerns(read.Operation) {
		return
	}
	switch {
	case b.judges || judges(span.Attributes()) || genai.OfJudge(span.TraceID(), span.Attributes()):
		b.counts.own++
		return
	case read.CostStatus == genai.CostDuplicate:
		b.counts.duplicate++
		return
	case !b.redacted:
		b.counts.unredacted++
		return
	}
	why, position := c.classOf(span, &read), b.positionOf(span.TraceID())
	if b.wanted(c.spans, read.Operation, why, position) {
		b.takeSpan(span, &read, why, position)
	}
	if b.closed && c.onlyModels {
		b.leave(span, read.Operation, why, position)
		return
	}
	// What makes a trace one that is always judged may come last.
	if len(c.assembled) > 0 && (len(c.config.Always) > 0 || b.wanted(c.assembled, read.Operation, why, position)) {
		b.takePart(span, &read, why, position)
	}
}

// turnedAway reports whether a span needs no look, and counts it: nobody judges it, or all
// that judge it would be refused, as the model is left alone or the queue is full. It is by far the cheapest
// answer, and the one for every span while a model is down.
func (b *batch) turnedAway(span ptrace.Span) bool {
	c := b.connector
	if len(c.assembled) > 0 {
		return false
	}
	operation := genai.Operation(text(span.Attributes(), genai.AttrOperationName))
	var judged, chosen bool
	models := true
	for _, e := range c.spans {
		if e.takes(operation) {
			judged = true
			chosen = chosen || e.rate >= 1
			models = models && e.onlyModel()
		}
	}
	switch {
	case !judged:
		return true
	case !b.redacted || !chosen:
		return false
	case b.closed && models:
		b.counts.paused++
	case c.queue.full():
		b.counts.queueFull++
	default:
		return false
	}
	return true
}

// concerns reports whether anybody may judge spans of an operation.
func (c *judgeConnector) concerns(operation genai.Operation) bool {
	if len(c.assembled) > 0 {
		return true
	}
	for _, e := range c.spans {
		if e.takes(operation) {
			return true
		}
	}
	return false
}

func (b *batch) positionOf(trace pcommon.TraceID) float64 {
	if !b.known || trace != b.trace {
		b.trace, b.position, b.known = trace, sampling.Trace(trace), true
	}
	return b.position
}

// wanted reports whether any evaluator is likely to judge, before anything is copied. While
// the model is left alone it counts those that would have asked it.
func (b *batch) wanted(from []*evaluator, operation genai.Operation, why class, position float64) bool {
	var wanted, paused bool
	for _, e := range from {
		if !e.takes(operation) || why == "" && position >= e.rate {
			continue
		}
		if b.closed && e.onlyModel() {
			paused = true
			continue
		}
		wanted = true
	}
	if paused && !wanted {
		b.counts.paused++
	}
	return wanted
}

// takeSpan queues a span.
func (b *batch) takeSpan(span ptrace.Span, read *genai.Record, why class, position float64) {
	c := b.connector
	if c.queue.full() { // before anything is looked at that does not matter then
		b.counts.queueFull++
		return
	}
	bytes := c.sizeOf(span)
	switch {
	case bytes > c.queue.maxBytes:
		b.counts.tooLarge++
		return
	case !c.queue.claim(bytes):
		b.counts.queueFull++
		return
	}
	s := &subject{record: c.copyOf(span, read, b.ownResource()), target: targetSpan, class: why, bytes: bytes}
	s.chosen = c.choose(c.operating(read.Operation), s.record, targetSpan, why, position)
	switch {
	case s.chosen == nil:
		c.queue.release(bytes)
	case c.queue.put(s):
		b.counts.targets++
	default:
		b.counts.queueFull++
	}
}

// operating are the evaluators of spans of an operation.
func (c *judgeConnector) operating(operation genai.Operation) (these []*evaluator) {
	for _, e := range c.spans {
		if e.takes(operation) {
			these = append(these, e)
		}
	}
	return these
}

// takePart keeps a span until its trace is complete.
func (b *batch) takePart(span ptrace.Span, read *genai.Record, why class, position float64) {
	c := b.connector
	switch drop, ok := c.assembly.room(span.TraceID()); {
	case drop == dropLate:
		b.counts.late++
		return
	case !ok:
		b.counts.assemblyFull++
		return
	}
	bytes := c.sizeOf(span)
	if !c.queue.claim(bytes) {
		b.counts.assemblyFull++
		return
	}
	c.assembly.add(c.copyOf(span, read, b.ownResource()), bytes, position, why, b.now)
}

// leave lets a trace go whose model is left alone: were it asked again before the trace is
// complete, it would be asked about a part.
func (b *batch) leave(span ptrace.Span, operation genai.Operation, why class, position float64) {
	b.wanted(b.connector.assembled, operation, why, position) // counts
	b.connector.assembly.leave(span.TraceID())
}

// ownResource is a copy of the resource, one for all of its spans.
func (b *batch) ownResource() pcommon.Resource {
	if !b.copied {
		own := pcommon.NewResource()
		b.resource.CopyTo(own)
		b.resource, b.copied = own, true
	}
	return b.resource
}
