package reference

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// maxDigits bounds a number that is compared exactly, its exponent written out.
const maxDigits = 400

// readJSON reads one value and nothing behind it. Numbers stay as they were written.
func readJSON(text []byte) (any, bool) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return nil, false
	}
	_, err := decoder.Token()
	return value, errors.Is(err, io.EOF)
}

// equal compares values of JSON: members in any order, numbers by what they are worth.
func equal(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		other, ok := b.(map[string]any)
		if !ok || len(a) != len(other) {
			return false
		}
		for key, value := range a {
			theirs, ok := other[key]
			if !ok || !equal(value, theirs) {
				return false
			}
		}
		return true
	case []any:
		other, ok := b.([]any)
		if !ok || len(a) != len(other) {
			return false
		}
		for i := range a {
			if !equal(a[i], other[i]) {
				return false
			}
		}
		return true
	case json.Number:
		other, ok := b.(json.Number)
		return ok && (a == other || sameNumber(string(a), string(other)))
	default:
		return a == b
	}
}

// sameNumber compares exactly: 1e2 is 100, and 12345678901234567890 is not one more.
func sameNumber(a, b string) bool {
	x, okX := rational(a)
	y, okY := rational(b)
	return okX && okY && x.Cmp(y) == 0
}

func rational(text string) (*big.Rat, bool) {
	if _, exponent, ok := strings.Cut(strings.ToLower(text), "e"); ok {
		if n, err := strconv.Atoi(exponent); err != nil || n > maxDigits || n < -maxDigits {
			return nil, false
		}
	}
	if len(text) > maxDigits {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

// numbers are those of a text: with a sign, thousands set off by commas, decimals, an exponent.
var numbers = regexp.MustCompile(`[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?`)

// onlyNumber is the number in a text that has no other.
func onlyNumber(text string) (float64, bool) {
	found := numbers.FindAllString(text, 2)
	if len(found) != 1 {
		return 0, false
	}
	n, err := strconv.ParseFloat(strings.ReplaceAll(found[0], ",", ""), 64)
	return n, err == nil
}

// within allows for the tolerance, and for the last bits of two doubles.
func within(got, known, tolerance float64) bool {
	const ulp = 1e-12
	return math.Abs(got-known) <= tolerance+ulp*math.Max(math.Abs(got), math.Abs(known))
}
