package target

import (
	"slices"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// sessionOf is the entry of the session that a posting was booked under.
func (x *Index) sessionOf(p *session.Posting, receipt *session.Receipt) *entry {
	s := &x.sessions
	key := session.Key{Tenant: p.Tenant, Session: receipt.Session}
	e := s.ends.older // records of a session come together
	if e == nil || e.key != key {
		e = s.find(key)
	}
	if e == nil {
		return x.addSession(p, receipt)
	}
	if e.newer != nil {
		s.unlink(e)
		s.link(e)
	}
	e.began = max(e.began, receipt.Began) // it may have begun anew
	return e
}

func (x *Index) addSession(p *session.Posting, receipt *session.Receipt) *entry {
	s := &x.sessions
	if s.count >= x.config.MaxSessions {
		x.forgetSession(s.oldest())
	}
	e := x.newEntry(&Who{Tenant: x.tenant.clone(p.Tenant), Session: strings.Clone(receipt.Session), Service: x.service.clone(p.Service)})
	e.began = receipt.Began
	e.uncounted = x.since > 0 && e.began <= x.since
	s.add(e)
	return e
}

// newEntry takes that of the session that was forgotten last.
func (x *Index) newEntry(who *Who) *entry {
	e := x.spare
	if x.spare = nil; e == nil {
		e = &entry{}
	}
	e.become(who)
	return e
}

func (x *Index) forgetSession(e *entry) {
	x.since = max(x.since, e.began, 1)
	x.sessions.remove(e)
	x.spare = e
	x.forgotten.Sessions++
}

// learnTurn takes in that a trace is a turn of a session, and the span that stands for it.
func (x *Index) learnTurn(e *entry, p *session.Posting) {
	candidate := turnOf(p)
	hash := hashTrace(p.Trace)
	owner, _ := x.sessions.traces.get(hash)
	if owner == e {
		if known := e.find(p.Trace); known != nil {
			e.improve(known, &candidate)
			return
		}
	}
	if len(e.turns) > 0 && e.dropped != [2]int{} && candidate.start < e.turns[0].start {
		return // it is one of those that were dropped, or would be
	}
	for x.sessions.turns >= x.config.MaxTurns {
		x.makeRoom(e)
	}
	e.insert(&candidate)
	x.sessions.turns++
	if owner != nil { // it may have been forgotten to make room
		owner, _ = x.sessions.traces.get(hash)
	}
	if owner == nil {
		x.sessions.traces.put(hash, e)
	}
}

// makeRoom forgets the session that was quiet longest; of the last one its oldest turn.
func (x *Index) makeRoom(keep *entry) {
	if oldest := x.sessions.oldest(); oldest != keep {
		x.forgetSession(oldest)
		return
	}
	first := &keep.turns[0]
	x.sessions.forget(keep, first)
	if first.agentic() {
		keep.dropped[1]++
	} else {
		keep.dropped[0]++
	}
	keep.turns = keep.turns[1:]
	x.forgotten.Turns++
}

func turnOf(p *session.Posting) turn {
	t := turn{trace: p.Trace, span: p.Span, start: p.Start, began: p.Start, ended: p.End}
	isRoot := p.Parent == session.SpanID{}
	switch {
	case p.Event:
		t.span = session.SpanID{}
	case p.Kind == session.Turn && isRoot:
		t.grade = rootSpan
	case p.Kind == session.Turn:
		t.grade = agentSpan
	case isRoot:
		t.grade = loneCall
	default:
		t.span = session.SpanID{}
	}
	return t
}

// improve takes the better span of two for a turn: of two agent spans the one that
// has the other in it.
func (e *entry) improve(known, candidate *turn) {
	start := min(known.start, candidate.start)
	moved := start < known.start
	if candidate.grade > known.grade || candidate.grade == known.grade && candidate.around(known) {
		*known = *candidate
	}
	known.start = start
	if moved {
		e.settle(slices.IndexFunc(e.turns, func(t turn) bool { return t.trace == candidate.trace }))
	}
}

func (t *turn) around(other *turn) bool {
	return t.began < other.began || t.began == other.began && t.ended > other.ended
}

func (e *entry) insert(t *turn) {
	e.turns = append(e.turns, *t)
	e.settle(len(e.turns) - 1)
}

// settle moves a turn that began before the one in front of it to its place.
func (e *entry) settle(at int) {
	for ; at > 0 && e.turns[at].start < e.turns[at-1].start; at-- {
		e.turns[at], e.turns[at-1] = e.turns[at-1], e.turns[at]
	}
}
