package session_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

func TestACallIsChargedOnce(t *testing.T) {
	responded := func(id uint64) func(*session.Posting) {
		return func(p *session.Posting) { p.ResponseID = id }
	}
	child := func(p *session.Posting) { p.Parent = span(1) }
	tests := []struct {
		name          string
		first, second func(*session.Posting)
		duplicate     bool
	}{
		{"the same span again", nil, func(p *session.Posting) { p.Span = span(1) }, true},
		{"another span", nil, nil, false},
		{"the same span id in another trace", nil, func(p *session.Posting) { p.Span, p.Trace = span(1), trace(9) }, false},
		{"the same response by the gateway", responded(5), func(p *session.Posting) { p.ResponseID, p.Trace = 5, trace(9) }, true},
		{"another response", responded(5), responded(6), false},
		{"inside a call with the same tokens", nil, child, true},
		{"inside a call with other tokens", nil, func(p *session.Posting) { child(p); p.Tokens.Output++ }, false},
		{"inside a call, input as another class", nil, func(p *session.Posting) {
			child(p)
			p.Tokens.Input, p.Tokens.CacheRead = p.Tokens.Input+p.Tokens.CacheRead, 0
		}, true},
		{"around a call with the same tokens", func(p *session.Posting) { p.Parent = span(2) }, nil, true},
		{"beside a call with the same tokens", func(p *session.Posting) { p.Parent = span(8) }, func(p *session.Posting) { p.Parent = span(8) }, false},
		{"inside a call, usage unknown", func(p *session.Posting) { p.Tokens = session.Tokens{} }, func(p *session.Posting) { child(p); p.Tokens = session.Tokens{} }, false},
		{"marked", nil, func(p *session.Posting) { p.Marked = true }, true},
		{"its own parent", nil, func(p *session.Posting) { p.Parent = p.Span }, false},
		{"a log record without a span", func(p *session.Posting) { p.Span = session.SpanID{} }, func(p *session.Posting) { p.Span = session.SpanID{} }, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t, session.Config{})
			first, second := in(f.call("a", cent), 7), in(f.call("a", 2*cent), 7)
			first.Span, second.Span = span(1), span(2)
			second.Rank = session.Reported // a better copy is only noted
			if test.first != nil {
				test.first(&first)
			}
			if test.second != nil {
				test.second(&second)
			}
			receipts := f.post(first, second)
			assert.False(t, receipts[0].Duplicate)
			assert.Equal(t, test.duplicate, receipts[1].Duplicate)
			want := cent
			if !test.duplicate {
				want += 2 * cent
			}
			assert.Equal(t, want, f.spent("a"))
		})
	}
}

func TestThreeNestedCallsAreOne(t *testing.T) {
	for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 0, 2}, {1, 2, 0}} {
		f := newFixture(t, session.Config{})
		for _, at := range order {
			p := in(f.call("a", cent), 7)
			p.Span, p.Parent = span(at+1), span(at)
			f.post(p)
		}
		assert.Equal(t, cent, f.spent("a"), order)
	}
}

func TestAMarkedCopyDoesNotHideTheCall(t *testing.T) {
	f := newFixture(t, session.Config{})
	marked := f.call("a", cent)
	marked.Marked, marked.ResponseID = true, 5
	call := f.call("a", cent)
	call.ResponseID = 5
	f.post(marked, call)
	assert.Equal(t, cent, f.spent("a"))
}

func TestACopyInAnotherSessionIsACopy(t *testing.T) {
	f := newFixture(t, session.Config{})
	call := f.call("a", cent)
	f.post(call)
	call.Session = "b"
	assert.True(t, f.post(call)[0].Duplicate)
	assert.Zero(t, f.spent("b"))
}

func TestCopiesAreKnownForTheWindow(t *testing.T) {
	f := newFixture(t, session.Config{DedupeWindow: time.Hour})
	f.pass(50 * time.Minute)
	call := f.call("a", cent)
	f.post(call)
	f.pass(59 * time.Minute)
	assert.True(t, f.post(call)[0].Duplicate)
	f.pass(59 * time.Minute)
	assert.True(t, f.post(call)[0].Duplicate, "it was seen again meanwhile")
	f.pass(3 * time.Hour)
	f.pass(3 * time.Hour)
	assert.False(t, f.post(call)[0].Duplicate)
}

func TestDuplicatesAreBounded(t *testing.T) {
	f := newFixture(t, session.Config{MaxDedupe: 100})
	first := f.call("a", cent)
	f.post(first)
	for range 1000 {
		f.post(f.call("a", cent))
	}
	report := f.Report(f.now)
	assert.LessOrEqual(t, report.Sizes.Dedupe, 100*3)
	assert.Equal(t, int64(950), report.Counts.DedupeDropped, "of 1,001 a generation of 50 is left, and the one call of the next")
	assert.False(t, f.post(first)[0].Duplicate)
}

func TestAToolSpanSentAgainIsNoLoop(t *testing.T) {
	f := newFixture(t, session.Config{})
	tool := session.Posting{
		Kind: session.Tool, Session: "a", Trace: trace(7), Span: span(1), Tool: "search", Arguments: 5, Result: 6,
		Start: f.now.UnixNano(), End: f.now.UnixNano(),
	}
	for range 10 {
		f.post(tool)
	}
	assert.Empty(t, f.Events(0, 10))
}

// An SDK and a gateway see one call at about the same time; a stub gives one id to many calls.
func TestTheIDOfAnAnswerCountsForItsTimeOnly(t *testing.T) {
	f := newFixture(t, session.Config{Budgets: []budget.Budget{sessionBudget(5 * usd)}})
	answered := func(after time.Duration) session.Receipt {
		p := f.call("a", cent)
		p.ResponseID = 77
		p.End += int64(after)
		p.Start += int64(after)
		return f.post(p)[0]
	}
	assert.False(t, answered(0).Duplicate)
	assert.True(t, answered(4*time.Second).Duplicate, "the gateway's")
	assert.True(t, answered(-4*time.Second).Duplicate)
	assert.False(t, answered(-10*time.Minute).Duplicate, "another call")
	assert.False(t, answered(-20*time.Minute).Duplicate)
	assert.Equal(t, 3*cent, f.View(f.now, session.Key{Session: "a"}).Spend.NanoUSD)
}
