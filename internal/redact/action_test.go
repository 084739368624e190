package redact

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var testKey = bytes.Repeat([]byte("0123456789abcdef"), 2)

func TestActionsDoWhatTheySay(t *testing.T) {
	const text = "mail Jane@Example.com or pay with 4111 1111 1111 1111"
	for _, c := range []struct {
		action Action
		want   string
	}{
		{Replace, "mail [EMAIL] or pay with [CARD]"},
		{Mask, "mail ****@*******.com or pay with **** **** **** *111"},
		{Remove, "mail  or pay with "},
		{Count, text},
	} {
		r := newRedactor(t, Options{PerEntity: map[detect.Entity]EntityOptions{
			"EMAIL_ADDRESS": {Action: c.action, KeepLast: 3}, "CREDIT_CARD": {Action: c.action, KeepLast: 3},
		}})
		res := r.Text(text, Context{})
		assert.Equal(t, c.want, res.Text, c.action)
		assert.Equal(t, c.action != Count, res.Changed, c.action)
		require.Len(t, res.Findings, 2, c.action)
		assert.Equal(t, c.action, res.Findings[0].Action)
	}
}

func TestTokensJoinEqualValuesOfOneTenant(t *testing.T) {
	r := newRedactor(t, Options{Action: Token, TokenKey: testKey})
	token := func(text, tenant string) string { return r.Text(text, Context{Tenant: tenant}).Text }
	first := token("jane@example.com", "a")
	assert.Regexp(t, `^\[EMAIL_[A-Z2-7]{13}\]$`, first)
	assert.Equal(t, first, token("Jane@EXAMPLE.com", "a"), "case does not tell people apart")
	assert.NotEqual(t, first, token("jane@example.com", "b"))
	assert.NotEqual(t, first, token("jane@example.org", "a"))
	assert.Equal(t, token("4111111111111111", "a"), token("4111-1111-1111-1111", "a"), "nor do separators")
	assert.Equal(t, first, r.TokenFor("EMAIL_ADDRESS", "jane@example.com", "a"))
	escaped := r.Text(`{"m":"jane\u0040example.com"}`, Context{Tenant: "a"}).Text
	assert.Equal(t, `{"m":"`+first+`"}`, escaped, "nor escapes")
	other := newRedactor(t, Options{Action: Token, TokenKey: bytes.Repeat([]byte("x"), 32)})
	assert.NotEqual(t, first, other.Text("jane@example.com", Context{Tenant: "a"}).Text)
}

func TestJoinedValuesBecomeTokens(t *testing.T) {
	r := newRedactor(t, Options{TokenKey: testKey})
	assert.Regexp(t, `^user-\[EMAIL_[A-Z2-7]{13}\]$|^\[EMAIL_[A-Z2-7]{13}\]$`, r.Text("jane@example.com", Context{Key: "session.id", Join: true}).Text)
	assert.Equal(t, "[EMAIL]", r.Text("jane@example.com", Context{Key: "session.id"}).Text)
}

func TestEncryptedValuesAreRevealedByTheirKeyOnly(t *testing.T) {
	r := newRedactor(t, Options{Action: Encrypt, EncryptKey: testKey, EncryptKeyID: "k1"})
	const text = `{"to":"jane@example.com","card":4111111111111111,"key":"password=hunter2-Long"}`
	res := r.Text(text, Context{Tenant: "a"})
	assert.NotContains(t, res.Text, "jane@example.com")
	assert.Contains(t, res.Text, "[PASSWORD]", "secrets are not kept, not even encrypted")
	opened, n, err := Reveal(res.Text, map[string][]byte{"k1": testKey}, "a")
	require.NoError(t, err)
	assert.Equal(t, 2, n)
	assert.Contains(t, opened, `"to":"jane@example.com","card":"4111111111111111"`)
	for _, wrong := range []struct {
		keys   map[string][]byte
		tenant string
	}{
		{map[string][]byte{"k1": testKey}, "b"},
		{map[string][]byte{"k2": testKey}, "a"},
		{map[string][]byte{"k1": bytes.Repeat([]byte("y"), 32)}, "a"},
	} {
		same, n, err := Reveal(res.Text, wrong.keys, wrong.tenant)
		require.NoError(t, err)
		assert.Zero(t, n)
		assert.Equal(t, res.Text, same)
	}
	_, _, err = Reveal(res.Text, map[string][]byte{"k1": []byte("short")}, "a")
	require.ErrorIs(t, err, ErrRevealKey)
}

func TestNumbersOfJSONBecomeQuotedAtEveryDepth(t *testing.T) {
	r := newRedactor(t, Options{})
	for _, c := range []struct{ in, want string }{
		{`{"n":4111111111111111}`, `{"n":"[CARD]"}`},
		{`{"a":"{\"n\":4111111111111111}"}`, `{"a":"{\"n\":\"[CARD]\"}"}`},
		{`{"a":"{\"b\":\"{\\\"n\\\":4111111111111111}\"}"}`, `{"a":"{\"b\":\"{\\\"n\\\":\\\"[CARD]\\\"}\"}"}`},
		{`[4111111111111111, 4111111111111111.5, 4111111111111111e0, -4111111111111111]`, `["[CARD]", 4111111111111111.5, 4111111111111111e0, -4111111111111111]`},
		{`{"order_id":4111111111111111}`, `{"order_id":4111111111111111}`},
	} {
		assert.Equal(t, c.want, r.Text(c.in, Context{}).Text)
	}
}

func TestIntegersAndBytes(t *testing.T) {
	r := newRedactor(t, Options{Blobs: DropBlobs})
	assert.Equal(t, "[CARD]", r.Int(4111111111111111, Context{Key: "n"}).Text)
	assert.Equal(t, "[SSN]", r.Int(536904399, Context{Key: "customer.ssn"}).Text)
	assert.False(t, r.Int(536904399, Context{Key: "customer.count"}).Changed)
	assert.False(t, r.Int(1750000000009, Context{}).Changed)
	assert.False(t, r.Int(-1, Context{}).Changed)
	assert.Equal(t, "[CVV]", r.Int(123, Context{Key: "card.cvv"}).Text)
	assert.False(t, r.Int(123, Context{Key: "card.count"}).Changed)

	text := []byte("jane@example.com")
	got, res := r.Bytes(text, Context{})
	assert.Equal(t, "[EMAIL]", string(got))
	assert.True(t, res.Changed)
	got, res = r.Bytes([]byte{0xff, 0xfe, 1}, Context{})
	assert.Equal(t, "[BLOB 3 bytes]", string(got))
	assert.True(t, res.Changed)
}

func TestBlobsFollowTheirPolicy(t *testing.T) {
	encoded := strings.Repeat("aGVsbG8gd29ybGQhIFRoaXMgaXMgYSB0ZXN0IG9mIEJhc2U2NA9x", 20)
	image := `{"url":"data:image/png;base64,AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"}`
	keep := newRedactor(t, Options{})
	assert.False(t, keep.Text("see "+encoded+" there", Context{}).Changed)
	assert.False(t, keep.Text(image, Context{}).Changed)
	drop := newRedactor(t, Options{Blobs: DropBlobs})
	assert.Equal(t, "see [BLOB 1040 bytes] there", drop.Text("see "+encoded+" there", Context{}).Text)
	assert.Contains(t, drop.Text(image, Context{}).Text, `"[BLOB 54 bytes]"`)
	hash := newRedactor(t, Options{Blobs: HashBlobs, TokenKey: testKey})
	assert.Regexp(t, `^see \[BLOB_[A-Z2-7]{13}\] there$`, hash.Text("see "+encoded+" there", Context{}).Text)
	path := "see " + strings.Repeat("/usr/local/lib/Python3/site-packages", 30) + " there"
	assert.False(t, drop.Text(path, Context{}).Changed, "a path is no blob")
}
