package genaisessionprocessor

import (
	"context"
	"sync"

	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// call names one model call.
type call struct {
	trace session.TraceID
	span  session.SpanID
}

// callSet remembers the calls that were charged and that the next component did not
// take. Their sender sends them again; the ledger knows them then, but who counts
// behind us does not, so they must not be marked as duplicates. It keeps two
// generations: when the younger is full the older is forgotten.
type callSet struct {
	generation int // size of one

	mu           sync.Mutex
	young, older map[call]struct{}
}

func newCallSet(maxCalls int) *callSet {
	s := &callSet{}
	if maxCalls > 0 {
		s.generation = max(1, maxCalls/2)
		s.young, s.older = make(map[call]struct{}), make(map[call]struct{})
	}
	return s
}

func (s *callSet) add(calls []call) {
	if s.generation == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range calls {
		if len(s.young) >= s.generation {
			s.young, s.older = s.older, s.young
			clear(s.young)
		}
		s.young[c] = struct{}{}
	}
}

// take forgets a call and reports whether it was there.
func (s *callSet) take(c call) bool {
	if s.generation == 0 {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, young := s.young[c]
	_, older := s.older[c]
	delete(s.young, c)
	delete(s.older, c)
	return young || older
}

// watchTraces hands spans on, and remembers those that are not taken.
func (p *sessionProcessor) watchTraces(next consumer.Traces) (consumer.Traces, error) {
	return consumer.NewTraces(func(ctx context.Context, traces ptrace.Traces) error {
		err := next.ConsumeTraces(ctx, traces)
		if err != nil {
			p.undelivered.add(spanCalls(traces))
		}
		return err
	}, consumer.WithCapabilities(next.Capabilities()))
}

func (p *sessionProcessor) watchLogs(next consumer.Logs) (consumer.Logs, error) {
	return consumer.NewLogs(func(ctx context.Context, logs plog.Logs) error {
		err := next.ConsumeLogs(ctx, logs)
		if err != nil {
			p.undelivered.add(recordCalls(logs))
		}
		return err
	}, consumer.WithCapabilities(next.Capabilities()))
}

// spanCalls are the model calls of a batch that are not marked as duplicates.
func spanCalls(traces ptrace.Traces) []call {
	var calls []call
	for _, resourceSpans := range traces.ResourceSpans().All() {
		for _, scopeSpans := range resourceSpans.ScopeSpans().All() {
			for _, span := range scopeSpans.Spans().All() {
				if isCharged(span.Attributes()) {
					calls = append(calls, call{session.TraceID(span.TraceID()), session.SpanID(span.SpanID())})
				}
			}
		}
	}
	return calls
}

// recordCalls are those of log records that stand for the span they are written below.
func recordCalls(logs plog.Logs) []call {
	var calls []call
	for _, resourceLogs := range logs.ResourceLogs().All() {
		for _, scopeLogs := range resourceLogs.ScopeLogs().All() {
			for _, record := range scopeLogs.LogRecords().All() {
				if !record.SpanID().IsEmpty() && isCharged(record.Attributes()) {
					calls = append(calls, call{session.TraceID(record.TraceID()), session.SpanID(record.SpanID())})
				}
			}
		}
	}
	return calls
}

func isCharged(attrs pcommon.Map) bool {
	var r genai.Record
	return genai.Read(attrs, &r) && r.Operation.IsInference() && r.CostStatus != genai.CostDuplicate
}
