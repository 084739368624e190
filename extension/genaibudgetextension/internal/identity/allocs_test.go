//go:build !race

// The race detector makes pools forget at random.

package identity_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestKnownTextsDoNotAllocate(t *testing.T) {
	i, _ := newIdentity(t, keyA, 100)
	i.Private("session.id", "jane.doe@example.org", "acme")
	i.Private("session.id", "0f8fad5b", "acme")
	parts := []string{"tool", `{"city": "Berlin"}`}
	i.Signature(parts...)
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		i.Private("session.id", "jane.doe@example.org", "acme")
		i.Private("session.id", "0f8fad5b", "acme")
		i.Signature(parts...)
	}))
}
