package secret

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestThresholdsAreThoseOfEntropy(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	for range 50_000 {
		b := make([]byte, random.IntN(60))
		of := 1 + random.IntN(40)
		for i := range b {
			b[i] = byte('A' + random.IntN(of))
		}
		for _, threshold := range []threshold{twoBits, twoHalfBits, threeBits, threeMoreBits} {
			s := string(b)
			assert.Equal(t, entropy(s) > threshold.bits, threshold.under(s), "%v %q", threshold, s)
			assert.Equal(t, entropy(s) < threshold.bits, threshold.over(s), "%v %q", threshold, s)
		}
	}
}
