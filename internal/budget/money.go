package budget

import (
	"math"
	"math/big"
)

const (
	nanosPerDollar = 1_000_000_000
	picosPerDollar = 1_000_000_000_000
	exactFloat     = 1 << 53 // whole numbers up to here are doubles
)

// maxDollars is more than any call costs.
const maxDollars = 1e6

// FromDollars rounds dollars to nano-dollars, half to even, and reports false for
// what is no cost of a call: negative, not a number, or more than a million, which
// would spend every budget that it is charged to.
//
// Doubles here stand for decimals with at most twelve places. They go through
// pico-dollars, or the half that a decimal has would be lost to its double.
func FromDollars(dollars float64) (NanoUSD, bool) {
	if !(dollars >= 0 && dollars <= maxDollars) { // so that NaN fails
		return 0, false
	}
	if picos := math.Round(dollars * picosPerDollar); picos < exactFloat/2 {
		return halfEven(int64(picos), picosPerDollar/nanosPerDollar), true
	}
	return int64(math.RoundToEven(dollars * nanosPerDollar)), true
}

func halfEven(n, divisor int64) int64 {
	quotient, rest := n/divisor, n%divisor
	if 2*rest > divisor || 2*rest == divisor && quotient&1 == 1 {
		quotient++
	}
	return quotient
}

// Dollars is the double nearest to n nano-dollars.
func Dollars(n NanoUSD) float64 {
	if n <= exactFloat {
		return float64(n) / nanosPerDollar // both exact, so one rounding
	}
	quotient := new(big.Float).SetPrec(53).Quo(
		new(big.Float).SetPrec(64).SetInt64(n), new(big.Float).SetPrec(64).SetInt64(nanosPerDollar))
	f, _ := quotient.Float64()
	return f
}
