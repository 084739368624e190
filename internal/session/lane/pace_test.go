package lane_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/session/lane"
)

func at(start, end time.Duration, cost int64) lane.Call {
	return lane.Call{Start: epoch + int64(start), End: epoch + int64(end), Input: 1000, Cost: cost}
}

func TestNextCallIsTheDearestOfTheLastThree(t *testing.T) {
	var p lane.Pace
	assert.Zero(t, p.NextCall())
	for i, c := range []struct{ cost, want int64 }{{5, 5}, {9, 9}, {3, 9}, {2, 9}, {1, 3}, {0, 2}, {-7, 1}} {
		p.Call(at(time.Duration(i)*time.Minute, time.Duration(i)*time.Minute+time.Second, c.cost))
		assert.Equal(t, c.want, p.NextCall())
	}
}

func TestLatencies(t *testing.T) {
	var p lane.Pace
	assert.Zero(t, p.Latencies())
	first, last := p.Span()
	assert.Zero(t, first)
	assert.Zero(t, last)

	p.Call(at(0, 10*time.Second, 1))
	p.Call(at(15*time.Second, 25*time.Second, 1)) // a subagent's, within the next
	p.Call(at(12*time.Second, 30*time.Second, 1))
	p.Call(at(30*time.Minute, 31*time.Minute, 1))
	assert.Equal(t, lane.Latencies{
		Wall:   31 * time.Minute,
		Active: 30*time.Second + lane.MaxPause + time.Minute,
		Busy:   28*time.Second + time.Minute,
		Model:  38*time.Second + time.Minute,
	}, p.Latencies())

	p.Call(lane.Call{Cost: 1}) // no times: the money counts all the same
	assert.Equal(t, 31*time.Minute, p.Latencies().Wall)
	p.Call(at(-time.Minute, 5*time.Second, 1)) // began before all others
	assert.Equal(t, 32*time.Minute, p.Latencies().Wall)
	first, last = p.Span()
	assert.Equal(t, epoch-int64(time.Minute), first)
	assert.Equal(t, epoch+int64(31*time.Minute), last)
}

func TestForecast(t *testing.T) {
	var p lane.Pace
	unknown := lane.Band{Low: -1, Mid: -1, High: -1}
	assert.Equal(t, lane.Forecast{Calls: unknown, Seconds: unknown}, p.Forecast(1e9), "nothing was spent")

	for i := range 100 {
		start := time.Duration(i) * 30 * time.Second
		p.Call(at(start, start+30*time.Second, 50_000_000))
	}
	f := p.Forecast(1e9)
	assert.InEpsilon(t, 20, f.Calls.Mid, 0.001)
	assert.Less(t, f.Calls.Low, f.Calls.Mid)
	assert.Greater(t, f.Calls.High, f.Calls.Mid)
	assert.InEpsilon(t, 600, f.Seconds.Mid, 0.2)
	assert.InEpsilon(t, 100_000_000, f.PerMinute, 0.001)

	assert.Equal(t, lane.Band{}, p.Forecast(0).Calls)
	assert.Equal(t, lane.Band{}, p.Forecast(-5).Seconds)
}

func TestTheBurnRateForgets(t *testing.T) {
	var p lane.Pace
	minute := 0
	spend := func(minutes int, cost int64) {
		for range minutes {
			start := time.Duration(minute) * time.Minute
			p.Call(at(start, start+time.Minute, cost))
			minute++
		}
	}
	spend(60, 1_000_000)
	spend(5, 3_000_000)
	assert.InEpsilon(t, 2_000_000, p.Forecast(1).PerMinute, 0.02, "half of it after five minutes")
	spend(60, 3_000_000)
	assert.InEpsilon(t, 3_000_000, p.Forecast(1).PerMinute, 0.01)
}

// A session that is taken up again begins with a call that writes all of its
// context to the cache, a ninth of which would be read for.
func TestTheFirstCallThatFillsTheCacheIsNotTypical(t *testing.T) {
	var p lane.Pace
	p.Call(lane.Call{Input: 200_000, CacheWrite: 200_000, Cost: 1_250_000_000})
	calls := p.Forecast(1_250_000_000).Calls
	assert.Greater(t, calls.High, 9.0)
	assert.Greater(t, calls.Mid, 5.0)

	var plain lane.Pace // where nothing is cached the first call is as good as any
	plain.Call(lane.Call{Input: 200_000, Cost: 1_000_000_000})
	assert.InEpsilon(t, 2, plain.Forecast(2_000_000_000).Calls.Mid, 0.001)

	for range 5 { // nothing is ever read
		p.Call(lane.Call{Input: 200_000, CacheWrite: 200_000, Cost: 1_250_000_000})
	}
	assert.InEpsilon(t, 2, p.Forecast(2_500_000_000).Calls.Mid, 0.001)
}
