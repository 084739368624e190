package genai

import (
	"strconv"
	"strings"
)

// samplingRange is the number of random values a sampling threshold divides: 2^56.
const samplingRange = 1 << 56

// Weight is how many spans one span stands for, as the exact fraction
// 2^56 / (2^56 - threshold) of the OpenTelemetry probability sampling
// specification. The zero value stands for itself.
type Weight struct {
	threshold uint64
}

// Sampled reports whether an upstream sampler dropped others like this one.
func (w Weight) Sampled() bool { return w.threshold > 0 }

// Fraction returns the weight as numerator and denominator, at least 1.
func (w Weight) Fraction() (num, den uint64) { return samplingRange, samplingRange - w.threshold }

// Float is the weight as a number, at least 1.
func (w Weight) Float() float64 { return samplingRange / float64(samplingRange-w.threshold) }

// WeightOf reads the sampling threshold (ot=th:…) of a W3C tracestate. What is
// not a valid threshold counts as not sampled.
func WeightOf(tracestate string) Weight {
	for member := range strings.SplitSeq(tracestate, ",") {
		vendor, fields, ok := strings.Cut(strings.TrimSpace(member), "=")
		if !ok || vendor != "ot" {
			continue
		}
		for field := range strings.SplitSeq(fields, ";") {
			if th, ok := strings.CutPrefix(field, "th:"); ok {
				return Weight{threshold: parseThreshold(th)}
			}
		}
	}
	return Weight{}
}

// parseThreshold reads 1 to 14 hexadecimal digits, of which trailing zeros are left out.
func parseThreshold(digits string) uint64 {
	if digits == "" || len(digits) > 14 {
		return 0
	}
	n, err := strconv.ParseUint(digits, 16, 64)
	if err != nil {
		return 0
	}
	return n << (4 * (14 - len(digits)))
}
