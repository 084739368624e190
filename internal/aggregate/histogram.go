package aggregate

import (
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

// distribution is what both forms of histogram share. Weights that are no whole
// numbers are spread over observations: each counts as the whole number that
// keeps the count nearest to the exact sum of weights.
type distribution struct {
	owed  amount
	count uint64
	sum   float64
}

// weigh adds a value and returns how often it counts.
func (d *distribution) weigh(m measurement) uint64 {
	d.owed.add(1, m.weight)
	times := uint64(d.owed.take())
	d.count += times
	d.sum += m.value * m.weight.float()
	return times
}

// histogram has explicit bounds.
type histogram struct {
	distribution
	bounds []float64 // the family's
	counts []uint64
	latest exemplars // by bucket
}

func newHistogram(bounds []float64) *histogram {
	return &histogram{bounds: bounds, counts: make([]uint64, len(bounds)+1), latest: make(exemplars, len(bounds)+1)}
}

func (h *histogram) observe(m measurement) {
	bucket, _ := slices.BinarySearch(h.bounds, m.value) // a value on a bound is in the bucket below it
	h.counts[bucket] += h.weigh(m)
	h.latest.put(bucket, m.exemplar)
}

func (h *histogram) appendTo(metric pmetric.Metric, w window) pcommon.Map {
	point := metric.Histogram().DataPoints().AppendEmpty()
	point.SetStartTimestamp(w.start)
	point.SetTimestamp(w.end)
	point.SetFlags(w.flags())
	if w.stale {
		return point.Attributes()
	}
	point.SetCount(h.count)
	point.SetSum(h.sum)
	point.ExplicitBounds().FromRaw(h.bounds)
	point.BucketCounts().FromRaw(h.counts)
	h.latest.appendTo(point.Exemplars(), w.end)
	return point.Attributes()
}

func (h *histogram) restart() {
	h.count, h.sum = 0, 0
	clear(h.counts)
	clear(h.latest)
}
