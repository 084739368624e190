package target_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/target"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

var roomy = target.Config{MaxAnswers: 1000, MaxSessions: 100, MaxTurns: 1000}

// told is a posting and the session it was booked under.
type told struct {
	session.Posting
	booked string
}

// learnAtOnce has all in one batch.
func learnAtOnce(x *target.Index, all ...told) {
	postings, receipts := make([]session.Posting, len(all)), make([]session.Receipt, len(all))
	for i := range all {
		postings[i], receipts[i] = all[i].Posting, receiptOf(all[i].booked)
	}
	x.Learn(postings, receipts)
}

func learn(x *target.Index, all ...told) {
	for i := range all {
		x.Learn([]session.Posting{all[i].Posting}, []session.Receipt{receiptOf(all[i].booked)})
	}
}

var numbers sync.Map // of sessions, in the order in which they are first told

func receiptOf(booked string) session.Receipt {
	if booked == "" {
		return session.Receipt{}
	}
	number, known := numbers.Load(booked)
	if !known {
		number, _ = numbers.LoadOrStore(booked, lastNumber.Add(1))
	}
	return session.Receipt{Session: booked, Began: number.(uint32)}
}

var lastNumber atomic.Uint32

func trace(n byte) session.TraceID { return session.TraceID{n} }
func span(n byte) session.SpanID   { return session.SpanID{n} }

// agent is the agent span of a turn, which has the number of its trace; call is one in it.
func agent(id string, n byte) told {
	return told{session.Posting{Kind: session.Turn, Session: id, Service: "shop", Trace: trace(n), Span: span(n), Start: int64(n) * 100, End: int64(n)*100 + 50}, id}
}

func call(id string, n, number byte, answer uint64) told {
	return told{session.Posting{
		Kind: session.Call, Session: id, Service: "shop", Trace: trace(n), Span: span(number), Parent: span(n),
		Start: int64(n)*100 + 10, End: int64(n)*100 + 20, ResponseID: answer,
	}, id}
}

func with(t told, change func(*session.Posting)) told {
	change(&t.Posting)
	return t
}

func spanOf(found target.Target, _ bool) string {
	if found == (target.Target{}) {
		return "unknown"
	}
	return fmt.Sprintf("%d/%d", found.Trace[0], found.Span[0])
}

func TestAnswers(t *testing.T) {
	tests := map[string]struct {
		told []told
		want string
	}{
		"a call":                              {[]told{call("s", 1, 7, 99)}, "1/7"},
		"nothing":                             {nil, "unknown"},
		"another":                             {[]told{call("s", 1, 7, 98)}, "unknown"},
		"without a session":                   {[]told{with(call("", 1, 7, 99), func(*session.Posting) {})}, "1/7"},
		"the first of two copies":             {[]told{call("s", 1, 7, 99), call("s", 2, 8, 99)}, "1/7"},
		"not the copy that is marked":         {[]told{with(call("s", 1, 7, 99), func(p *session.Posting) { p.Marked = true }), call("s", 2, 8, 99)}, "2/8"},
		"the marked one if there is no other": {[]told{with(call("s", 1, 7, 99), func(p *session.Posting) { p.Marked = true })}, "1/7"},
		"of a log record only the trace":      {[]told{with(call("s", 1, 7, 99), func(p *session.Posting) { p.Event = true })}, "1/0"},
		"rather a span than a log record":     {[]told{with(call("s", 1, 7, 99), func(p *session.Posting) { p.Event = true }), call("s", 1, 8, 99)}, "1/8"},
		"no trace is nowhere":                 {[]told{with(call("s", 1, 7, 99), func(p *session.Posting) { p.Trace = session.TraceID{} })}, "unknown"},
		"a tool is no answer":                 {[]told{with(call("s", 1, 7, 99), func(p *session.Posting) { p.Kind = session.Tool })}, "unknown"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			x := target.New(roomy)
			learn(x, test.told...)
			assert.Equal(t, test.want, spanOf(x.Answer(99)))
		})
	}
}

func TestTurns(t *testing.T) {
	lone := func(n byte) told {
		return with(call("s", n, n, 0), func(p *session.Posting) { p.Parent = session.SpanID{}; p.Start = int64(n) * 100 })
	}
	tests := map[string]struct {
		told []told
		want []string // of turns 0, 1, 2, 3
	}{
		"in order":     {[]told{call("s", 1, 7, 1), agent("s", 1), call("s", 2, 8, 2), agent("s", 2)}, []string{"unknown", "1/1", "2/2", "unknown"}},
		"out of order": {[]told{agent("s", 2), agent("s", 1)}, []string{"unknown", "1/1", "2/2", "unknown"}},
		"twice":        {[]told{agent("s", 1), agent("s", 1), call("s", 1, 7, 1), agent("s", 2)}, []string{"unknown", "1/1", "2/2", "unknown"}},
		"of nested agents the outer": {[]told{
			with(agent("s", 1), func(p *session.Posting) { p.Span, p.Parent, p.Start = span(9), span(8), 120 }),
			with(agent("s", 1), func(p *session.Posting) { p.Span, p.Parent, p.Start = span(8), span(1), 110 }),
			agent("s", 1), agent("s", 2),
		}, []string{"unknown", "1/1", "2/2", "unknown"}},
		"of agents that begin at once the longer": {[]told{
			with(agent("s", 1), func(p *session.Posting) { p.Span, p.Parent, p.End = span(9), span(8), 120 }),
			with(agent("s", 1), func(p *session.Posting) { p.Span, p.Parent = span(8), span(3) }),
		}, []string{"unknown", "1/8", "unknown", "unknown"}},
		"calls without agents":                 {[]told{lone(1), lone(2)}, []string{"unknown", "1/1", "2/2", "unknown"}},
		"the call that finds a title":          {[]told{agent("s", 1), lone(2), agent("s", 3)}, []string{"unknown", "1/1", "3/3", "unknown"}},
		"a trace whose turn span is not there": {[]told{call("s", 1, 7, 1)}, []string{"unknown", "1/0", "unknown", "unknown"}},
		"only log records":                     {[]told{with(lone(1), func(p *session.Posting) { p.Event = true })}, []string{"unknown", "1/0", "unknown", "unknown"}},
		"of another session":                   {[]told{agent("other", 1)}, []string{"unknown", "unknown", "unknown", "unknown"}},
		"two tenants with one id":              {[]told{with(agent("s", 1), func(p *session.Posting) { p.Tenant = "a" }), with(agent("s", 2), func(p *session.Posting) { p.Tenant = "b" })}, []string{"unknown", "unknown", "unknown", "unknown"}},
		"what is no turn": {[]told{
			with(agent("s", 1), func(p *session.Posting) { p.Kind = session.Other }), with(agent("s", 2), func(p *session.Posting) { p.Kind = session.End }), agent("s", 3),
		}, []string{"unknown", "3/3", "unknown", "unknown"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			x := target.New(roomy)
			learn(x, test.told...)
			for turn, want := range test.want {
				assert.Equal(t, want, spanOf(x.Turn("s", turn)), "turn %d", turn)
			}
		})
	}
}

func TestWhose(t *testing.T) {
	x := target.New(roomy)
	learn(x,
		with(call("s", 1, 7, 99), func(p *session.Posting) { p.Tenant = "acme"; p.Service = "gateway" }),
		with(agent("s", 1), func(p *session.Posting) { p.Tenant = "acme" }),
		with(call("", 2, 8, 98), func(p *session.Posting) { p.Tenant = "acme" }))
	answer, _ := x.Answer(99)
	assert.Equal(t, target.Who{Tenant: "acme", Session: "s", Service: "gateway"}, answer.Who)
	answer, _ = x.Answer(98)
	assert.Equal(t, target.Who{Tenant: "acme", Service: "shop"}, answer.Who)
	found, ok := x.Session("s")
	require.True(t, ok)
	assert.Equal(t, target.Target{Who: target.Who{Tenant: "acme", Session: "s", Service: "gateway"}}, found)
	found, ok = x.Trace(trace(1))
	require.True(t, ok)
	assert.Equal(t, "s", found.Session)
	assert.Equal(t, trace(1), found.Trace)
	_, ok = x.Trace(trace(2))
	assert.False(t, ok)
}

func TestOldestAnswerGoes(t *testing.T) {
	x := target.New(target.Config{MaxAnswers: 3, MaxSessions: 10, MaxTurns: 10})
	for n := range byte(5) {
		learn(x, call("s", n+1, n+1, uint64(n+1)))
	}
	for n, want := range []string{"unknown", "unknown", "3/3", "4/4", "5/5"} {
		assert.Equal(t, want, spanOf(x.Answer(uint64(n+1))))
	}
	sizes, forgotten := x.Totals()
	assert.Equal(t, 3, sizes.Answers)
	assert.Equal(t, int64(2), forgotten.Answers)
}

// A session whose turns were forgotten comes back: nobody knows which turn that is.
func TestForgottenTurnsAreNotGuessed(t *testing.T) {
	x := target.New(target.Config{MaxAnswers: 10, MaxSessions: 2, MaxTurns: 10})
	learn(x, agent("a", 1), agent("b", 2), agent("a", 3), agent("c", 4))
	assert.Equal(t, "3/3", spanOf(x.Turn("a", 2)), "it was not quiet as long as b")
	assert.Equal(t, "unknown", spanOf(x.Turn("b", 1)))
	learn(x, agent("b", 5))
	assert.Equal(t, "unknown", spanOf(x.Turn("b", 1)), "its second, or its ninth")
	found, ok := x.Session("b")
	require.True(t, ok)
	assert.Equal(t, "shop", found.Service)
	sizes, forgotten := x.Totals()
	assert.Equal(t, 2, sizes.Sessions)
	assert.Equal(t, int64(2), forgotten.Sessions)
}

// Of the last session its oldest turns go, and the others keep their numbers.
func TestLongSessionKeepsItsCount(t *testing.T) {
	x := target.New(target.Config{MaxAnswers: 10, MaxSessions: 2, MaxTurns: 3})
	learn(x, agent("other", 9))
	for n := range byte(5) {
		learn(x, agent("s", n+1))
	}
	for turn, want := range []string{"unknown", "unknown", "unknown", "3/3", "4/4", "5/5", "unknown"} {
		assert.Equal(t, want, spanOf(x.Turn("s", turn)), turn)
	}
	learn(x, agent("s", 1)) // again
	assert.Equal(t, "3/3", spanOf(x.Turn("s", 3)))
	sizes, forgotten := x.Totals()
	assert.Equal(t, 3, sizes.Turns)
	assert.Equal(t, int64(2), forgotten.Turns)
	assert.Equal(t, int64(1), forgotten.Sessions)
}

// Of a session that began before the index was told of all, or came back, nobody knows how
// many turns it had; of one that begins later all are known. An image keeps that.
func TestTurnsBeforeTheBeginAreNotGuessed(t *testing.T) {
	learn := func(x *target.Index, began uint32, all ...told) {
		for i := range all {
			x.Learn([]session.Posting{all[i].Posting}, []session.Receipt{{Session: all[i].booked, Began: began}})
		}
	}
	x := target.NewSince(roomy, 7)
	learn(x, 7, call("before", 1, 11, 101), agent("before", 1))
	learn(x, 8, agent("after", 2))
	learn(x, 0, agent("back", 3))
	x = restored(t, roomy, image(x))
	learn(x, 6, agent("earlier", 4))
	learn(x, 9, agent("later", 5))
	for id, want := range map[string]string{"before": "unknown", "after": "2/2", "back": "unknown", "earlier": "unknown", "later": "5/5"} {
		assert.Equal(t, want, spanOf(x.Turn(id, 1)), id)
		_, ok := x.Session(id)
		assert.True(t, ok, id)
	}
	assert.Equal(t, "1/11", spanOf(x.Answer(101)), "an answer needs no number")

	x.Doubt(20)
	learn(x, 8, agent("after", 6))
	learn(x, 20, agent("tenth", 7))
	learn(x, 21, agent("new", 8))
	for id, want := range map[string]string{"after": "unknown", "tenth": "unknown", "new": "8/8"} {
		assert.Equal(t, want, spanOf(x.Turn(id, 1)), id)
	}
}

// However long ago a session was forgotten, and however many have been since: its turns are not counted
// anew. Those of sessions that begin later are.
func TestWhatWasForgottenLongAgoIsNotGuessed(t *testing.T) {
	x := target.New(target.Config{MaxAnswers: 10, MaxSessions: 2, MaxTurns: 10})
	learn(x, agent("long ago", 1))
	for n := range 100 {
		learn(x, agent(fmt.Sprint("between ", n), 2))
	}
	learn(x, agent("long ago", 3), agent("fresh", 4))
	assert.Equal(t, "unknown", spanOf(x.Turn("long ago", 1)))
	assert.Equal(t, "4/4", spanOf(x.Turn("fresh", 1)))
}

// A session that ended, and begins anew under its id once the ledger has forgotten it, is known by its newest number.
func TestASessionThatBeginsAnewIsNotGuessed(t *testing.T) {
	x := target.New(target.Config{MaxAnswers: 10, MaxSessions: 1, MaxTurns: 10})
	told := func(began uint32, p told) {
		x.Learn([]session.Posting{p.Posting}, []session.Receipt{{Session: p.booked, Began: began}})
	}
	told(5, agent("s", 1))
	told(50, agent("s", 2))
	assert.Equal(t, "2/2", spanOf(x.Turn("s", 2)))
	told(20, agent("other", 3))
	told(50, agent("s", 4))
	assert.Equal(t, "unknown", spanOf(x.Turn("s", 1)))

	x = target.New(target.Config{MaxAnswers: 10, MaxSessions: 1, MaxTurns: 10})
	told(0, agent("back", 5))
	assert.Equal(t, "5/5", spanOf(x.Turn("back", 1)), "it was always told of all")
	told(60, agent("other", 6))
	told(0, agent("back", 7))
	assert.Equal(t, "unknown", spanOf(x.Turn("back", 1)))
}
