package api

import (
	"net/http"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/httpapi"
)

// Route is what a request asks for.
type Route string

// The routes.
const (
	RouteBudget    Route = "budget"
	RouteEvents    Route = "events"
	RouteSessions  Route = "sessions"
	RouteDecisions Route = "decisions"
	RouteSetBudget Route = "set_budget"
	RouteEnd       Route = "end"
	RouteToken     Route = "token"
	RouteBudgets   Route = "budgets"
	RouteHealth    Route = "health"
	RoutePage      Route = "page"
	RouteOther     Route = "other"
)

// handler answers a request, or returns the problem with it.
type handler func(w http.ResponseWriter, r *http.Request) error

func (s *Server) routes() {
	paths := map[string]map[string]struct {
		route Route
		h     handler
	}{
		"/v1/sessions/{id}/budget": {
			http.MethodGet: {RouteBudget, s.getBudget}, http.MethodPut: {RouteSetBudget, s.putBudget}, http.MethodDelete: {RouteSetBudget, s.deleteBudget},
		},
		"/v1/sessions/{id}/events": {http.MethodGet: {RouteEvents, s.getEvents}},
		"/v1/sessions/{id}/end":    {http.MethodPost: {RouteEnd, s.postEnd}},
		"/v1/sessions/{id}/token":  {http.MethodPost: {RouteToken, s.postToken}},
		"/v1/sessions":             {http.MethodGet: {RouteSessions, s.getSessions}},
		"/v1/decisions":            {http.MethodPost: {RouteDecisions, s.postDecisions}},
		"/v1/budgets":              {http.MethodGet: {RouteBudgets, s.getBudgets}},
		"/v1/health":               {http.MethodGet: {RouteHealth, s.getHealth}},
		"/{$}":                     {http.MethodGet: {RoutePage, page("page.html", "text/html; charset=utf-8")}},
		"/page.js":                 {http.MethodGet: {RoutePage, page("page.js", "text/javascript; charset=utf-8")}},
		"/page.css":                {http.MethodGet: {RoutePage, page("page.css", "text/css; charset=utf-8")}},
	}
	for path, methods := range paths {
		var allowed []string
		for method, m := range methods {
			allowed = append(allowed, method)
			s.mux.Handle(method+" "+path, s.serve(m.route, m.h))
		}
		s.mux.Handle(path, s.serve(RouteOther, methodNotAllowed(allowed)))
	}
	s.mux.Handle("/", s.serve(RouteOther, func(http.ResponseWriter, *http.Request) error {
		return problem(http.StatusNotFound, "no such path")
	}))
}

func methodNotAllowed(allowed []string) handler {
	return func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		return problem(http.StatusMethodNotAllowed, "the path takes "+strings.Join(allowed, ", "))
	}
}

// serve answers with the problem that a handler returns, and counts.
func (s *Server) serve(route Route, h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		counted := &statusWriter{ResponseWriter: w}
		if err := h(counted, r); err != nil {
			s.fail(counted, err)
		}
		s.observer.Answered(route, counted.code())
	})
}

// ServeHTTP is what every request goes through.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	if err := s.admit(r); err != nil {
		s.serve(RouteOther, func(http.ResponseWriter, *http.Request) error { return err }).ServeHTTP(w, r)
		return
	}
	s.mux.ServeHTTP(w, r)
}

// admit refuses what comes too often, and what a page of somebody else sends.
func (s *Server) admit(r *http.Request) error {
	if !s.rates.Allow(httpapi.ClientOf(r.RemoteAddr)) {
		s.observer.Refused(LimitRate)
		return problem(http.StatusTooManyRequests, "too many requests").RetryAfter(1)
	}
	if s.settings.Hosts != nil && !s.settings.Hosts(r.Host) {
		s.observer.Refused(LimitCrossOrigin)
		return problem(http.StatusForbidden, "the server does not go by this name; set admin_token to call it by any")
	}
	if s.origins.Check(r) != nil {
		s.observer.Refused(LimitCrossOrigin)
		return problem(http.StatusForbidden, "a page of another origin may not do this")
	}
	return nil
}

// statusWriter remembers the status. It unwraps, for deadlines and flushing.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *statusWriter) code() int {
	if w.status == 0 {
		return http.StatusOK
	}
	return w.status
}
