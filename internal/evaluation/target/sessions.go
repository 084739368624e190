package target

import (
	"encoding/binary"
	"slices"

	"github.com/zeebo/xxh3"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// grade is how well a span stands for its turn.
type grade uint8

const (
	someCall  grade = iota // a call within a trace whose turn span has not come: the trace stands for the turn
	loneCall               // a call that is the root of its trace
	agentSpan              // a workflow or agent span
	rootSpan               // one that is the root of its trace
)

// turn is one trace of a session: the work on one request of a user.
type turn struct {
	trace session.TraceID
	span  session.SpanID // zero for someCall
	start int64          // Unix nanoseconds, of the earliest of its spans
	grade grade
	began int64 // start of span
	ended int64 // its end
}

// kind of a turn: where a session has agent spans, a trace without one, such as a
// call that finds a title, is no turn.
func (t *turn) agentic() bool { return t.grade >= agentSpan }

// entry is a session.
type entry struct {
	key   session.Key
	whos  []*Who // one for each service; the first is the session's own
	turns []turn // by start
	// dropped is how many of the oldest turns are not in turns any more, of those
	// without an agent span and of those with one.
	dropped [2]int
	// uncounted says that nobody knows how many turns there were before.
	uncounted bool

	older, newer *entry
}

// maxServices bounds the services of a session that are told apart.
const maxServices = 8

func (e *entry) who(service string) *Who {
	for _, w := range e.whos {
		if w.Service == service || service == "" {
			return w
		}
	}
	if len(e.whos) >= maxServices {
		return e.whos[0]
	}
	w := &Who{Tenant: e.key.Tenant, Session: e.key.Session, Service: service}
	*w = w.clone()
	e.whos = append(e.whos, w)
	return w
}

// find looks from the end, where a trace that goes on is.
func (e *entry) find(trace session.TraceID) *turn {
	for i := len(e.turns) - 1; i >= 0; i-- {
		if e.turns[i].trace == trace {
			return &e.turns[i]
		}
	}
	return nil
}

// turn is the one with a number, nil where that is not known.
func (e *entry) turn(number int) *turn {
	agentic := e.dropped[1] > 0 || slices.ContainsFunc(e.turns, func(t turn) bool { return t.agentic() })
	left := number - e.dropped[0]
	if agentic {
		left = number - e.dropped[1]
	}
	if e.uncounted || left < 1 {
		return nil
	}
	for i := range e.turns {
		if t := &e.turns[i]; t.agentic() == agentic {
			if left--; left == 0 {
				return t
			}
		}
	}
	return nil
}

// sessions are those with turns; the one that was quiet longest goes first.
type sessions struct {
	byKey  map[session.Key]*entry
	byID   map[string][]*entry // of all tenants
	traces map[uint64]*entry   // by the hash of a trace that is a turn
	turns  int
	lost   lost
	ends   entry // of the list: newer is the oldest, older the newest
}

func newSessions(most int) sessions {
	return sessions{
		byKey: map[session.Key]*entry{}, byID: map[string][]*entry{}, traces: map[uint64]*entry{},
		lost: lost{most: most, known: map[uint64]struct{}{}},
	}
}

// only is the session with an id, nil where there is none or more than one.
func (s *sessions) only(id string) *entry {
	if found := s.byID[id]; len(found) == 1 {
		return found[0]
	}
	return nil
}

func (s *sessions) add(e *entry) {
	s.byKey[e.key] = e
	s.byID[e.key.Session] = append(s.byID[e.key.Session], e)
	s.link(e)
}

func (s *sessions) remove(e *entry) {
	s.unlink(e)
	delete(s.byKey, e.key)
	others := slices.DeleteFunc(s.byID[e.key.Session], func(other *entry) bool { return other == e })
	if len(others) == 0 {
		delete(s.byID, e.key.Session)
	} else {
		s.byID[e.key.Session] = others
	}
	for i := range e.turns {
		s.forget(e, &e.turns[i])
	}
	e.turns = nil
}

func (s *sessions) forget(e *entry, t *turn) {
	s.turns--
	if hash := hashTrace(t.trace); s.traces[hash] == e {
		delete(s.traces, hash)
	}
}

func (s *sessions) oldest() *entry { return s.ends.newer }

func (s *sessions) link(e *entry) {
	e.older, e.newer = s.ends.older, nil
	if e.older != nil {
		e.older.newer = e
	} else {
		s.ends.newer = e
	}
	s.ends.older = e
}

func (s *sessions) unlink(e *entry) {
	if e.older != nil {
		e.older.newer = e.newer
	} else {
		s.ends.newer = e.newer
	}
	if e.newer != nil {
		e.newer.older = e.older
	} else {
		s.ends.older = e.older
	}
	e.older, e.newer = nil, nil
}

// lost are the sessions whose turns were forgotten: should one come back, its turns
// cannot be counted.
type lost struct {
	most  int
	known map[uint64]struct{}
	queue []uint64
}

func (l *lost) add(hash uint64) {
	if _, known := l.known[hash]; known {
		return
	}
	if len(l.queue) >= l.most {
		delete(l.known, l.queue[0])
		l.queue = l.queue[1:]
	}
	l.known[hash] = struct{}{}
	l.queue = append(l.queue, hash)
}

func hashKey(key session.Key) uint64 {
	var text [512]byte
	return xxh3.Hash(append(append(append(text[:0], key.Tenant...), 0), key.Session...))
}

// hashTrace is of random bits already.
func hashTrace(trace session.TraceID) uint64 {
	return binary.LittleEndian.Uint64(trace[:8]) ^ binary.LittleEndian.Uint64(trace[8:])
}
