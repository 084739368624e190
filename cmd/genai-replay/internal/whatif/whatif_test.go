package whatif_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/recording"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/whatif"
	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
	"github.com/otelcol-genai/otelcol-genai/internal/session/lane"
)

const usd = int64(1e9)

// minutely is a session of calls that begin every minute and last ten seconds.
func minutely(costs ...int64) (calls []lane.Call) {
	for i, cost := range costs {
		start := int64(time.Hour) + int64(i)*int64(time.Minute)
		calls = append(calls, lane.Call{Start: start, End: start + 10e9, Input: 1000, Cost: cost})
	}
	return calls
}

func TestOneSession(t *testing.T) {
	for name, c := range map[string]struct {
		rule  whatif.Rule
		lag   time.Duration
		costs []int64
		want  whatif.Outcome
		over  int64
	}{
		"stopped when it is spent": {
			whatif.Spent, 0,
			[]int64{2 * usd, 2 * usd, 2 * usd, 2 * usd},
			whatif.Outcome{Over: 1, Stopped: 1, Saved: 2 * usd},
			1 * usd,
		},
		"stopped before it is exceeded": {
			whatif.NextCall, 0,
			[]int64{2 * usd, 2 * usd, 2 * usd, 2 * usd},
			whatif.Outcome{Over: 1, Kept: 1, Stopped: 1, Saved: 4 * usd},
			-1 * usd,
		},
		"a call is made before the news comes": {
			whatif.NextCall, time.Minute,
			[]int64{2 * usd, 2 * usd, 2 * usd, 2 * usd},
			whatif.Outcome{Over: 1, Stopped: 1, Late: 1, Saved: 2 * usd},
			1 * usd,
		},
		"below it": {
			whatif.NextCall, 0, []int64{1 * usd, 1 * usd}, whatif.Outcome{}, 0,
		},
		"exactly it": {
			whatif.NextCall, 0,
			[]int64{2 * usd, 2 * usd, 1 * usd},
			whatif.Outcome{Stopped: 1, Needless: 1, Saved: 1 * usd},
			0,
		},
		"exceeded by the last call": {
			whatif.Spent, 0, []int64{2 * usd, 2 * usd, 2 * usd}, whatif.Outcome{Over: 1}, 1 * usd,
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := whatif.New(whatif.Policy{Budgets: []int64{5 * usd}, Rule: c.rule, Lag: c.lag})
			s.Add(minutely(c.costs...))
			got := s.Outcomes[0]
			assert.Equal(t, c.over, got.Overshoot(0.5))
			assert.Equal(t, 5*usd, got.Budget)
			assert.Equal(t,
				[]any{c.want.Over, c.want.Kept, c.want.Stopped, c.want.Needless, c.want.Late, c.want.Saved},
				[]any{got.Over, got.Kept, got.Stopped, got.Needless, got.Late, got.Saved})
		})
	}
}

func TestBudgetsAreSimulatedEachByItself(t *testing.T) {
	s := whatif.New(whatif.Policy{Budgets: []int64{3 * usd, 100 * usd}, Rule: whatif.Spent})
	s.Add(minutely(2*usd, 2*usd, 2*usd))
	s.Add(minutely(1*usd, 1*usd))
	assert.Equal(t, 2, s.Sessions)
	assert.Equal(t, 5, s.Calls)
	assert.Equal(t, 8*usd, s.Cost)
	assert.Equal(t, 1, s.Outcomes[0].Over)
	assert.Equal(t, 2*usd, s.Outcomes[0].Saved)
	assert.Zero(t, s.Outcomes[1].Over)
	assert.Zero(t, s.Outcomes[1].Overshoot(0.95))
}

// roundPrice is that of testdata/traffic/all/claude-code-kvcache/SOURCE.md, in
// nano-USD a token, of which none is a fraction.
func roundPrice(call *recording.Call) (int64, bool) {
	var in, out int64
	switch {
	case strings.Contains(call.Model, "opus"):
		in, out = 5000, 25000
	case strings.Contains(call.Model, "sonnet"):
		in, out = 3000, 15000
	case strings.Contains(call.Model, "haiku"):
		in, out = 1000, 5000
	default:
		return 0, false
	}
	return call.Cached*in/10 + call.Written()*in*5/4 + call.Output*out, true
}

// The figures were published for these sessions, prices and rules.
func TestAllRecordedSessions(t *testing.T) {
	predicted := whatif.New(whatif.Policy{Budgets: []int64{5 * usd}, Rule: whatif.NextCall, Lag: 6 * time.Second})
	gateway := whatif.New(whatif.Policy{Budgets: []int64{5 * usd}, Rule: whatif.Spent})
	late := whatif.New(whatif.Policy{Budgets: []int64{5 * usd}, Rule: whatif.Spent, Lag: 6 * time.Second})
	for session, err := range recording.Sessions(os.DirFS("../../../../testdata/traffic/all")) {
		require.NoError(t, err)
		calls, unpriced := whatif.Calls(session, 5*time.Minute, roundPrice)
		require.Zero(t, unpriced)
		for _, s := range []*whatif.Simulation{predicted, gateway, late} {
			s.Add(calls)
		}
	}
	require.Equal(t, 710, gateway.Sessions)
	assert.Equal(t, 49_334, gateway.Calls)
	toUSD := func(o whatif.Outcome, quantile float64) float64 { return float64(o.Overshoot(quantile)) / 1e9 }
	assert.InEpsilon(t, 0.066, toUSD(gateway.Outcomes[0], 0.5), 0.1)
	assert.InEpsilon(t, 0.83, toUSD(gateway.Outcomes[0], 0.95), 0.1)
	assert.InEpsilon(t, 0.105, toUSD(late.Outcomes[0], 0.5), 0.1)
	assert.InEpsilon(t, 0.22, float64(late.Outcomes[0].Late)/float64(late.Outcomes[0].Over), 0.1)

	o := predicted.Outcomes[0]
	assert.LessOrEqual(t, toUSD(o, 0.95), 0.55)
	assert.GreaterOrEqual(t, float64(o.Kept)/float64(o.Over), 0.7)
	assert.Less(t, toUSD(o, 0.95), toUSD(gateway.Outcomes[0], 0.95))
}

func TestTheCacheExpires(t *testing.T) {
	session := recording.Session{Calls: []recording.Call{
		{Seconds: 0, Served: new(1.0), Model: "opus", Input: 100, Output: 1},
		{Seconds: 200, Served: new(1.0), Model: "opus", Input: 100, Cached: 90},
		{Seconds: 300, Served: new(1.0), Model: "opus", Input: 100, Cached: 80, Agent: "sub"},
		{Seconds: 600, Served: new(1.0), Model: "opus", Input: 100, Cached: 90},
	}}
	calls, unpriced := whatif.Calls(session, 5*time.Minute, roundPrice)
	require.Len(t, calls, 4)
	assert.Zero(t, unpriced)
	assert.Equal(t, int64(100*6250+25000), calls[0].Cost)
	assert.Equal(t, int64(90*500+10*6250), calls[1].Cost)
	assert.Equal(t, int64(80*500+20*6250), calls[2].Cost, "the first call of another agent")
	assert.Equal(t, int64(100*6250), calls[3].Cost)
	assert.Equal(t, int64(100), calls[3].CacheWrite)

	kept, _ := whatif.Calls(session, 0, roundPrice)
	assert.Equal(t, int64(90), kept[3].CacheRead)
}

func TestPricesOfTheBook(t *testing.T) {
	book, err := pricing.Load("test.json", []byte(`{"as_of": "2026-10-01", "providers": [{"id": "anthropic", "models": [{"id": "m",
		"prices": {"input_mtok": 5, "cache_read_mtok": 0.5, "cache_write_mtok": 6.25, "output_mtok": 25}}]}]}`))
	require.NoError(t, err)
	price := whatif.BookPrice(book, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
	cost, ok := price(&recording.Call{Model: "m", Input: 1000, Cached: 900, Output: 10})
	assert.True(t, ok)
	assert.Equal(t, int64(900*500+100*6250+10*25_000), cost)
	_, ok = price(&recording.Call{Model: "other"})
	assert.False(t, ok)

	calls, unpriced := whatif.Calls(recording.Session{Calls: []recording.Call{{Model: "other", Served: new(1.0)}}}, 0, price)
	assert.Equal(t, 1, unpriced)
	assert.Zero(t, calls[0].Cost)
}
