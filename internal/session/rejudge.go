package session

import (
	"fmt"
	"slices"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
)

// rejudge finds how all stand against budgets that are not those of the image. Who is
// below a threshold now is told at once, what others crossed when something is posted
// to them.
func (r *restoring) rejudge() {
	l := r.ledger
	bits := func(crossed uint32) (moved uint32) {
		first := 0
		for i := range r.head.own {
			if to := r.ownTo[i]; to >= 0 {
				moved |= movedBits(crossed, r.head.own[i].thresholds, first, l.own[to].Thresholds, l.own[to].first)
			}
			first += len(r.head.own[i].thresholds)
		}
		return moved
	}
	overrides := func(x *extra) {
		var moved [maxOwnBudgets]uint8
		for i, to := range r.ownTo {
			if to >= 0 && i < maxOwnBudgets && slices.Equal(r.head.own[i].limits, limitsOf(l.own[to].Budget)) {
				moved[to] = x.overrides[i]
			}
		}
		x.overrides = moved
	}
	for slot := uint32(1); slot < l.sessions.used; slot++ {
		s := l.sessions.at(slot)
		if x := l.extraOf(slot); x != nil {
			overrides(x)
		}
		s.crossed = bits(s.crossed)
		for own, changed := range r.ownChanged {
			if changed {
				l.retell(slot, own)
			}
		}
		state := l.tightest(slot).state
		if s.flags&flagEnded == 0 {
			l.states[s.state]--
			l.states[state]++
		}
		s.state = state
	}
	for at := uint32(1); at < l.graves.slab.used; at++ {
		g := l.graves.slab.at(at)
		g.crossed = bits(g.crossed)
		if g.extra != 0 {
			overrides(l.extras.at(g.extra))
		}
	}
	for at := uint32(1); at < l.accounts.slab.used; at++ {
		if a := l.accounts.slab.at(at); a.serial != 0 {
			r.rejudgeAccount(at, a)
		}
	}
}

func (r *restoring) rejudgeAccount(at uint32, a *account) {
	l := r.ledger
	b := &l.scoped[a.scoped]
	image := slices.Index(r.scopedTo, a.scoped)
	a.crossed = movedBits(a.crossed, r.head.scoped[image].thresholds, 0, b.Thresholds, 0)
	if a.overflow {
		return
	}
	if b.Expected == nil {
		a.limit = l.accountLimit(a)
	} else {
		a.limit = l.expect(a, b)
	}
	a.state = a.limit.StateOf(a.spend, 0)
	if l.recovered(at); r.scopedChanged[a.scoped] {
		a.crossed = 0
	}
}

// limitsOf are a budget's limits as text, to compare.
func limitsOf(b *budget.Budget) []string {
	all := []string{fmt.Sprint(b.Limit, b.Expected != nil)}
	if b.Expected != nil {
		all = append(all, fmt.Sprint(*b.Expected))
	}
	for _, o := range b.Overrides {
		all = append(all, fmt.Sprint(o.Match, o.Limit))
	}
	return all
}
