package lane_test

import (
	"cmp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/session/lane"
)

// stop says whether to stop after a call, given what is spent with it.
type stop func(spent, limit int64, p *lane.Pace) bool

func afterwards(spent, limit int64, _ *lane.Pace) bool { return spent >= limit }
func predicted(spent, limit int64, p *lane.Pace) bool  { return spent+p.NextCall() > limit }

// overshoot is by how many USD sessions that spend more than a limit exceed it when
// calls that begin longer than a lag after the decision are not made, and how
// many calls are made in the lag.
func overshoot(sessions [][]recorded, limit, lag int64, rule stop) (usd []float64, late float64) {
	for _, calls := range sessions {
		if spend(calls) <= limit {
			continue
		}
		var p lane.Pace
		var spent int64
		var decided int64 = 1<<63 - 1
		for _, call := range calls {
			p.Call(call.Call)
			spent += call.Cost
			if rule(spent, limit, &p) {
				decided = call.End
				break
			}
		}
		var made int64
		for _, call := range calls {
			if call.Start-lag < decided {
				made += call.Cost
				if call.Start >= decided {
					late++
				}
			}
		}
		usd = append(usd, float64(made-limit)/1e9)
	}
	return usd, late / float64(len(usd))
}

func TestBudgetsOfRecordedSessions(t *testing.T) {
	const limit, second = 5e9, 1e9
	sessions := recordedSessions(t)
	atMost := func(usd float64) bool { return usd <= 0 }

	for _, published := range []struct {
		lag       int64
		rule      stop
		median    float64 // USD; 0 where none is published
		p95, late float64
		stopped   float64 // share that stays at or below the limit; -1 where none is published
	}{
		{0, afterwards, 0.066, 0.83, 0, 0},
		{6 * second, afterwards, 0.105, 0.85, 0.22, 0},
		{15 * second, afterwards, 0.142, 0.88, 0.60, 0},
		{0, predicted, 0, 0.44, 0, 0.78},
	} {
		usd, late := overshoot(sessions, limit, published.lag, published.rule)
		if published.median != 0 {
			assert.InEpsilon(t, published.median, quantile(usd, 0.5), 0.1)
		}
		assert.InEpsilon(t, published.p95, quantile(usd, 0.95), 0.1)
		assert.InDelta(t, published.late, late, 0.1*published.late)
		assert.InDelta(t, published.stopped, share(usd, atMost), 0.1*published.stopped)
	}

	usd, _ := overshoot(sessions, limit, 6*second, predicted)
	known, _ := overshoot(sessions, limit, 0, afterwards)
	assert.LessOrEqual(t, quantile(usd, 0.95), 0.55)
	assert.Less(t, quantile(usd, 0.95), quantile(known, 0.95), "better than to know each cost at once, and not to predict")
	assert.GreaterOrEqual(t, share(usd, atMost), 0.7)
	t.Logf("%d of %d sessions exceed 5 USD; stopped by prediction 6 s late: median %+.3f USD, p95 %+.3f, %.1f %% at or below",
		len(usd), len(sessions), quantile(usd, 0.5), quantile(usd, 0.95), 100*share(usd, atMost))
}

// breach is what a forecast at half of a limit said, and what came.
type breach struct {
	lane.Forecast
	calls, seconds float64
}

// breaches are those of the sessions that exceed a limit after the call that spends its half.
func breaches(sessions [][]recorded, limit int64) []breach {
	var all []breach
	for _, calls := range sessions {
		var p lane.Pace
		var spent int64
		var active float64
		var half *breach
		for _, call := range calls {
			p.Call(call.Call)
			spent += call.Cost
			if half != nil {
				half.calls++
			}
			if half == nil && 2*spent >= limit {
				half = &breach{Forecast: p.Forecast(limit - spent)}
				active = p.Latencies().Active.Seconds()
			}
			if spent > limit {
				half.seconds = p.Latencies().Active.Seconds() - active
				break
			}
		}
		if spent > limit && half.calls > 0 {
			all = append(all, *half)
		}
	}
	return all
}

func within(band lane.Band, real float64) bool { return band.Low <= real && real <= band.High }

func TestForecastsOfRecordedSessions(t *testing.T) {
	sessions := recordedSessions(t)
	for _, limit := range []int64{2e9, 5e9, 10e9} {
		all := breaches(sessions, limit)
		var calls, seconds []float64
		for _, b := range all {
			calls = append(calls, max(b.Calls.Mid/b.calls-1, 1-b.Calls.Mid/b.calls))
			if b.seconds > 0 {
				seconds = append(seconds, max(b.Seconds.Mid/b.seconds-1, 1-b.Seconds.Mid/b.seconds))
			}
		}
		callsIn := share(all, func(b breach) bool { return within(b.Calls, b.calls) })
		secondsIn := share(all, func(b breach) bool { return within(b.Seconds, b.seconds) })
		assert.LessOrEqual(t, quantile(calls, 0.5), 0.35)
		assert.LessOrEqual(t, quantile(seconds, 0.5), 0.35)
		assert.GreaterOrEqual(t, callsIn, 0.8)
		assert.GreaterOrEqual(t, secondsIn, 0.8)
		t.Logf("%2d USD, %d sessions: median error %.0f %% of calls, %.0f %% of seconds; in the band %.0f %%, %.0f %%",
			limit/1e9, len(all), 100*quantile(calls, 0.5), 100*quantile(seconds, 0.5), 100*callsIn, 100*secondsIn)
	}
}

// The published medians are 60 and 32 minutes, and the lower quartile of their ratio 0.37.
func TestLatenciesOfRecordedSessions(t *testing.T) {
	var wall, active, ratio []float64
	var wrong int
	for _, calls := range recordedSessions(t) {
		var p lane.Pace
		var model int64
		for _, call := range calls {
			p.Call(call.Call)
			model += call.End - call.Start
		}
		got := p.Latencies()
		wall = append(wall, got.Wall.Minutes())
		active = append(active, got.Active.Minutes())
		ratio = append(ratio, float64(got.Active)/float64(got.Wall))
		assert.Equal(t, model, int64(got.Model))
		if busy := union(calls); int64(got.Busy) != busy {
			wrong++
			assert.InEpsilon(t, busy, int64(got.Busy), 0.06)
		}
	}
	assert.InEpsilon(t, 60, quantile(wall, 0.5), 0.05)
	assert.InEpsilon(t, 32, quantile(active, 0.5), 0.05)
	assert.InEpsilon(t, 0.37, quantile(ratio, 0.25), 0.05)
	assert.LessOrEqual(t, wrong, 5, "sessions whose busy time is not exact")
	t.Logf("busy time is not exact in %d sessions", wrong)
}

// union is how long at least one call ran, worked out from all of them.
func union(calls []recorded) (busy int64) {
	calls = slices.SortedFunc(slices.Values(calls), func(a, b recorded) int { return cmp.Compare(a.Start, b.Start) })
	var until int64
	for _, call := range calls {
		busy += max(call.End-max(call.Start, until), 0)
		until = max(until, call.End)
	}
	return busy
}
