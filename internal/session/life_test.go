package session_test

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

func TestIdlingNeverResetsMoney(t *testing.T) {
	f := newFixture(t, session.Config{Budgets: []budget.Budget{sessionBudget(5*usd, 0.5, 1)}})
	f.post(f.call("a", 3*usd))
	f.pass(29 * time.Minute)
	assert.Zero(t, f.Report(f.now).Idle)
	f.pass(time.Minute + time.Second)
	assert.Equal(t, int64(1), f.Report(f.now).Idle)
	f.pass(23 * time.Hour)
	receipt := f.post(f.call("a", cent))[0]
	assert.Equal(t, 3*usd+cent, receipt.Cost)
	assert.Equal(t, session.NoNote, receipt.Note)
	assert.Zero(t, f.Report(f.now).Idle)
}

func TestAnExpiredSessionGetsItsSpendBack(t *testing.T) {
	f := newFixture(t, session.Config{Budgets: []budget.Budget{sessionBudget(5*usd, 0.5, 1)}})
	f.post(f.call("a", 3*usd))
	f.pass(24*time.Hour + time.Second)
	ended := f.events(session.Ended)
	require.Len(t, ended, 1)
	assert.Equal(t, "expired", ended[0].Summary.Reason)
	assert.Equal(t, 3*usd, ended[0].Summary.Spend.NanoUSD)
	view := f.view("a")
	assert.Equal(t, session.Gone, view.Status)
	assert.Equal(t, budget.Spend{NanoUSD: 3 * usd, Calls: 1, Tokens: 175}, view.Spend)
	assert.Equal(t, 1, f.Report(f.now).Sizes.Tombstones)
	f.pass(24 * time.Hour)
	receipt := f.post(f.call("a", 2*usd))[0]
	assert.Equal(t, session.Late, receipt.Note)
	assert.Equal(t, 5*usd, receipt.Cost)
	assert.Equal(t, budget.Exceeded, receipt.State)
	assert.Equal(t, []float64{0.5, 1}, f.crossed("a"), "half of it was told before")
	assert.Equal(t, int64(350), f.view("a").Spend.Tokens)
	f.pass(25 * time.Hour)
	assert.Len(t, f.events(session.Ended), 1, "its end is told once")
	f.pass(8 * 24 * time.Hour)
	assert.Equal(t, session.Unknown, f.view("a").Status, "forgotten")
	assert.Equal(t, session.Sizes{Dedupe: 0, Events: 3}, f.Report(f.now).Sizes)
}

func TestWhatComesAfterTheEndIsAdded(t *testing.T) {
	f := newFixture(t, session.Config{Budgets: []budget.Budget{sessionBudget(5 * usd)}})
	f.post(in(f.call("a", usd), 7), in(session.Posting{Kind: session.End, Session: "a", Span: span(1)}, 7))
	assert.Equal(t, session.Gone, f.view("a").Status)
	receipt := f.post(in(f.call("", usd), 7))[0]
	assert.Equal(t, session.Late, receipt.Note)
	assert.Equal(t, "a", receipt.Session)
	assert.Equal(t, 2*usd, f.spent("a"))
	f.End(f.now, session.Key{Session: "a"})
	require.Len(t, f.events(session.Ended), 1)
	assert.Equal(t, "ended", f.events(session.Ended)[0].Summary.Reason)
	for _, n := range f.Report(f.now).Active {
		assert.Zero(t, n)
	}
	f.pass(11 * time.Minute)
	assert.Equal(t, 1, f.Report(f.now).Sizes.Tombstones)
	assert.Equal(t, 3*usd, f.post(f.call("a", usd))[0].Cost)
}

func TestASessionEndsAfterItsLongestTime(t *testing.T) {
	f := newFixture(t, session.Config{MaxDuration: 48 * time.Hour})
	for range 5 {
		f.post(f.call("a", usd))
		f.pass(12 * time.Hour)
	}
	assert.Empty(t, f.events(session.Ended))
	receipt := f.post(f.call("a", usd))[0]
	assert.Equal(t, session.Late, receipt.Note)
	assert.Equal(t, 6*usd, receipt.Cost)
	assert.Len(t, f.events(session.Ended), 1)
}

func TestSummary(t *testing.T) {
	f := newFixture(t, session.Config{Budgets: []budget.Budget{sessionBudget(5*usd, 1)}})
	cheap, dear, failed := f.call("a", cent), f.call("a", usd), f.call("a", 2*cent)
	dear.Model, failed.Failed = "opus", true
	tool := session.Posting{
		Kind: session.Tool, Session: "a", Trace: trace(1), Span: span(1), Tool: "search", Failed: true,
		Start: f.now.Add(-time.Second).UnixNano(), End: f.now.UnixNano(), Arguments: 1,
	}
	f.post(cheap, dear, failed, tool, session.Posting{Kind: session.Turn, Session: "a", Trace: trace(1), Span: span(2), Failed: true})
	f.End(f.now, session.Key{Session: "a"})
	summary := f.events(session.Ended)[0].Summary
	assert.Equal(t, "failed", summary.Outcome)
	assert.Equal(t, int64(1), summary.Failed)
	assert.Equal(t, int64(1), summary.Tools)
	assert.Equal(t, int64(1), summary.ToolFail)
	assert.Equal(t, "opus", summary.DearestModel)
	assert.Equal(t, "search", summary.DearestTool)
	assert.Equal(t, session.Tokens{Input: 300, CacheRead: 120, CacheWrite: 30, Output: 60, Reasoning: 15}, summary.Tokens)
	assert.InDelta(t, 120.0/450, summary.CacheHit, 1e-9)
	assert.InDelta(t, 2, summary.WallSeconds, 1e-9)
	assert.InDelta(t, 6, summary.ModelSeconds, 1e-9)
}

func TestEvictionSparesWhatIsSpent(t *testing.T) {
	f := newFixture(t, session.Config{MaxSessions: 10, Budgets: []budget.Budget{sessionBudget(usd, 1)}})
	f.post(f.call("spent", 2*usd), f.call("idle", cent))
	for i := range 8 {
		f.pass(time.Second)
		f.post(f.call(fmt.Sprint("s", i), cent))
	}
	f.pass(time.Second)
	f.post(f.call("new", cent))
	assert.Equal(t, session.Evicted, f.view("idle").Status, "the idlest that is well")
	assert.Equal(t, cent, f.spent("idle"))
	for i := range 1000 {
		f.post(f.call(fmt.Sprint("flood", i), cent))
	}
	assert.Equal(t, session.Known, f.view("spent").Status)
	assert.Equal(t, session.Evicted, f.view("flood3").Status)
	report := f.Report(f.now)
	assert.Equal(t, 10, report.Sizes.Sessions)
	assert.Equal(t, int64(1001), report.Counts.Evicted)
	assert.Equal(t, 2*cent, f.post(f.call("idle", cent))[0].Cost, "no fresh budget")
}

func TestWithoutRoomTheTenantIsCharged(t *testing.T) {
	f := newFixture(t, session.Config{
		MaxSessions: 3, Attributes: []string{"service.name"},
		Budgets: []budget.Budget{sessionBudget(usd, 1), serviceDay(100 * usd)},
	})
	for i := range 3 {
		f.post(f.by(strconv.Itoa(i), 2*usd))
	}
	receipt := f.post(f.by("new", cent))[0]
	assert.Equal(t, session.Overflowed, receipt.Note)
	assert.Empty(t, receipt.Session)
	report := f.Report(f.now)
	assert.Equal(t, budget.Spend{NanoUSD: cent, Calls: 1, Tokens: 175}, report.Overflow)
	assert.Len(t, report.Accounts, 4, "its service is charged all the same")
	_, err := f.SetLimit(f.now, session.Key{Session: "other"}, &budget.Limit{NanoUSD: usd}, 0)
	require.ErrorIs(t, err, session.ErrNoRoom)
}

func TestTombstonesAreBoundedAndSpentOnesGoLast(t *testing.T) {
	f := newFixture(t, session.Config{MaxTombstones: 5, Budgets: []budget.Budget{sessionBudget(usd, 1)}})
	f.post(f.call("spent", 2*usd))
	f.pass(25 * time.Hour)
	for i := range 20 {
		f.post(f.call(strconv.Itoa(i), cent))
	}
	f.pass(25 * time.Hour)
	report := f.Report(f.now)
	assert.Equal(t, 5, report.Sizes.Tombstones)
	assert.Equal(t, int64(16), report.Counts.TombstonesDropped)
	assert.Equal(t, session.Gone, f.view("spent").Status)
}

func TestClaims(t *testing.T) {
	f := newFixture(t, session.Config{Budgets: []budget.Budget{sessionBudget(usd, 0.5, 1)}})
	f.post(in(f.call("", 2*usd), 7))
	f.pass(59 * time.Second)
	assert.Empty(t, f.Events(0, 10))
	f.pass(time.Second)
	events := f.events(session.Threshold)
	require.Len(t, events, 2, "nobody claimed it")
	assert.Empty(t, events[0].Session)
	assert.Equal(t, trace(7), events[0].Trace)
	f.post(in(f.call("a", cent), 7))
	assert.Equal(t, []float64{0.5, 1}, f.crossed("a"), "now it is known whose it is")
	ids := map[string]bool{}
	for _, e := range f.events(session.Threshold) {
		ids[e.ID] = true
	}
	assert.Len(t, ids, 4)
	f.pass(2 * time.Minute)
	assert.Len(t, f.events(session.Threshold), 4)
}

func TestALoopIsHeldUntilItsSessionIsKnown(t *testing.T) {
	f := newFixture(t, session.Config{})
	again := func() {
		f.next++
		f.post(in(session.Posting{
			Kind: session.Tool, Span: span(f.next), Tool: "search", Arguments: 5, Result: 6,
			Start: f.now.UnixNano(), End: f.now.UnixNano(),
		}, 7), in(f.call("", cent), 7))
	}
	for range 4 {
		again()
	}
	assert.Empty(t, f.Events(0, 10))
	f.post(in(session.Posting{Kind: session.Turn, Session: "a", Span: span(1)}, 7))
	loops := f.events(session.LoopFound)
	require.Len(t, loops, 1)
	assert.Equal(t, "a", loops[0].Session)
	assert.Equal(t, "search", loops[0].Loop.Tool)
	assert.Equal(t, 3, loops[0].Loop.Repeats)
	assert.Equal(t, session.LevelWarn, loops[0].Loop.Level)
	for range 4 {
		again()
	}
	assert.Len(t, f.events(session.LoopFound), 2, "and when it is critical")
	assert.Equal(t, session.LevelCritical, f.view("a").Loop)
}

func TestCascadeAndContext(t *testing.T) {
	f := newFixture(t, session.Config{})
	for i, tool := range []string{"read", "write", "list"} {
		f.pass(time.Second)
		f.post(session.Posting{
			Kind: session.Tool, Session: "a", Trace: trace(9), Span: span(i + 1), Tool: tool, Failed: true,
			Arguments: uint64(i + 1), Start: f.now.UnixNano(), End: f.now.UnixNano(),
		})
	}
	cascades := f.events(session.ToolCascade)
	require.Len(t, cascades, 1)
	assert.Equal(t, "read", cascades[0].Cascade.Tool)
	assert.Equal(t, span(1), cascades[0].Cascade.Span)
	for i := range 60 {
		f.pass(time.Second)
		call := f.call("b", cent*int64(1+i))
		call.Tokens = session.Tokens{Input: 10_000 * int64(1+i)}
		f.post(call)
	}
	grew := f.events(session.ContextGrew)
	require.NotEmpty(t, grew)
	assert.GreaterOrEqual(t, grew[0].Context.Tokens, int64(200_000))
	view := f.view("b")
	assert.Equal(t, int64(600_000), view.Context)
	assert.InDelta(t, 30, view.Growth, 1e-9, "600,000 against the median of 10,000, 20,000 and 30,000")
	assert.Equal(t, session.Compact, view.Advice)
}

func TestLanesAreApartAndBounded(t *testing.T) {
	f := newFixture(t, session.Config{})
	for i := range 40 {
		f.pass(time.Second)
		call := f.call("a", cent)
		call.Tokens = session.Tokens{Input: 100_000}
		sub := f.call("a", cent)
		sub.Lane, sub.Tokens = fmt.Sprint("sub", i%6), session.Tokens{Input: 500}
		f.post(call, sub)
	}
	view := f.view("a")
	assert.Zero(t, view.Compactions, "the short prompt of a subagent is no compaction")
	report := f.Report(f.now)
	assert.Equal(t, 4, report.Sizes.Lanes)
	assert.Positive(t, report.Counts.LanesDropped)
}

func TestHostileInput(t *testing.T) {
	f := newFixture(t, session.Config{
		MaxSessions: 1000, MaxTombstones: 1000, MaxTraces: 1000, MaxAccounts: 100, MaxEvents: 100, MaxNames: 50, MaxDedupe: 1000, MaxTenants: 10,
		Attributes: []string{"user.id"},
		Budgets: []budget.Budget{
			sessionBudget(usd, 0.5, 1),
			{Name: "user", Scope: []string{"user.id", "session"}, Window: budget.Window{Kind: budget.Day}, Limit: budget.Limit{NanoUSD: usd}, Thresholds: []float64{1}},
			{Name: "daily", Scope: []string{"user.id", "tenant"}, Window: budget.Window{Kind: budget.Rolling, Length: time.Hour}, Limit: budget.Limit{NanoUSD: usd}, Thresholds: []float64{1}},
		},
	})
	huge := strings.Repeat("\xff\x00é", 1<<18)
	future, past := start.AddDate(10, 0, 0).UnixNano(), start.AddDate(-10, 0, 0).UnixNano()
	odd := []session.Posting{
		{Kind: session.Call, Session: huge, Tenant: huge, Service: huge, Agent: huge, Model: huge, Lane: huge, Tool: huge, Scope: []string{huge}},
		{Kind: session.Call, Session: "a", Cost: -usd, Priced: true, Tokens: session.Tokens{Input: -5, Output: math.MinInt64, CacheRead: math.MaxInt64}},
		{Kind: session.Call, Session: "a", Start: future, End: future, Cost: cent, Priced: true},
		{Kind: session.Call, Session: "a", Start: past, End: past, Cost: cent, Priced: true},
		{Kind: session.Call, Session: "a", Start: math.MinInt64, End: math.MaxInt64, Cost: math.MaxInt64, Priced: true, Weight: math.Inf(1)},
		{Kind: session.Call, Session: "a", Start: math.MaxInt64, End: math.MinInt64, Weight: math.NaN(), Rank: 200},
		{Kind: session.Kind(99), Session: "a"},
		{Kind: session.Call},
		{},
		{Kind: session.Tool, Session: "b", Tool: huge, Arguments: 1},
		{Kind: session.Call, Session: "trace:00000000000000000000000000000007"},
		{Kind: session.Call, Trace: trace(7), Span: span(1), Parent: span(1)},
	}
	receipts := f.post(odd...)
	for i, want := range map[int]session.Note{1: session.NegativeCost, 2: session.FutureTime, 3: session.OldTime, 4: session.FutureTime, 7: session.NoSession} {
		assert.Equal(t, want, receipts[i].Note, i)
	}
	for i := range 20_000 {
		call := f.call(fmt.Sprint("id", i), usd/3)
		call.Tenant, call.Scope = fmt.Sprint("t", i%100), []string{fmt.Sprint("u", i)}
		call.Agent, call.Tool = fmt.Sprint("agent", i), fmt.Sprint("tool", i)
		if i%3 == 0 {
			call.Session = ""
		}
		f.post(call)
	}
	for _, now := range []time.Time{start.AddDate(10, 0, 0), start, start.AddDate(-60, 0, 0), time.Unix(1<<62, 0), start} {
		f.Post(now, odd, receipts)
		f.Tick(now)
		f.view("a")
		f.List(now, session.Query{AnyTenant: true})
	}
	sizes := f.Report(f.now).Sizes
	assert.LessOrEqual(t, sizes.Sessions, 1000)
	assert.LessOrEqual(t, sizes.Tombstones, 1000)
	assert.LessOrEqual(t, sizes.Traces, 1000)
	assert.LessOrEqual(t, sizes.Accounts, 100+2, "and one for each budget past the bound")
	assert.LessOrEqual(t, sizes.Events, 100)
	assert.LessOrEqual(t, sizes.Dedupe, 4*1000)
	assert.Positive(t, f.Report(f.now).Counts.NamesOverflowed)
}

func TestAClockThatWasAhead(t *testing.T) {
	f := newFixture(t, session.Config{Attributes: []string{"service.name"}, Budgets: []budget.Budget{serviceDay(usd)}})
	f.now = start.AddDate(10, 0, 0)
	f.post(f.by("web", cent))
	f.now = start
	f.post(f.by("web", cent))
	assert.Equal(t, start.UnixNano(), f.view("s-web").LastArrival)
	f.pass(25 * time.Hour)
	assert.Equal(t, session.Gone, f.view("s-web").Status, "it does not live for ten years")
}

func TestReport(t *testing.T) {
	f := newFixture(t, session.Config{Budgets: []budget.Budget{sessionBudget(5*usd, 1)}})
	for i := range 100 {
		f.post(f.call(strconv.Itoa(i), int64(i)*cent))
	}
	assert.Equal(t, 99*cent, f.Report(f.now).MaxCost)
	for i := 99; i >= 0; i-- {
		assert.Equal(t, int64(i)*cent, f.Report(f.now).MaxCost)
		f.End(f.now, session.Key{Session: strconv.Itoa(i)})
	}
	for range 20 {
		f.pass(10 * time.Second)
		f.post(f.call("near", usd/10))
	}
	assert.Equal(t, int64(1), f.Report(f.now).Breaching, "a dime in ten seconds: five dollars last 8 minutes")
	f.pass(16 * time.Minute)
	assert.Zero(t, f.Report(f.now).Breaching, "and none is spent now")
}

func TestList(t *testing.T) {
	f := newFixture(t, session.Config{Budgets: []budget.Budget{sessionBudget(usd, 1)}})
	for i := range 250 {
		call := f.call(fmt.Sprintf("%03d", i), int64(i/2)*cent)
		call.Tenant = []string{"a", "b"}[i%2]
		f.post(call)
	}
	var seen []int64
	keys := map[session.Key]bool{}
	query := session.Query{AnyTenant: true, Limit: 40}
	for {
		page, next := f.List(f.now, query)
		for _, s := range page {
			seen = append(seen, s.Spend.NanoUSD)
			keys[s.Key] = true
		}
		if next == "" {
			break
		}
		query.After = next
	}
	assert.Len(t, keys, 250)
	assert.Len(t, seen, 250)
	for i := 1; i < len(seen); i++ {
		assert.LessOrEqual(t, seen[i], seen[i-1])
	}
	page, _ := f.List(f.now, session.Query{Tenant: "b", States: []budget.State{budget.Exceeded}})
	assert.Len(t, page, 25, "100 to 124 cents")
	page, _ = f.List(f.now, session.Query{AnyTenant: true, Sort: session.ByArrival, Limit: 1})
	assert.Equal(t, "249", page[0].Key.Session)
	page, _ = f.List(f.now, session.Query{AnyTenant: true, After: "!"})
	assert.Len(t, page, 250, "a cursor that is none begins at the front")
}

func TestEventsAreDeliveredAtLeastOnce(t *testing.T) {
	f := newFixture(t, session.Config{MaxEvents: 5})
	for i := range 8 {
		f.post(f.call(strconv.Itoa(i), cent))
		f.End(f.now, session.Key{Session: strconv.Itoa(i)})
	}
	events := f.Events(0, 100)
	require.Len(t, events, 5, "past the bound the oldest are lost")
	assert.Equal(t, int64(3), f.Report(f.now).Counts.EventsDropped)
	assert.Equal(t, uint64(4), events[0].Sequence)
	assert.Len(t, f.Events(5, 2), 2)
	assert.Equal(t, uint64(6), f.Events(5, 2)[0].Sequence)
	f.Delivered(6)
	assert.Len(t, f.Events(0, 100), 2)
	f.Delivered(1000)
	assert.Empty(t, f.Events(0, 100))
}

// A session keeps the number it began with, over a restart, too; one that was over and came back has none.
func TestSessionsHaveNumbers(t *testing.T) {
	f := newFixture(t, session.Config{})
	assert.Zero(t, f.Begun())
	assert.Equal(t, uint32(1), f.post(f.call("a", cent))[0].Began)
	assert.Equal(t, uint32(2), f.post(f.call("b", cent))[0].Began)
	assert.Equal(t, uint32(1), f.post(f.call("a", cent))[0].Began)
	assert.Equal(t, uint32(2), f.Begun())
	f.pass(20 * time.Hour)
	f.post(f.call("b", cent))
	f.pass(5 * time.Hour) // a is over
	restored, err := session.Restore(session.Config{}, chunks(image(f.Ledger)))
	require.NoError(t, err)
	f.Ledger = restored
	assert.Equal(t, uint32(2), f.Begun())
	assert.Equal(t, uint32(2), f.post(f.call("b", cent))[0].Began)
	assert.Equal(t, uint32(3), f.post(f.call("c", cent))[0].Began)
	assert.Zero(t, f.post(f.call("a", cent))[0].Began)
	assert.Zero(t, f.post(f.call("a", cent))[0].Began)
}
