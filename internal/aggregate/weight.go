package aggregate

import "math/bits"

// MaxWeight is the largest weight that is believed: one span kept of a million
// (2^20). A threshold beyond it is taken for a mistake, or one span would
// drown every other.
const MaxWeight = 1 << 20

// Weight is how many measurements one stands for, as a reduced fraction of at
// least 1. The zero value stands for itself.
type Weight struct {
	num, den uint64
}

// NewWeight makes a weight of a fraction and reports whether it was cut to [MaxWeight].
// What is below 1 or no fraction counts as 1.
func NewWeight(num, den uint64) (w Weight, capped bool) {
	if den == 0 || num <= den {
		return Weight{}, false
	}
	if whole := num / den; whole > MaxWeight || whole == MaxWeight && num%den > 0 {
		return Weight{num: MaxWeight, den: 1}, true
	}
	// Thresholds share powers of two with their range and nothing else.
	shared := min(bits.TrailingZeros64(num), bits.TrailingZeros64(den))
	return Weight{num: num >> shared, den: den >> shared}, false
}

// one reports whether the measurement stands for itself alone.
func (w Weight) one() bool { return w.num == w.den }

// float is the weight as a number.
func (w Weight) float() float64 {
	if w.one() {
		return 1
	}
	return float64(w.num) / float64(w.den)
}
