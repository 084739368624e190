package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Of a key, in bytes, by the specification of Standard Webhooks.
const (
	secretPrefix = "whsec_"
	minSecret    = 24
	maxSecret    = 64
)

// signer makes the headers of https://www.standardwebhooks.com. One without a key does not sign.
type signer struct{ key []byte }

// newSigner reads a key. Its errors tell the rule and a length, and nothing else.
func newSigner(secret string) (signer, error) {
	if secret == "" {
		return signer{}, nil
	}
	encoded, ok := strings.CutPrefix(secret, secretPrefix)
	if !ok {
		return signer{}, fmt.Errorf("secret must begin with %s, got %d bytes that do not", secretPrefix, len(secret))
	}
	key, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return signer{}, errors.New("secret must be base64 behind " + secretPrefix + ", got " + strconv.Itoa(len(encoded)) + " bytes that are not")
	}
	if len(key) < minSecret || len(key) > maxSecret {
		return signer{}, fmt.Errorf("secret must have %d to %d bytes in base64 behind %s, got %d", minSecret, maxSecret, secretPrefix, len(key))
	}
	return signer{key: key}, nil
}

// header identifies a message, the same one each time it is sent, and signs it with the time.
func (s signer) header(id string, now time.Time, body []byte) map[string]string {
	stamp := strconv.FormatInt(now.Unix(), 10)
	header := map[string]string{"Content-Type": "application/cloudevents+json", "Webhook-Id": id, "Webhook-Timestamp": stamp}
	if s.key != nil {
		mac := hmac.New(sha256.New, s.key)
		mac.Write([]byte(id + "." + stamp + "."))
		mac.Write(body)
		header["Webhook-Signature"] = "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	return header
}
