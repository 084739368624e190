package session

import (
	"bytes"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
)

// find returns the slot of a live session, 0 for none.
func (l *Ledger) find(key []byte) uint32 { return l.findHash(l.hash(key), key) }

func (l *Ledger) findHash(hash uint32, key []byte) uint32 {
	return l.byKey.find(hash, func(slot uint32) bool {
		return bytes.Equal(l.keys.key(l.sessions.at(slot).key), key)
	})
}

// open returns the session of a key, which begins if there is none; one that was
// over gets back what it had spent. It returns 0 where there is no room.
func (l *Ledger) open(key []byte) uint32 {
	hash := l.hash(key)
	if slot := l.findHash(hash, key); slot != 0 {
		l.touch(slot)
		l.expireLong(slot)
		return slot
	}
	if l.sessions.live >= l.config.MaxSessions && !l.evict() {
		return 0
	}
	slot := l.sessions.take()
	l.touch(slot)
	l.serials++
	l.clock++
	r := l.sessions.at(slot)
	r.key, r.serial, r.arrival = l.keys.put(key), l.serials, l.clock
	r.created, r.flags = uint32(l.now/int64(time.Second)), flagNew
	if isTraceKey(key) {
		r.flags |= flagTrace
		l.unclaimed++
	}
	l.byKey.add(hash, slot)
	l.states[budget.OK]++
	l.link(slot, listKind(budget.OK))
	l.charged.clear(slot)
	if grave := l.graves.find(key); grave != 0 {
		l.revive(slot, grave)
	} else if r.flags&flagTrace != 0 {
		r.flags |= flagFresh
		l.claims.push(claim{slot: slot, serial: r.serial, at: l.now})
	}
	l.change(slot)
	return slot
}

// expireLong ends a session that goes on for too long.
func (l *Ledger) expireLong(slot uint32) {
	r := l.sessions.at(slot)
	if r.flags&flagEnded == 0 && l.now-int64(r.created)*int64(time.Second) > int64(l.config.MaxDuration) {
		l.counts.Expired++
		l.finish(slot, reasonExpired)
	}
}

// evict makes room for a session: those that are over go first, then the idlest of
// those that are well. None that is exhausted goes: what it spent must stay in
// sight, and a flood of ids must not push it out.
func (l *Ledger) evict() bool {
	for _, kind := range [...]listKind{listEnded, listKind(budget.OK), listKind(budget.Warn), listKind(budget.Unmeasurable)} {
		if slot := l.lists[kind].tail; slot != 0 {
			l.counts.Evicted++
			l.bury(slot, reasonEvicted)
			return true
		}
	}
	return false
}

// Why a session is over.
const (
	reasonEnded   = "ended"
	reasonExpired = "expired"
	reasonEvicted = "evicted"
)

// finish tells that a session is over. Its account stays a while for what comes late.
func (l *Ledger) finish(slot uint32, reason string) {
	l.touch(slot)
	l.claimed(slot)
	r := l.sessions.at(slot)
	if r.flags&flagEnded != 0 {
		return
	}
	outcome := l.outcome(slot, reason)
	if outcome == OutcomeFailed || outcome == OutcomeStopped {
		l.suspect(slot, &Posting{}, nil)
	}
	if r.flags&flagTold == 0 {
		l.tellEnd(slot, reason)
	}
	l.conclude(slot, outcome)
	l.states[r.state]--
	l.dearest.remove(slot)
	l.unlink(slot)
	r.flags |= flagEnded | flagTold
	r.flags &^= flagBreach
	l.clock++
	r.arrival = l.clock
	l.link(slot, listEnded)
	l.change(slot)
}

// bury ends a session and keeps of it only what it had spent.
func (l *Ledger) bury(slot uint32, reason string) {
	l.finish(slot, reason)
	key := l.keys.key(l.sessions.at(slot).key)
	l.graves.dig(l, key, slot, reason)
	l.remove(slot)
}

// remove forgets a session. Its extra is left to who calls.
func (l *Ledger) remove(slot uint32) {
	l.touch(slot)
	r := l.sessions.at(slot)
	key := l.keys.key(r.key)
	l.dearest.remove(slot)
	l.unlink(slot)
	if r.flags&flagEnded == 0 {
		l.states[r.state]--
	}
	if r.flags&flagTrace != 0 {
		l.unclaimed--
	}
	l.dropLanes(slot)
	l.byKey.remove(l.hash(key), slot)
	l.keys.drop(r.key)
	l.sessions.put(slot)
}

// revive gives a session back what it had spent before.
func (l *Ledger) revive(slot, grave uint32) {
	g := l.graves.slab.at(grave)
	r := l.sessions.at(slot)
	r.nano, r.calls, r.crossed, r.extra = g.nano, g.calls, g.crossed, g.extra
	r.estimated, r.unpriced, r.verdict = g.estimated, g.unpriced, g.verdict
	if g.settled != (settled{}) {
		l.needExtra(slot).settled = g.settled
	}
	r.flags |= flagReturned
	if g.flags&graveTold != 0 {
		r.flags |= flagTold
	}
	if g.tokens > 0 {
		l.needExtra(slot).earlier = g.tokens
	}
	l.graves.remove(l, grave)
	l.judge(slot)
	l.dearest.add(l, slot)
}
