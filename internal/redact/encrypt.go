package redact

import (
	"encoding/base64"

	"github.com/tink-crypto/tink-go/v2/daead/subtle"
)

// MinEncryptKeyBytes is how long an encryption key is at least.
const MinEncryptKeyBytes = 32

// encryptSuffix ends the names of markers that hold an encrypted value.
const encryptSuffix = "_ENC"

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
