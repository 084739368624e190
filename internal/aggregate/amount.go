package aggregate

import (
	"math"
	"math/bits"
)

// amount is a sum of whole numbers, each times a weight. It carries the
// fraction that weights leave in 1/2^64, so that a series of rounded readings
// never drifts from the exact sum and never falls. It stops at the largest int64.
type amount struct {
	whole int64
	frac  uint64
}

// add adds n times w; n is not negative.
func (a *amount) add(n int64, w Weight) {
	if w.one() {
		a.addWhole(uint64(n))
		return
	}
	hi, lo := bits.Mul64(uint64(n), w.num)
	if hi >= w.den {
		a.whole, a.frac = math.MaxInt64, 0
		return
	}
	quotient, remainder := bits.Div64(hi, lo, w.den)
	fraction, rest := bits.Div64(remainder, 0, w.den)
	if rest >= w.den-rest { // to nearest, or three thirds would not be one
		fraction++ // cannot wrap: the fraction is at most 1 - 1/den, and den is below 2^63
	}
	var carry uint64
	a.frac, carry = bits.Add64(a.frac, fraction, 0)
	if quotient == math.MaxUint64 {
		carry = 0
	}
	a.addWhole(quotient + carry)
}

func (a *amount) addWhole(n uint64) {
	sum := a.whole + int64(n)
	if n > math.MaxInt64 || sum < a.whole {
		a.whole, a.frac = math.MaxInt64, 0
		return
	}
	a.whole = sum
}

// rounded is the amount as a whole number, half to even.
func (a *amount) rounded() int64 {
	const half = 1 << 63
	if a.whole < math.MaxInt64 && (a.frac > half || a.frac == half && a.whole&1 == 1) {
		return a.whole + 1
	}
	return a.whole
}

// take returns the rounded amount and leaves what rounding left: less than one, of either sign.
func (a *amount) take() int64 {
	n := a.rounded()
	a.whole -= n
	return n
}
