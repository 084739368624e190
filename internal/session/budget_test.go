package session_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

func serviceDay(limit int64, thresholds ...float64) budget.Budget {
	return budget.Budget{
		Name: "service-day", Scope: []string{"service.name"}, Window: budget.Window{Kind: budget.Day},
		Limit: budget.Limit{NanoUSD: limit}, Thresholds: thresholds,
	}
}

func (f *fixture) by(service string, cost int64) session.Posting {
	p := f.call("s-"+service, cost)
	p.Scope = []string{service}
	return p
}

func (f *fixture) account(name string) session.AccountReport {
	f.t.Helper()
	for _, a := range f.Report(f.now).Accounts {
		if a.Budget == name {
			return a
		}
	}
	f.t.Fatalf("no account of %s", name)
	return session.AccountReport{}
}

func TestThresholdsAreToldOnce(t *testing.T) {
	f := newFixture(t, session.Config{Budgets: []budget.Budget{sessionBudget(5*usd, 0.5, 0.8, 1)}})
	for range 12 {
		f.post(f.call("a", usd/2))
	}
	events := f.events(session.Threshold)
	require.Len(t, events, 3)
	ids := map[string]bool{}
	for i, want := range []struct {
		threshold float64
		spend     int64
		state     budget.State
	}{{0.5, 5 * usd / 2, budget.OK}, {0.8, 4 * usd, budget.Warn}, {1, 5 * usd, budget.Exceeded}} {
		e := events[i]
		assert.InDelta(t, want.threshold, e.Crossing.Threshold, 0)
		assert.Equal(t, want.spend, e.Crossing.Spend.NanoUSD)
		assert.Equal(t, want.state, e.Crossing.State)
		assert.Equal(t, "a", e.Session)
		assert.Equal(t, "shop", e.Service)
		assert.Equal(t, "helper", e.Agent)
		assert.NotZero(t, e.Span)
		ids[e.ID] = true
	}
	assert.Len(t, ids, 3)
}

func TestStatesFollowTheSpend(t *testing.T) {
	f := newFixture(t, session.Config{Budgets: []budget.Budget{sessionBudget(5*usd, 1)}})
	for _, step := range []struct {
		cost   int64
		state  budget.State
		advice session.Advice
	}{
		{usd, budget.OK, session.Continue},
		{2 * usd, budget.OK, session.Continue},        // 3, and 2 more is no more than 5
		{usd / 2, budget.Exhausting, session.Stop},    // 3.5, and 2 more is too much
		{usd / 2, budget.Exhausting, session.Stop},    // 4, the 2 are among the last three
		{usd / 10, budget.Warn, session.WrapUp},       // 4.1, and half a dollar more is well
		{usd - usd/10, budget.Exceeded, session.Stop}, // 5
	} {
		receipt := f.post(f.call("a", step.cost))[0]
		assert.Equal(t, step.state, receipt.State, step.cost)
		assert.Equal(t, step.advice, f.view("a").Advice, step.cost)
		assert.Equal(t, int64(1), f.Report(f.now).Active[step.state])
	}
}

func TestALimitOfOneSession(t *testing.T) {
	f := newFixture(t, session.Config{Budgets: []budget.Budget{sessionBudget(5*usd, 0.5, 1)}})
	f.post(f.call("a", 6*usd))
	assert.Equal(t, []float64{0.5, 1}, f.crossed("a"))
	before := f.view("a")
	_, err := f.SetLimit(f.now, session.Key{Session: "a"}, &budget.Limit{NanoUSD: 20 * usd}, before.Revision+1)
	require.ErrorIs(t, err, session.ErrRevision)
	view, err := f.SetLimit(f.now, session.Key{Session: "a"}, &budget.Limit{NanoUSD: 20 * usd}, before.Revision)
	require.NoError(t, err)
	assert.Equal(t, budget.OK, view.State, "more room, and all is well again")
	assert.Greater(t, view.Revision, before.Revision)
	f.post(f.call("a", 5*usd))
	assert.Equal(t, []float64{0.5, 1, 0.5}, f.crossed("a"), "half of the new limit")
	events := f.events(session.Threshold)
	assert.Equal(t, uint32(1), events[2].Crossing.Revision)
	assert.NotEqual(t, events[0].ID, events[2].ID)
	view, err = f.SetLimit(f.now, session.Key{Session: "a"}, nil, 0)
	require.NoError(t, err)
	assert.Equal(t, 5*usd, view.Limit.NanoUSD)
	assert.Equal(t, budget.Exceeded, view.State)
	assert.Equal(t, []float64{0.5, 1, 0.5, 0.5, 1}, f.crossed("a"), "all that the old limit has is told of it anew")
	ids := map[string]bool{}
	for _, e := range f.events(session.Threshold) {
		ids[e.ID] = true
	}
	assert.Len(t, ids, 5)
}

func TestARaisedLimitIsToldToHaveRecovered(t *testing.T) {
	f := newFixture(t, session.Config{Budgets: []budget.Budget{sessionBudget(5*usd, 0.5, 0.8, 1)}})
	f.post(f.call("a", 6*usd), f.call("quiet", usd))
	set := func(id string, limit *budget.Limit) {
		_, err := f.SetLimit(f.now, session.Key{Session: id}, limit, 0)
		require.NoError(t, err)
	}
	set("quiet", &budget.Limit{NanoUSD: 20 * usd})
	assert.Empty(t, f.events(session.Recovered), "nothing had been told of it")
	set("a", &budget.Limit{NanoUSD: 10 * usd})
	events := f.events(session.Recovered)
	require.Len(t, events, 1)
	assert.Equal(t, "a", events[0].Session)
	assert.Equal(t, "shop", events[0].Service)
	assert.Equal(t, session.Crossing{
		Budget: "session", Mode: budget.Enforce, Threshold: 0.8, Limit: budget.Limit{NanoUSD: 10 * usd},
		Spend: f.view("a").Spend, State: budget.Exhausting, Revision: 1,
	}, *events[0].Crossing, "the lowest threshold that it is below now; another call of 6 would exceed it")
	assert.Equal(t, []float64{0.5, 0.8, 1, 0.5}, f.crossed("a"), "half of the new limit is reached")
	set("a", &budget.Limit{NanoUSD: 10 * usd})
	assert.Len(t, f.events(session.Recovered), 1, "the same limit again is no news")
	assert.Len(t, f.crossed("a"), 4)
	set("a", &budget.Limit{NanoUSD: 7 * usd})
	assert.Equal(t, []float64{0.5, 0.8, 1, 0.5, 0.5, 0.8}, f.crossed("a"), "a lower limit tells all that is reached of it")
	assert.Len(t, f.events(session.Recovered), 1)
	set("a", &budget.Limit{NanoUSD: 100 * usd})
	events = f.events(session.Recovered)
	require.Len(t, events, 2)
	assert.InDelta(t, 0.5, events[1].Crossing.Threshold, 0)
	assert.NotEqual(t, events[0].ID, events[1].ID)
}

func TestAWindowThatTurnsIsToldToHaveRecovered(t *testing.T) {
	f := newFixture(t, session.Config{Budgets: []budget.Budget{serviceDay(2*usd, 0.5, 1)}, Attributes: []string{"service.name"}})
	f.post(f.by("shop", 3*usd), f.by("small", usd/2))
	f.pass(time.Hour)
	assert.Empty(t, f.events(session.Recovered))
	f.pass(24 * time.Hour)
	events := f.events(session.Recovered)
	require.Len(t, events, 1, "of the one that had been told of, without a record that comes")
	e := events[0]
	assert.Equal(t, "shop", e.Service)
	assert.Zero(t, e.Trace)
	assert.Equal(t, map[string]string{"service.name": "shop"}, e.Crossing.Scope)
	assert.InDelta(t, 0.5, e.Crossing.Threshold, 0)
	assert.Equal(t, budget.OK, e.Crossing.State)
	assert.Zero(t, e.Crossing.Spend)
	assert.Equal(t, time.Date(2026, time.March, 5, 0, 0, 0, 0, time.UTC).UnixNano(), e.Crossing.Window, "the new window")
	f.pass(24 * time.Hour)
	assert.Len(t, f.events(session.Recovered), 1)
}

func TestARollingWindowRecoversByTheStep(t *testing.T) {
	b := serviceDay(2*usd, 0.5, 1)
	b.Window = budget.Window{Kind: budget.Rolling, Length: time.Hour}
	f := newFixture(t, session.Config{Budgets: []budget.Budget{b}, Attributes: []string{"service.name"}})
	f.post(f.by("shop", usd))
	f.pass(30 * time.Minute)
	f.post(f.by("shop", usd))
	require.Len(t, f.events(session.Threshold), 2)
	f.pass(31 * time.Minute)
	events := f.events(session.Recovered)
	require.Len(t, events, 1, "a dollar is out of the window")
	assert.InDelta(t, 1.0, events[0].Crossing.Threshold, 0)
	f.pass(31 * time.Minute)
	require.Len(t, f.events(session.Recovered), 2)
	assert.InDelta(t, 0.5, f.events(session.Recovered)[1].Crossing.Threshold, 0)
}

func TestWhatExceededItsBudgetIsNotBreachingIt(t *testing.T) {
	f := newFixture(t, session.Config{Budgets: []budget.Budget{sessionBudget(5*usd, 1)}})
	for range 6 {
		f.pass(20 * time.Second)
		f.post(f.call("a", usd/2))
	}
	require.EqualValues(t, 1, f.Report(f.now).Breaching)
	_, err := f.SetLimit(f.now, session.Key{Session: "a"}, &budget.Limit{NanoUSD: usd}, 0)
	require.NoError(t, err)
	assert.Zero(t, f.Report(f.now).Breaching)
}

func TestALimitBeforeTheFirstCall(t *testing.T) {
	f := newFixture(t, session.Config{Budgets: []budget.Budget{sessionBudget(5*usd, 1)}})
	_, err := f.SetLimit(f.now, session.Key{Session: "a"}, &budget.Limit{NanoUSD: usd}, 0)
	require.NoError(t, err)
	f.post(f.call("a", usd))
	assert.Equal(t, budget.Exceeded, f.view("a").State)
}

func TestOverridesByMatch(t *testing.T) {
	b := sessionBudget(5*usd, 1)
	b.Overrides = []budget.Override{
		{Match: map[string]string{"service.name": "batch"}, Limit: budget.Limit{NanoUSD: 50 * usd}},
		{Match: map[string]string{"tenant": "t"}, Limit: budget.Limit{NanoUSD: usd}},
	}
	f := newFixture(t, session.Config{Attributes: []string{"service.name"}, Budgets: []budget.Budget{b}})
	f.post(f.by("web", usd), f.by("batch", usd))
	assert.Equal(t, 5*usd, f.view("s-web").Limit.NanoUSD)
	assert.Equal(t, 50*usd, f.view("s-batch").Limit.NanoUSD)
	tenant := f.by("batch", usd)
	tenant.Tenant = "t"
	other := f.by("web", usd)
	other.Tenant = "t"
	f.post(tenant, other)
	assert.Equal(t, 50*usd, f.View(f.now, session.Key{Tenant: "t", Session: "s-batch"}).Limit.NanoUSD, "the first that matches")
	assert.Equal(t, usd, f.View(f.now, session.Key{Tenant: "t", Session: "s-web"}).Limit.NanoUSD)
}

func TestACalendarWindowBeginsAnew(t *testing.T) {
	f := newFixture(t, session.Config{Attributes: []string{"service.name"}, Budgets: []budget.Budget{serviceDay(10*usd, 0.5, 1)}})
	f.post(f.by("web", 6*usd), f.by("web", 5*usd))
	assert.Equal(t, budget.Exceeded, f.view("s-web").State)
	account := f.account("service-day")
	assert.Equal(t, map[string]string{"service.name": "web"}, account.Scope)
	assert.Equal(t, 11*usd, account.Spend.NanoUSD)
	f.pass(15 * time.Hour) // midnight
	f.pass(0)
	assert.Equal(t, budget.OK, f.view("s-web").State)
	f.post(f.by("web", 5*usd))
	assert.Equal(t, 5*usd, f.account("service-day").Spend.NanoUSD)
	events := f.events(session.Threshold)
	require.Len(t, events, 3)
	assert.Equal(t, time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC).UnixNano(), events[0].Crossing.Window)
	assert.Equal(t, time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC).UnixNano(), events[2].Crossing.Window)
	assert.NotEqual(t, events[0].ID, events[2].ID)
	assert.Empty(t, events[0].Session, "the budget is not the session's")
	assert.Equal(t, 16*usd, f.spent("s-web"), "the session's account never begins anew")
}

func TestADayEndsWhereItsTimeZoneSays(t *testing.T) {
	zone := time.FixedZone("east", 10*3600)
	b := serviceDay(10 * usd)
	b.Window.Location = zone
	f := newFixture(t, session.Config{Attributes: []string{"service.name"}, Budgets: []budget.Budget{b}})
	f.post(f.by("web", usd)) // 19:00
	f.now = f.now.Add(4*time.Hour + 59*time.Minute)
	f.post(f.by("web", usd))
	assert.Equal(t, 2*usd, f.account("service-day").Spend.NanoUSD)
	f.now = f.now.Add(time.Minute)
	f.post(f.by("web", usd))
	assert.Equal(t, usd, f.account("service-day").Spend.NanoUSD)
}

func TestARollingWindow(t *testing.T) {
	b := budget.Budget{
		Name: "rolling", Scope: []string{"service.name"}, Window: budget.Window{Kind: budget.Rolling, Length: 24 * time.Hour},
		Limit: budget.Limit{NanoUSD: 10 * usd}, Thresholds: []float64{1},
	}
	f := newFixture(t, session.Config{Attributes: []string{"service.name"}, Budgets: []budget.Budget{b}})
	for range 10 {
		f.post(f.by("web", usd))
		f.pass(time.Hour)
	}
	assert.Equal(t, 10*usd, f.account("rolling").Spend.NanoUSD)
	assert.Len(t, f.events(session.Threshold), 1)
	f.pass(14 * time.Hour)
	assert.Equal(t, 9*usd, f.account("rolling").Spend.NanoUSD, "the first hour is out of it")
	f.post(f.by("web", usd))
	assert.Len(t, f.events(session.Threshold), 2, "crossed anew")
	f.pass(48 * time.Hour)
	assert.Empty(t, f.Report(f.now).Accounts, "nothing is left to tell")
}

func TestAnAccountPerSessionAndAttribute(t *testing.T) {
	b := budget.Budget{
		Name: "per-service", Scope: []string{"session", "service.name"}, Window: budget.Window{Kind: budget.SessionWindow},
		Limit: budget.Limit{NanoUSD: 3 * usd}, Thresholds: []float64{0.5, 1},
	}
	f := newFixture(t, session.Config{Attributes: []string{"service.name"}, Budgets: []budget.Budget{b}})
	pseudo, known := in(f.by("web", 2*usd), 7), in(f.by("web", usd), 8)
	pseudo.Session, known.Session = "", "a"
	f.post(pseudo, known)
	assert.Empty(t, f.Events(0, 10), "nobody knows yet whose threshold it is")
	f.post(in(session.Posting{Kind: session.Turn, Session: "a", Span: span(1)}, 7))
	events := f.events(session.Threshold)
	require.Len(t, events, 2)
	assert.Equal(t, "a", events[0].Session)
	assert.Equal(t, 3*usd, events[1].Crossing.Spend.NanoUSD)
	assert.Equal(t, 1, f.Report(f.now).Sizes.Accounts)
	assert.Equal(t, budget.Exceeded, f.view("a").State)
}

func TestAMissingAttribute(t *testing.T) {
	f := newFixture(t, session.Config{Attributes: []string{"service.name"}, Budgets: []budget.Budget{serviceDay(usd), sessionBudget(usd)}})
	receipts := f.post(f.call("a", cent), f.by("", cent))
	assert.Equal(t, session.MissingScope, receipts[0].Note)
	assert.Equal(t, session.MissingScope, receipts[1].Note)
	assert.Equal(t, cent, f.spent("a"))
	assert.Empty(t, f.Report(f.now).Accounts)
}

func TestAShadowBudgetAdvisesNothing(t *testing.T) {
	b := sessionBudget(usd, 1)
	b.Mode = budget.Shadow
	f := newFixture(t, session.Config{Budgets: []budget.Budget{b}})
	f.post(f.call("a", 2*usd))
	view := f.view("a")
	assert.Equal(t, budget.Shadow, view.Mode)
	assert.Equal(t, budget.Exceeded, view.State)
	assert.Equal(t, session.Continue, view.Advice)
	assert.Equal(t, budget.Shadow, f.events(session.Threshold)[0].Crossing.Mode)

	enforced := sessionBudget(10 * usd)
	enforced.Name = "hard"
	f = newFixture(t, session.Config{Budgets: []budget.Budget{b, enforced}})
	f.post(f.call("a", 2*usd))
	assert.Equal(t, budget.OK, f.view("a").State, "the one that is enforced counts")
	assert.Equal(t, []session.ScopeView{
		{Budget: "session", State: budget.Exceeded, Mode: budget.Shadow, Limit: budget.Limit{NanoUSD: usd}, Charged: f.view("a").Spend},
		{Budget: "hard", State: budget.OK, Mode: budget.Enforce, Limit: budget.Limit{NanoUSD: 10 * usd}, Charged: f.view("a").Spend},
	}, f.view("a").Scopes)
	assert.Equal(t, 2*usd, f.view("a").Spend.NanoUSD)
}

func TestAnExpectationFromThePast(t *testing.T) {
	b := budget.Budget{
		Name: "usual", Scope: []string{"service.name"}, Window: budget.Window{Kind: budget.Day},
		Thresholds: []float64{1}, Expected: &budget.Expected{Lookback: 7 * 24 * time.Hour, Tolerance: 1.2},
	}
	f := newFixture(t, session.Config{Attributes: []string{"service.name"}, Budgets: []budget.Budget{b}})
	day := func(cost int64) {
		f.post(f.by("web", cost))
		f.pass(24 * time.Hour)
	}
	day(usd) // the day it began, not watched from its start
	assert.Equal(t, usd+usd/5, f.account("usual").Limit.NanoUSD, "better than nothing")
	day(10 * usd)
	assert.Equal(t, 12*usd, f.account("usual").Limit.NanoUSD, "the first whole day")
	day(20 * usd)
	assert.Equal(t, 18*usd, f.account("usual").Limit.NanoUSD, "1.2 times the mean of 10 and 20")
	assert.Len(t, f.events(session.Threshold), 2, "10 was more than 1.2, and 20 more than 12")
	f.pass(24 * time.Hour) // nothing spent
	assert.Equal(t, 12*usd, f.account("usual").Limit.NanoUSD, "a day without spending counts: 30 in three days")
}

func TestABudgetOfTokensAndCalls(t *testing.T) {
	b := sessionBudget(0, 1)
	b.Limit = budget.Limit{Tokens: 350, Calls: 5}
	f := newFixture(t, session.Config{Budgets: []budget.Budget{b}})
	f.post(f.call("a", 0), f.call("a", 0))
	assert.Equal(t, []float64{1}, f.crossed("a"))
}

func TestConfigErrorsAreToldAtOnce(t *testing.T) {
	bad := budget.Budget{
		Name: "a b", Scope: []string{"session", "nowhere"}, Window: budget.Window{Kind: "year"},
		Limit: budget.Limit{NanoUSD: -5 * usd}, Thresholds: []float64{0.8, 0.5}, Mode: "hard",
		Overrides: []budget.Override{{Match: map[string]string{"user.id": "x"}}},
	}
	_, err := session.New(session.Config{Budgets: []budget.Budget{sessionBudget(usd), bad}, MaxSessions: -1, Retention: -time.Second})
	require.Error(t, err)
	for _, want := range []string{
		"retention must not be negative, got -1s",
		"max_sessions must be between 1 and 16777216, got -1",
		`budgets[1].name must be 1 to 64 letters, digits, - and _, got "a b"`,
		`budgets[1].mode must be enforce or shadow, got "hard"`,
		`budgets[1].scope names the unknown attribute "nowhere"`,
		`budgets[1].window must be session, hour, day, week, month or rolling, got "year"`,
		`budgets[1].limit_usd must be positive, got -5`,
		`budgets[1].thresholds[1] must be above the one before, 0.8, got 0.5`,
		`budgets[1].overrides[0].limit_usd must be set, or limit_tokens or limit_calls`,
		`budgets[1].overrides[0].match names the unknown attribute "user.id"`,
	} {
		assert.ErrorContains(t, err, want)
	}
}

// What others have spent of a budget leaves less of it to a session than its own.
func TestTheTightestBudgetMayBeOneThatOthersDrawOn(t *testing.T) {
	f := newFixture(t, session.Config{Budgets: []budget.Budget{sessionBudget(5 * usd), serviceDay(10 * usd)}, Attributes: []string{"service.name"}})
	f.post(f.by("shop", 9*usd/2))
	small := f.by("shop", 9*usd/2)
	small.Session = "small"
	f.post(small)
	mine := f.by("shop", cent)
	mine.Session = "mine"
	f.post(mine)
	v := f.View(f.now, session.Key{Session: "mine"})
	assert.Equal(t, "service-day", v.Budget)
	assert.Equal(t, budget.Warn, v.State)
	assert.Equal(t, cent, v.Spend.NanoUSD)
	assert.Equal(t, 9*usd+cent, v.Charged.NanoUSD)

	f.now = f.now.Add(24 * time.Hour)
	v = f.View(f.now, session.Key{Session: "mine"})
	assert.Equal(t, budget.OK, v.State, "another day")
	assert.LessOrEqual(t, v.Charged.NanoUSD, cent)
}
