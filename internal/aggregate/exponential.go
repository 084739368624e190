package aggregate

import (
	"math"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

const (
	maxScale     = 20  // of the OpenTelemetry SDKs: buckets a millionth wide
	maxBuckets   = 160 // max_size of the OpenTelemetry SDKs: 4 % error over a range of 1 to 1000
	maxExemplars = 16
)

// exponential is a histogram whose buckets are powers of 2^(2^-scale). The scale
// starts fine and is halved whenever the values spread too far for maxBuckets.
// Values are never negative here, so there is one range of buckets.
type exponential struct {
	distribution
	scale  int
	zeros  uint64
	first  int // index of counts[0]
	counts []uint64
	latest exemplars
}

func newExponential() *exponential {
	return &exponential{scale: maxScale, counts: make([]uint64, 0, maxBuckets), latest: make(exemplars, maxExemplars)}
}

func (e *exponential) observe(m measurement) {
	times := e.weigh(m)
	if m.value <= 0 {
		e.zeros += times
		e.latest.put(0, m.exemplar)
		return
	}
	index := bucketIndex(m.value, e.scale)
	if excess := e.excess(index); excess > 0 {
		e.coarsen(excess)
		index >>= excess
	}
	e.widen(index)
	e.counts[index-e.first] += times
	e.latest.put(index&(maxExemplars-1), m.exemplar)
}

// bucketIndex is the index i with base^i < value <= base^(i+1), for a positive value.
func bucketIndex(value float64, scale int) int {
	frac, exp := math.Frexp(value) // value = frac * 2^exp, frac in [0.5, 1)
	power := frac == 0.5           // an upper bound itself: belongs to the bucket below it
	if scale <= 0 {
		exp--
		if power {
			exp--
		}
		return exp >> -scale
	}
	if power {
		return (exp-1)<<scale - 1
	}
	return exp<<scale + int(math.Ceil(math.Ldexp(math.Log2(frac), scale))) - 1
}

// excess is by how much the scale must fall for the index to fit beside what is there.
func (e *exponential) excess(index int) int {
	if len(e.counts) == 0 {
		return 0
	}
	low, high := min(e.first, index), max(e.first+len(e.counts)-1, index)
	var by int
	for high-low >= maxBuckets {
		low, high = low>>1, high>>1
		by++
	}
	return by
}

// coarsen lowers the scale: 2^by neighbours become one bucket.
func (e *exponential) coarsen(by int) {
	first := e.first >> by
	var size int
	for i, n := range e.counts {
		bucket := (e.first+i)>>by - first
		e.counts[i] = 0
		e.counts[bucket] += n // never ahead of i
		size = bucket + 1
	}
	e.first, e.counts, e.scale = first, e.counts[:size], e.scale-by
}

// widen makes the range of buckets reach the index.
func (e *exponential) widen(index int) {
	size := len(e.counts)
	switch {
	case size == 0:
		e.first, e.counts = index, e.counts[:1]
		e.counts[0] = 0
	case index < e.first:
		by := e.first - index
		e.counts = e.counts[:size+by]
		copy(e.counts[by:], e.counts[:size])
		clear(e.counts[:by])
		e.first = index
	case index >= e.first+size:
		e.counts = e.counts[:index-e.first+1]
		clear(e.counts[size:])
	}
}

func (e *exponential) appendTo(metric pmetric.Metric, w window) pcommon.Map {
	point := metric.ExponentialHistogram().DataPoints().AppendEmpty()
	point.SetStartTimestamp(w.start)
	point.SetTimestamp(w.end)
	point.SetFlags(w.flags())
	if w.stale {
		return point.Attributes()
	}
	point.SetCount(e.count)
	point.SetSum(e.sum)
	point.SetScale(int32(e.scale))
	point.SetZeroCount(e.zeros)
	point.Positive().SetOffset(int32(e.first))
	point.Positive().BucketCounts().FromRaw(e.counts)
	e.latest.appendTo(point.Exemplars(), w.end)
	return point.Attributes()
}

func (e *exponential) restart() {
	e.count, e.sum, e.zeros = 0, 0, 0
	e.scale, e.first, e.counts = maxScale, 0, e.counts[:0]
	clear(e.latest)
}
