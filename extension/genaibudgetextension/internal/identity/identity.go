// Package identity makes ids and names fit to be kept: what redaction would mask
// is a keyed token in their place, so that equal ids stay equal and nobody can
// read them.
package identity

import (
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/redact"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// Keys that ids are looked at under, in the processor as in the API: what is found
// in a text depends on its key.
const (
	SessionKey = "session.id"
	TenantKey  = "tenant"
)

const (
	signaturePurpose = "otelcol-genai signature v1"
	checkPurpose     = "otelcol-genai key check v1"
)

// Identity makes tokens and signatures with one master key. It is safe for
// concurrent use.
type Identity struct {
	redactor   *redact.Redactor
	remembered *memory
	skipsIDs   bool // most ids of sessions are UUIDs, in which redaction looks for nothing
	signatures *signer
	check      []byte
}

// New returns an identity, or what is wrong with the options, which hold the key.
// It remembers the tokens of up to entries texts, and calls redacted for each text
// that it put a token for.
func New(options redact.Options, entries int, redacted func()) (*Identity, error) {
	redactor, err := redact.New(options)
	if err != nil {
		return nil, err
	}
	signatureKey, err := hkdf.Key(sha256.New, options.TokenKey, nil, signaturePurpose, sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("derive the key of signatures: %w", err)
	}
	check, err := hkdf.Key(sha256.New, options.TokenKey, nil, checkPurpose, 8)
	if err != nil {
		return nil, fmt.Errorf("derive the check of the key: %w", err)
	}
	i := &Identity{redactor: redactor, signatures: newSigner(signatureKey), check: check, skipsIDs: redactor.SkipsIDs(SessionKey)}
	i.remembered = newMemory(entries, i.look, redacted)
	return i, nil
}

// Check is the same for the same key, and does not tell it.
func (i *Identity) Check() []byte { return i.check }

// Private is a text as it may be kept; see [session.Accounts].
func (i *Identity) Private(key, text, tenant string) string {
	if text == "" || key == SessionKey && i.skipsIDs && redact.IsID(text) {
		return text
	}
	return i.remembered.get(key, text, tenant)
}

// Key is the key of a session whose id and tenant are as somebody typed them.
func (i *Identity) Key(tenant, id string) (session.Key, bool) {
	id, ok := session.Normalize(id)
	tenant = i.Tenant(tenant)
	return session.Key{Tenant: tenant, Session: i.Private(SessionKey, id, tenant)}, ok
}

// Tenant is a tenant that somebody typed, as keys have it.
func (i *Identity) Tenant(tenant string) string {
	tenant, _ = session.Normalize(tenant)
	return i.Private(TenantKey, tenant, "")
}

// Scope is a value that somebody typed of an attribute in the scope of a budget,
// as postings have it.
func (i *Identity) Scope(key, value, tenant string) string {
	switch key {
	case budget.ScopeSession:
		found, _ := i.Key(tenant, value)
		return found.Session
	case TenantKey:
		return i.Tenant(value)
	}
	value, _ = session.Normalize(value)
	return i.Private(key, value, i.Tenant(tenant))
}

// Signature is a keyed hash of parts, each told apart from the next.
func (i *Identity) Signature(parts ...string) uint64 { return i.signatures.sum(parts) }

// Remembered is how many texts are remembered.
func (i *Identity) Remembered() int { return i.remembered.len() }
