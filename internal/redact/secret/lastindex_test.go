package secret

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestLastIndexIsThatOfStrings(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	for range 20_000 {
		text := []byte(strings.Repeat("k: v-w\n ", 40)[:random.IntN(300)])
		for range random.IntN(3) {
			if i := random.IntN(len(text) + 1); i+len(documentEnd) <= len(text) {
				copy(text[i:], documentEnd)
			}
		}
		if s := string(text); !assert.Equal(t, strings.LastIndex(s, documentEnd), lastIndex(s, documentEnd), "%q", s) {
			return
		}
	}
}
