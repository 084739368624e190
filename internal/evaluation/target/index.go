package target

import (
	"strings"
	"sync"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// Index knows spans by response id and by session and turn. It is safe for concurrent use.
type Index struct {
	config Config
	// since is the number of the last session of which turns may have been forgotten, or never told; 0 for none. Those
	// with higher numbers that are not here have had no turn. See [session.Receipt].Began.
	since uint32

	mu        sync.Mutex
	answers   answers
	sessions  sessions
	anonymous map[Who]*Who // of calls without a session
	forgotten Forgotten
	spare     *entry // of a session that was forgotten

	tenant, service copied
	fetched         uint64 // see fetch
}

// copied is the last text that was copied: most sessions have the same tenant and service.
type copied string

func (c *copied) clone(text string) string {
	if text != string(*c) {
		*c = copied(strings.Clone(text))
	}
	return string(*c)
}

// New returns an empty index that is told of all that is booked.
func New(c Config) *Index {
	return &Index{
		config:    c,
		answers:   answers{most: c.MaxAnswers, places: newTable[uint64]()},
		sessions:  newSessions(),
		anonymous: map[Who]*Who{},
	}
}

// NewSince returns an empty index that is told of what is booked from now on: the turns of sessions with
// numbers up to since cannot be counted.
func NewSince(c Config, since uint32) *Index {
	x := New(c)
	x.since = since
	return x
}

// Doubt says that not all was told of sessions with numbers up to since: the turns of
// those that are known cannot be counted any more.
func (x *Index) Doubt(since uint32) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.since = since
	for e := x.sessions.oldest(); e != nil; e = e.newer {
		e.uncounted = true
	}
}

// Learn takes in what was posted and under which sessions it was booked. Learning the
// same again changes nothing. It has the shape of [session.Config].Replayed.
func (x *Index) Learn(postings []session.Posting, receipts []session.Receipt) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for i := range postings {
		if i%fetchAtOnce == 0 && len(postings) > 1 {
			end := min(i+fetchAtOnce, len(postings))
			x.fetch(postings[i:end], receipts[i:end])
		}
		p := &postings[i]
		if p.Trace == (session.TraceID{}) || p.Kind != session.Call && p.Kind != session.Turn {
			continue
		}
		x.learn(p, &receipts[i])
	}
}

func (x *Index) learn(p *session.Posting, receipt *session.Receipt) {
	var e *entry
	if receipt.Session != "" {
		e = x.sessionOf(p, receipt)
		x.learnTurn(e, p)
	}
	if p.Kind == session.Call && p.ResponseID != 0 {
		x.learnAnswer(e, p)
	}
}

func (x *Index) learnAnswer(e *entry, p *session.Posting) {
	a := answer{key: p.ResponseID, trace: p.Trace, span: p.Span, sure: !p.Marked}
	if p.Event {
		a.span, a.sure = session.SpanID{}, false
	}
	a.who = x.whoOf(e, p)
	if x.answers.put(&a) {
		x.forgotten.Answers++
	}
}

// maxAnonymous bounds those remembered to share their texts.
const maxAnonymous = 10_000

func (x *Index) whoOf(e *entry, p *session.Posting) *Who {
	if e != nil {
		return e.who(p.Service)
	}
	return x.shared(Who{Tenant: p.Tenant, Service: p.Service})
}

func (x *Index) shared(who Who) *Who {
	if known := x.anonymous[who]; known != nil {
		return known
	}
	if len(x.anonymous) >= maxAnonymous {
		clear(x.anonymous)
	}
	who = who.clone()
	x.anonymous[who] = &who
	return &who
}

func (w Who) clone() Who {
	return Who{strings.Clone(w.Tenant), strings.Clone(w.Session), strings.Clone(w.Service)}
}

// Answer is the call with the hash of a response id, as postings have it.
func (x *Index) Answer(hash uint64) (Target, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	a := x.answers.find(hash)
	if a == nil {
		return Target{}, false
	}
	return Target{Trace: a.trace, Span: a.span, Who: *a.who}, true
}

// Turn is a turn of a session, counted from 1. It is not known where two tenants have
// a session of that name, or turns were forgotten so that nobody can count them.
func (x *Index) Turn(id string, turn int) (Target, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	e := x.sessions.only(id)
	if e == nil {
		return Target{}, false
	}
	t := e.turn(turn)
	if t == nil {
		return Target{}, false
	}
	return Target{Trace: t.trace, Span: t.span, Who: *e.own}, true
}

// Trace tells whose a trace is that is a turn.
func (x *Index) Trace(trace session.TraceID) (Target, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	e, _ := x.sessions.traces.get(hashTrace(trace))
	if e == nil || e.find(trace) == nil {
		return Target{}, false
	}
	return Target{Trace: trace, Who: *e.own}, true
}

// Session tells whose a session is. It is not known where two tenants have one of that name.
func (x *Index) Session(id string) (Target, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	e := x.sessions.only(id)
	if e == nil {
		return Target{}, false
	}
	return Target{Who: *e.own}, true
}

// Totals are how much is held, and what was forgotten for want of room.
func (x *Index) Totals() (Sizes, Forgotten) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return Sizes{Answers: x.answers.len(), Sessions: x.sessions.count, Turns: x.sessions.turns}, x.forgotten
}
