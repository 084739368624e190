package sampling_test

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/sampling"
)

// sha256("otelcol-genai:judge-sampling:v1\0" + id), its first 53 bits over 2^53: by hand,
// with sha256sum. A change of it would change who is judged in a fleet that is half upgraded.
func TestTheChoiceIsFixed(t *testing.T) {
	assert.InDelta(t, 0.8178956278735776, sampling.Trace([16]byte{}), 1e-15)
	assert.InDelta(t, 0.3075496022037456, sampling.Trace([16]byte{0x4b, 0xf9, 0x2f, 0x35, 0x77, 0xb3, 0x4d, 0xa6, 0xa3, 0xce, 0x92, 0x9d, 0x0e, 0x0e, 0x47, 0x36}), 1e-15)
}

func TestASampleHasTheShareThatWasAsked(t *testing.T) {
	const n = 100_000
	for _, rate := range []float64{0.01, 0.1, 0.5} {
		var taken int
		for i := range uint64(n) {
			var id [16]byte
			binary.BigEndian.PutUint64(id[8:], i)
			if sampling.Trace(id) < rate {
				taken++
			}
		}
		sigma := math.Sqrt(n * rate * (1 - rate))
		assert.InDelta(t, n*rate, taken, 5*sigma, "%v", rate)
	}
}
