package session

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// eventLog are the events that wait to be delivered.
type eventLog struct {
	waiting []Event
	last    uint64 // sequence number
}

// Events are up to limit events behind a sequence number, oldest first. What they
// point at is not changed later.
func (l *Ledger) Events(after uint64, limit int) []Event {
	waiting := l.events.waiting
	if len(waiting) == 0 || limit <= 0 {
		return nil
	}
	if first := waiting[0].Sequence; after >= first {
		waiting = waiting[min(after-first+1, uint64(len(waiting))):]
	}
	return append([]Event(nil), waiting[:min(limit, len(waiting))]...)
}

// LastEvent is the sequence number of the last event that came about, delivered or
// not; 0 for none.
func (l *Ledger) LastEvent() uint64 { return l.events.last }

// Delivered forgets the events up to a sequence number.
func (l *Ledger) Delivered(through uint64) {
	waiting := l.events.waiting
	if len(waiting) == 0 || through < waiting[0].Sequence {
		return
	}
	done := min(through-waiting[0].Sequence+1, uint64(len(waiting)))
	if l.events.waiting = waiting[done:]; len(l.events.waiting) == 0 {
		l.events.waiting = nil
	}
}

// emit numbers an event; past the bound the oldest is lost, and counted.
func (l *Ledger) emit(e Event) {
	l.events.last++
	e.Sequence = l.events.last
	if len(l.events.waiting) >= l.config.MaxEvents {
		l.events.waiting = l.events.waiting[1:]
		l.counts.EventsDropped++
	}
	l.events.waiting = append(l.events.waiting, e)
}

// about tells events of one kind and session apart.
type about [3]uint64

// eventID is a hash of what an event is about.
func eventID(kind EventKind, key []byte, parts ...[]byte) string {
	hash := sha256.New()
	var size [4]byte
	for _, part := range append([][]byte{[]byte(kind), key}, parts...) {
		binary.LittleEndian.PutUint32(size[:], uint32(len(part)))
		hash.Write(size[:])
		hash.Write(part)
	}
	return hex.EncodeToString(hash.Sum(nil)[:16])
}

// tell sends an event of a session, or holds it until the session is claimed.
func (l *Ledger) tell(slot uint32, e Event, of about) {
	e.At, e.Trace, e.Span = l.now, l.cause.trace, l.cause.span
	e.Agent = l.names.text(l.cause.agent)
	r := l.sessions.at(slot)
	if r.flags&flagFresh != 0 && len(l.held) < maxHeld {
		l.needExtra(slot).held = true
		l.held = append(l.held, heldEvent{slot: slot, serial: r.serial, event: e, about: of})
		return
	}
	l.send(slot, e, of)
}

// send names the session of an event and sends it.
func (l *Ledger) send(slot uint32, e Event, of about) {
	r := l.sessions.at(slot)
	key := l.keys.key(r.key)
	var parts [24]byte
	for i, part := range of {
		binary.LittleEndian.PutUint64(parts[8*i:], part)
	}
	e.ID = eventID(e.Kind, key, parts[:])
	l.address(slot, &e)
	l.emit(e)
}

// address writes whose an event is.
func (l *Ledger) address(slot uint32, e *Event) {
	r := l.sessions.at(slot)
	raw := l.keys.key(r.key)
	key := splitKey(raw)
	e.Tenant, e.Service = key.Tenant, l.names.text(r.service)
	if e.Agent == "" {
		e.Agent = l.names.text(r.agent)
	}
	if !isTraceKey(raw) {
		e.Session = key.Session
	} else if e.Trace == (TraceID{}) {
		copy(e.Trace[:], raw[len(raw)-len(e.Trace):])
	}
}

// Counts are how often something had to be done that should not be.
type Counts struct {
	Notes             [noteCount]int64 // by [Note]
	Duplicates        int64
	Merged            int64 // sessions of a trace that became known
	Expired           int64
	Evicted           int64 // for want of room
	TombstonesDropped int64
	TracesDropped     int64
	LanesDropped      int64
	DedupeDropped     int64 // calls forgotten before their time
	EventsDropped     int64
	NamesOverflowed   int64
	AccountsOverflown int64
}

// each is for reading and writing all of them alike.
func (c *Counts) each(f func(*int64)) {
	for i := range c.Notes {
		f(&c.Notes[i])
	}
	for _, n := range []*int64{
		&c.Duplicates, &c.Merged, &c.Expired, &c.Evicted, &c.TombstonesDropped, &c.TracesDropped,
		&c.LanesDropped, &c.DedupeDropped, &c.EventsDropped, &c.NamesOverflowed, &c.AccountsOverflown,
	} {
		f(n)
	}
}

// note notes something odd in a receipt, if nothing worse is noted yet, and counts it.
func (l *Ledger) note(receipt *Receipt, n Note) {
	l.counts.Notes[n]++
	if gravity[n] > gravity[receipt.Note] {
		receipt.Note = n
	}
}

// gravity orders notes: what changes where money goes comes first.
var gravity = [noteCount]int{
	NegativeCost: 8, Overflowed: 7, NoSession: 6, Conflict: 5, Late: 4, FutureTime: 3, OldTime: 2, MissingScope: 1,
}
