package report

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// Spans is what a file of enriched spans says about sessions.
type Spans struct {
	Sessions []Session // the dearest first
	Calls    int       // model calls, each once
	SpendUSD float64

	Duplicates    int // spans left out: seen before, or marked by the collector
	OtherCurrency int // calls left out of the money
	Unreadable    int // lines
}

// Session is the account of one session.
type Session struct {
	ID       string // empty for calls that belong to no session
	Service  string
	Calls    int
	Tokens   int64
	SpendUSD float64

	first, last pcommon.Timestamp
}

// Duration is the time from the session's first span to the end of its last.
func (s *Session) Duration() time.Duration {
	return s.last.AsTime().Sub(s.first.AsTime())
}

// ReadSpans reads OTLP JSON lines. A last line that is still being written is
// left out; other lines that cannot be read are counted.
func ReadSpans(lines io.Reader) (*Spans, error) {
	a := &account{
		spans:    &Spans{},
		sessions: map[string]*Session{},
		traces:   map[pcommon.TraceID]*trace{},
		seen:     map[spanKey]struct{}{},
	}
	reader := bufio.NewReaderSize(lines, 1<<20)
	for {
		line, err := reader.ReadBytes('\n')
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return nil, fmt.Errorf("read spans: %w", err)
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			traces, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(line)
			switch {
			case err == nil:
				a.add(traces)
			case !ended:
				a.spans.Unreadable++
			}
		}
		if ended {
			return a.settle(), nil
		}
	}
}

type account struct {
	spans    *Spans
	sessions map[string]*Session
	traces   map[pcommon.TraceID]*trace
	seen     map[spanKey]struct{}
}

type spanKey struct {
	trace pcommon.TraceID
	span  pcommon.SpanID
}

// trace holds what spans without a session id add up to, until another span of
// the trace tells the session.
type trace struct {
	session string
	pending Session
}

func (a *account) add(traces ptrace.Traces) {
	for _, resource := range traces.ResourceSpans().All() {
		service := firstText(resource.Resource().Attributes(), "service.name")
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				a.span(service, span)
			}
		}
	}
}

func (a *account) span(service string, span ptrace.Span) {
	key := spanKey{span.TraceID(), span.SpanID()}
	if _, again := a.seen[key]; again {
		a.spans.Duplicates++
		return
	}
	var record genai.Record
	isGenAI := genai.Read(span.Attributes(), &record)
	if isGenAI && record.CostStatus == genai.CostDuplicate {
		a.spans.Duplicates++ // the charged copy may still come, under the same ids
		return
	}
	a.seen[key] = struct{}{}

	session := a.sessionOf(span)
	session.Service = cmp.Or(session.Service, service)
	session.span(span.StartTimestamp(), span.EndTimestamp())
	if !isGenAI {
		return
	}
	if record.Operation.IsInference() {
		a.spans.Calls++
		session.Calls++
		session.Tokens += record.Usage.Input + record.Usage.Output
	}
	switch cost := record.CostTotal; {
	case !record.HasCost || math.IsNaN(cost) || math.IsInf(cost, 0):
	case cmp.Or(record.CostCurrency, genai.CurrencyUSD) != genai.CurrencyUSD:
		a.spans.OtherCurrency++
	default:
		a.spans.SpendUSD += cost
		session.SpendUSD += cost
	}
}

// sessionOf is the account a span adds to.
func (a *account) sessionOf(span ptrace.Span) *Session {
	t := a.traces[span.TraceID()]
	if t == nil {
		t = &trace{}
		a.traces[span.TraceID()] = t
	}
	id := firstText(span.Attributes(), genai.AttrSessionID, genai.AttrConversationID)
	if id == "" {
		return &t.pending
	}
	t.session = cmp.Or(t.session, id)
	return a.session(id)
}

func (a *account) session(id string) *Session {
	if a.sessions[id] == nil {
		a.sessions[id] = &Session{ID: id}
	}
	return a.sessions[id]
}

func (a *account) settle() *Spans {
	for _, t := range a.traces {
		if t.pending.last != 0 {
			a.session(t.session).merge(t.pending)
		}
	}
	for _, session := range a.sessions {
		a.spans.Sessions = append(a.spans.Sessions, *session)
	}
	slices.SortFunc(a.spans.Sessions, func(x, y Session) int {
		return cmp.Or(cmp.Compare(y.SpendUSD, x.SpendUSD), cmp.Compare(y.Tokens, x.Tokens), cmp.Compare(x.ID, y.ID))
	})
	return a.spans
}

// span stretches the session to a span of it.
func (s *Session) span(first, last pcommon.Timestamp) {
	if s.last == 0 || first < s.first {
		s.first = first
	}
	s.last = max(s.last, last)
}

func (s *Session) merge(other Session) {
	s.Service = cmp.Or(s.Service, other.Service)
	s.Calls += other.Calls
	s.Tokens += other.Tokens
	s.SpendUSD += other.SpendUSD
	s.span(other.first, other.last)
}

func firstText(attrs pcommon.Map, keys ...string) string {
	for _, key := range keys {
		if value, ok := attrs.Get(key); ok && value.Type() == pcommon.ValueTypeStr && value.Str() != "" {
			return value.Str()
		}
	}
	return ""
}
