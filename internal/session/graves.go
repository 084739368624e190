package session

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
)

// grave is what is remembered of a session that is over, so that its return is no
// fresh budget.
type grave struct {
	hash      [16]byte // of the key
	at        int64    // Unix nanoseconds; no two have the same
	changed   uint64
	nano      budget.NanoUSD
	estimated budget.NanoUSD
	tokens    int64
	calls     uint32
	unpriced  uint32
	crossed   uint32
	extra     uint32
	prev      uint32
	next      uint32
	settled   settled
	state     budget.State
	flags     graveFlag
	verdict   Verdict
}

type graveFlag uint8

const (
	graveUsed    graveFlag = 1 << iota
	graveEvicted           // there was no room for it
	graveTold              // its end was told
	graveTrace             // only a trace held it together
	graveSpent             // exhausted or exceeded: forgotten after the others
)

// graves are all of them, by when they were dug.
type graves struct {
	slab      slab[grave]
	index     index
	lists     [2]graveList // of well ones and spent ones
	clock     int64        // of the last
	unclaimed int          // of sessions that only a trace held together
}

type graveList struct{ head, tail uint32 }

func hashKey(key []byte) (hash [16]byte) {
	sum := sha256.Sum256(key)
	copy(hash[:], sum[:])
	return hash
}

func (g *graves) find(key []byte) uint32 {
	if g.slab.live == 0 {
		return 0
	}
	hash := hashKey(key)
	return g.index.find(binary.LittleEndian.Uint32(hash[:]), func(slot uint32) bool { return g.slab.at(slot).hash == hash })
}

// dig remembers a session. Past the bound the oldest is forgotten, those that had
// nearly spent their budget last.
func (g *graves) dig(l *Ledger, key []byte, slot uint32, reason string) {
	if g.slab.live >= l.config.MaxTombstones {
		oldest := g.lists[0].tail
		if oldest == 0 {
			oldest = g.lists[1].tail
		}
		l.counts.TombstonesDropped++
		g.forget(l, oldest)
	}
	at := g.slab.take()
	l.touchGrave(at)
	r, spend := l.sessions.at(slot), l.spend(slot)
	var counted settled
	if x := l.extraOf(slot); x != nil {
		counted = x.settled
	}
	g.clock = max(g.clock+1, l.now)
	*g.slab.at(at) = grave{
		hash: hashKey(key), at: g.clock, changed: r.changed, nano: r.nano, estimated: r.estimated, unpriced: r.unpriced, tokens: spend.Tokens,
		calls: r.calls, crossed: r.crossed, extra: l.keepExtra(slot), state: r.state, flags: graveUsed,
		settled: counted, verdict: r.verdict,
	}
	own := g.slab.at(at)
	if isTraceKey(key) {
		own.flags |= graveTrace
	}
	if r.flags&flagTold != 0 {
		own.flags |= graveTold
	}
	if reason == reasonEvicted {
		own.flags |= graveEvicted
	}
	if r.state >= budget.Exhausting {
		own.flags |= graveSpent
	}
	g.index.add(binary.LittleEndian.Uint32(own.hash[:]), at)
	g.link(at)
}

// keepExtra takes from an extra what is remembered; 0 if that is nothing.
func (l *Ledger) keepExtra(slot uint32) uint32 {
	r := l.sessions.at(slot)
	at := r.extra
	if at == 0 {
		return 0
	}
	r.extra = 0
	x := l.extras.at(at)
	l.accounts.disown(l, x.accounts)
	kept := extra{
		limit: x.limit, limited: x.limited, limitRevision: x.limitRevision, overrides: x.overrides,
		surplus: x.surplus, sampled: x.sampled,
	}
	if kept == (extra{}) {
		l.extras.put(at)
		return 0
	}
	*x = kept
	return at
}

func (g *graves) listOf(of *grave) *graveList {
	if of.flags&graveSpent != 0 {
		return &g.lists[1]
	}
	return &g.lists[0]
}

func (g *graves) link(at uint32) {
	own := g.slab.at(at)
	if own.flags&graveTrace != 0 {
		g.unclaimed++
	}
	to := g.listOf(own)
	own.prev, own.next = 0, to.head
	if to.head != 0 {
		g.slab.at(to.head).prev = at
	} else {
		to.tail = at
	}
	to.head = at
}

// remove forgets a grave, but for its extra if that has gone elsewhere.
func (g *graves) remove(l *Ledger, at uint32) {
	l.touchGrave(at)
	own := g.slab.at(at)
	if own.flags&graveTrace != 0 {
		g.unclaimed--
	}
	from := g.listOf(own)
	if own.prev != 0 {
		g.slab.at(own.prev).next = own.next
	} else {
		from.head = own.next
	}
	if own.next != 0 {
		g.slab.at(own.next).prev = own.prev
	} else {
		from.tail = own.prev
	}
	g.index.remove(binary.LittleEndian.Uint32(own.hash[:]), at)
	g.slab.put(at)
}

// forget is remove with the extra.
func (g *graves) forget(l *Ledger, at uint32) {
	l.touchGrave(at)
	if x := g.slab.at(at).extra; x != 0 {
		l.extras.put(x)
	}
	g.remove(l, at)
}

// expire forgets up to most of those dug before a time.
func (g *graves) expire(l *Ledger, before int64, most int) (n int) {
	for i := range g.lists {
		for n < most && g.lists[i].tail != 0 && g.slab.at(g.lists[i].tail).at < before {
			g.forget(l, g.lists[i].tail)
			n++
		}
	}
	return n
}

func (g *graves) shift(by int64) {
	g.clock -= by
	for at := uint32(1); at < g.slab.used; at++ {
		if own := g.slab.at(at); own.flags != 0 {
			own.at -= by
		}
	}
}
