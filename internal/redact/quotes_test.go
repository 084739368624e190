package redact

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// stringEndSlowly is what quotes.end says, byte by byte.
func stringEndSlowly(t string, i int) int {
	for ; i < len(t); i++ {
		switch t[i] {
		case '"':
			return i
		case '\\':
			i++
		}
	}
	return -1
}

func TestStringsEndAtTheirQuotes(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	pieces := []string{`"`, `\`, `\"`, "a", "é", "語", "\x80\xa2\xdc", strings.Repeat("x", 70), strings.Repeat("é", 90), strings.Repeat(`\n`, 40)}
	for range 3000 {
		var b strings.Builder
		for range random.IntN(30) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		text := b.String()
		known := noQuotes
		for i := range len(text) + 1 {
			want := stringEndSlowly(text, i)
			assert.Equal(t, want, stringEnd(text, i), "%q from %d", text, i)
			assert.Equal(t, want, known.end(text, i), "%q from %d, read before", text, i)
		}
	}
}

func TestQuotesAreSeenByScalarCode(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 3000 {
		var block [64]byte
		want := uint64(0)
		for i := range block {
			block[i] = byte(random.IntN(256))
			if random.IntN(3) == 0 {
				block[i] = "\"\\\xa2\xdc!#[]"[random.IntN(8)]
			}
			if block[i] == '"' || block[i] == '\\' {
				want |= 1 << i
			}
		}
		assert.Equal(t, want, quotesIn(&block))
		assert.Equal(t, want, quotesOf(&block))
	}
}

func TestHexDigests(t *testing.T) {
	for text, want := range map[string]bool{
		"0123456789abcdef0123456789abcdef": true, "01234567890123456789012345678901": false, "0123456789abcdef0123456789abcdeF": false,
		"0123456789abcdeg0123456789abcdef": false, "0123456789abcde`0123456789abcdef": false, "0123456789abcde/0123456789abcdef": false,
		"0123456789abcde:0123456789abcdef": false, "\xb0123456789abcdef0123456789abcdef": false, "\xe1123456789abcdef0123456789abcdef": false,
	} {
		assert.Equal(t, want, hexDigest(text), text)
	}
}
