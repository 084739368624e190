package e2e

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
)

// trafficSpan is a span of a recorded session: a model call, or an agent's turn that
// repeats the usage of its calls.
type trafficSpan struct {
	session, service  string // no session where the span does not tell it
	trace             pcommon.TraceID
	id, parent        uint32
	start, end        time.Time
	call              bool
	model             string
	in, read, written int64
	out               int64
}

// traffic are recorded sessions as they are sent, and what each costs.
type traffic struct {
	spans    []trafficSpan
	sessions map[string]int64 // nano-dollars
	services map[string]int64
	last     uint32 // span id
}

// newTraffic makes spans of recorded sessions, which end now: forty at a time, each
// span at its end, so that a root comes after all of its trace. Of every other session
// only the roots tell the id.
func newTraffic(t *testing.T, sessions []recordedSession) *traffic {
	t.Helper()
	const together = 40
	book := readPrices(t)
	all := &traffic{sessions: map[string]int64{}, services: map[string]int64{}}
	for group := range slices.Chunk(sessions, together) {
		from := len(all.spans)
		for _, calls := range group {
			all.add(t, calls, book)
		}
		slices.SortStableFunc(all.spans[from:], func(a, b trafficSpan) int { return cmp.Compare(a.end.UnixNano(), b.end.UnixNano()) })
	}
	return all
}

func (f *traffic) add(t *testing.T, calls recordedSession, book priceBook) {
	t.Helper()
	n := len(f.sessions)
	service := fmt.Sprintf("agent-%d", n%3)
	var length time.Duration
	for i := range calls {
		length = max(length, calls[i].end())
	}
	s := sessionSpans{traffic: f, id: "s-" + calls[0].Session, service: service, quiet: n%2 == 1, began: time.Now().Add(-length), number: n}
	s.agents(calls)
	for i := range calls {
		nano := book.cost(t, &calls[i])
		f.sessions[s.id] += nano
		f.services[service] += nano
	}
}

// sessionSpans makes the spans of one session.
type sessionSpans struct {
	*traffic

	id, service string
	quiet       bool // only roots tell the session
	began       time.Time
	number      int
	traces      uint32
}

// agents makes a trace of each turn of the main agent; those of subagents are below
// the turn in which they began, or stand for themselves.
func (s *sessionSpans) agents(calls recordedSession) {
	byAgent := map[string]recordedSession{}
	for _, call := range calls {
		byAgent[call.Agent] = append(byAgent[call.Agent], call)
	}
	turns := turnsOf(byAgent[""])
	below := make([][]recordedSession, len(turns))
	for agent, own := range byAgent {
		if agent == "" {
			continue
		}
		at := len(turns) - 1
		for at > 0 && turns[at][0].Seconds > own[0].Seconds {
			at--
		}
		if at < 0 {
			s.trace(own, nil)
			continue
		}
		below[at] = append(below[at], own)
	}
	for i, turn := range turns {
		s.trace(turn, below[i])
	}
}

// turnsOf splits calls where an answer did not ask for a tool.
func turnsOf(calls recordedSession) (turns []recordedSession) {
	for i := range calls {
		if i == 0 || calls[i-1].Stop != "tool_use" {
			turns = append(turns, nil)
		}
		turns[len(turns)-1] = append(turns[len(turns)-1], calls[i])
	}
	return turns
}

func (s *sessionSpans) trace(calls recordedSession, below []recordedSession) {
	s.traces++
	trace := traceOf(s.traces)
	number := idOf(uint32(s.number + 1))
	copy(trace[8:], number[:])
	root := s.agent(trace, 0, calls)
	for _, sub := range below {
		nested := s.agent(trace, root.id, sub)
		root.repeat(nested)
		s.spans = append(s.spans, nested)
	}
	root.session = s.id
	s.spans = append(s.spans, root)
}

// agent makes the spans of an agent's calls, and returns its own.
func (s *sessionSpans) agent(trace pcommon.TraceID, parent uint32, calls recordedSession) trafficSpan {
	self := s.span(trace, parent, calls[0])
	self.in, self.read, self.written, self.out = 0, 0, 0, 0
	for _, call := range calls {
		made := s.span(trace, self.id, call)
		made.call = true
		self.repeat(made)
		s.spans = append(s.spans, made)
	}
	return self
}

func (s *sessionSpans) span(trace pcommon.TraceID, parent uint32, call recordedCall) trafficSpan {
	s.last++
	made := trafficSpan{
		service: s.service, trace: trace, id: s.last, parent: parent, model: call.Model,
		start: s.began.Add(call.start()), end: s.began.Add(call.end()),
		in: call.Input, read: call.Cached, written: call.Input - call.Cached, out: call.Output,
	}
	if !s.quiet {
		made.session = s.id
	}
	return made
}

// repeat adds the usage of a span below, as several instrumentations do.
func (f *trafficSpan) repeat(below trafficSpan) {
	f.in, f.read, f.written, f.out = f.in+below.in, f.read+below.read, f.written+below.written, f.out+below.out
	if below.end.After(f.end) {
		f.end = below.end
	}
}

func (f *trafficSpan) write(t *testing.T, span ptrace.Span) {
	t.Helper()
	span.SetTraceID(f.trace)
	span.SetSpanID(spanOf(f.id))
	if f.parent != 0 {
		span.SetParentSpanID(spanOf(f.parent))
	}
	span.SetStartTimestamp(pcommon.NewTimestampFromTime(f.start))
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(f.end))
	attrs := map[string]any{
		"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "coder", "gen_ai.provider.name": "anthropic", "gen_ai.request.model": f.model,
		"gen_ai.usage.input_tokens": f.in, "gen_ai.usage.output_tokens": f.out,
		"gen_ai.usage.cache_read.input_tokens": f.read, "gen_ai.usage.cache_creation.input_tokens": f.written,
	}
	if f.call {
		attrs["gen_ai.operation.name"] = "chat"
		attrs["gen_ai.response.id"] = fmt.Sprintf("msg_%d", f.id)
	}
	if f.session != "" {
		attrs["session.id"] = f.session
	}
	require.NoError(t, span.Attributes().FromRaw(attrs))
}

// untidy moves some spans out of their order, and puts some calls in a second time,
// later; both are shares of one.
func (f *traffic) untidy(random *rand.Rand, moved, twice float64) {
	const near = 2000 // spans: a sender that is a second late
	for i := range f.spans {
		if random.Float64() < moved {
			to := min(max(i+random.IntN(2*near)-near, 0), len(f.spans)-1)
			f.spans[i], f.spans[to] = f.spans[to], f.spans[i]
		}
	}
	type again struct {
		at   int
		span trafficSpan
	}
	var copies []again
	for i, span := range f.spans {
		if span.call && random.Float64() < twice {
			copies = append(copies, again{min(i+1+random.IntN(near), len(f.spans)), span})
		}
	}
	slices.SortStableFunc(copies, func(a, b again) int { return cmp.Compare(a.at, b.at) })
	spans := make([]trafficSpan, 0, len(f.spans)+len(copies))
	for i := range len(f.spans) + 1 {
		for len(copies) > 0 && copies[0].at == i {
			spans, copies = append(spans, copies[0].span), copies[1:]
		}
		if i < len(f.spans) {
			spans = append(spans, f.spans[i])
		}
	}
	f.spans = spans
}

// requests are the spans as bodies of OTLP requests.
func (f *traffic) requests(t *testing.T, spansInEach int) [][]byte {
	t.Helper()
	var requests [][]byte
	for chunk := range slices.Chunk(f.spans, spansInEach) {
		b := newBatch()
		services := map[string]ptrace.SpanSlice{}
		for i := range chunk {
			if _, ok := services[chunk[i].service]; !ok {
				services[chunk[i].service] = b.service(t, chunk[i].service, "1")
			}
			chunk[i].write(t, services[chunk[i].service].AppendEmpty())
		}
		body, err := ptraceotlp.NewExportRequestFromTraces(b.Traces).MarshalProto()
		require.NoError(t, err)
		requests = append(requests, body)
	}
	return requests
}
