package redact

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/tink-crypto/tink-go/v2/daead/subtle"
)

const (
	minEncryptKeyBytes = 32
	encryptSuffix      = "_ENC"
)

// sealer encrypts values with AES-SIV, so that equal values of an entity and
// tenant have equal markers.
type sealer struct {
	keyID   string
	tenants tenants[*subtle.AESSIV]
}

func newSealer(master []byte, keyID string, maxTenants int) *sealer {
	return &sealer{keyID: keyID, tenants: newTenants(maxTenants, func(tenant string) *subtle.AESSIV { return sivFor(master, tenant) })}
}

func sivFor(master []byte, tenant string) *subtle.AESSIV {
	siv, err := subtle.NewAESSIV(deriveKey(master, encryptPurpose, tenant, subtle.AESSIVKeySize))
	if err != nil { // only for another length of key
		return nil
	}
	return siv
}

// encrypt is the marker of an encrypted value: [EMAIL_ENC:key1:4fFz...]. What
// cannot be encrypted is replaced.
func (r *Redactor) encrypt(e *entity, value, tenant string) string {
	if r.sealer == nil || e.secret {
		return "[" + e.marker + "]"
	}
	siv := r.sealer.tenants.of(tenant)
	if siv == nil {
		return "[" + e.marker + "]"
	}
	name := e.marker + encryptSuffix
	sealed, err := siv.EncryptDeterministically([]byte(value), []byte(name))
	if err != nil {
		return "[" + e.marker + "]"
	}
	return "[" + name + ":" + r.sealer.keyID + ":" + base64.RawURLEncoding.EncodeToString(sealed) + "]"
}

// ErrRevealKey says that an encryption key is too short.
var ErrRevealKey = errors.New("encryption key too short")

// Reveal opens the markers of action Encrypt in a text with the keys by their
// id, and says how many it opened. Markers of other keys or tenants are left.
func Reveal(s string, keys map[string][]byte, tenant string) (string, int, error) {
	sivs := make(map[string]*subtle.AESSIV, len(keys))
	for id, key := range keys {
		if len(key) < minEncryptKeyBytes {
			return s, 0, fmt.Errorf("key %q: %w: at least %d bytes, got %d", id, ErrRevealKey, minEncryptKeyBytes, len(key))
		}
		sivs[id] = sivFor(key, tenant)
	}
	var out strings.Builder
	opened, done := 0, 0
	for i := 0; i < len(s); i++ {
		if s[i] != '[' {
			continue
		}
		end := markerEnd(s, i)
		if end == 0 {
			continue
		}
		if value, ok := open(s[i+1:end-1], sivs); ok {
			out.WriteString(s[done:i])
			out.WriteString(value)
			done = end
			opened++
		}
		i = end - 1
	}
	if opened == 0 {
		return s, 0, nil
	}
	out.WriteString(s[done:])
	return out.String(), opened, nil
}

// open decrypts the inside of a marker.
func open(inside string, sivs map[string]*subtle.AESSIV) (string, bool) {
	name, rest, ok := strings.Cut(inside, ":")
	id, sealed, ok2 := strings.Cut(rest, ":")
	siv := sivs[id]
	if !ok || !ok2 || siv == nil || !strings.HasSuffix(name, encryptSuffix) {
		return "", false
	}
	data, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return "", false
	}
	value, err := siv.DecryptDeterministically(data, []byte(name))
	return string(value), err == nil
}
