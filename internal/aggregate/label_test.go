package aggregate

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
)

func TestLabel(t *testing.T) {
	tests := map[string]struct{ value, want string }{
		"as it is":                     {"gpt-4o", "gpt-4o"},
		"empty":                        {"", ""},
		"as long as may be":            {strings.Repeat("x", 256), strings.Repeat("x", 256)},
		"too long":                     {strings.Repeat("x", 10<<20), strings.Repeat("x", 256)},
		"cut between letters":          {strings.Repeat("x", 254) + "日本", strings.Repeat("x", 254)},
		"no UTF-8":                     {"a\xffb", "a\uFFFDb"},
		"no UTF-8 at all":              {strings.Repeat("\xff", 1000), "\uFFFD"},
		"longer by being mended":       {strings.Repeat("a\xff", 128), strings.Repeat("a\uFFFD", 64)},
		"continuation bytes, too long": {strings.Repeat("\x80", 1000), "\uFFFD"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.want, Label(test.value))
		})
	}
}

func FuzzLabel(f *testing.F) {
	for _, seed := range []string{"", "gpt-4o", "a\xffb", strings.Repeat("日", 100), strings.Repeat("\xf0\x9f", 200)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		label := Label(value)
		assert.LessOrEqual(t, len(label), MaxLabelBytes)
		assert.True(t, utf8.ValidString(label))
		assert.Equal(t, label, Label(label), "fit values stay")
		if len(value) <= MaxLabelBytes && utf8.ValidString(value) {
			assert.Equal(t, value, label)
		}
	})
}
