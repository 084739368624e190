package target

import (
	"encoding/binary"
	"slices"
	"strings"

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
	key session.Key
	// hashID is of its id: who forgets it has no need to read that, which nobody has read for long.
	hashID uint64
	began  uint32 // its number; see session.Receipt
	own    *Who   // not in the entry: answers keep it
	whos   []*Who // of other services
	turns  []turn // by start
	first  [1]turn
	// dropped is how many of the oldest turns are not in turns any more, of those
	// without an agent span and of those with one.
	dropped [2]int
	// uncounted says that nobody knows how many turns there were before.
	uncounted bool

	older, newer *entry
	alike        *entry // the next whose id has the same hash, as that of another tenant has
}

// become makes it that of a session that nothing is known of. Who it is is shared with answers.
func (e *entry) become(who *Who) {
	*e = entry{key: session.Key{Tenant: who.Tenant, Session: who.Session}, own: who}
	e.hashID = xxh3.HashString(e.key.Session)
	e.turns = e.first[:0]
}

// maxServices bounds the services of a session that are told apart.
const maxServices = 8

func (e *entry) who(service string) *Who {
	if e.own.Service == service || service == "" {
		return e.own
	}
	for _, w := range e.whos {
		if w.Service == service {
			return w
		}
	}
	if len(e.whos) >= maxServices-1 {
		return e.own
	}
	w := &Who{Tenant: e.key.Tenant, Session: e.key.Session, Service: strings.Clone(service)}
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
	byID   table[*entry] // by the hash of the id, of all tenants; see entry.alike
	traces table[*entry] // by the hash of a trace that is a turn
	count  int
	turns  int
	ends   entry // of the list: newer is the oldest, older the newest
}

func newSessions() sessions { return sessions{byID: newTable[*entry](), traces: newTable[*entry]()} }

// find is the session with a key, nil where there is none.
func (s *sessions) find(key session.Key) *entry {
	e, _ := s.byID.get(xxh3.HashString(key.Session))
	for e != nil && e.key != key {
		e = e.alike
	}
	return e
}

// only is the session with an id, nil where there is none or more than one.
func (s *sessions) only(id string) (only *entry) {
	e, _ := s.byID.get(xxh3.HashString(id))
	for ; e != nil; e = e.alike {
		if e.key.Session != id {
			continue
		}
		if only != nil {
			return nil
		}
		only = e
	}
	return only
}

func (s *sessions) add(e *entry) {
	e.alike, _ = s.byID.get(e.hashID)
	s.byID.put(e.hashID, e)
	s.count++
	s.link(e)
}

func (s *sessions) remove(e *entry) {
	s.unlink(e)
	s.count--
	hash := e.hashID
	if first, _ := s.byID.get(hash); first != e {
		for first.alike != e {
			first = first.alike
		}
		first.alike = e.alike
	} else if e.alike != nil {
		s.byID.put(hash, e.alike)
	} else {
		s.byID.remove(hash)
	}
	for i := range e.turns {
		s.forget(e, &e.turns[i])
	}
	e.turns = nil
}

func (s *sessions) forget(e *entry, t *turn) {
	s.turns--
	hash := hashTrace(t.trace)
	if owner, _ := s.traces.get(hash); owner == e {
		s.traces.remove(hash)
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

// hashTrace is of random bits already.
func hashTrace(trace session.TraceID) uint64 {
	return binary.LittleEndian.Uint64(trace[:8]) ^ binary.LittleEndian.Uint64(trace[8:])
}
