package session

import (
	"encoding/base64"
	"slices"
	"strings"
	"time"
)

// listing keeps the first of many slots: a heap whose root is the last of those kept.
type listing struct {
	less  func(a, b uint32) bool
	most  int
	slots []uint32
}

func (t *listing) add(slot uint32) {
	if len(t.slots) < t.most {
		t.slots = append(t.slots, slot)
		for i := len(t.slots) - 1; i > 0 && t.less(t.slots[(i-1)/2], t.slots[i]); i = (i - 1) / 2 {
			t.slots[i], t.slots[(i-1)/2] = t.slots[(i-1)/2], t.slots[i]
		}
		return
	}
	if !t.less(slot, t.slots[0]) {
		return
	}
	t.slots[0] = slot
	for i := 0; ; {
		last := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(t.slots); child++ {
			if t.less(t.slots[last], t.slots[child]) {
				last = child
			}
		}
		if last == i {
			return
		}
		t.slots[i], t.slots[last] = t.slots[last], t.slots[i]
		i = last
	}
}

func (t *listing) sorted() []uint32 {
	slices.SortFunc(t.slots, func(a, b uint32) int {
		switch {
		case t.less(a, b):
			return -1
		case t.less(b, a):
			return 1
		default:
			return 0
		}
	})
	return t.slots
}

// List is a page of the sessions that are known, those that are over a short time
// included, and where the next one begins; empty after the last.
func (l *Ledger) List(now time.Time, q Query) (page []Listed, next Cursor) {
	limit := q.Limit
	if limit <= 0 || limit > MaxPage {
		limit = MaxPage
	}
	after, from := q.After.decode()
	top := listing{less: func(a, b uint32) bool { return l.before(q.Sort, a, b) }, most: limit + 1}
	for slot := uint32(1); slot < l.sessions.used; slot++ {
		r := l.sessions.at(slot)
		if r.key == 0 || len(q.States) > 0 && !slices.Contains(q.States, r.state) {
			continue
		}
		if !q.AnyTenant && tenantOf(l.keys.key(r.key)) != q.Tenant {
			continue
		}
		if from && !l.behind(q.Sort, slot, after) {
			continue
		}
		top.add(slot)
	}
	slots := top.sorted()
	if len(slots) > limit {
		slots = slots[:limit]
		next = l.cursor(q.Sort, slots[limit-1])
	}
	for _, slot := range slots {
		page = append(page, l.listed(slot, unixNano(now)))
	}
	return page, next
}

func tenantOf(key []byte) string {
	return string(key[keyHeader : keyHeader+(int(key[0])|int(key[1])<<8)])
}

func (l *Ledger) listed(slot uint32, now int64) Listed {
	r := l.sessions.at(slot)
	first, _ := r.pace.Span()
	return Listed{
		Key: splitKey(l.keys.key(r.key)), State: r.state, Spend: l.spend(slot), Limit: l.tightest(slot).limit,
		Service: l.names.text(r.service), Agent: l.names.text(r.agent),
		Idle: now-r.arrival >= int64(l.config.IdleAfter), Ended: r.flags&flagEnded != 0,
		First: first, LastArrival: r.arrival - r.arrival%1000,
	}
}

// weight is what sessions are sorted by, the largest first; of equal ones the key decides.
func (l *Ledger) weight(by Sort, slot uint32) int64 {
	if by == ByArrival {
		return l.sessions.at(slot).arrival
	}
	return l.sessions.at(slot).nano
}

func (l *Ledger) before(by Sort, a, b uint32) bool {
	if x, y := l.weight(by, a), l.weight(by, b); x != y {
		return x > y
	}
	return string(l.keys.key(l.sessions.at(a).key)) < string(l.keys.key(l.sessions.at(b).key))
}

// place in a listing.
type listPlace struct {
	weight int64
	key    string
}

func (l *Ledger) behind(by Sort, slot uint32, at listPlace) bool {
	if w := l.weight(by, slot); w != at.weight {
		return w < at.weight
	}
	return string(l.keys.key(l.sessions.at(slot).key)) > at.key
}

func (l *Ledger) cursor(by Sort, slot uint32) Cursor {
	raw := appendInt(nil, l.weight(by, slot))
	raw = append(raw, l.keys.key(l.sessions.at(slot).key)...)
	return Cursor(base64.RawURLEncoding.EncodeToString(raw))
}

func (c Cursor) decode() (at listPlace, ok bool) {
	if c == "" || len(c) > 1024 {
		return at, false
	}
	raw, err := base64.RawURLEncoding.DecodeString(string(c))
	if err != nil {
		return at, false
	}
	in := reader{rest: raw}
	at.weight = in.int()
	at.key = strings.Clone(string(in.rest))
	return at, !in.failed
}
