package api

import (
	"math"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// estimate is what the next call would cost, as a client sees it.
type estimate struct {
	given  bool
	cost   budget.NanoUSD
	tokens int64
	source string
}

// hints are what a client knows of its next call.
type hints struct {
	provider, model string
	input, output   uint64
	any             bool
}

// estimated prices hints; what has no price costs what the session's calls did.
func (s *Server) estimated(h hints, v *session.View) estimate {
	if !h.any {
		return estimate{}
	}
	input, output := int64(min(h.input, math.MaxInt32)), int64(min(h.output, math.MaxInt32))
	e := estimate{given: true, tokens: input + output, cost: v.NextCall, source: "last_calls"}
	if cost, ok := s.pricer.Price(h.provider, h.model, input, output); ok {
		e.cost, e.source = cost, "price_book"
	}
	return e
}

// exceeds reports whether the next call would exceed a budget of which so much is spent.
func (e estimate) exceeds(v *session.View, b *session.ScopeView) bool {
	if b.State == budget.Exceeded {
		return true
	}
	cost := v.NextCall
	if e.given {
		cost = e.cost
	}
	next := b.Charged
	next.Add(budget.Spend{NanoUSD: cost, Tokens: e.tokens, Calls: 1})
	over := func(spent, limit int64) bool { return limit > 0 && spent > limit }
	return over(next.NanoUSD, b.Limit.NanoUSD) || over(next.Tokens, b.Limit.Tokens) || over(next.Calls, b.Limit.Calls)
}

// wouldExceed is the budget that the next call would exceed, the one with the least
// left first; nil for none. Those in shadow mode count only where no other is charged.
func (e estimate) wouldExceed(v *session.View) (first *session.ScopeView) {
	for i := range v.Scopes {
		b := &v.Scopes[i]
		if b.Mode == v.Mode && e.exceeds(v, b) && (first == nil || left(b) < left(first)) {
			first = b
		}
	}
	return first
}

// left is the money left of a budget; of one without a limit in money all there is.
func left(b *session.ScopeView) budget.NanoUSD {
	if b.Limit.NanoUSD <= 0 {
		return math.MaxInt64
	}
	return b.Limit.NanoUSD - b.Charged.NanoUSD
}

// advice is the ledger's, unless the client's next call is too dear for it.
func (e estimate) advice(v *session.View) session.Advice {
	switch {
	case e.given && v.Mode != budget.Shadow && e.wouldExceed(v) != nil:
		return session.Stop
	case v.Advice == "":
		return session.Continue
	default:
		return v.Advice
	}
}

// decision is what a gateway does with the next call.
type decision string

const (
	allow decision = "allow"
	warn  decision = "warn"
	deny  decision = "deny"
)

// verdict is what the budgets of one mode say of the next call.
type verdict struct {
	decision decision
	// by is the budget that denies; nil for the tightest, or none.
	by *session.ScopeView
}

// judge holds the next call against all budgets of a mode.
func (e estimate) judge(v *session.View, mode budget.Mode) verdict {
	found := verdict{decision: allow}
	for i := range v.Scopes {
		b := &v.Scopes[i]
		switch {
		case b.Mode != mode:
		case b.State == budget.Exceeded, e.given && e.exceeds(v, b), !e.given && b.State == budget.Exhausting:
			if found.by == nil || left(b) < left(found.by) {
				found = verdict{deny, b}
			}
		case b.State != budget.OK && found.decision == allow:
			found.decision = warn
		}
	}
	return found
}

// strictness puts decisions in order.
func (d decision) strictness() int {
	switch d {
	case deny:
		return 2
	case warn:
		return 1
	default:
		return 0
	}
}
