package api

import (
	"fmt"
	"net/http"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/httpapi"
)

type decisionsBody struct {
	Items []decisionItem `json:"items"`
}

// decisionItem is a call that somebody is about to make.
type decisionItem struct {
	Session         string `json:"session"`
	Tenant          string `json:"tenant"`
	USD             amount `json:"est_usd"`
	Tokens          uint64 `json:"tokens"`
	InputTokens     uint64 `json:"est_input_tokens"`
	MaxOutputTokens uint64 `json:"max_output_tokens"`
	Model           string `json:"model"`
	Provider        string `json:"provider"`
}

type decisionAnswer struct {
	Session   string   `json:"session"`
	Known     bool     `json:"known"`
	Decision  decision `json:"decision"`
	Would     decision `json:"would,omitempty"` // were budgets in shadow mode enforced, where it is another one
	State     string   `json:"state"`
	Reason    *string  `json:"reason"`
	Budget    *string  `json:"budget"`
	Remaining *usd     `json:"remaining_usd"`
	Advice    string   `json:"advice"`
	Error     string   `json:"error,omitempty"`
	// Scopes are all budgets that the call is charged to.
	Scopes []scopeAnswer `json:"scopes"`
}

// postDecisions judges calls, each in its place; what one is not is told there.
func (s *Server) postDecisions(w http.ResponseWriter, r *http.Request) error {
	var body decisionsBody
	if a := s.access(r); a == (access{}) {
		return s.refuse(a)
	}
	if err := httpapi.ReadBody(r, &body); err != nil {
		return err
	}
	if len(body.Items) == 0 || len(body.Items) > s.settings.MaxItems {
		return problem(http.StatusBadRequest, fmt.Sprintf("items must have between 1 and %d elements", s.settings.MaxItems))
	}
	for i := range body.Items {
		if err := s.requireSession(r, body.Items[i].Tenant, body.Items[i].Session); err != nil {
			return err
		}
	}
	answer := struct {
		Decisions []decisionAnswer `json:"decisions"`
	}{make([]decisionAnswer, len(body.Items))}
	for i := range body.Items {
		answer.Decisions[i] = s.judge(&body.Items[i])
	}
	return write(w, http.StatusOK, answer)
}

func (s *Server) judge(item *decisionItem) decisionAnswer {
	key, err := s.keyOf(item.Tenant, item.Session)
	if err != nil {
		return decisionAnswer{Decision: allow, State: budget.OK.String(), Advice: "continue", Error: err.Error(), Scopes: []scopeAnswer{}}
	}
	view := s.ledger.View(key)
	input := item.InputTokens
	if input == 0 {
		input = item.Tokens
	}
	e := s.estimated(hints{provider: item.Provider, model: item.Model, input: input, output: item.MaxOutputTokens, any: input > 0 || item.MaxOutputTokens > 0}, &view)
	if item.USD.set {
		e = estimate{given: true, cost: item.USD.nano, tokens: e.tokens, source: "request"}
	}
	full := s.answer(key, &view, e)
	enforced, shadow := e.judge(&view, budget.Enforce), e.judge(&view, budget.Shadow)
	a := decisionAnswer{
		Session: full.Session, Known: full.Known, Decision: enforced.decision, State: full.State,
		Reason: full.Reason, Budget: full.Budget, Remaining: full.RemainingUSD, Advice: full.Advice, Scopes: full.Scopes,
	}
	if by := enforced.by; by != nil && by.Budget != view.Budget {
		text := "the call would exceed the budget " + by.Budget
		a.Reason, a.Budget, a.Remaining = &text, &by.Budget, spendOf(by.Limit, by.Charged).RemainingUSD
	}
	if shadow.decision.strictness() > enforced.decision.strictness() {
		a.Would = shadow.decision
	}
	return a
}
