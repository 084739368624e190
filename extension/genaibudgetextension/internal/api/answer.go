package api

import (
	"encoding/json"
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// usd is money in an answer: a JSON number, exact.
type usd budget.NanoUSD

// MarshalJSON writes a decimal number.
func (u usd) MarshalJSON() ([]byte, error) { return budget.AppendUSD(nil, budget.NanoUSD(u)), nil }

// ratio is a number in an answer; what is none is null.
type ratio float64

// MarshalJSON writes a number, or null.
func (f ratio) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(f)) || math.IsInf(float64(f), 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(f))
}

// budgetAnswer is what is told of a session.
type budgetAnswer struct {
	Session  string  `json:"session"`
	Tenant   string  `json:"tenant,omitempty"`
	Known    bool    `json:"known"`
	State    string  `json:"state"`
	Reason   *string `json:"reason"`
	Revision uint64  `json:"revision"`
	Budget   *string `json:"budget"`
	Mode     string  `json:"mode,omitempty"`
	spendAnswer
	BudgetSpent    usd   `json:"budget_spent_usd"`
	Utilization    ratio `json:"utilization"`
	EstimatedShare ratio `json:"estimated_share"`
	Unpriced       int64 `json:"unpriced_calls"`
	Sampled        bool  `json:"sampled"`

	NextCall       usd             `json:"next_call_estimate_usd"`
	WouldExceed    bool            `json:"would_exceed"`
	Estimate       *estimateAnswer `json:"estimate,omitempty"`
	RemainingCalls *bandAnswer     `json:"remaining_calls_estimate"`
	Forecast       forecastAnswer  `json:"forecast"`
	Context        contextAnswer   `json:"context"`
	Loop           loopAnswer      `json:"loop"`
	Advice         string          `json:"advice"`
	Freshness      freshnessAnswer `json:"freshness"`
	Scopes         []scopeAnswer   `json:"scopes"`
}

// spendAnswer is a spend against its limits; those that there are not are null.
type spendAnswer struct {
	LimitUSD     *usd   `json:"limit_usd"`
	SpentUSD     usd    `json:"spent_usd"`
	RemainingUSD *usd   `json:"remaining_usd"`
	LimitTokens  *int64 `json:"limit_tokens,omitempty"`
	SpentTokens  int64  `json:"spent_tokens"`
	TokensLeft   *int64 `json:"remaining_tokens,omitempty"`
	LimitCalls   *int64 `json:"limit_calls,omitempty"`
	SpentCalls   int64  `json:"spent_calls"`
	CallsLeft    *int64 `json:"remaining_calls,omitempty"`
}

type estimateAnswer struct {
	USD    usd    `json:"usd"`
	Source string `json:"source"` // price_book, last_calls, request
}

type bandAnswer struct {
	Low  ratio `json:"low"`
	Mid  ratio `json:"mid"`
	High ratio `json:"high"`
}

type forecastAnswer struct {
	BurnPerMinute usd         `json:"burn_usd_per_min"`
	Breach        *bandAnswer `json:"breach_in_s"`
}

type contextAnswer struct {
	Tokens      int64 `json:"last_input_tokens"`
	Growth      ratio `json:"growth"`
	Slope       ratio `json:"slope_tokens_per_call"`
	CacheHit    ratio `json:"cache_hit"`
	Compactions int64 `json:"compactions"`
}

type loopAnswer struct {
	Level string `json:"level"`
}

type freshnessAnswer struct {
	LastEventAge *ratio `json:"last_event_age_s"`
	Lag          ratio  `json:"lag_p95_s"`
}

// scopeAnswer is one of the budgets that a session is charged to. What is spent is
// the account's, on which others may draw too.
type scopeAnswer struct {
	Scope  string `json:"scope"`
	Budget string `json:"budget"`
	State  string `json:"state"`
	Mode   string `json:"mode,omitempty"`
	spendAnswer
	WouldExceed bool `json:"would_exceed"`
}

func (s *Server) answer(key session.Key, v *session.View, e estimate) budgetAnswer {
	a := budgetAnswer{
		Session: key.Session, Tenant: key.Tenant,
		Known:          v.Status == session.Known || v.Status == session.Gone,
		State:          v.State.String(),
		Reason:         reason(v),
		Revision:       v.Revision,
		Mode:           string(v.Mode),
		spendAnswer:    sessionSpend(v),
		BudgetSpent:    usd(v.Charged.NanoUSD),
		Utilization:    ratio(v.Limit.Utilization(v.Charged)),
		EstimatedShare: share(v.Estimated, v.Spend.NanoUSD),
		Unpriced:       v.Spend.Unpriced,
		Sampled:        v.Sampled,
		NextCall:       usd(v.NextCall),
		WouldExceed:    e.wouldExceed(v) != nil,
		RemainingCalls: bandOf(v.RemainingCalls),
		Forecast:       forecastAnswer{BurnPerMinute: usd(v.BurnPerMinute), Breach: bandOf(v.BreachSeconds)},
		Context: contextAnswer{
			Tokens: v.Context, Growth: ratio(v.Growth), Slope: ratio(v.Slope), CacheHit: ratio(v.CacheHit), Compactions: v.Compactions,
		},
		Loop:      loopAnswer{Level: "none"},
		Advice:    string(e.advice(v)),
		Freshness: freshnessAnswer{Lag: ratio(v.Lag)},
		Scopes:    make([]scopeAnswer, 0, len(v.Scopes)),
	}
	if v.Budget != "" {
		a.Budget = &v.Budget
	}
	if e.given {
		a.Estimate = &estimateAnswer{USD: usd(e.cost), Source: e.source}
	}
	if v.Loop != "" {
		a.Loop.Level = string(v.Loop)
	}
	if v.LastArrival != 0 {
		age := ratio(max(0, time.Since(time.Unix(0, v.LastArrival)).Seconds()))
		a.Freshness.LastEventAge = &age
	}
	for i := range v.Scopes {
		b := &v.Scopes[i]
		a.Scopes = append(a.Scopes, scopeAnswer{
			Scope: s.scopeOf(b.Budget), Budget: b.Budget, State: b.State.String(), Mode: string(b.Mode),
			spendAnswer: spendOf(b.Limit, b.Charged), WouldExceed: e.exceeds(v, b),
		})
	}
	return a
}

func reason(v *session.View) *string {
	text := v.Reason
	if text == "" && v.Status != session.Known {
		text = string(v.Status)
	}
	if text == "" {
		return nil
	}
	return &text
}

// sessionSpend is what a session has spent, and what is left of its tightest
// budget, which others may draw on too.
func sessionSpend(v *session.View) spendAnswer {
	a := spendOf(v.Limit, v.Charged)
	a.SpentUSD, a.SpentTokens, a.SpentCalls = usd(v.Spend.NanoUSD), v.Spend.Tokens, v.Spend.Calls
	return a
}

func spendOf(l budget.Limit, spend budget.Spend) spendAnswer {
	a := spendAnswer{SpentUSD: usd(spend.NanoUSD), SpentTokens: spend.Tokens, SpentCalls: spend.Calls}
	if l.NanoUSD > 0 {
		limit, remaining := usd(l.NanoUSD), usd(max(0, l.NanoUSD-spend.NanoUSD))
		a.LimitUSD, a.RemainingUSD = &limit, &remaining
	}
	if l.Tokens > 0 {
		left := max(0, l.Tokens-spend.Tokens)
		a.LimitTokens, a.TokensLeft = &l.Tokens, &left
	}
	if l.Calls > 0 {
		left := max(0, l.Calls-spend.Calls)
		a.LimitCalls, a.CallsLeft = &l.Calls, &left
	}
	return a
}

func share(part, whole budget.NanoUSD) ratio {
	if whole <= 0 {
		return 0
	}
	return ratio(float64(part) / float64(whole))
}

func bandOf(b session.Band) *bandAnswer {
	if b.Mid < 0 {
		return nil
	}
	return &bandAnswer{Low: ratio(b.Low), Mid: ratio(b.Mid), High: ratio(b.High)}
}

// scopeOf is the scope of a budget in one word.
func (s *Server) scopeOf(name string) string {
	for i := range s.settings.Budgets {
		if s.settings.Budgets[i].Name == name {
			return strings.Join(s.settings.Budgets[i].Scope, ",")
		}
	}
	return ""
}

// write writes an answer.
func write(w http.ResponseWriter, status int, answer any) error {
	body, err := json.Marshal(answer)
	if err != nil {
		return problem(http.StatusInternalServerError, "the answer could not be written")
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, err = w.Write(append(body, '\n'))
	return err
}
