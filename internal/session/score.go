package session

import (
	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session/lane"
)

// score takes a verdict on a session that is known.
func (l *Ledger) score(slot uint32, p *Posting) {
	r := l.sessions.at(slot)
	before := r.verdict.Outcome()
	if r.verdict = r.verdict.and(p.Verdict); r.verdict.Outcome() == before {
		return
	}
	l.change(slot)
	if r.verdict.Outcome() == OutcomeFailed {
		l.suspect(slot, p, nil)
	}
}

// scoreRemembered takes a verdict on a session of which only what it had spent is known.
// It does not bring it back. It reports false where there is none.
func (l *Ledger) scoreRemembered(p *Posting, receipt *Receipt) bool {
	tenant := shorten(p.Tenant)
	switch {
	case p.Session != "":
		l.scratch = appendKey(l.scratch[:0], tenant, shorten(p.Session))
	case p.Trace != TraceID{} && l.findTrace(hashText(tenant), p.Trace) == 0:
		l.scratch = appendTraceKey(l.scratch[:0], tenant, p.Trace)
	default:
		return false
	}
	if l.find(l.scratch) != 0 {
		return false
	}
	at := l.graves.find(l.scratch)
	if at == 0 {
		return false
	}
	l.touchGrave(at)
	g := l.graves.slab.at(at)
	g.verdict = g.verdict.and(p.Verdict)
	if g.settled != (settled{}) && g.settled.outcome != g.verdict.Outcome() && int64(g.settled.hour) >= l.outcomes.first {
		l.unsettle(g.settled)
		g.settled.outcome = g.verdict.Outcome()
		g.settled = l.settleOutcome(g.settled)
		l.changes++
		g.changed = l.changes
	}
	receipt.Session, receipt.Cost, receipt.Calls, receipt.State, receipt.Known = p.Session, g.nano, int64(g.calls), g.state, len(l.own) > 0
	return true
}

// conclude counts how a session that is over went.
func (l *Ledger) conclude(slot uint32, outcome Outcome) {
	r := l.sessions.at(slot)
	if r.calls == 0 && r.tools == 0 && r.service == 0 {
		return // somebody spoke of a session of which nothing was seen
	}
	x := l.needExtra(slot)
	l.unsettle(x.settled)
	x.settled = l.settleOutcome(settled{
		nano: l.settledCost(slot), hour: uint32(l.now / hour), service: r.service, agent: r.agent, outcome: outcome,
	})
}

// settledCost is what a session had spent; where a part of it was not seen, what it stands for.
func (l *Ledger) settledCost(slot uint32) budget.NanoUSD {
	cost := l.sessions.at(slot).nano
	if x := l.extraOf(slot); x != nil {
		cost = saturated(cost, x.surplus)
	}
	return min(max(cost, 0), maxSettled)
}

// resettle counts a session that was counted as it is now.
func (l *Ledger) resettle(slot uint32) {
	x := l.extraOf(slot)
	if x == nil || x.settled == (settled{}) || int64(x.settled.hour) < l.outcomes.first {
		return
	}
	r, now := l.sessions.at(slot), x.settled
	now.nano = l.settledCost(slot)
	switch {
	case r.verdict != 0:
		now.outcome = r.verdict.Outcome()
	case r.flags&flagFailed != 0 && now.outcome != OutcomeStopped:
		now.outcome = OutcomeFailed
	}
	if now != x.settled {
		l.unsettle(x.settled)
		x.settled = l.settleOutcome(now)
	}
}

// suspect tells of odd results of tools before something that ended badly: on all lanes,
// or on one.
func (l *Ledger) suspect(slot uint32, p *Posting, only *uint32) {
	r := l.sessions.at(slot)
	last := &r.lanes
	for at := r.lanes; at != 0; at = l.lanes.link(at).next {
		if own := l.lanes.lane(at); only == nil || *only == l.lanes.link(at).hash {
			if found := own.Ended(&l.rules); found.Found() {
				at = l.lanes.set(at, &own)
				*last = at
				l.tellCascade(slot, p, found)
			}
		}
		last = &l.lanes.link(at).next
	}
}

// turnEnded tells of odd results before a turn that failed: of a whole run on all lanes,
// of a subagent on its own.
func (l *Ledger) turnEnded(slot uint32, p *Posting) {
	if p.Parent == (SpanID{}) {
		l.suspect(slot, p, nil)
		return
	}
	own := laneHash(p.Lane)
	l.suspect(slot, p, &own)
}

func cascadeTrace(found lane.Cascade, p *Posting) TraceID {
	if found.Trace != [16]byte{} {
		return found.Trace
	}
	return p.Trace
}

// shiftOutcomes sets back when sessions ended.
func (l *Ledger) shiftOutcomes(hours int64) {
	l.outcomes.shift(hours)
	shift := func(s *settled) {
		if *s != (settled{}) {
			s.hour = shiftedHour(s.hour, hours)
		}
	}
	for slot := uint32(1); slot < l.sessions.used; slot++ {
		if r := l.sessions.at(slot); r.key != 0 && r.extra != 0 {
			shift(&l.extras.at(r.extra).settled)
		}
	}
	for at := uint32(1); at < l.graves.slab.used; at++ {
		shift(&l.graves.slab.at(at).settled)
	}
}
