package session_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

func TestNormalize(t *testing.T) {
	for _, absent := range []string{"", "  ", "None", "null", "undefined", "0", " 0 ", "00000000-0000-0000-0000-000000000000"} {
		_, ok := session.Normalize(absent)
		assert.False(t, ok, "%q", absent)
	}
	id, ok := session.Normalize("  abc\n")
	assert.True(t, ok)
	assert.Equal(t, "abc", id)
	long := make([]byte, 1<<20)
	for i := range long {
		long[i] = 'x'
	}
	first, _ := session.Normalize(string(long))
	second, _ := session.Normalize(string(long[:len(long)-1]))
	assert.Len(t, first, 64+1+32, "64 bytes and a 128-bit hash")
	assert.NotEqual(t, first, second)
	again, _ := session.Normalize(first)
	assert.Equal(t, first, again)
}

func TestACallIsAddedToItsSession(t *testing.T) {
	f := newFixture(t, session.Config{Budgets: []budget.Budget{sessionBudget(5*usd, 0.5, 0.8, 1)}})
	receipts := f.post(f.call("a", 3*cent), f.call("a", 4*cent), f.call("b", cent))
	assert.Equal(t, session.Receipt{Session: "a", Cost: 7 * cent, Calls: 2, Known: true, Began: 1}, receipts[1])
	assert.Equal(t, "b", receipts[2].Session)
	view := f.view("a")
	assert.Equal(t, session.Known, view.Status)
	assert.Equal(t, budget.Spend{NanoUSD: 7 * cent, Tokens: 350, Calls: 2}, view.Spend)
	assert.Equal(t, 4*cent, view.NextCall)
	assert.Equal(t, f.now.UnixNano(), view.LastArrival)
	assert.Equal(t, session.Unknown, f.view("c").Status)
	assert.Equal(t, 5*usd, f.view("c").Limit.NanoUSD, "the limit that it would have")
}

func TestTenantsDoNotShareSessions(t *testing.T) {
	f := newFixture(t, session.Config{})
	one, two := f.call("1", cent), f.call("1", 2*cent)
	one.Tenant, two.Tenant = "a", "b"
	f.post(one, two)
	assert.Equal(t, cent, f.View(f.now, session.Key{Tenant: "a", Session: "1"}).Spend.NanoUSD)
	assert.Equal(t, 2*cent, f.View(f.now, session.Key{Tenant: "b", Session: "1"}).Spend.NanoUSD)
	assert.Equal(t, session.Unknown, f.view("1").Status)
}

func TestTheTraceOfOneTenantSaysNothingOfAnother(t *testing.T) {
	f := newFixture(t, session.Config{})
	one, two := in(f.call("1", cent), 7), in(f.call("", 2*cent), 7)
	one.Tenant, two.Tenant = "a", "b"
	receipts := f.post(one, two)
	assert.Empty(t, receipts[1].Session)
	assert.Equal(t, cent, f.View(f.now, session.Key{Tenant: "a", Session: "1"}).Spend.NanoUSD)
}

func TestACallInheritsTheSessionOfItsTrace(t *testing.T) {
	f := newFixture(t, session.Config{})
	receipts := f.post(in(session.Posting{Kind: session.Turn, Session: "a", Span: span(1)}, 7), in(f.call("", cent), 7))
	assert.Equal(t, "a", receipts[1].Session)
	assert.Equal(t, cent, f.spent("a"))
}

func TestWhatATraceSpentIsAdoptedWhenItsSessionIsTold(t *testing.T) {
	f := newFixture(t, session.Config{Budgets: []budget.Budget{sessionBudget(5*usd, 0.5, 0.8, 1)}})
	receipts := f.post(in(f.call("", 2*usd), 7), in(f.call("", usd), 7))
	assert.Empty(t, receipts[1].Session, "only its trace holds it together")
	assert.Equal(t, 3*usd, receipts[1].Cost)
	assert.Empty(t, f.Events(0, 10), "nobody knows yet whose threshold it is")
	f.post(f.call("a", cent))
	f.pass(time.Second)
	receipts = f.post(in(session.Posting{Kind: session.Turn, Session: "a", Span: span(1)}, 7))
	assert.Equal(t, 3*usd+cent, receipts[0].Cost)
	assert.Equal(t, int64(3), receipts[0].Calls)
	assert.Equal(t, budget.Spend{NanoUSD: 3*usd + cent, Calls: 3, Tokens: 3 * 175}, f.view("a").Spend)
	assert.Equal(t, []float64{0.5}, f.crossed("a"))
	assert.Equal(t, 3*usd+cent, f.View(f.now, session.Key{Session: "trace:00000000000000000000000000000007"}).Spend.NanoUSD, "the trace is the session's now")
	f.post(in(f.call("", cent), 7))
	assert.Equal(t, 3*usd+2*cent, f.spent("a"))
	assert.Equal(t, 1, f.Report(f.now).Sizes.Sessions)
}

func TestAnAdoptionOutlivesTheMemoryOfTheTrace(t *testing.T) {
	for _, wait := range []time.Duration{time.Minute, time.Hour, 30 * time.Hour} { // in the trace's memory, live, remembered
		f := newFixture(t, session.Config{})
		f.post(in(f.call("", 2*usd), 7))
		f.pass(wait)
		f.post(in(f.call("a", usd), 7))
		assert.Equal(t, 3*usd, f.spent("a"), wait)
		assert.Equal(t, int64(2), f.view("a").Spend.Calls, wait)
	}
}

func TestTwoSessionsInOneTrace(t *testing.T) {
	f := newFixture(t, session.Config{})
	receipts := f.post(in(f.call("a", cent), 7), in(f.call("b", 2*cent), 7), in(f.call("", 4*cent), 7))
	assert.Equal(t, session.Conflict, receipts[1].Note)
	assert.Equal(t, "b", receipts[1].Session, "its own id wins for itself")
	assert.Equal(t, "a", receipts[2].Session, "the first id binds the trace")
	assert.Equal(t, 5*cent, f.spent("a"))
	assert.Equal(t, 2*cent, f.spent("b"))
	assert.Equal(t, int64(1), f.Report(f.now).Counts.Notes[session.Conflict])
}

func TestWithoutSessionAndTrace(t *testing.T) {
	f := newFixture(t, session.Config{Attributes: []string{"service.name"}, Budgets: []budget.Budget{serviceDay(usd)}})
	call := f.call("", cent)
	call.Trace, call.Scope = session.TraceID{}, []string{"shop"}
	receipt := f.post(call)[0]
	assert.Equal(t, session.NoSession, receipt.Note)
	report := f.Report(f.now)
	assert.Zero(t, report.Sizes.Sessions)
	assert.Equal(t, cent, report.Accounts[0].Spend.NanoUSD, "the service spent it all the same")
}

func TestOnlyCallsAreCharged(t *testing.T) {
	f := newFixture(t, session.Config{})
	for _, kind := range []session.Kind{session.Other, session.Tool, session.Turn} {
		p := f.call("a", usd)
		p.Kind = kind
		f.post(p)
	}
	assert.Equal(t, budget.Spend{}, f.view("a").Spend)
}

func TestATraceWithNothingToBookTakesNoRoom(t *testing.T) {
	f := newFixture(t, session.Config{})
	f.post(in(session.Posting{Kind: session.Other, Span: span(1)}, 7), in(session.Posting{Kind: session.Turn, Span: span(2)}, 8))
	assert.Zero(t, f.Report(f.now).Sizes.Sessions)
}

func TestAnUnknownPriceIsNotNothing(t *testing.T) {
	f := newFixture(t, session.Config{Budgets: []budget.Budget{sessionBudget(5 * usd)}})
	unpriced := f.call("a", 0)
	unpriced.Priced = false
	receipts := f.post(f.call("a", cent), unpriced)
	assert.Equal(t, budget.Unmeasurable, receipts[1].State)
	view := f.view("a")
	assert.Equal(t, int64(1), view.Spend.Unpriced)
	assert.Equal(t, cent, view.Spend.NanoUSD)
	assert.Equal(t, budget.Unmeasurable, view.State)
	f.post(f.call("a", 5*usd))
	assert.Equal(t, budget.Exceeded, f.view("a").State, "a lower bound can be too much")
}

func TestSampledCallsHaveALowerBoundAndAnEstimate(t *testing.T) {
	f := newFixture(t, session.Config{})
	sampled := f.call("a", 3*cent)
	sampled.Weight = 4
	f.post(f.call("a", cent), sampled)
	view := f.view("a")
	assert.Equal(t, 4*cent, view.Spend.NanoUSD)
	assert.True(t, view.Sampled)
	f.End(f.now, session.Key{Session: "a"})
	ended := f.events(session.Ended)
	require.Len(t, ended, 1)
	assert.Equal(t, 13*cent, ended[0].Summary.Estimate)
	assert.Equal(t, 4*cent, ended[0].Summary.Spend.NanoUSD)
}

func TestEstimatedPartOfTheSpend(t *testing.T) {
	f := newFixture(t, session.Config{})
	estimated := f.call("a", 3*cent)
	estimated.Rank = session.Estimated
	f.post(f.call("a", cent), estimated)
	assert.Equal(t, 3*cent, f.view("a").Estimated)
	assert.Equal(t, 4*cent, f.spent("a"))
}

func TestLargeCounts(t *testing.T) {
	f := newFixture(t, session.Config{})
	for range 3 {
		large := f.call("a", 1<<62)
		large.Tokens = session.Tokens{Input: 3_000_000_000, Output: 5_000_000_000}
		f.post(large)
	}
	spend := f.view("a").Spend
	assert.Equal(t, int64(24_000_000_000), spend.Tokens)
	assert.Equal(t, int64(1<<63-1), spend.NanoUSD, "saturated, not wrapped")
}
