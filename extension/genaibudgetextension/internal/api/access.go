package api

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// TokenHeader carries a token where the Authorization header is an authenticator's.
const TokenHeader = "X-Genai-Token"

// tokenPrefix tells session tokens from others, for people and secret scanners.
const tokenPrefix = "gst1."

// access is what a request may do.
type access struct {
	admin  bool
	reader bool
	token  string // of a session, not looked at yet
}

func (s *Server) access(r *http.Request) access {
	if s.settings.AdminToken == "" {
		return access{admin: true}
	}
	given := r.Header.Get(TokenHeader)
	if given == "" {
		given = bearer(r.Header.Get("Authorization"))
	}
	switch {
	case given != "" && equal(given, s.settings.AdminToken):
		return access{admin: true}
	case strings.HasPrefix(given, tokenPrefix) && s.settings.SessionKey != nil:
		return access{token: given}
	case s.settings.Authenticated: // the token, if any, was the authenticator's
		return access{reader: true}
	default:
		return access{}
	}
}

func bearer(authorization string) string {
	scheme, token, ok := strings.Cut(authorization, " ")
	if !ok || !strings.EqualFold(scheme, "bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// equal takes as long whatever is equal, lengths included.
func equal(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// requireAdmin lets administrators through.
func (s *Server) requireAdmin(r *http.Request) error {
	a := s.access(r)
	if a.admin {
		return nil
	}
	return s.refuse(a)
}

// requireSession lets through who may see, or end, a session named as it was typed.
func (s *Server) requireSession(r *http.Request, tenant, id string) error {
	a := s.access(r)
	if a.admin || a.reader || a.token != "" && equal(a.token, s.tokenOf(tenant, id)) {
		return nil
	}
	return s.refuse(a)
}

// requireSessionChange is requireSession without readers.
func (s *Server) requireSessionChange(r *http.Request, tenant, id string) error {
	a := s.access(r)
	if a.admin || a.token != "" && equal(a.token, s.tokenOf(tenant, id)) {
		return nil
	}
	return s.refuse(a)
}

func (s *Server) forbid() error {
	s.observer.Refused(LimitForbidden)
	return problem(http.StatusForbidden, "the token does not give this right")
}

// refuse tells who has some right that it is not this one, and everybody else to have one.
func (s *Server) refuse(a access) error {
	if a.reader || a.token != "" {
		return s.forbid()
	}
	s.observer.Refused(LimitUnauthenticated)
	return problem(http.StatusUnauthorized, "a token is needed: Authorization: Bearer, or "+TokenHeader)
}

// tokenOf is the token of one session: an HMAC of its tenant and id as they are typed.
func (s *Server) tokenOf(tenant, id string) string {
	tenant, _ = session.Normalize(tenant)
	id, _ = session.Normalize(id)
	mac := hmac.New(sha256.New, s.settings.SessionKey)
	mac.Write([]byte(tenant))
	mac.Write([]byte{0})
	mac.Write([]byte(id))
	return tokenPrefix + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
