package identity_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/identity"
	"github.com/otelcol-genai/otelcol-genai/internal/redact"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

func newIdentity(t *testing.T, key string, entries int) (*identity.Identity, *int) {
	t.Helper()
	redacted := 0
	i, err := identity.New(redact.Options{TokenKey: []byte(key), CacheEntries: -1, Action: redact.Token}, entries, func() { redacted++ })
	require.NoError(t, err)
	return i, &redacted
}

const (
	keyA = "a key of sufficient length"
	keyB = "another one of that length"
)

func TestWhatIsPersonalIsAToken(t *testing.T) {
	i, redacted := newIdentity(t, keyA, 100)
	personal := map[string][2]string{ // key, text
		"an address":              {"session.id", "jane.doe@example.org"},
		"an address in an id":     {"session.id", "chat jane.doe@example.org 17"},
		"a phone":                 {"session.id", "+49 170 1234567"},
		"an address as user":      {"user.id", "jane.doe@example.org"},
		"a card":                  {"gen_ai.agent.name", "4111 1111 1111 1111"},
		"an address as tenant":    {"tenant", "jane.doe@example.org"},
		"an address as a tool":    {"gen_ai.tool.name", "mail_jane.doe@example.org"},
		"a key as an id":          {"session.id", "sk-ant-api03-" + strings.Repeat("a1B2c3D4", 11) + "a1B2cAA"},
		"a name as a session":     {"session.id", "Jane Doe"},
		"a name as user":          {"user.id", "jane van der Doe"},
		"a name as an agent":      {"gen_ai.agent.name", "Jane Roe"},
		"a name as a tenant":      {"tenant", "Jane Roe"},
		"a name with a title":     {"gen_ai.agent.name", "Dr. Jane Doe"},
		"an address, url-escaped": {"session.id", "jane.doe%40example.org"},
	}
	for name, text := range personal {
		*redacted = 0
		private := i.Private(text[0], text[1], "")
		assert.NotEqual(t, text[1], private, name)
		assert.NotContains(t, private, "jane", name)
		assert.NotContains(t, private, "1234567", name)
		assert.Equal(t, private, i.Private(text[0], strings.Clone(text[1]), ""), name)
		assert.Equal(t, 2, *redacted, name)
	}
}

func TestAnOrdinaryIDIsItself(t *testing.T) {
	i, redacted := newIdentity(t, keyA, 100)
	for _, text := range []string{"", "1", "0f8fad5b-d9cb-469f-a165-70867728950e", "thread_abc123", "checkout-service", "conversation about shoes and more", "trace:4bf92f3577b34da6a3ce929d0e0e4736", "получатель"} {
		assert.Equal(t, text, i.Private("session.id", text, "acme"))
		assert.Equal(t, text, i.Private("session.id", text, "acme"))
	}
	assert.Zero(t, *redacted)
}

func TestTokensAreOfTheKeyAndTheTenant(t *testing.T) {
	const text = "jane.doe@example.org"
	a, _ := newIdentity(t, keyA, 100)
	again, _ := newIdentity(t, keyA, 1)
	b, _ := newIdentity(t, keyB, 100)
	assert.Equal(t, a.Private("session.id", text, "x"), again.Private("session.id", text, "x"))
	assert.NotEqual(t, a.Private("session.id", text, "x"), a.Private("session.id", text, "y"))
	assert.NotEqual(t, a.Private("session.id", text, "x"), b.Private("session.id", text, "x"))
	assert.Equal(t, a.Check(), again.Check())
	assert.NotEqual(t, a.Check(), b.Check())
}

func TestLongTextsAreTokensAsAWhole(t *testing.T) {
	i, _ := newIdentity(t, keyA, 100)
	long := strings.Repeat("x", 1<<20)
	a, b := i.Private("session.id", long+"a", ""), i.Private("session.id", long+"b", "")
	assert.Less(t, len(a), 64)
	assert.NotEqual(t, a, b)
	assert.Equal(t, a, i.Private("session.id", long+"a", ""))
}

func TestKeysAreThoseOfTheLedger(t *testing.T) {
	i, _ := newIdentity(t, keyA, 100)
	key, ok := i.Key("acme", "jane.doe@example.org")
	require.True(t, ok)
	assert.Equal(t, session.Key{Tenant: "acme", Session: i.Private("session.id", "jane.doe@example.org", "acme")}, key)
	spaced, ok := i.Key(" acme ", " jane.doe@example.org\n")
	require.True(t, ok)
	assert.Equal(t, key, spaced)
	_, ok = i.Key("acme", "")
	assert.False(t, ok)
}

// The ledger keeps the beginning of a long id, which may end within an address.
func TestNoHalfAddressIsLeftOfALongID(t *testing.T) {
	i, _ := newIdentity(t, keyA, 100)
	key, ok := i.Key("", strings.Repeat("x", 50)+" jane.doe@example.org "+strings.Repeat("y", 300))
	require.True(t, ok)
	assert.NotContains(t, key.Session, "jane")
	assert.Less(t, len(key.Session), 64)
}

func TestTheMemoryIsBounded(t *testing.T) {
	i, _ := newIdentity(t, keyA, 320)
	for n := range 10_000 {
		i.Private("session.id", fmt.Sprint("session-", n), "")
	}
	assert.LessOrEqual(t, i.Remembered(), 320)
	assert.Greater(t, i.Remembered(), 100)
}

func TestSignaturesTellPartsApart(t *testing.T) {
	i, _ := newIdentity(t, keyA, 1)
	b, _ := newIdentity(t, keyB, 1)
	long := strings.Repeat("arguments ", 1000)
	assert.Equal(t, i.Signature("tool", long), i.Signature("tool", strings.Clone(long)))
	different := []uint64{
		i.Signature(), i.Signature(""), i.Signature("a", "b"), i.Signature("ab"), i.Signature("ab", ""), i.Signature("", "ab"),
		i.Signature(long), i.Signature(long + "."), b.Signature("a", "b"),
	}
	for at, one := range different {
		assert.NotContains(t, different[at+1:], one, at)
	}
}

func BenchmarkPrivate(b *testing.B) {
	i, err := identity.New(redact.Options{TokenKey: []byte(keyA), CacheEntries: -1, Action: redact.Token}, 100_000, func() {})
	require.NoError(b, err)
	b.Run("known", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			i.Private("session.id", "0f8fad5b-d9cb-469f-a165-70867728950e", "acme")
		}
	})
	b.Run("new", func(b *testing.B) {
		n := 0
		for b.Loop() {
			n++
			i.Private("session.id", fmt.Sprint("0f8fad5b-d9cb-469f-a165-", n), "acme")
		}
	})
	b.Run("signature", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			i.Signature("get_weather", `{"city": "Berlin", "days": 3}`)
		}
	})
}

// Most sessions have UUIDs, of which there are millions: none of them is looked at, or takes the place of
// an id that has to be. As the name of anything else it is.
func TestUUIDsAreNotRemembered(t *testing.T) {
	i, redacted := newIdentity(t, keyA, 100)
	for n := range 1000 {
		id := fmt.Sprintf("12345678-1234-1234-1234-%012d", n*7919)
		assert.Equal(t, id, i.Private("session.id", id, "acme"))
	}
	assert.Zero(t, i.Remembered())
	i.Private("user.id", "12345678-1234-1234-1234-123456789012", "acme")
	assert.Equal(t, 1, i.Remembered())
	assert.Zero(t, *redacted)
}
