package genaicostprocessor

import (
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/processor/genaicostprocessor/internal/samecall"
)

// batch holds the model calls of one batch while they are priced. It is reused,
// and keeps nothing of a batch when it is given back.
type batch struct {
	calls  []call
	same   []samecall.Call
	finder samecall.Finder
}

type call struct {
	attrs  pcommon.Map
	record genai.Record
	at     time.Time
	judge  bool // genai_judge made it, and tells what it cost
}

func (b *batch) reset() {
	clear(b.calls) // or the batch's memory lives on
	clear(b.same)
	b.calls = b.calls[:0]
	b.same = b.same[:0]
}

func (b *batch) addSpan(span ptrace.Span, service, scope string) {
	var r genai.Record
	attrs := span.Attributes()
	if !isCall(attrs, &r) {
		return
	}
	b.calls = append(b.calls, call{attrs, r, callTime(span.StartTimestamp(), span.EndTimestamp()), genai.OfJudge(span.TraceID(), attrs)})
	b.same = append(b.same, samecall.Call{
		SpanKey:    samecall.SpanKey{Trace: span.TraceID(), Span: span.SpanID()},
		Parent:     span.ParentSpanID(),
		ResponseID: r.ResponseID,
		Model:      r.Model(),
		Scope:      scope,
		Service:    service,
		Start:      span.StartTimestamp(),
		End:        span.EndTimestamp(),
		UsageKnown: r.Usage.Known,
		Output:     r.Usage.Output,
		Details:    details(&r.Usage),
	})
}

func (b *batch) addRecord(record plog.LogRecord) {
	var r genai.Record
	attrs := record.Attributes()
	if isCall(attrs, &r) {
		b.calls = append(b.calls, call{attrs, r, callTime(record.Timestamp(), record.ObservedTimestamp()), genai.OfJudge(record.TraceID(), attrs)})
	}
}

// duplicateSpans finds the calls that more than one span of the batch records.
func (b *batch) duplicateSpans(traces ptrace.Traces) []bool {
	if len(b.same) < 2 {
		return nil
	}
	b.finder.Reset()
	for _, resourceSpans := range traces.ResourceSpans().All() {
		for _, scopeSpans := range resourceSpans.ScopeSpans().All() {
			for _, span := range scopeSpans.Spans().All() {
				b.addStep(span)
			}
		}
	}
	return b.finder.Duplicates(b.same)
}

func (b *batch) addStep(span ptrace.Span) {
	operation := genai.Operation("")
	if name, ok := span.Attributes().Get(genai.AttrOperationName); ok && name.Type() == pcommon.ValueTypeStr {
		operation = genai.Operation(name.Str())
	}
	if operation.IsInference() {
		return
	}
	b.finder.AddStep(samecall.SpanKey{Trace: span.TraceID(), Span: span.SpanID()}, samecall.Step{
		Parent:   span.ParentSpanID(),
		Boundary: operation == genai.OperationExecuteTool || operation.IsAgent(),
	})
}

func details(u *genai.Usage) int {
	var n int
	for _, count := range [...]int64{u.CacheRead, u.CacheWrite, u.CacheWrite5m, u.CacheWrite1h, u.Reasoning, u.InputAudio, u.OutputAudio} {
		if count > 0 {
			n++
		}
	}
	return n
}
