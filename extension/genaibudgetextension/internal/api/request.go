package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// sessionOf is the session that a path names, after access has been checked.
func (s *Server) sessionOf(r *http.Request, may func(r *http.Request, tenant, id string) error) (session.Key, error) {
	tenant, id := r.URL.Query().Get("tenant"), r.PathValue("id")
	if err := may(r, tenant, id); err != nil {
		return session.Key{}, err
	}
	return s.keyOf(tenant, id)
}

func (s *Server) keyOf(tenant, id string) (session.Key, error) {
	key, ok := s.identity.Key(tenant, id)
	if !ok {
		return key, problem(http.StatusBadRequest, "the session id is empty, or stands for none")
	}
	return key, nil
}

// amount is money in a request: a JSON number, or text with one, read exactly.
type amount struct {
	nano budget.NanoUSD
	set  bool
}

// UnmarshalJSON reads a number that is not negative.
func (a *amount) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		return nil
	}
	if len(text) > 2 && text[0] == '"' {
		text = text[1 : len(text)-1]
	}
	nano, err := budget.ParseUSD(string(text))
	if err != nil || nano < 0 {
		return problem(http.StatusBadRequest, "an amount of dollars must be a decimal number that is not negative, with at most 9 decimals")
	}
	a.nano, a.set = nano, true
	return nil
}

// query reads parameters, and keeps the first thing that is wrong with them.
type query struct {
	values map[string][]string
	err    error
}

func queryOf(r *http.Request) *query { return &query{values: r.URL.Query()} }

func (q *query) text(name string) string {
	if values := q.values[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}

func (q *query) number(name string) (n uint64, set bool) {
	text := q.text(name)
	if text == "" {
		return 0, false
	}
	n, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		q.fail(name + " must be a whole number that is not negative")
	}
	return n, err == nil
}

// duration is one such as 30s, or a number of seconds.
func (q *query) duration(name string) time.Duration {
	text := q.text(name)
	if text == "" {
		return 0
	}
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		q.fail(name + " must be a duration such as 30s")
		return 0
	}
	return d
}

func (q *query) fail(detail string) {
	if q.err == nil {
		q.err = problem(http.StatusBadRequest, detail)
	}
}
