package session

import "github.com/otelcol-genai/otelcol-genai/internal/budget"

// ownLimits are what holds for a session, by own budget.
type ownLimits [maxOwnBudgets]budget.Limit

func (l *Ledger) limitsOf(slot uint32) (limits ownLimits) {
	x := l.extraOf(slot)
	for i := range l.own {
		limits[i] = l.limit(x, i)
	}
	return limits
}

// relimit judges a session whose limits may be others than before: each threshold is
// told of each limit.
func (l *Ledger) relimit(slot uint32, before ownLimits) {
	for i, limit := range l.limitsOf(slot) {
		if i < len(l.own) && limit != before[i] {
			l.retell(slot, i)
		}
	}
	l.judge(slot)
}

// retell forgets what a session was told of an own budget that has another limit now,
// and tells if less of it is reached.
func (l *Ledger) retell(slot uint32, own int) {
	b, r := &l.own[own], l.sessions.at(slot)
	told := r.crossed >> b.first & (1<<len(b.Thresholds) - 1)
	r.crossed &^= told << b.first
	if below, ok := lowestLeft(b.Thresholds, told, l.limit(l.extraOf(slot), own), l.spend(slot)); ok {
		l.tellOwn(slot, Recovered, own, below)
	}
}

// lowestLeft is the lowest threshold that was told and is not reached any more.
func lowestLeft(thresholds []float64, told uint32, limit budget.Limit, spend budget.Spend) (threshold float64, ok bool) {
	for i, threshold := range thresholds {
		if told&(1<<i) != 0 && !limit.Reached(spend, threshold) {
			return threshold, true
		}
	}
	return 0, false
}

// recovered tells if an account is below a threshold that was told, as when its window
// turned, and forgets those that it is below.
func (l *Ledger) recovered(at uint32) {
	a := l.accounts.slab.at(at)
	b, told := &l.scoped[a.scoped], a.crossed
	if told == 0 {
		return
	}
	for i, threshold := range b.Thresholds {
		if !a.limit.Reached(a.spend, threshold) {
			a.crossed &^= 1 << i
		}
	}
	if below, ok := lowestLeft(b.Thresholds, told, a.limit, a.spend); ok {
		l.tellAccount(a, Recovered, below, a.owner)
	}
}
