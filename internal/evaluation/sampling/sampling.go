// Package sampling decides which traces are judged. The same trace gets the same answer in
// every collector, and what is in the sample at one rate is in it at every higher rate.
package sampling

import (
	"crypto/sha256"
	"encoding/binary"
)

// salt makes this choice independent of samplers of traces: behind one of them, a hash of
// the bare trace id would choose all that is left, or nothing.
const salt = "otelcol-genai:judge-sampling:v1\x00"

// steps is how many equal steps there are between 0 and 1: as many as a double has.
const steps = 1 << 53

// Trace is where a trace stands between 0 and 1, 1 left out. It is in the sample of every
// rate above that.
func Trace(id [16]byte) float64 {
	var in [len(salt) + len(id)]byte
	copy(in[:], salt)
	copy(in[len(salt):], id[:])
	sum := sha256.Sum256(in[:])
	return float64(binary.BigEndian.Uint64(sum[:8])>>11) / steps
}
