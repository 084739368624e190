package redact

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestContextIsOfItsOwnText: what is remembered of the words of one text says
// nothing of the next, where other words stand at the same places.
func TestContextIsOfItsOwnText(t *testing.T) {
	r := newRedactor(t, Options{CacheEntries: -1})
	for range 3 {
		assert.Len(t, r.Text("ssn 536904399 and ssn 536904388", Context{}).Findings, 2)
		assert.Empty(t, r.Text("lot 536904399 and lot 536904388", Context{}).Findings)
		assert.Len(t, r.Text("lot 536904399 and ssn 536904388", Context{}).Findings, 1)
	}
}
