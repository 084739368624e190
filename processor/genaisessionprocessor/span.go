package genaisessionprocessor

import (
	"math"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// addTraces makes the postings of a batch of spans.
func (b *batch) addTraces(traces ptrace.Traces) {
	for _, resourceSpans := range traces.ResourceSpans().All() {
		b.around.enterResource(resourceSpans.Resource())
		for _, scopeSpans := range resourceSpans.ScopeSpans().All() {
			b.around.enterScope(scopeSpans.Scope())
			for _, span := range scopeSpans.Spans().All() {
				b.addSpan(span)
			}
		}
	}
}

func (b *batch) addSpan(span ptrace.Span) {
	attrs := span.Attributes()
	if !genai.Read(attrs, &b.record) {
		b.addForeign(span)
		return
	}
	b.around.know(b.plan)
	b.plan.record.read(attrs, &b.reading)
	kind := kindOf(&b.record, span)
	p := b.add(kind, attrs)
	p.Trace, p.Span, p.Parent = session.TraceID(span.TraceID()), session.SpanID(span.SpanID()), session.SpanID(span.ParentSpanID())
	p.Start, p.End = times(span.StartTimestamp(), span.EndTimestamp())
	p.Failed = b.record.ErrorType != "" || span.Status().Code() == ptrace.StatusCodeError
	switch kind {
	case session.Call:
		b.fillCall(p)
		b.weigh(p, span.TraceState())
	case session.Tool:
		b.fillTool(p)
	default: // usage of agents is that of their calls
	}
	b.judge(attrs, p)
	b.addVerdicts(span)
}

func (b *batch) weigh(p *session.Posting, state pcommon.TraceState) {
	if state.AsRaw() == "" {
		return
	}
	if weight := genai.WeightOf(state.AsRaw()); weight.Sampled() {
		p.Weight = weight.Float()
		b.counts.sampled++
	}
}

// kindOf says what a GenAI span is to its session.
func kindOf(r *genai.Record, span ptrace.Span) session.Kind {
	switch {
	case r.Operation.IsInference():
		return session.Call
	case r.Operation == genai.OperationExecuteTool:
		return session.Tool
	case r.Operation.IsAgent():
		return session.Turn
	case r.Operation == genai.OperationRetrieval || r.Operation == genai.OperationCreateAgent:
		return session.Other
	case span.ParentSpanID().IsEmpty():
		return session.Turn
	default:
		return session.Other
	}
}

// addForeign posts a span that is not GenAI if it names a session, as the root of
// a trace often does. One posting a trace is enough; and spans that name none are
// not posted, for they tell nothing that the GenAI spans of their trace do not.
func (b *batch) addForeign(span ptrace.Span) {
	attrs := span.Attributes()
	id, found := b.plan.record.sessionOf(attrs)
	if !found || span.TraceID().IsEmpty() {
		return
	}
	b.around.know(b.plan)
	b.plan.record.read(attrs, &b.reading)
	tenant := b.private.forTenant(b.decide(b.around.claim(&b.reading)))
	name, plain := b.session(id, sourceRecord)
	trace := session.TraceID(span.TraceID())
	key := binding{trace: trace, tenant: tenant, id: name}
	if _, done := b.bound[key]; done {
		maskSession(attrs, name, plain)
		return
	}
	b.bound[key] = struct{}{}
	start, end := times(span.StartTimestamp(), span.EndTimestamp())
	b.postings = append(b.postings, session.Posting{
		Kind: session.Other, Tenant: tenant, Session: name, Trace: trace,
		Span: session.SpanID(span.SpanID()), Parent: session.SpanID(span.ParentSpanID()), Start: start, End: end,
		Service: b.private.service(b.around.resource.str(fieldService)), Scope: b.scope(),
	})
	b.records = append(b.records, posted{attrs: attrs, found: sourceRecord, plain: plain})
	b.counts.kinds[session.Other]++
}

// times are Unix nanoseconds, 0 for unknown. A start after its end is its end.
func times(start, end pcommon.Timestamp) (from, to int64) {
	from, to = nanos(start), nanos(end)
	if to != 0 && from > to {
		from = to
	}
	return from, to
}

// nanos is a time as the ledger takes it: one that is too far in the future for it
// is noted there as any other in the future.
func nanos(t pcommon.Timestamp) int64 { return int64(min(t, math.MaxInt64)) }
