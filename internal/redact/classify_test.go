package redact

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBlocksAreClassifiedAsTheirBytes compares the masks with the table of classes.
func TestBlocksAreClassifiedAsTheirBytes(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for round := range 2000 {
		text := make([]byte, 64)
		for i := range text {
			text[i] = byte(random.IntN(256))
			if round%2 == 0 {
				text[i] &= 0x7f
			}
		}
		var got, want block
		classify((*[64]byte)(text), &got)
		for i, c := range text {
			bit := func(in bool) uint64 {
				if in {
					return 1 << i
				}
				return 0
			}
			want.alnum |= bit(class[c]&isAlnum != 0)
			want.digit |= bit(class[c]&isDigit != 0)
			want.upper |= bit(class[c]&isUpper != 0)
			want.punct |= bit(class[c]&isPunct != 0 || c == 0x7f)
			want.high |= bit(class[c]&isHigh != 0)
		}
		require.Equal(t, want.alnum, got.alnum)
		require.Equal(t, want.digit, got.digit)
		require.Equal(t, want.punct, got.punct)
		require.Equal(t, want.high != 0, got.high != 0)
		if want.digit != 0 { // else nobody asks for them
			require.Equal(t, want.upper, got.upper)
		}
	}
}
