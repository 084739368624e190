package lane

import (
	"math"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
)

// MaxPause is how long a pause between calls counts as activity.
const MaxPause = 5 * time.Minute

const (
	// warmWeight is that of the newest call in what a call costs: the last ten count most.
	warmWeight = 0.1
	// coldToWarm is what a call costs whose input is read from the cache, of one that
	// writes it: the prices are as 0.1 to 1.25, and answers cost the same.
	coldToWarm = 0.11
	// coldShare of calls write the cache anew, mostly after pauses; it counts as much
	// as coldCalls calls that were seen.
	coldShare, coldCalls = 0.04, 30
	// coldRow of such calls in a row are no accident.
	coldRow = 3
	// Between calls goes by restToCall times what a call takes, which counts as much
	// as restCalls calls that were seen.
	restToCall, restCalls = 4, 5
	// burnHalf is the activity after which spending counts half in the burn rate.
	burnHalf = float64(5 * time.Minute)
)

// Pace is how fast a session spends money and time, over all its lanes. Its size
// is fixed, 120 bytes.
type Pace struct {
	times times
	last  [3]budget.NanoUSD // costs, the newest first

	calls  uint32
	colds  uint32  // calls but the first that wrote the cache
	warm   float32 // nano-USD of other calls, weighted
	weight float32
	cold   float32 // nano-USD of the last that wrote the cache
	row    uint8   // of them
	burn   float32 // nano-USD, decayed
	burnt  float32 // nanoseconds of activity, decayed likewise
}

// Call takes a charged model call of any lane. Calls come about in the order they
// end. Calls that are too old to tell a rate should not be given to it.
func (p *Pace) Call(c Call) {
	cost := max(c.Cost, 0)
	active := p.times.call(c.Start, c.End)
	p.last = [3]budget.NanoUSD{cost, p.last[0], p.last[1]}
	p.learn(float32(cost), c)
	p.decay(active)
	p.burn += float32(cost)
	p.burnt += float32(active)
	p.calls = increment(p.calls)
}

// decay lets so much activity pass for the burn rate.
func (p *Pace) decay(active int64) {
	if active > 0 {
		decay := float32(math.Exp2(-float64(active) / burnHalf))
		p.burn, p.burnt = p.burn*decay, p.burnt*decay
	}
}

// cold reports whether a call wrote most of its input to the cache.
func (c Call) cold() bool { return c.CacheWrite > c.Input/2 && c.Input > 0 }

func (p *Pace) learn(cost float32, c Call) {
	if !c.cold() {
		p.row = 0
		p.warm += (cost - p.warm) * warmWeight
		p.weight += (1 - p.weight) * warmWeight
		return
	}
	p.cold = cost
	p.row = min(p.row+1, coldRow)
	if p.calls > 0 {
		p.colds = increment(p.colds)
		return
	}
	p.warm, p.weight = cost*coldToWarm*warmWeight, warmWeight
}

// NextCall is what the next call will cost at the most: the dearest of the last
// three; 0 before the first.
func (p *Pace) NextCall() budget.NanoUSD { return max(p.last[0], p.last[1], p.last[2]) }

// Band is an estimate, with bounds that in recorded sessions held eight times in
// ten. Negative is never, or unknown.
type Band struct{ Low, Mid, High float64 }

// Forecast is when what remains of a budget will be spent.
type Forecast struct {
	Calls   Band // calls until the one that exceeds it
	Seconds Band // of activity: pauses longer than [MaxPause] do not count in full
	// PerMinute is what is spent in an active minute, the last minutes counting most.
	PerMinute budget.NanoUSD
}

// The bounds of the bands, measured at half of budgets of 2, 5 and 10 USD.
const (
	lowCalls, highCalls     = 0.42, 1.8
	lowSeconds, highSeconds = 0.42, 2.2
)

// Forecast is what may be expected given what remains of a budget. Bands are all
// zeros where nothing remains.
func (p *Pace) Forecast(remaining budget.NanoUSD) Forecast {
	forecast := Forecast{PerMinute: p.perMinute()}
	if remaining <= 0 {
		return forecast
	}
	forecast.Calls, forecast.Seconds = Band{-1, -1, -1}, Band{-1, -1, -1}
	cost := p.perCall()
	if cost <= 0 {
		return forecast
	}
	calls := float64(remaining) / cost
	forecast.Calls = Band{calls * lowCalls, calls, calls * highCalls}
	if seconds := calls * p.perCallSeconds(); seconds > 0 {
		forecast.Seconds = Band{seconds * lowSeconds, seconds, seconds * highSeconds}
	}
	return forecast
}

// perCall is what a call will cost on the average: one whose input is in the
// cache, and now and then one whose input is not.
func (p *Pace) perCall() float64 {
	switch {
	case p.row >= coldRow:
		return float64(p.cold)
	case p.weight <= 0:
		return 0
	}
	warm := float64(p.warm) / float64(p.weight)
	if p.cold == 0 {
		return warm
	}
	share := (float64(p.colds) + coldShare*coldCalls) / (float64(p.calls) - 1 + coldCalls)
	return warm + share*max(float64(p.cold)-warm, 0)
}

func (p *Pace) perCallSeconds() float64 {
	n := float64(p.calls)
	guess := restToCall * float64(p.times.model) / n
	return (float64(p.times.active) + restCalls*guess) / (n + restCalls) / 1e9
}

func (p *Pace) perMinute() budget.NanoUSD {
	if p.burnt <= 0 {
		return 0
	}
	return budget.NanoUSD(float64(p.burn) / float64(p.burnt) * float64(time.Minute))
}

// Latencies are those so far.
func (p *Pace) Latencies() Latencies { return p.times.latencies() }

// Span is the first start and the last end, in Unix nanoseconds; 0 for unknown.
func (p *Pace) Span() (first, last int64) { return p.times.first, p.times.end() }

// Merge adds the calls of another pace, as when the session of a trace becomes
// known late. Sums are as if one had taken all; what depends on order takes the
// pace that ended earlier to come first.
func (p *Pace) Merge(other *Pace) {
	if other.times.end() < p.times.end() {
		earlier := *other
		earlier.append(p)
		*p = earlier
		return
	}
	p.append(other)
}

func (p *Pace) append(later *Pace) {
	if later.calls == 0 {
		return
	}
	if p.calls == 0 {
		*p = *later
		return
	}
	kept := math.Pow(1-warmWeight, float64(later.calls-later.colds))
	p.warm = p.warm*float32(kept) + later.warm
	p.weight = min(p.weight*float32(kept)+later.weight, 1)
	pause := p.times.pauseBefore(&later.times)
	p.decay(pause)
	p.burnt += float32(pause)
	p.decay(later.times.active)
	p.burn, p.burnt = p.burn+later.burn, p.burnt+later.burnt
	p.colds = saturate(int64(p.colds) + int64(later.colds))
	if later.cold > 0 {
		p.cold = later.cold
	}
	row := later.row
	if uint32(row) == later.calls {
		row = min(row+p.row, coldRow)
	}
	p.row = row
	costs := later.last
	copy(costs[min(later.calls, 3):], p.last[:])
	p.last = costs
	p.calls = saturate(int64(p.calls) + int64(later.calls))
	p.times.append(&later.times)
}
