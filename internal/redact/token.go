package redact

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"hash"
	"strings"
	"sync"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// tokenLength is 13 characters of base32, 65 bits: ids collide at billions of values.
const tokenLength = 13

const (
	minTokenKeyBytes = 16
	tokenPurpose     = "otelcol-genai token v1"
	encryptPurpose   = "otelcol-genai encrypt v1"
)

// tokens makes keyed hashes, with a key per tenant.
type tokens struct {
	master  []byte
	tenants tenants[*sync.Pool]
}

func newTokens(master []byte, maxTenants int) *tokens {
	t := &tokens{master: master}
	t.tenants = newTenants(maxTenants, func(tenant string) *sync.Pool {
		key := deriveKey(master, tokenPurpose, tenant, sha256.Size)
		return &sync.Pool{New: func() any { return hmac.New(sha256.New, key) }}
	})
	return t
}

// deriveKey is HKDF-SHA-256 of the master key for a purpose and a tenant.
func deriveKey(master []byte, purpose, tenant string, n int) []byte {
	key, err := hkdf.Key(sha256.New, master, nil, purpose+"\x00"+tenant, n)
	if err != nil { // only for lengths beyond 255 hashes
		return make([]byte, n)
	}
	return key
}

// sum is the HMAC of parts, each ended by NUL.
func (t *tokens) sum(tenant string, parts ...string) (sum [sha256.Size]byte) {
	pool := t.tenants.of(tenant)
	mac, ok := pool.Get().(hash.Hash)
	if !ok {
		return sum
	}
	mac.Reset()
	for i, p := range parts {
		if i > 0 {
			mac.Write([]byte{0})
		}
		mac.Write([]byte(p))
	}
	mac.Sum(sum[:0])
	pool.Put(mac)
	return sum
}

var base32Letters = base32.StdEncoding.WithPadding(base32.NoPadding)

// token is the marker of a value: [EMAIL_MFRGGZDFMZTWQ].
func (r *Redactor) token(e *entity, value, tenant string) string {
	if r.tokens == nil {
		return "[" + e.marker + "]"
	}
	sum := r.tokens.sum(tenant, string(e.name), normalValue(e.name, value))
	for n := byte(0); ; n++ { // one in 32^13/6^13 has no letter and would pass for a number
		token := base32Letters.EncodeToString(sum[:9])[:tokenLength]
		if strings.ContainsFunc(token, func(r rune) bool { return r >= 'A' }) || n == 255 {
			return "[" + e.marker + "_" + token + "]"
		}
		sum[0] = sum[0]*7 + n + 1
	}
}

// normalValue is the one form of a value that is printed in several.
func normalValue(e detect.Entity, value string) string {
	switch e {
	case "EMAIL_ADDRESS", "DOMAIN_NAME", "IP_ADDRESS":
		return strings.ToLower(value)
	case "PERSON", "STREET_ADDRESS", "USERNAME":
		return strings.ToLower(strings.Join(strings.Fields(value), " "))
	}
	if isSecret(e) {
		return value
	}
	var b strings.Builder
	for i := range len(value) {
		c := value[i]
		switch k := class[c]; {
		case k&isLower != 0:
			b.WriteByte(c - 0x20)
		case k&(isAlnum|isHigh) != 0, c == '+':
			b.WriteByte(c)
		}
	}
	return b.String()
}

// hash is the keyed hash of a text.
func (t *tokens) hash(text, tenant string) string {
	if isHash(text) {
		return text // of another collector before this one
	}
	sum := t.sum(tenant, "content", text)
	return hashPrefix + hex.EncodeToString(sum[:hashBytes])
}

// tenants keeps one thing per tenant, and past its bound makes it anew each time.
type tenants[T any] struct {
	mu    *sync.RWMutex
	known map[string]T
	max   int
	make  func(tenant string) T
}

func newTenants[T any](limit int, build func(tenant string) T) tenants[T] {
	return tenants[T]{mu: &sync.RWMutex{}, known: map[string]T{}, max: limit, make: build}
}

func (t *tenants[T]) of(tenant string) T {
	t.mu.RLock()
	v, ok := t.known[tenant]
	t.mu.RUnlock()
	if ok {
		return v
	}
	v = t.make(tenant)
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.known) < t.max {
		t.known[strings.Clone(tenant)] = v
	}
	return v
}

const (
	hashPrefix = "hmac-sha256:"
	hashBytes  = 16
)

func isHash(text string) bool {
	digits, ok := strings.CutPrefix(text, hashPrefix)
	return ok && len(digits) == 2*hashBytes && skip(digits, 0, isHex, "") == len(digits)
}
