package genai

import (
	"math"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// MaxCount is the largest token count taken at its word: a hundred million
// million, far past any real call, and small enough that sums and prices of it
// stay inside 64 bits.
const MaxCount = 100_000_000_000_000

// maxNumberLen is longer than any double that is written out.
const maxNumberLen = 32

// Count reads a whole, non-negative number that may arrive as an integer, a
// double or a numeric string. It reports false for what is none of these:
// fractions, NaN, infinities, negatives, and counts past [MaxCount].
func Count(v pcommon.Value) (int64, bool) {
	switch v.Type() {
	case pcommon.ValueTypeInt:
		return inRange(v.Int())
	case pcommon.ValueTypeDouble:
		return countOf(v.Double())
	case pcommon.ValueTypeStr:
		return ParseCount(v.Str())
	default:
		return 0, false
	}
}

// ParseCount reads a count from text, by the rules of [Count].
func ParseCount(s string) (int64, bool) {
	s = strings.TrimSpace(s)
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return inRange(n)
	}
	if len(s) > maxNumberLen || strings.ContainsAny(s, "_xX") { // Go literals, not numbers of telemetry
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, false
	}
	return countOf(f)
}

func countOf(f float64) (int64, bool) {
	if f != math.Trunc(f) || f < 0 || f > MaxCount { // NaN fails the first
		return 0, false
	}
	return int64(f), true
}

func inRange(n int64) (int64, bool) {
	if n < 0 || n > MaxCount {
		return 0, false
	}
	return n, true
}

// IsUnset reports whether a value says that there is no number rather than a
// wrong one: emitters write an empty value, an empty string or -1 for it.
func IsUnset(v pcommon.Value) bool {
	switch v.Type() {
	case pcommon.ValueTypeEmpty:
		return true
	case pcommon.ValueTypeStr:
		return strings.TrimSpace(v.Str()) == ""
	case pcommon.ValueTypeInt:
		return v.Int() == -1
	case pcommon.ValueTypeDouble:
		return math.IsNaN(v.Double()) || v.Double() == -1
	default:
		return false
	}
}
