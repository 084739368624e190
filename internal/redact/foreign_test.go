package redact

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestForeignPrefixesAreFoundWhereverTheyStand puts a label beyond ASCII at every
// place of a block, behind ASCII and behind others of its kind.
func TestForeignPrefixesAreFoundWhereverTheyStand(t *testing.T) {
	for name, r := range map[string]*Redactor{
		"as built": newRedactor(t, Options{CacheEntries: -1}),
		"scalar":   scalarRedactor(t, Options{CacheEntries: -1}),
	} {
		for _, text := range []string{"出生日期：1985年7月30日", "дата рождения 30.07.1985", "我叫王小明，"} {
			for _, filler := range []string{".", "я", "語", "é. "} {
				for n := range 140 {
					before := strings.Repeat(filler, n) + " "
					assert.NotEmpty(t, r.Text(before+text, Context{}).Findings, "%s: %q behind %d of %q", name, text, n, filler)
				}
			}
		}
	}
}
