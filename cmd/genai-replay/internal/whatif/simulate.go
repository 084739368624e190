package whatif

import (
	"math"
	"slices"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session/lane"
)

// Rule is when a session is told to stop.
type Rule string

// The rules.
const (
	// NextCall stops when one more call like the dearest of the last three would
	// exceed the budget.
	NextCall Rule = "next-call"
	// Spent stops when the budget is spent, as gateways do that learn of a call's
	// cost when it is over.
	Spent Rule = "spent"
)

// Policy is what budgets and how they are kept.
type Policy struct {
	Budgets []budget.NanoUSD
	Rule    Rule
	// Lag is how long after the end of a call what follows from it is known to the
	// agent. A call that begins sooner is made.
	Lag time.Duration
}

// Simulation adds up what a policy does to sessions, each budget by itself.
type Simulation struct {
	Policy   Policy
	Sessions int
	Calls    int
	Cost     budget.NanoUSD // without any budget
	Outcomes []Outcome      // one for each budget of the policy
}

// Outcome is what one budget does.
type Outcome struct {
	Budget budget.NanoUSD
	// Over are the sessions that exceed the budget when nobody stops them.
	Over int
	// Kept are those of them that are stopped at or below it.
	Kept int
	// Stopped are the sessions in which calls are not made, and Needless those of
	// them that would not have exceeded the budget.
	Stopped, Needless int
	// Late are the calls that are made between the decision and when it is known.
	Late int
	// Saved is what the calls cost that are not made.
	Saved budget.NanoUSD

	overshoots []budget.NanoUSD // of the sessions in Over, negative for those that stay below
}

// New is a simulation of no session.
func New(policy Policy) *Simulation {
	s := &Simulation{Policy: policy, Outcomes: make([]Outcome, len(policy.Budgets))}
	for i, limit := range policy.Budgets {
		s.Outcomes[i].Budget = limit
	}
	return s
}

// Add takes the calls of a session, in the order they end.
func (s *Simulation) Add(calls []lane.Call) {
	var total budget.NanoUSD
	for i := range calls {
		total += calls[i].Cost
	}
	s.Sessions++
	s.Calls += len(calls)
	s.Cost += total
	for i := range s.Outcomes {
		s.Outcomes[i].add(calls, total, &s.Policy)
	}
}

func (o *Outcome) add(calls []lane.Call, total budget.NanoUSD, policy *Policy) {
	decided := o.decide(calls, policy.Rule)
	var made budget.NanoUSD
	for i := range calls {
		call := &calls[i]
		// In this order, as a decision that is never made is the end of time.
		if call.Start-int64(policy.Lag) >= decided {
			continue
		}
		made += call.Cost
		if call.Start >= decided {
			o.Late++
		}
	}
	if made < total {
		o.Stopped++
		o.Saved += total - made
	}
	switch {
	case total > o.Budget:
		o.Over++
		o.overshoots = append(o.overshoots, made-o.Budget)
		if made <= o.Budget {
			o.Kept++
		}
	case made < total:
		o.Needless++
	}
}

// decide is when the call ends after which the session is to stop.
func (o *Outcome) decide(calls []lane.Call, rule Rule) int64 {
	var pace lane.Pace
	var spent budget.NanoUSD
	for i := range calls {
		pace.Call(calls[i])
		spent += calls[i].Cost
		if spent >= o.Budget || rule == NextCall && spent+pace.NextCall() > o.Budget {
			return calls[i].End
		}
	}
	return math.MaxInt64
}

// Overshoot is a quantile of by how much the sessions in Over exceed the budget in
// spite of it, negative where they stay below it; 0 where there are none.
func (o *Outcome) Overshoot(quantile float64) budget.NanoUSD {
	if len(o.overshoots) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(o.overshoots))
	at := quantile * float64(len(sorted)-1)
	low := int(at)
	high := min(low+1, len(sorted)-1)
	return sorted[low] + budget.NanoUSD(float64(sorted[high]-sorted[low])*(at-float64(low)))
}
