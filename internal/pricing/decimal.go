package pricing

import (
	"errors"
	"math/big"
	"regexp"
)

var errNotDecimal = errors.New("must be a decimal number")

// maxPriceText bounds the digits of a price; the longest in use has 19.
const maxPriceText = 40

// A price is read from its text: a double would already have rounded it. The
// exponent is bounded because a big number is as long as its exponent says.
var decimalText = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]{1,2})?$`)

// parsePrice reads a price in dollars for per units.
func parsePrice(text string, per int64) (ratio, error) {
	if len(text) > maxPriceText || !decimalText.MatchString(text) {
		return ratio{}, errNotDecimal
	}
	price, ok := new(big.Rat).SetString(text)
	if !ok {
		return ratio{}, errNotDecimal
	}
	if price.Sign() < 0 {
		return ratio{}, errors.New("must not be negative")
	}
	price.Mul(price, big.NewRat(picoPerUSD, per))
	if !price.Num().IsUint64() || !price.Denom().IsUint64() {
		return ratio{}, errors.New("has too many digits")
	}
	return ratio{num: price.Num().Uint64(), den: price.Denom().Uint64()}, nil
}
