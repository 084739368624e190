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

// exceeds reports whether the next call would exceed the tightest budget.
func (e estimate) exceeds(v *session.View) bool {
	if v.State == budget.Exceeded {
		return true
	}
	cost := v.NextCall
	if e.given {
		cost = e.cost
	}
	next := v.Charged
	next.Add(budget.Spend{NanoUSD: cost, Tokens: e.tokens, Calls: 1})
	over := func(spent, limit int64) bool { return limit > 0 && spent > limit }
	return over(next.NanoUSD, v.Limit.NanoUSD) || over(next.Tokens, v.Limit.Tokens) || over(next.Calls, v.Limit.Calls)
}

// advice is the ledger's, unless the client's next call is too dear for it.
func (e estimate) advice(v *session.View) session.Advice {
	switch {
	case e.given && e.exceeds(v) && v.Mode != budget.Shadow:
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

// decide judges the next call by the budgets. A budget in shadow mode denies nothing.
func (e estimate) decide(v *session.View) decision {
	switch {
	case v.State == budget.Exceeded, e.given && e.exceeds(v), !e.given && v.State == budget.Exhausting:
		return deny
	case v.State != budget.OK:
		return warn
	default:
		return allow
	}
}
