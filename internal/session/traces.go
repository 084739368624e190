package session

import (
	"encoding/binary"
	"hash/maphash"
)

// traceEntry says which session a trace of a tenant belongs to.
type traceEntry struct {
	trace   TraceID
	tenant  uint64 // hash
	seen    int64  // Unix nanoseconds; no two have the same
	session uint32
	serial  uint32 // of the session; another one's is stale
	prev    uint32
	next    uint32
}

// traces are those of which a record came within [Config].TraceMemory.
type traces struct {
	slab       slab[traceEntry]
	index      index
	head, tail uint32
	clock      int64 // of the last entry
}

func (l *Ledger) hashTrace(tenant uint64, trace TraceID) uint32 {
	var text [24]byte
	copy(text[:], trace[:])
	binary.LittleEndian.PutUint64(text[16:], tenant)
	return uint32(maphash.Bytes(l.seed, text[:]))
}

func (l *Ledger) findTrace(tenant uint64, trace TraceID) uint32 {
	return l.traces.index.find(l.hashTrace(tenant, trace), func(at uint32) bool {
		e := l.traces.slab.at(at)
		return e.trace == trace && e.tenant == tenant
	})
}

// sessionOf is the live session that a trace entry points at, 0 for none.
func (l *Ledger) sessionOf(at uint32) uint32 {
	e := l.traces.slab.at(at)
	if e.session == 0 || l.sessions.at(e.session).serial != e.serial {
		return 0
	}
	return e.session
}

// addTrace makes an entry; past the bound the trace that was seen longest ago goes.
func (l *Ledger) addTrace(tenant uint64, trace TraceID, slot uint32) {
	if l.traces.slab.live >= l.config.MaxTraces {
		l.counts.TracesDropped++
		l.dropTrace(l.traces.tail)
	}
	at := l.traces.slab.take()
	l.touchTrace(at)
	l.traces.clock = max(l.traces.clock+1, l.now)
	*l.traces.slab.at(at) = traceEntry{
		trace: trace, tenant: tenant, seen: l.traces.clock,
		session: slot, serial: l.sessions.at(slot).serial,
	}
	l.traces.index.add(l.hashTrace(tenant, trace), at)
	l.traces.link(at)
}

// seeTrace notes that a record of a trace came, and whose it is.
func (l *Ledger) seeTrace(at, slot uint32) {
	l.touchTrace(at)
	l.traces.unlink(at)
	l.traces.clock = max(l.traces.clock+1, l.now)
	e := l.traces.slab.at(at)
	e.seen, e.session, e.serial = l.traces.clock, slot, l.sessions.at(slot).serial
	l.traces.link(at)
}

func (l *Ledger) dropTrace(at uint32) {
	l.touchTrace(at)
	e := l.traces.slab.at(at)
	l.traces.unlink(at)
	l.traces.index.remove(l.hashTrace(e.tenant, e.trace), at)
	l.traces.slab.put(at)
}

func (t *traces) link(at uint32) {
	e := t.slab.at(at)
	e.prev, e.next = 0, t.head
	if t.head != 0 {
		t.slab.at(t.head).prev = at
	} else {
		t.tail = at
	}
	t.head = at
}

func (t *traces) unlink(at uint32) {
	e := t.slab.at(at)
	if e.prev != 0 {
		t.slab.at(e.prev).next = e.next
	} else {
		t.head = e.next
	}
	if e.next != 0 {
		t.slab.at(e.next).prev = e.prev
	} else {
		t.tail = e.prev
	}
	e.prev, e.next = 0, 0
}

func (t *traces) shift(by int64) {
	t.clock -= by
	for at := uint32(1); at < t.slab.used; at++ {
		if e := t.slab.at(at); e.seen != 0 {
			e.seen -= by
		}
	}
}
