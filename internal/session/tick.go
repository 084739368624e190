package session

import (
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
)

// workPerTick bounds what one tick does of each kind of work.
const workPerTick = 250

// Tick does what is due at a time without a posting: sessions expire, windows end,
// events of traces that nobody claimed are sent. One call does a bounded amount of
// work and reports whether more is due.
func (l *Ledger) Tick(now time.Time) (more bool) {
	l.advance(now)
	l.look(workPerTick)
	most := max(
		l.claim(workPerTick),
		l.expire(workPerTick),
		l.forgetTraces(workPerTick),
		l.graves.expire(l, l.now-int64(l.config.Remember), workPerTick),
	)
	return most >= workPerTick
}

// expire ends sessions that nothing was heard of, and buries those that are over.
func (l *Ledger) expire(most int) (n int) {
	for kind := range l.lists {
		keep := int64(l.config.Retention)
		if listKind(kind) == listEnded {
			keep = int64(l.config.TraceMemory)
		}
		for n < most {
			slot := l.lists[kind].tail
			if slot == 0 || l.now-l.sessions.at(slot).arrival < keep {
				break
			}
			n++
			if l.sessions.at(slot).flags&flagEnded == 0 {
				l.counts.Expired++
			}
			l.bury(slot, reasonExpired)
		}
	}
	return n
}

func (l *Ledger) forgetTraces(most int) (n int) {
	for n < most && l.traces.tail != 0 && l.now-l.traces.slab.at(l.traces.tail).seen >= int64(l.config.TraceMemory) {
		l.dropTrace(l.traces.tail)
		n++
	}
	return n
}

// End says that a session is over. What comes later is still added to it.
func (l *Ledger) End(now time.Time, key Key) {
	l.advance(now)
	if slot := l.lookup(key); slot != 0 {
		l.finish(slot, reasonEnded)
	}
}

// lookup finds a live session by the key that is told of it.
func (l *Ledger) lookup(key Key) uint32 {
	tenant := shorten(key.Tenant)
	if slot := l.find(appendKey(nil, tenant, shorten(key.Session))); slot != 0 {
		return slot
	}
	trace, ok := parseTraceKey(key.Session)
	if !ok {
		return 0
	}
	if slot := l.find(appendTraceKey(nil, tenant, trace)); slot != 0 {
		return slot
	}
	if at := l.findTrace(hashText(tenant), trace); at != 0 {
		return l.sessionOf(at)
	}
	return 0
}

// SetLimit gives one session a limit of its own for all of its session budgets;
// nil gives it back to the budgets. If ifRevision is not 0, the session must be at
// that [View].Revision, or the error is [ErrRevision]. A session that nobody has
// heard of yet gets its limit all the same. It counts as a sign of life.
func (l *Ledger) SetLimit(now time.Time, key Key, limit *budget.Limit, ifRevision uint64) (View, error) {
	if ifRevision != 0 {
		if view := l.View(now, key); view.Revision != ifRevision {
			return view, ErrRevision
		}
	}
	l.advance(now)
	slot := l.lookup(key)
	if slot == 0 {
		slot = l.open(l.keyOf(key))
	}
	if slot == 0 {
		return View{Status: Unknown}, ErrNoRoom
	}
	l.touch(slot)
	l.sessions.at(slot).flags &^= flagNew
	before := l.limitsOf(slot)
	x := l.needExtra(slot)
	if limit != nil {
		x.limit, x.limited = *limit, true
	} else {
		x.limit, x.limited = budget.Limit{}, false
	}
	x.limitRevision++
	l.relimit(slot, before)
	l.arrive(slot)
	l.change(slot)
	return l.View(now, key), nil
}

func (l *Ledger) keyOf(key Key) []byte {
	tenant := shorten(key.Tenant)
	if trace, ok := parseTraceKey(key.Session); ok {
		return appendTraceKey(nil, tenant, trace)
	}
	return appendKey(nil, tenant, shorten(key.Session))
}
