package httpapi

import (
	"encoding/json"
	"net/http"
	"strconv"

	"go.opentelemetry.io/collector/config/confighttp"
)

// ProblemError is an answer of RFC 9457. Its detail never repeats what was sent.
type ProblemError struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`

	Retry int `json:"-"` // seconds to wait before the next try, 0 for none
}

// NewProblem is the problem of a status.
func NewProblem(status int, detail string) *ProblemError {
	return &ProblemError{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail}
}

// RetryAfter says when to try again.
func (p *ProblemError) RetryAfter(seconds int) *ProblemError {
	p.Retry = seconds
	return p
}

func (p *ProblemError) Error() string { return p.Detail }

// WriteProblem writes an answer of RFC 9457; retryAfter is in seconds, 0 for none.
func WriteProblem(w http.ResponseWriter, status int, detail string, retryAfter int) {
	if retryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(retryAfter))
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(NewProblem(status, detail)) //nolint:errcheck,gosec,errchkjson // the client has left, then
}

// WithProblems makes what goes wrong before the API answer as the API does.
func WithProblems() confighttp.ToServerOption {
	return confighttp.WithErrorHandler(func(w http.ResponseWriter, _ *http.Request, _ string, status int) {
		WriteProblem(w, status, "", 0) // the text of the error may hold what was sent
	})
}
