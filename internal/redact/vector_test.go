package redact

import (
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/corpus"
)

func scalarRedactor(tb testing.TB, o Options) *Redactor {
	tb.Helper()
	r := newRedactor(tb, o)
	r.scalar = true
	return r
}

// TestVectorAndScalarCodeAgree compares the masks on random bytes: what vector
// code calls a trigger the scalar code must, and nothing that is one may be missing.
func TestVectorAndScalarCodeAgree(t *testing.T) {
	if !vectorized {
		t.Skip("no vector code for this machine")
	}
	r := newRedactor(t, Options{CacheEntries: -1})
	s := r.newScanner()
	random := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		text := make([]byte, 64*3+8)
		for i := range text {
			text[i] = byte(random.IntN(256))
			if random.IntN(3) > 0 {
				text[i] = byte(' ' + random.IntN(95))
			}
		}
		s.text = string(text)
		carry := uint64(random.IntN(2))
		var got [blocksBefore + 4]block
		s.peekAt(&got[blocksBefore+3], 64*3)
		fillVector(s.text, 0, 3, r.vector, carry, got[:])
		s.blocks = [len(s.blocks)]block{}
		s.peekAt(&s.blocks[blocksBefore+3], 64*3)
		s.fillScalar(&text[0], 3, carry)
		for k, b := range got[blocksBefore : blocksBefore+3] {
			want := s.blocks[blocksBefore+k]
			require.Equal(t, want.alnum, b.alnum)
			require.Equal(t, want.digit, b.digit)
			require.Equal(t, want.starts, b.starts)
			require.Zero(t, want.hits&^want.starts)
			require.Zero(t, b.hits&^(b.starts|1)) // the first may be looked at for nothing
			words := s.wordsIn(k, 64*k)
			require.Zero(t, words&^want.hits)
			require.Zero(t, words&^b.hits)
			if want.digit != 0 { // else nobody asks for them
				require.Equal(t, want.upper, b.upper)
			}
			require.Equal(t, want.high != 0, b.high != 0)
			require.Zero(t, b.punct&^want.punct)
			for i := range 64 {
				c := s.text[64*k+i]
				if want.punct>>i&1 == 0 || r.triggers.kinds[c] == 0 || r.triggers.near[c] && !digitAt(s.text, 64*k+i-1) && !digitAt(s.text, 64*k+i-2) || r.triggers.weak[c] && !alnumAt(s.text, 64*k+i+1) {
					continue
				}
				require.NotZero(t, b.punct>>i&1, "%q at %d of %q", c, i, s.text[64*k:64*k+64])
			}
		}
	}
}

// wordsIn are the beginnings of words in block k, at base, with which a prefix begins.
func (s *scanner) wordsIn(k, base int) (places uint64) {
	b, after := &s.blocks[blocksBefore+k], s.blocks[blocksBefore+k+1].alnum
	for m := b.starts; m != 0; m &= m - 1 {
		i := bits.TrailingZeros64(m)
		x := load64From(s.text, base+i)
		list := s.r.triggers.words[s.digitNearBlock(k)].at(wordKey(x, b.run(i, after)), x)
		if slices.ContainsFunc(list, func(p prefix) bool { return p.matches(s.text, base+i) }) {
			places |= 1 << i
		}
	}
	return places
}

func TestVectorAndScalarRedactAlike(t *testing.T) {
	vector, scalar := newRedactor(t, Options{CacheEntries: -1}), scalarRedactor(t, Options{CacheEntries: -1})
	for _, text := range corpus.Documents(11, 300) {
		assert.Equal(t, scalar.Text(text, Context{}), vector.Text(text, Context{}))
	}
}

func TestLookAlikesAreFoundWhereverTheyStand(t *testing.T) {
	for _, filler := range []string{"a", "я", "語", "。", "é"} {
		for n := range 80 {
			before := ""
			for len(before) < n {
				before += filler
			}
			for _, r := range []string{"\u00a0", "１", "\u200b", "−", "٣"} {
				assert.Equal(t, len(before), lookAlikeFrom(before+r+" and more text behind it, as long as a block", 0), "%q %q", before, r)
			}
			assert.Equal(t, len(before), lookAlikeFrom(before, 0))
		}
	}
}
