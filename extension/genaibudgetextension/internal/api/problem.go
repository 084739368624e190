package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/otelcol-genai/otelcol-genai/internal/httpapi"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// problemError is an answer of RFC 9457.
type problemError = httpapi.ProblemError

func problem(status int, detail string) *problemError { return httpapi.NewProblem(status, detail) }

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
	httpapi.WriteProblem(w, p.Status, p.Detail, p.Retry)
}

func problemOf(err error) *problemError {
	switch {
	case errors.Is(err, session.ErrRevision):
		return problem(http.StatusPreconditionFailed, "the session is not at this revision any more")
	case errors.Is(err, session.ErrNoRoom):
		return problem(http.StatusServiceUnavailable, "there is no room for another session").RetryAfter(60)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return problem(http.StatusServiceUnavailable, "it took too long; whether it was done is not known").RetryAfter(1)
	default: // the text of other errors may name files
		return problem(http.StatusServiceUnavailable, "the store did not take it; ask again").RetryAfter(1)
	}
}
