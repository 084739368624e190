package datadogtest

import (
	"math"
	"slices"

	"go.opentelemetry.io/collector/pdata/pmetric"
)

// distribution is what is left of the values that a histogram counted.
type distribution struct {
	count, sum float64
	min, max   float64
	bins       []bin
}

// bin holds count values between two bounds, taken to be spread evenly.
type bin struct{ lower, upper, count float64 }

// ofHistogram reads one point of an explicit histogram. The outermost buckets
// end at the smallest and largest value where the point tells them.
func ofHistogram(point pmetric.HistogramDataPoint) distribution {
	d := distribution{count: float64(point.Count()), sum: point.Sum(), min: math.Inf(1), max: math.Inf(-1)}
	bounds, counts := point.ExplicitBounds(), point.BucketCounts()
	for i := range counts.Len() {
		count := float64(counts.At(i))
		if count == 0 {
			continue
		}
		var b bin
		switch {
		case bounds.Len() == 0:
			b = bin{lower: d.sum / d.count, upper: d.sum / d.count}
		case i == 0:
			b = bin{lower: min(0, bounds.At(0)), upper: bounds.At(0)}
		case i == bounds.Len():
			b = bin{lower: bounds.At(i - 1), upper: bounds.At(i - 1)}
			if point.HasMax() {
				b.upper = point.Max()
			}
		default:
			b = bin{lower: bounds.At(i - 1), upper: bounds.At(i)}
		}
		b.count = count
		d.bins = append(d.bins, b)
		d.min, d.max = min(d.min, b.lower), max(d.max, b.upper)
	}
	if point.HasMin() {
		d.min = point.Min()
	}
	if point.HasMax() {
		d.max = point.Max()
	}
	return d
}

// ofExponential reads one point of an exponential histogram.
func ofExponential(point pmetric.ExponentialHistogramDataPoint) distribution {
	d := distribution{count: float64(point.Count()), sum: point.Sum(), min: math.Inf(1), max: math.Inf(-1)}
	base := math.Exp2(math.Exp2(-float64(point.Scale())))
	add := func(b bin) {
		if b.count > 0 {
			d.bins = append(d.bins, b)
			d.min, d.max = min(d.min, b.lower), max(d.max, b.upper)
		}
	}
	side := func(buckets pmetric.ExponentialHistogramDataPointBuckets, sign float64) {
		for i := range buckets.BucketCounts().Len() {
			exponent := float64(int(buckets.Offset()) + i)
			near, far := sign*math.Pow(base, exponent), sign*math.Pow(base, exponent+1)
			add(bin{lower: min(near, far), upper: max(near, far), count: float64(buckets.BucketCounts().At(i))})
		}
	}
	side(point.Negative(), -1)
	add(bin{count: float64(point.ZeroCount())})
	side(point.Positive(), 1)
	if point.HasMin() {
		d.min = point.Min()
	}
	if point.HasMax() {
		d.max = point.Max()
	}
	return d
}

// merge adds up distributions.
func merge(all []distribution) distribution {
	total := distribution{min: math.Inf(1), max: math.Inf(-1)}
	for _, d := range all {
		total.count += d.count
		total.sum += d.sum
		total.bins = append(total.bins, d.bins...)
		if d.count > 0 {
			total.min, total.max = min(total.min, d.min), max(total.max, d.max)
		}
	}
	slices.SortFunc(total.bins, func(a, b bin) int {
		switch {
		case a.lower < b.lower:
			return -1
		case a.lower > b.lower:
			return 1
		default:
			return 0
		}
	})
	return total
}

// percentile is the value that a share of all values, 0 to 1, does not exceed; false without values.
func (d distribution) percentile(share float64) (float64, bool) {
	rank := share * d.count
	for _, b := range d.bins {
		if rank <= b.count {
			value := b.lower + (b.upper-b.lower)*rank/b.count
			return max(d.min, min(d.max, value)), true
		}
		rank -= b.count
	}
	return d.max, d.count > 0
}
