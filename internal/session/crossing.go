package session

import (
	"encoding/binary"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
)

// judge finds the state of a session by its own budgets, and tells what it crossed.
func (l *Ledger) judge(slot uint32) {
	spend, x := l.spend(slot), l.extraOf(slot)
	for i := range l.own {
		l.cross(slot, i, l.limit(x, i), spend)
	}
	state := l.tightest(slot).state
	r := l.sessions.at(slot)
	if r.flags&flagEnded == 0 && state != r.state {
		l.states[r.state]--
		l.states[state]++
	}
	r.state = state
}

// standing is a budget as a session stands against it.
type standing struct {
	own         int // -1 for none
	state       budget.State
	limit       budget.Limit
	utilization float64
}

// tightest is the one of a session's own budgets that it stands worst against;
// those in shadow mode count only where there is no other.
func (l *Ledger) tightest(slot uint32) standing {
	if len(l.own) == 0 {
		return standing{own: -1}
	}
	return l.tightestOf(l.spend(slot), l.extraOf(slot), l.sessions.at(slot).pace.NextCall())
}

func (l *Ledger) tightestOf(spend budget.Spend, x *extra, nextCall budget.NanoUSD) standing {
	worst := standing{own: -1}
	for i := range l.own {
		s := standing{own: i, limit: l.limit(x, i)}
		s.state, s.utilization = s.limit.StateOf(spend, nextCall), s.limit.Utilization(spend)
		if worst.own < 0 || tighter(l.own[i].Mode, s, l.own[worst.own].Mode, worst) {
			worst = s
		}
	}
	return worst
}

func tighter(mode budget.Mode, a standing, than budget.Mode, b standing) bool {
	if mode != than {
		return mode == budget.Enforce
	}
	if a.state != b.state {
		return a.state > b.state
	}
	return a.utilization > b.utilization
}

// cross tells the thresholds of one of a session's own budgets that its spend
// reached. A session that waits to be claimed tells none yet.
func (l *Ledger) cross(slot uint32, own int, limit budget.Limit, spend budget.Spend) {
	b, r := &l.own[own], l.sessions.at(slot)
	if r.flags&flagFresh != 0 {
		return
	}
	for i, threshold := range b.Thresholds {
		bit := uint32(1) << (b.first + i)
		if r.crossed&bit != 0 || !limit.Reached(spend, threshold) {
			continue
		}
		r.crossed |= bit
		revision := b.revision
		if x := l.extraOf(slot); x != nil {
			revision += x.limitRevision
		}
		key := l.keys.key(r.key)
		e := Event{
			Kind: Threshold, ID: crossingID(b.Name, key, 0, threshold, revision),
			At: l.now, Trace: l.cause.trace, Span: l.cause.span, Agent: l.names.text(l.cause.agent),
			Crossing: &Crossing{
				Budget: b.Name, Mode: b.Mode, Threshold: threshold, Limit: limit, Spend: spend,
				State: limit.StateOf(spend, r.pace.NextCall()), Revision: revision,
			},
		}
		l.address(slot, &e)
		l.emit(e)
	}
}

// uncross forgets the thresholds of own budgets that are not reached any more, as
// after a limit was raised, so that they are told when they are reached again.
func (l *Ledger) uncross(slot uint32) {
	r, spend, x := l.sessions.at(slot), l.spend(slot), l.extraOf(slot)
	for i := range l.own {
		b, limit := &l.own[i], l.limit(x, i)
		for t, threshold := range b.Thresholds {
			if !limit.Reached(spend, threshold) {
				r.crossed &^= 1 << (b.first + t)
			}
		}
	}
}

// crossingID is the same for the same threshold of the same limit, whoever tells it.
func crossingID(name string, scope []byte, window int64, threshold float64, revision uint32) string {
	var rest [20]byte
	binary.LittleEndian.PutUint64(rest[:], uint64(window))
	binary.LittleEndian.PutUint64(rest[8:], uint64(threshold*1_000_000+0.5))
	binary.LittleEndian.PutUint32(rest[16:], revision)
	return eventID(Threshold, scope, []byte(name), rest[:])
}
