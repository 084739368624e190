package secret

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestNoSuspiciousNameIsTurnedDown: where mayBeSecret says no, keyBefore returns no
// name that is suspicious.
func TestNoSuspiciousNameIsTurnedDown(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	pieces := []string{
		"pass", "PASSWORD", "pw", "db", "apiKey", "Secret", "token", "x", "_", "-", ".", "name", "value", "string", "str", "text", "None", "Optional[", "]", "[", "25",
		"=", ":", ":=", "!", "?", " ", "  ", "\t", "\"", "'", `\"`, "\n", "|", "&", "'static ", "key=\"", "é", strings.Repeat("a", 70), strings.Repeat(" ", 9),
	}
	turnedDown := 0
	for range 200_000 {
		var b strings.Builder
		for range 1 + random.IntN(9) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		at := b.Len()
		text := b.String() + []string{"=", ":"}[random.IntN(2)] + "value"
		if !mayBeSecret(text, at) {
			turnedDown++
			key, _ := keyBefore(text, at)
			assert.False(t, suspicious(key), "%q before %q", key, text)
		}
	}
	assert.Positive(t, turnedDown)
}
