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
		l.tellOwn(slot, Threshold, own, threshold)
	}
}

// tellOwn tells that a session reached a threshold of one of its own budgets, or is
// below it again.
func (l *Ledger) tellOwn(slot uint32, kind EventKind, own int, threshold float64) {
	b, r, x := &l.own[own], l.sessions.at(slot), l.extraOf(slot)
	spend, limit, revision := l.spend(slot), l.limit(x, own), b.revision
	if x != nil {
		revision += x.limitRevision
	}
	e := Event{
		Kind: kind, At: l.now, Trace: l.cause.trace, Span: l.cause.span, Agent: l.names.text(l.cause.agent),
		Crossing: &Crossing{
			Budget: b.Name, Mode: b.Mode, Threshold: threshold, Limit: limit, Spend: spend,
			State: limit.StateOf(spend, r.pace.NextCall()), Revision: revision,
		},
	}
	e.ID = e.crossingID(l.keys.key(r.key))
	l.address(slot, &e)
	l.emit(e)
}

// crossingID is the same for the same threshold of the same limit, whoever tells it.
// That an account recovered is told once for each window and limit, whatever it is below.
func (e *Event) crossingID(scope []byte) string {
	var rest [20]byte
	c := e.Crossing
	binary.LittleEndian.PutUint64(rest[:], uint64(c.Window))
	if e.Kind != Recovered {
		binary.LittleEndian.PutUint64(rest[8:], uint64(c.Threshold*1_000_000+0.5))
	}
	binary.LittleEndian.PutUint32(rest[16:], c.Revision)
	return eventID(e.Kind, scope, []byte(c.Budget), rest[:])
}
