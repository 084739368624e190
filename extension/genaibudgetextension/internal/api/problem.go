package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// problemError is an answer of RFC 9457. Its detail never repeats what was sent.
type problemError struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`

	retry int
}

func problem(status int, detail string) *problemError {
	return &problemError{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail}
}

func (p *problemError) retryAfter(seconds int) *problemError {
	p.retry = seconds
	return p
}

func (p *problemError) Error() string { return p.Detail }

// fail writes the answer to an error.
func (s *Server) fail(w *statusWriter, err error) {
	if w.status != 0 {
		return // the answer has begun, and the client sees it end
	}
	var p *problemError
	if !errors.As(err, &p) {
		p = problemOf(err)
	}
	if p.Status == http.StatusRequestEntityTooLarge || p.Status == http.StatusUnsupportedMediaType {
		s.observer.Refused(LimitBody)
	}
	WriteProblem(w, p.Status, p.Detail, p.retry)
}

func problemOf(err error) *problemError {
	switch {
	case errors.Is(err, session.ErrRevision):
		return problem(http.StatusPreconditionFailed, "the session is not at this revision any more")
	case errors.Is(err, session.ErrNoRoom):
		return problem(http.StatusServiceUnavailable, "there is no room for another session").retryAfter(60)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return problem(http.StatusServiceUnavailable, "it took too long; whether it was done is not known").retryAfter(1)
	default: // the text of other errors may name files
		return problem(http.StatusServiceUnavailable, "the store did not take it; ask again").retryAfter(1)
	}
}

// WriteProblem writes an answer of RFC 9457; retryAfter is in seconds, 0 for none.
func WriteProblem(w http.ResponseWriter, status int, detail string, retryAfter int) {
	if retryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(retryAfter))
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(problem(status, detail)) //nolint:errcheck,gosec,errchkjson // the client has left, then
}
