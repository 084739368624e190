package pricing

import (
	"math"
	"math/bits"
	"strconv"
)

// PicoUSD is an amount of money in millionths of a millionth of a US dollar, so
// that a price in dollars per million tokens with six decimals is a whole number
// per token. The largest amount is about 9.2 million dollars.
type PicoUSD int64

const (
	picoPerUSD  = 1_000_000_000_000
	picoPerNano = 1_000
	decimals    = 12
)

// NanoHalfEven returns the amount in billionths of a dollar, halves rounded to even.
func (p PicoUSD) NanoHalfEven() int64 {
	n, rest := int64(p)/picoPerNano, int64(p)%picoPerNano
	switch {
	case rest > picoPerNano/2 || rest == picoPerNano/2 && n%2 != 0:
		n++
	case rest < -picoPerNano/2 || rest == -picoPerNano/2 && n%2 != 0:
		n--
	}
	return n
}

// Float returns the double nearest to the amount in dollars.
func (p PicoUSD) Float() float64 {
	const exact = 1 << 53 // up to here one division of two exact doubles rounds once
	if -exact <= p && p <= exact {
		return float64(p) / picoPerUSD
	}
	var text [32]byte
	f, err := strconv.ParseFloat(string(p.append(text[:0])), 64)
	if err != nil {
		return math.NaN() // not reached: append writes a decimal
	}
	return f
}

// String returns the amount in dollars, exactly and without trailing zeros.
func (p PicoUSD) String() string {
	var text [32]byte
	return string(p.append(text[:0]))
}

func (p PicoUSD) append(text []byte) []byte {
	abs := uint64(p)
	if p < 0 {
		text = append(text, '-')
		abs = -abs
	}
	text = strconv.AppendUint(text, abs/picoPerUSD, 10)
	rest := abs % picoPerUSD
	if rest == 0 {
		return text
	}
	var digits [decimals]byte
	last := -1
	for i := decimals - 1; i >= 0; i-- {
		digits[i] = byte('0' + rest%10)
		if digits[i] != '0' && last < 0 {
			last = i
		}
		rest /= 10
	}
	text = append(text, '.')
	return append(text, digits[:last+1]...)
}

// plus adds two amounts that are not negative. It reports false on overflow.
func (p PicoUSD) plus(q PicoUSD) (PicoUSD, bool) {
	if q > math.MaxInt64-p {
		return math.MaxInt64, false
	}
	return p + q, true
}

// ratio is a price in pico-USD for one unit, as a fraction in lowest terms:
// the price of an hour need not be a whole number per second.
type ratio struct{ num, den uint64 }

// times returns the price of n units, halves rounded to even, for n >= 0. It
// reports false if the amount is too large.
func (r ratio) times(n int64) (PicoUSD, bool) {
	hi, lo := bits.Mul64(uint64(n), r.num)
	if hi >= r.den {
		return math.MaxInt64, false
	}
	quotient, rest := bits.Div64(hi, lo, r.den)
	if half := r.den - rest; rest > half || rest == half && quotient%2 != 0 {
		quotient++
	}
	if quotient > math.MaxInt64 {
		return math.MaxInt64, false
	}
	return PicoUSD(quotient), true
}
