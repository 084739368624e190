package budget_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
)

const usd = int64(1_000_000_000)

func TestReachedIsExact(t *testing.T) {
	tests := []struct {
		name      string
		limit     budget.Limit
		spend     budget.Spend
		threshold float64
		want      bool
	}{
		{"0.8 of 5 USD is 4 USD", budget.Limit{NanoUSD: 5 * usd}, budget.Spend{NanoUSD: 4 * usd}, 0.8, true},
		{"a nano-USD less is not", budget.Limit{NanoUSD: 5 * usd}, budget.Spend{NanoUSD: 4*usd - 1}, 0.8, false},
		{"0.1 of 7 nano-USD is 0.7", budget.Limit{NanoUSD: 7}, budget.Spend{NanoUSD: 1}, 0.1, true},
		{"0.1 of 7 nano-USD is more than nothing", budget.Limit{NanoUSD: 7}, budget.Spend{}, 0.1, false},
		{"a third", budget.Limit{NanoUSD: 3 * usd}, budget.Spend{NanoUSD: 999_999_000}, 0.333333, true},
		{"120 %", budget.Limit{NanoUSD: 10}, budget.Spend{NanoUSD: 12}, 1.2, true},
		{"not 120 %", budget.Limit{NanoUSD: 10}, budget.Spend{NanoUSD: 11}, 1.2, false},
		{"tokens", budget.Limit{NanoUSD: 10, Tokens: 100}, budget.Spend{Tokens: 50}, 0.5, true},
		{"calls", budget.Limit{Calls: 2}, budget.Spend{Calls: 1}, 0.5, true},
		{"no limit", budget.Limit{}, budget.Spend{NanoUSD: math.MaxInt64}, 0.5, false},
		{"the largest limit a thousand times", budget.Limit{NanoUSD: math.MaxInt64}, budget.Spend{NanoUSD: math.MaxInt64}, 1000, false},
		{"the largest limit", budget.Limit{NanoUSD: math.MaxInt64}, budget.Spend{NanoUSD: math.MaxInt64}, 1, true},
	}
	for _, test := range tests {
		assert.Equal(t, test.want, test.limit.Reached(test.spend, test.threshold), test.name)
	}
}

func TestStateOf(t *testing.T) {
	limit := budget.Limit{NanoUSD: 5 * usd}
	tests := []struct {
		name  string
		limit budget.Limit
		spend budget.Spend
		next  int64
		want  budget.State
	}{
		{"little", limit, budget.Spend{NanoUSD: usd}, usd, budget.OK},
		{"80 %", limit, budget.Spend{NanoUSD: 4 * usd}, usd, budget.Warn},
		{"one more call is too much", limit, budget.Spend{NanoUSD: 4 * usd}, usd + 1, budget.Exhausting},
		{"one more is just enough", limit, budget.Spend{NanoUSD: usd}, 4 * usd, budget.OK},
		{"spent", limit, budget.Spend{NanoUSD: 5 * usd}, 0, budget.Exceeded},
		{"a call without a price", limit, budget.Spend{Unpriced: 1}, 0, budget.Unmeasurable},
		{"a call without a price beyond the warning", limit, budget.Spend{NanoUSD: 4 * usd, Unpriced: 1}, 0, budget.Unmeasurable},
		{"what is known is too much", limit, budget.Spend{NanoUSD: 5 * usd, Unpriced: 1}, 0, budget.Exceeded},
		{"the price does not matter for tokens", budget.Limit{Tokens: 10}, budget.Spend{Tokens: 1, Unpriced: 1}, 0, budget.OK},
		{"a call is left", budget.Limit{Calls: 3}, budget.Spend{Calls: 2}, 0, budget.OK},
		{"no call is left", budget.Limit{Calls: 3}, budget.Spend{Calls: 3}, 0, budget.Exceeded},
		{"sums saturate", budget.Limit{NanoUSD: math.MaxInt64}, budget.Spend{NanoUSD: usd}, math.MaxInt64, budget.OK},
		{"no limit", budget.Limit{}, budget.Spend{NanoUSD: usd, Unpriced: 1}, usd, budget.OK},
	}
	for _, test := range tests {
		assert.Equal(t, test.want, test.limit.StateOf(test.spend, test.next), test.name)
	}
}

func TestStatesHaveNames(t *testing.T) {
	names := map[string]bool{}
	for i, state := range budget.States() {
		assert.Equal(t, budget.State(i), state)
		names[state.String()] = true
	}
	assert.Equal(t, map[string]bool{"ok": true, "warn": true, "unmeasurable": true, "exhausting": true, "exceeded": true}, names)
	assert.Equal(t, "unknown", budget.State(99).String())
}

func TestUtilization(t *testing.T) {
	assert.InDelta(t, 0.5, budget.Limit{NanoUSD: 10, Tokens: 100}.Utilization(budget.Spend{NanoUSD: 1, Tokens: 50}), 1e-12)
	assert.Zero(t, budget.Limit{}.Utilization(budget.Spend{NanoUSD: 1}))
}

func TestSpendSaturates(t *testing.T) {
	s := budget.Spend{NanoUSD: math.MaxInt64 - 1, Tokens: -math.MaxInt64, Calls: 1}
	s.Add(budget.Spend{NanoUSD: 5, Tokens: -5, Calls: 2, Unpriced: 3})
	assert.Equal(t, budget.Spend{NanoUSD: math.MaxInt64, Tokens: -math.MaxInt64, Calls: 3, Unpriced: 3}, s)
}

func TestWindows(t *testing.T) {
	newYork, err := time.LoadLocation("America/New_York")
	require.NoError(t, err)
	at := func(text string) time.Time {
		parsed, err := time.Parse(time.RFC3339, text)
		require.NoError(t, err)
		return parsed
	}
	tests := []struct {
		name           string
		window         budget.Window
		at, start, end string
	}{
		{"hour", budget.Window{Kind: budget.Hour}, "2026-03-04T09:59:59Z", "2026-03-04T09:00:00Z", "2026-03-04T10:00:00Z"},
		{"hour of a zone with a half", budget.Window{Kind: budget.Hour, Location: time.FixedZone("", 5*3600+1800)}, "2026-03-04T09:59:59Z", "2026-03-04T09:30:00Z", "2026-03-04T10:30:00Z"},
		{"day", budget.Window{Kind: budget.Day}, "2026-03-04T00:00:00Z", "2026-03-04T00:00:00Z", "2026-03-05T00:00:00Z"},
		{"day elsewhere", budget.Window{Kind: budget.Day, Location: newYork}, "2026-03-04T04:59:59Z", "2026-03-03T05:00:00Z", "2026-03-04T05:00:00Z"},
		{"a day of 23 hours", budget.Window{Kind: budget.Day, Location: newYork}, "2026-03-08T12:00:00Z", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"},
		{"a day of 25 hours", budget.Window{Kind: budget.Day, Location: newYork}, "2026-11-01T12:00:00Z", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z"},
		{"a week begins on Monday", budget.Window{Kind: budget.Week}, "2026-03-01T23:00:00Z", "2026-02-23T00:00:00Z", "2026-03-02T00:00:00Z"},
		{"Monday", budget.Window{Kind: budget.Week}, "2026-03-02T00:00:00Z", "2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z"},
		{"month", budget.Window{Kind: budget.Month}, "2026-02-28T23:59:59Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"},
		{"December", budget.Window{Kind: budget.Month}, "2026-12-31T12:00:00Z", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"},
		{"the step of a rolling one", budget.Window{Kind: budget.Rolling, Length: 24 * time.Hour}, "2026-03-04T09:59:59Z", "2026-03-04T09:00:00Z", "2026-03-05T09:00:00Z"},
	}
	for _, test := range tests {
		start := test.window.Start(at(test.at))
		assert.True(t, start.Equal(at(test.start)), "%s: start %s", test.name, start)
		assert.True(t, test.window.End(start).Equal(at(test.end)), "%s: end %s", test.name, test.window.End(start))
	}
	session := budget.Window{Kind: budget.SessionWindow}
	assert.True(t, session.Start(at("2026-03-04T09:00:00Z")).IsZero())
	assert.True(t, session.End(time.Time{}).IsZero())
}

func TestExpectation(t *testing.T) {
	assert.Equal(t, budget.Limit{NanoUSD: 12 * usd}, budget.Expected{Tolerance: 1.2}.Limit(10*usd))
	assert.Equal(t, budget.Limit{}, budget.Expected{Tolerance: 1.2}.Limit(0), "nothing to compare with")
	assert.Equal(t, budget.Limit{NanoUSD: math.MaxInt64}, budget.Expected{Tolerance: 1000}.Limit(math.MaxInt64/2))
}

func TestValidate(t *testing.T) {
	good := func() budget.Budget {
		return budget.Budget{
			Name: "service-day", Scope: []string{"service.name"}, Window: budget.Window{Kind: budget.Day},
			Limit: budget.Limit{NanoUSD: usd}, Thresholds: []float64{0.5, 1},
		}
	}
	require.NoError(t, budget.Validate([]budget.Budget{good()}, []string{"service.name"}))
	require.NoError(t, budget.Validate(nil, nil))
	tests := []struct {
		change func(*budget.Budget)
		want   string
	}{
		{func(b *budget.Budget) { b.Name = "" }, `budgets[0].name must be 1 to 64 letters, digits, - and _, got ""`},
		{func(b *budget.Budget) { b.Scope = nil }, `budgets[0].scope must name what has an account of its own, as in [session]`},
		{func(b *budget.Budget) { b.Scope = []string{"service.name", "service.name"} }, `budgets[0].scope names "service.name" twice`},
		{func(b *budget.Budget) { b.Scope = []string{"user.id"} }, `budgets[0].scope names the unknown attribute "user.id"`},
		{func(b *budget.Budget) { b.Window.Kind = budget.SessionWindow }, `budgets[0].window session needs session in the scope, got ["service.name"]`},
		{func(b *budget.Budget) { b.Window.Kind = "" }, `budgets[0].window must be session, hour, day, week, month or rolling, got ""`},
		{func(b *budget.Budget) { b.Window = budget.Window{Kind: budget.Rolling, Length: time.Second} }, `budgets[0].window must be at least 1m0s, got 1s`},
		{func(b *budget.Budget) { b.Limit = budget.Limit{} }, `budgets[0].limit_usd must be set, or limit_tokens, limit_calls or expected`},
		{func(b *budget.Budget) { b.Limit.NanoUSD = -1_500_000_000 }, `budgets[0].limit_usd must be positive, got -1.5`},
		{func(b *budget.Budget) { b.Limit.Tokens = -1 }, `budgets[0].limit_tokens must be positive, got -1`},
		{func(b *budget.Budget) { b.Limit.Calls = -2 }, `budgets[0].limit_calls must be positive, got -2`},
		{func(b *budget.Budget) { b.Thresholds = []float64{0} }, `budgets[0].thresholds[0] must be above 0 and at most 10, got 0`},
		{func(b *budget.Budget) { b.Thresholds = []float64{math.NaN()} }, `budgets[0].thresholds[0] must be above 0 and at most 10, got NaN`},
		{func(b *budget.Budget) { b.Thresholds = []float64{1, 1} }, `budgets[0].thresholds[1] must be above the one before, 1, got 1`},
		{func(b *budget.Budget) { b.Thresholds = make([]float64, 33) }, `budgets[0].thresholds may be at most 32, got 33`},
		{func(b *budget.Budget) { b.Overrides = []budget.Override{{Limit: b.Limit}} }, `budgets[0].overrides[0].match must name an attribute and its value`},
		{func(b *budget.Budget) {
			b.Overrides = []budget.Override{{Limit: b.Limit, Match: map[string]string{"tenant": "t"}}}
		}, `budgets[0].overrides[0].match names "tenant", which is not in the scope`},
		{func(b *budget.Budget) { b.Expected = &budget.Expected{Lookback: 7 * 24 * time.Hour, Tolerance: 1.2} }, `budgets[0].expected takes the place of a limit; set one of them`},
		{func(b *budget.Budget) {
			b.Limit, b.Expected = budget.Limit{}, &budget.Expected{Lookback: time.Hour, Tolerance: 1.2}
		}, `budgets[0].expected.window must be at least the budget's, 24h0m0s, got 1h0m0s`},
		{func(b *budget.Budget) {
			b.Limit, b.Expected = budget.Limit{}, &budget.Expected{Lookback: 48 * time.Hour}
		}, `budgets[0].expected.tolerance must be above 0 and at most 10, got 0`},
		{func(b *budget.Budget) {
			b.Window.Kind, b.Limit, b.Expected = budget.Hour, budget.Limit{}, &budget.Expected{Lookback: 9999 * time.Hour, Tolerance: 1}
		}, `budgets[0].expected.window may be at most 1024 times the budget's, 1h0m0s, got 9999h0m0s`},
	}
	for _, test := range tests {
		b := good()
		test.change(&b)
		require.ErrorContains(t, budget.Validate([]budget.Budget{b}, []string{"service.name"}), test.want)
	}
	require.ErrorContains(t, budget.Validate([]budget.Budget{good(), good()}, []string{"service.name"}), `budgets[1].name: "service-day" is the name of budgets[0]`)
}
