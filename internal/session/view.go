package session

import "github.com/otelcol-genai/otelcol-genai/internal/budget"

// Status is whether the ledger knows a session.
type Status string

// The statuses.
const (
	Known   Status = "known"
	Unknown Status = "unknown" // nothing of it has arrived, or nothing that is still kept
	Evicted Status = "evicted" // there was no room for it
	Gone    Status = "ended"   // it is over; its spend is remembered
)

// View is what the API tells of one session.
type View struct {
	Status   Status
	Revision uint64 // grows with every change of what is told
	// Budget is the tightest of the session's budgets, and Scopes are all that
	// its last record was charged to; those of its own alone where none was.
	Budget string
	Mode   budget.Mode
	State  budget.State
	Reason string
	Limit  budget.Limit
	// Spend is the session's own, Charged that of the account the limit is of: the
	// session's, or what all of a service spent today.
	Spend     budget.Spend
	Charged   budget.Spend
	Scopes    []ScopeView
	Estimated budget.NanoUSD // part of the spend that was estimated
	Sampled   bool

	NextCall       budget.NanoUSD // the largest of the last three calls
	RemainingCalls Band           // by the budget with the least money left; negative for unknown
	BurnPerMinute  budget.NanoUSD
	BreachSeconds  Band // negative for never or unknown

	Context     int64
	Growth      float64
	Slope       float64 // tokens a call
	CacheHit    float64
	Compactions int64

	Loop        Level // empty for none
	Advice      Advice
	LastArrival int64 // Unix nanoseconds
	Lag         float64
}

// Band is an estimate with what it may be at the least and the most.
type Band struct{ Low, Mid, High float64 }

// ScopeView is one budget that a session is charged to.
type ScopeView struct {
	Budget  string
	State   budget.State
	Mode    budget.Mode
	Limit   budget.Limit
	Charged budget.Spend // of the account that the limit is of
}

// Advice is what an agent should do.
type Advice string

// The advice.
const (
	Continue Advice = "continue"
	WrapUp   Advice = "wrap_up"
	Compact  Advice = "compact"
	Stop     Advice = "stop"
)
