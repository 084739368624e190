package api

import (
	"fmt"
	"hash/crc32"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/httpapi"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// grace is how long a client has to take an answer after a wait.
const grace = 10 * time.Second

// getBudget tells where a session stands: at once, or when it is not as the client
// knows it any more.
func (s *Server) getBudget(w http.ResponseWriter, r *http.Request) error {
	key, err := s.sessionOf(r, s.requireSession)
	if err != nil {
		return err
	}
	q := queryOf(r)
	h := q.hints()
	wait := min(q.duration("wait"), s.settings.MaxWait)
	since, hasSince := q.number("since")
	if q.err != nil {
		return q.err
	}
	conditions := r.Header.Values("If-None-Match")
	same := func(v *session.View) bool {
		return hasSince && v.Revision == since || slices.ContainsFunc(conditions, func(c string) bool { return matches(c, s.etag(v, h)) })
	}
	view := s.ledger.View(key)
	if wait > 0 && same(&view) {
		if view, err = s.await(w, r, key, wait, same); err != nil {
			return err
		}
	}
	return s.tell(w, key, &view, h, same(&view), len(conditions) > 0)
}

// tell writes a view, or that it is the same: 304 for a conditional request, else 204.
func (s *Server) tell(w http.ResponseWriter, key session.Key, view *session.View, h hints, same, conditional bool) error {
	w.Header().Set("ETag", s.etag(view, h))
	switch {
	case same && conditional:
		w.WriteHeader(http.StatusNotModified)
		return nil
	case same:
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	if view.Limit.NanoUSD > 0 {
		const milli = 1_000_000 // nano-USD
		w.Header().Set("RateLimit", fmt.Sprintf("%q;r=%d", view.Budget+"-usd", max(0, view.Limit.NanoUSD-view.Charged.NanoUSD)/milli))
	}
	return write(w, http.StatusOK, s.answer(key, view, s.estimated(h, view)))
}

// await holds a request until a session changes or the time is up.
func (s *Server) await(w http.ResponseWriter, r *http.Request, key session.Key, wait time.Duration, same func(*session.View) bool) (session.View, error) {
	if !s.waiters.enter() {
		s.observer.Refused(LimitWaiters)
		return session.View{}, problem(http.StatusServiceUnavailable, "too many requests wait already; ask without wait").RetryAfter(1)
	}
	defer s.waiters.leave()
	clearDeadlines(w, wait+grace)
	changes, stop := s.ledger.Watch(key)
	defer stop()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for {
		view := s.ledger.View(key)
		if !same(&view) {
			return view, nil
		}
		select {
		case <-changes:
		case <-timer.C:
			return view, nil
		case <-s.stopping:
			return view, nil
		case <-r.Context().Done():
			return view, r.Context().Err()
		}
	}
}

// clearDeadlines puts the server's deadlines off: they are for answers that come at once.
func clearDeadlines(w http.ResponseWriter, within time.Duration) {
	control := http.NewResponseController(w)
	control.SetReadDeadline(time.Time{})             //nolint:errcheck,gosec // not every connection has one
	control.SetWriteDeadline(time.Now().Add(within)) //nolint:errcheck,gosec // not every connection has one
}

// etag changes with all that is told of a session, but not with the passing of time.
func (s *Server) etag(v *session.View, h hints) string {
	tag := fmt.Sprintf("rev-%d", v.Revision)
	if s.settings.Version != "" {
		tag += "-" + s.settings.Version
	}
	if h.any {
		tag += fmt.Sprintf("-%08x", crc32.ChecksumIEEE(fmt.Appendf(nil, "%s\x00%s\x00%d\x00%d", h.provider, h.model, h.input, h.output)))
	}
	return `"` + tag + `"`
}

// matches reads one If-None-Match header.
func matches(condition, tag string) bool {
	for candidate := range strings.SplitSeq(condition, ",") {
		candidate = strings.TrimPrefix(strings.TrimSpace(candidate), "W/")
		if candidate == tag || candidate == "*" {
			return true
		}
	}
	return false
}

func (q *query) hints() (h hints) {
	var input, output bool
	h.input, input = q.number("est_input_tokens")
	h.output, output = q.number("max_output_tokens")
	h.model, h.provider = q.text("model"), q.text("provider")
	h.any = input || output
	return h
}

// limitBody is the body of a PUT.
type limitBody struct {
	LimitUSD    amount  `json:"limit_usd"`
	LimitTokens *int64  `json:"limit_tokens"`
	LimitCalls  *int64  `json:"limit_calls"`
	IfRevision  *uint64 `json:"if_revision"`
}

func (b *limitBody) limit() (l budget.Limit, err error) {
	for name, n := range map[string]*int64{"limit_tokens": b.LimitTokens, "limit_calls": b.LimitCalls} {
		if n != nil && *n <= 0 {
			return l, problem(http.StatusBadRequest, name+" must be positive")
		}
	}
	if b.LimitUSD.set && b.LimitUSD.nano == 0 {
		return l, problem(http.StatusBadRequest, "limit_usd must be positive")
	}
	l.NanoUSD = b.LimitUSD.nano
	if b.LimitTokens != nil {
		l.Tokens = *b.LimitTokens
	}
	if b.LimitCalls != nil {
		l.Calls = *b.LimitCalls
	}
	if l == (budget.Limit{}) {
		return l, problem(http.StatusBadRequest, "one of limit_usd, limit_tokens, limit_calls must be set")
	}
	return l, nil
}

func (s *Server) putBudget(w http.ResponseWriter, r *http.Request) error {
	if err := s.requireAdmin(r); err != nil {
		return err
	}
	var body limitBody
	if err := httpapi.ReadBody(r, &body); err != nil {
		return err
	}
	limit, err := body.limit()
	if err != nil {
		return err
	}
	revision := uint64(0)
	if body.IfRevision != nil {
		revision = *body.IfRevision
	}
	return s.setLimit(w, r, &limit, revision)
}

func (s *Server) deleteBudget(w http.ResponseWriter, r *http.Request) error {
	if err := s.requireAdmin(r); err != nil {
		return err
	}
	q := queryOf(r)
	revision, _ := q.number("if_revision")
	if q.err != nil {
		return q.err
	}
	return s.setLimit(w, r, nil, revision)
}

func (s *Server) setLimit(w http.ResponseWriter, r *http.Request, limit *budget.Limit, revision uint64) error {
	key, err := s.keyOf(r.URL.Query().Get("tenant"), r.PathValue("id"))
	if err != nil {
		return err
	}
	view, err := s.ledger.SetLimit(r.Context(), key, limit, revision)
	if err != nil {
		return err
	}
	action := "set_limit"
	if limit == nil {
		action = "clear_limit"
	}
	s.settings.Audit(action, key, limit, view.Revision)
	return s.tell(w, key, &view, hints{}, false, false)
}
