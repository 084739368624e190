package genaifeedbackreceiver

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// tokenPrefix tells feedback tokens from others, for people and secret scanners.
const tokenPrefix = "gft1."

// The errors of tokens. They tell nothing that the sender does not know.
type tokenError string

func (e tokenError) Error() string { return string(e) }

const (
	errNoToken      tokenError = "a token is needed: the application that shows the answer issues it"
	errWrongToken   tokenError = "the token is not one for these ids"
	errTokenExpired tokenError = "the token has expired"
)

// tokens checks what an application issues, so that strangers cannot score: the prefix,
// the time it expires in Unix seconds, a dot, and base64url without padding of the
// HMAC-SHA256 of that time and what the feedback is about, with line feeds between:
//
//	expiry \n trace_id \n response_id \n session_id
//
// An id that is not given is empty, and those that are given are all covered. A trace
// id is 32 lower case hexadecimal digits.
type tokens struct {
	secret []byte // nil where everybody may score
	skew   time.Duration
}

func (t *tokens) check(token, about string, now time.Time) error {
	switch {
	case t.secret == nil:
		return nil
	case token == "":
		return errNoToken
	}
	expiry, mac, ok := strings.Cut(strings.TrimPrefix(token, tokenPrefix), ".")
	if !ok || !strings.HasPrefix(token, tokenPrefix) || !hmac.Equal([]byte(mac), t.mac(expiry, about)) {
		return errWrongToken
	}
	expires, err := strconv.ParseInt(expiry, 10, 64)
	if err != nil {
		return errWrongToken
	}
	if now.Unix()-int64(t.skew/time.Second) > expires {
		return errTokenExpired
	}
	return nil
}

func (t *tokens) mac(expiry, about string) []byte {
	mac := hmac.New(sha256.New, t.secret)
	mac.Write([]byte(expiry + "\n" + about))
	return base64.RawURLEncoding.AppendEncode(nil, mac.Sum(nil))
}
