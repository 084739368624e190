package lane

import (
	"math"
	"slices"
)

const (
	// shrunk is the share of the last input below which the context was compacted.
	shrunk = 0.7
	// warmUp is how many calls it takes to know what early and late calls cost: one
	// that fills the cache, ten early ones, and as many again.
	warmUp     = 21
	earlyCalls = 10
	// recentWeight is that of the newest call, so that the last ten count most.
	recentWeight = 2.0 / 11
	// hitCalls are the calls whose cache hits are judged together.
	hitCalls = 5
	// cacheLife is how many seconds without a call let a prompt cache expire: the
	// miss after it is the price of a pause, and says nothing of the cache. In
	// recorded sessions pauses would else make up nine in ten alerts.
	cacheLife = 300
)

// context is 64 bytes. Tokens are held in 32 bits, past which they saturate.
type context struct {
	sumY, sumXY float64 // of input tokens over the call's number, since the last compaction
	calls       uint32
	since       uint32    // calls since the last compaction
	first       [3]uint32 // input of the first three calls
	last, peak  uint32
	end         uint32  // of the last call, Unix seconds
	early       float32 // nano-USD of the calls 2 to 11 together
	recent      float32 // nano-USD a call lately
	compactions uint16
	hits        [hitCalls]uint8 // share read from the cache in 255ths, the newest first
	state       uint8           // a contextState, and how many hits there are in the low bits
}

// What context.state holds beside the number of hits.
const (
	hitCount   = 7
	forgiven   = 3 * forgivenOne // misses in a row that were taken for the price of a pause
	cacheArmed = 1 << 5          // the cache did well
	growthTold = 1 << 6

	forgivenOne = 1 << 3
	// forgiveAtMost lets a broken cache be told with its fifth call, were all after pauses.
	forgiveAtMost = 2 * forgivenOne
)

func (c *context) call(r *Rules, call Call) (ContextAlert, bool) {
	input := saturate(call.Input)
	pause := c.pause(call)
	if c.calls > 0 && float64(input) < shrunk*float64(c.last) {
		c.compact()
	}
	c.calls = increment(c.calls)
	if c.calls <= uint32(len(c.first)) {
		c.first[c.calls-1] = input
	}
	c.sumY += float64(input)
	c.sumXY += float64(input) * float64(c.since)
	c.since = increment(c.since)
	c.last, c.peak = input, max(c.peak, input)
	if call.End > 0 {
		c.end = max(c.end, seconds(call.End))
	}
	c.begin(float32(call.Cost))
	if !pause {
		c.recent += (float32(call.Cost) - c.recent) * recentWeight
	}
	if hit, ok := call.hit(); ok && !(pause && c.forgive(r, hit)) {
		c.cached(r, hit)
	}
	return c.alert(r)
}

// pause reports whether so long went by before a call that the cache may have expired.
func (c *context) pause(call Call) bool {
	at := call.Start
	if at <= 0 {
		at = call.End
	}
	return c.end > 0 && at > 0 && seconds(at) > c.end && seconds(at)-c.end > cacheLife
}

func (c *context) compact() {
	if c.compactions < math.MaxUint16 {
		c.compactions++
	}
	c.since, c.sumY, c.sumXY = 0, 0, 0
	c.state &^= growthTold
}

// begin keeps what early calls cost.
func (c *context) begin(cost float32) {
	switch {
	case c.calls == 1:
		c.recent = cost
	case c.calls <= 1+earlyCalls:
		c.early += cost
	}
}

// hit is the share of its input that a call read from the cache, false where that is not known.
func (call *Call) hit() (share float64, ok bool) {
	if call.Input <= 0 {
		return 0, false
	}
	return min(max(float64(call.CacheRead)/float64(call.Input), 0), 1), true
}

// forgive reports whether what a call after a pause read from the cache is left out. That it
// read little is the price of the pause, and says nothing of the cache; but not again and again:
// then either the cache is broken, or pauses are so long that it is of no use.
func (c *context) forgive(r *Rules, hit float64) bool {
	switch {
	case hit >= r.CacheLow:
		c.state &^= forgiven
	case c.state&forgiven < forgiveAtMost:
		c.state += forgivenOne
	default:
		return false
	}
	return true
}

// cached notes what a call read from the cache.
func (c *context) cached(r *Rules, hit float64) {
	if hit >= r.CacheLow {
		c.state &^= forgiven
	}
	copy(c.hits[1:], c.hits[:hitCalls-1])
	c.hits[0] = uint8(255 * hit)
	if c.state&hitCount < hitCalls {
		c.state++
	}
}

// hit is the share read from the cache by the last calls.
func (c *context) hit() float64 {
	n := c.state & hitCount
	var sum int
	for _, hit := range c.hits[:n] {
		sum += int(hit)
	}
	return float64(sum) / (255 * float64(max(n, 1)))
}

func (c *context) rise() float64 {
	if c.calls < warmUp || c.early <= 0 {
		return 0
	}
	return float64(c.recent) * earlyCalls / float64(c.early)
}

func (c *context) alert(r *Rules) (ContextAlert, bool) {
	if hit := c.hit(); r.CacheWas > 0 && c.state&hitCount == hitCalls {
		switch {
		case hit > r.CacheWas:
			c.state |= cacheArmed
		case hit < r.CacheLow && c.state&cacheArmed != 0:
			c.state &^= cacheArmed
			return ContextAlert{Context: c.read(), Broken: true}, true
		}
	}
	if r.CostRise > 0 && c.state&growthTold == 0 && int64(c.last) >= r.ContextTokens && c.rise() >= r.CostRise {
		c.state |= growthTold
		return ContextAlert{Context: c.read()}, true
	}
	return ContextAlert{}, false
}

func (c *context) read() Context {
	read := Context{
		Calls: int64(c.calls), Last: int64(c.last), Peak: int64(c.peak), Base: c.base(),
		Slope: c.slope(), CacheHit: c.hit(), Compactions: int64(c.compactions), CostRise: c.rise(),
	}
	if read.Base > 0 {
		read.Growth = float64(read.Last) / float64(read.Base)
	}
	return read
}

// base is the median of the first three inputs, or the lower one of two.
func (c *context) base() int64 {
	first := c.first
	known := first[:min(c.calls, uint32(len(first)))]
	if len(known) == 0 {
		return 0
	}
	slices.Sort(known)
	return int64(known[(len(known)-1)/2])
}

// slope is the least-squares line through the inputs since the last compaction.
func (c *context) slope() float64 {
	n := float64(c.since)
	if c.since < 2 {
		return 0
	}
	sumX := n * (n - 1) / 2
	sumXX := (n - 1) * n * (2*n - 1) / 6
	return (n*c.sumXY - sumX*c.sumY) / (n*sumXX - sumX*sumX)
}

// append adds calls that came after those of c.
func (c *context) append(later *context) {
	if later.calls == 0 {
		return
	}
	if c.calls == 0 {
		*c = *later
		return
	}
	for i := int(c.calls); i < len(c.first) && i-int(c.calls) < int(later.calls); i++ {
		c.first[i] = later.first[i-int(c.calls)]
	}
	c.appendTokens(later)
	c.appendCost(later)
	c.calls = saturate(int64(c.calls) + int64(later.calls))
	c.last, c.peak, c.end = later.last, max(c.peak, later.peak), max(c.end, later.end)
	c.state = c.state&^(cacheArmed|forgiven) | later.state&(cacheArmed|forgiven)
}

func (c *context) appendTokens(later *context) {
	compacted := float64(later.first[0]) < shrunk*float64(c.last)
	if compacted {
		c.compact()
	}
	if later.compactions > 0 {
		c.since, c.sumY, c.sumXY = 0, 0, 0
		c.state &^= growthTold
	}
	c.sumXY += later.sumXY + float64(c.since)*later.sumY
	c.sumY += later.sumY
	c.since = saturate(int64(c.since) + int64(later.since))
	c.compactions = uint16(min(int(c.compactions)+int(later.compactions), math.MaxUint16))
	c.state |= later.state & growthTold

	known := min(int(later.state&hitCount)+int(c.state&hitCount), hitCalls)
	hits := later.hits
	copy(hits[later.state&hitCount:], c.hits[:])
	c.hits = hits
	c.state = c.state&^hitCount | uint8(known)
}

func (c *context) appendCost(later *context) {
	laterEarly := min(max(int(later.calls)-1, 0), earlyCalls)
	if missing := 1 + earlyCalls - int(c.calls); missing > 0 && laterEarly > 0 {
		c.early += later.early / float32(laterEarly) * float32(min(missing, int(later.calls)))
	}
	remains := float32(math.Pow(1-recentWeight, float64(later.calls)))
	c.recent = later.recent*(1-remains) + c.recent*remains
}

func seconds(nanos int64) uint32 { return saturate(nanos / 1e9) }

func saturate(n int64) uint32 { return uint32(min(max(n, 0), math.MaxUint32)) }

func increment(n uint32) uint32 {
	if n < math.MaxUint32 {
		n++
	}
	return n
}
