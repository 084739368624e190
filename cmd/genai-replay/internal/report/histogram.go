package report

import (
	"cmp"
	"math"
	"slices"

	dto "github.com/prometheus/client_model/go"
)

// Histogram is the sum of several Prometheus histograms. The zero value is empty.
type Histogram struct {
	count float64
	parts [][]bucket // of each histogram, by upper bound
}

type bucket struct{ upper, cumulative float64 }

// Add adds the buckets of one histogram.
func (h *Histogram) Add(from *dto.Histogram) {
	var part []bucket
	for _, b := range from.GetBucket() {
		if !math.IsInf(b.GetUpperBound(), 1) {
			part = append(part, bucket{b.GetUpperBound(), float64(b.GetCumulativeCount())})
		}
	}
	slices.SortFunc(part, func(a, b bucket) int { return cmp.Compare(a.upper, b.upper) })
	h.parts = append(h.parts, part)
	h.count += float64(from.GetSampleCount())
}

// Quantile is the value below which the share q of samples lies, by linear
// interpolation inside the bucket it falls into, as Prometheus' own
// histogram_quantile does. It reports false when the histogram is empty or the
// value lies past the last bound; then the value is that bound, or 0.
func (h *Histogram) Quantile(q float64) (float64, bool) {
	if h.count == 0 {
		return 0, false
	}
	rank := q * h.count
	var lower bucket
	for _, upper := range h.bounds() {
		current := bucket{upper, h.upTo(upper)}
		if current.cumulative >= rank {
			inside := current.cumulative - lower.cumulative
			if inside == 0 {
				return current.upper, true
			}
			return lower.upper + (current.upper-lower.upper)*(rank-lower.cumulative)/inside, true
		}
		lower = current
	}
	return lower.upper, false
}

func (h *Histogram) bounds() []float64 {
	var bounds []float64
	for _, part := range h.parts {
		for _, b := range part {
			bounds = append(bounds, b.upper)
		}
	}
	slices.Sort(bounds)
	return slices.Compact(bounds)
}

// upTo is how many samples lie at or below a bound. A part that does not have
// the bound counts up to its next lower one.
func (h *Histogram) upTo(bound float64) float64 {
	var total float64
	for _, part := range h.parts {
		var below float64
		for _, b := range part {
			if b.upper <= bound {
				below = b.cumulative
			}
		}
		total += below
	}
	return total
}
