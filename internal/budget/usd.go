package budget

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// nanoDigits is how many decimals a dollar has in nano-USD.
const nanoDigits = 9

// Errors of [ParseUSD].
var (
	errNotMoney  = errors.New("not a decimal number")
	errTooFine   = fmt.Errorf("more than %d decimals", nanoDigits)
	errTooMuch   = errors.New("too large")
	errEmptyText = errors.New("empty")
)

// ParseUSD reads a decimal number of dollars exactly: "5", "0.000000001", "-1.50".
// There is no exponent, and no rounding: more decimals than nano-USD has are an error.
func ParseUSD(text string) (NanoUSD, error) {
	if text == "" {
		return 0, errEmptyText
	}
	digits, negative := strings.CutPrefix(text, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	if whole == "" || point && fraction == "" || !onlyDigits(whole) || !onlyDigits(fraction) {
		return 0, errNotMoney
	}
	if len(strings.TrimRight(fraction, "0")) > nanoDigits {
		return 0, errTooFine
	}
	fraction = fraction[:min(len(fraction), nanoDigits)]
	fraction += strings.Repeat("0", nanoDigits-len(fraction))
	nano, err := strconv.ParseInt(whole+fraction, 10, 64)
	if err != nil {
		return 0, errTooMuch
	}
	if negative {
		nano = -nano
	}
	return nano, nil
}

func onlyDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// FormatUSD writes money as a decimal number of dollars, exactly and without
// needless zeros: "4.12". [ParseUSD] reads it back.
func FormatUSD(nano NanoUSD) string { return string(AppendUSD(nil, nano)) }

// AppendUSD appends what [FormatUSD] returns.
func AppendUSD(dst []byte, nano NanoUSD) []byte {
	magnitude := uint64(nano)
	if nano < 0 {
		dst = append(dst, '-')
		magnitude = -magnitude
	}
	dst = strconv.AppendUint(dst, magnitude/1e9, 10)
	rest := magnitude % 1e9
	if rest == 0 {
		return dst
	}
	fraction := strconv.AppendUint(nil, 1e9+rest, 10)
	fraction[0] = '.'
	for fraction[len(fraction)-1] == '0' {
		fraction = fraction[:len(fraction)-1]
	}
	return append(dst, fraction...)
}
