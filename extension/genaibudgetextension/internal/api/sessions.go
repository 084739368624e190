package api

import (
	"net/http"
	"strings"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

const (
	defaultPage = 50
	// maxAccounts is how many accounts of budgets one answer has.
	maxAccounts = 1000
)

type listedAnswer struct {
	Session string `json:"session"`
	Tenant  string `json:"tenant,omitempty"`
	State   string `json:"state"`
	spendAnswer
	Unpriced int64  `json:"unpriced_calls"`
	Service  string `json:"service,omitempty"`
	Agent    string `json:"agent,omitempty"`
	Idle     bool   `json:"idle"`
	Ended    bool   `json:"ended"`
	First    string `json:"first_seen,omitempty"`
	Last     string `json:"last_seen,omitempty"`
}

// getSessions lists sessions, the dearest first.
func (s *Server) getSessions(w http.ResponseWriter, r *http.Request) error {
	if err := s.requireAdmin(r); err != nil {
		return err
	}
	q := queryOf(r)
	query := session.Query{AnyTenant: true, After: session.Cursor(q.text("cursor")), States: q.states(), Sort: q.sort(), Limit: defaultPage}
	if limit, set := q.number("limit"); set {
		if limit == 0 || limit > session.MaxPage {
			q.fail("limit must be between 1 and 1000")
		}
		query.Limit = int(limit)
	}
	if r.URL.Query().Has("tenant") {
		query.AnyTenant, query.Tenant = false, s.identity.Tenant(q.text("tenant"))
	}
	if !query.After.Valid() {
		q.fail("cursor must be one that a page gave")
	}
	if q.err != nil {
		return q.err
	}
	page, next := s.ledger.List(query)
	answer := struct {
		Sessions []listedAnswer `json:"sessions"`
		Next     string         `json:"next_cursor,omitempty"`
	}{Sessions: []listedAnswer{}, Next: string(next)}
	for i := range page {
		answer.Sessions = append(answer.Sessions, listed(&page[i]))
	}
	return write(w, http.StatusOK, answer)
}

func listed(l *session.Listed) listedAnswer {
	return listedAnswer{
		Session: l.Key.Session, Tenant: l.Key.Tenant, State: l.State.String(), spendAnswer: spendOf(l.Limit, l.Spend),
		Unpriced: l.Spend.Unpriced, Service: l.Service, Agent: l.Agent, Idle: l.Idle, Ended: l.Ended,
		First: instant(l.First), Last: instant(l.LastArrival),
	}
}

func instant(unixNano int64) string {
	if unixNano == 0 {
		return ""
	}
	return time.Unix(0, unixNano).UTC().Format(time.RFC3339Nano)
}

func (q *query) states() (states []budget.State) {
	for _, value := range q.values["state"] {
		for name := range strings.SplitSeq(value, ",") {
			state, ok := stateOf(name)
			if !ok {
				q.fail("state must be ok, warn, unmeasurable, exhausting or exceeded")
			}
			states = append(states, state)
		}
	}
	return states
}

func stateOf(name string) (budget.State, bool) {
	for _, state := range budget.States() {
		if state.String() == name {
			return state, true
		}
	}
	return 0, false
}

func (q *query) sort() session.Sort {
	switch q.text("sort") {
	case "", "-spent":
		return session.BySpend
	case "-last_seen":
		return session.ByArrival
	default:
		q.fail("sort must be -spent or -last_seen")
		return session.BySpend
	}
}

type accountAnswer struct {
	Scope map[string]string `json:"scope"`
	State string            `json:"state"`
	spendAnswer
	Utilization ratio `json:"utilization"`
}

type configuredAnswer struct {
	Name       string    `json:"name"`
	Scope      []string  `json:"scope"`
	Window     string    `json:"window"`
	Mode       string    `json:"mode"`
	Thresholds []float64 `json:"thresholds"`
	LimitUSD   *usd      `json:"limit_usd"`
	Tokens     *int64    `json:"limit_tokens,omitempty"`
	Calls      *int64    `json:"limit_calls,omitempty"`
	Overrides  int       `json:"overrides"`
	// Accounts are those whose scope is not the session.
	Accounts []accountAnswer `json:"accounts"`
}

// getBudgets tells the budgets and their accounts; those of sessions are listed by getSessions.
func (s *Server) getBudgets(w http.ResponseWriter, r *http.Request) error {
	if err := s.requireAdmin(r); err != nil {
		return err
	}
	report := s.ledger.Report(time.Now())
	answer := struct {
		Budgets   []configuredAnswer `json:"budgets"`
		Truncated bool               `json:"truncated"`
	}{Budgets: []configuredAnswer{}, Truncated: len(report.Accounts) > maxAccounts}
	at := map[string]int{}
	for i := range s.settings.Budgets {
		b := &s.settings.Budgets[i]
		limits := spendOf(b.Limit, budget.Spend{})
		at[b.Name] = i
		answer.Budgets = append(answer.Budgets, configuredAnswer{
			Name: b.Name, Scope: b.Scope, Window: windowOf(b.Window), Mode: string(b.Mode), Thresholds: b.Thresholds,
			LimitUSD: limits.LimitUSD, Tokens: limits.LimitTokens, Calls: limits.LimitCalls, Overrides: len(b.Overrides), Accounts: []accountAnswer{},
		})
	}
	for _, account := range report.Accounts[:min(len(report.Accounts), maxAccounts)] {
		i, ok := at[account.Budget]
		if !ok {
			continue
		}
		answer.Budgets[i].Accounts = append(answer.Budgets[i].Accounts, accountAnswer{
			Scope: account.Scope, State: account.State.String(), spendAnswer: spendOf(account.Limit, account.Spend),
			Utilization: ratio(account.Limit.Utilization(account.Spend)),
		})
	}
	return write(w, http.StatusOK, answer)
}

func windowOf(w budget.Window) string {
	if w.Kind == budget.Rolling {
		return w.Length.String()
	}
	return string(w.Kind)
}
