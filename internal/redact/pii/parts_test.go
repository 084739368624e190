package pii

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// maxJoins bounds of how many places between digits all choices are tried.
const maxJoins = 17

// TestPartsAreAllThatChecksTake: a code is not taken, however its hits are parted,
// in other numbers of pieces than it says.
func TestPartsAreAllThatChecksTake(t *testing.T) {
	for _, c := range Codes() {
		if len(c.Parts) == 0 || c.NeedsContext {
			continue
		}
		taken := map[int]bool{}
		for _, compact := range values(c) {
			for joins := range 1 << min(len(compact)-1, maxJoins) {
				for _, separators := range []string{" ", "-", ".", "/", "- ", ".-", ". ", "./-", "..-", "..-.", "../-"} {
					printed, n := parted(compact, joins, separators)
					if c.Check(compact, printed) == detect.None {
						continue
					}
					if taken[n] = true; !slices.Contains(c.Parts, n) {
						t.Errorf("%s is taken as %q, of %d parts", c.Entity, printed, n)
					}
				}
			}
		}
		for _, n := range c.Parts {
			assert.True(t, taken[n], "%s is never taken of %d parts", c.Entity, n)
		}
	}
}

// TestLetteredCodesAreNeverDigits: of codes that say so, no digits are taken, neither
// any nor those of hits with others in place of letters.
func TestLetteredCodesAreNeverDigits(t *testing.T) {
	const tries = 20_000
	random := rand.New(rand.NewPCG(1, 2))
	for _, c := range Codes() {
		if !c.Lettered {
			continue
		}
		assert.True(t, c.Letters, c.Entity)
		like := values(c)
		for range tries {
			digits := []byte(like[random.IntN(len(like))])
			if random.IntN(2) == 0 {
				digits = make([]byte, c.Min+random.IntN(c.Max-c.Min+1))
			}
			for i, b := range digits {
				if !isDigit(b) {
					digits[i] = byte('0' + random.IntN(10))
				}
			}
			if text := string(digits); c.Check(text, text) != detect.None {
				t.Fatalf("%s takes %s", c.Entity, text)
			}
		}
	}
}

// values are the values in the hits of a code, without separators.
func values(c detect.Code) (list []string) {
	for _, hit := range c.Hits() {
		_, rest, _ := strings.Cut(hit, "«")
		value, _, _ := strings.Cut(rest, "»")
		compact := strings.Map(func(r rune) rune {
			if r < 0x80 && isAlnum(byte(r)) {
				return r
			}
			return -1
		}, value)
		if len(compact) >= c.Min && len(compact) <= c.Max && !slices.Contains(list, compact) {
			list = append(list, strings.ToUpper(compact))
		}
	}
	return list
}

// parted puts separators, in turns, where bits of joins are set, and says of how
// many parts that is.
func parted(compact string, joins int, separators string) (string, int) {
	var b strings.Builder
	parts := 1
	for i := range compact {
		if i > 0 && joins>>(i-1)&1 != 0 {
			b.WriteByte(separators[(parts-1)%len(separators)])
			parts++
		}
		b.WriteByte(compact[i])
	}
	return b.String(), parts
}
