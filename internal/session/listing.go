package session

import (
	"encoding/base64"
	"math"
	"slices"
	"strings"
	"time"
)

// Listing is a page that is being made: a part of the sessions is looked at with each
// call of Look, and the ledger may go on in between.
type Listing struct {
	ledger *Ledger
	query  Query
	after  listPlace
	from   bool // after is where the page before ended
	limit  int
	next   uint32    // slot
	kept   []listing // a heap whose root is the last of those kept
}

// listing is a session of a page, as it was when it was looked at.
type listing struct {
	listPlace
	slot, serial uint32
}

// Listing begins a page.
func (l *Ledger) Listing(q Query) *Listing {
	t := &Listing{ledger: l, query: q, limit: q.Limit, next: 1}
	if t.limit <= 0 || t.limit > MaxPage {
		t.limit = MaxPage
	}
	t.after, t.from = q.After.decode()
	return t
}

// Look looks at most so many sessions more, and reports whether there are others.
func (t *Listing) Look(most uint32) (more bool) {
	l := t.ledger
	end := min(t.next+most, l.sessions.used)
	for ; t.next < end; t.next++ {
		if r := l.sessions.at(t.next); r.key != 0 && t.wanted(r) {
			t.add(t.next, r)
		}
	}
	return t.next < l.sessions.used
}

func (t *Listing) wanted(r *record) bool {
	if len(t.query.States) > 0 && !slices.Contains(t.query.States, r.state) {
		return false
	}
	return t.query.AnyTenant || tenantOf(t.ledger.keys.key(r.key)) == t.query.Tenant
}

// add keeps a session if it is among the first behind the page before.
func (t *Listing) add(slot uint32, r *record) {
	weight := t.ledger.weight(t.query.Sort, slot)
	full := len(t.kept) > t.limit // one more than the page, so that it is known whether there is another
	if full && weight < t.kept[0].weight {
		return // without a look at the key, which is elsewhere
	}
	key := t.ledger.keys.key(r.key)
	if t.from && !t.after.before(weight, key) {
		return
	}
	if full && t.kept[0].before(weight, key) {
		return
	}
	one := listing{listPlace{weight, string(key)}, slot, r.serial}
	if full {
		t.kept[0] = one
		t.sink()
		return
	}
	t.kept = append(t.kept, one)
	for i := len(t.kept) - 1; i > 0 && t.kept[(i-1)/2].comesBefore(&t.kept[i]); i = (i - 1) / 2 {
		t.kept[(i-1)/2], t.kept[i] = t.kept[i], t.kept[(i-1)/2]
	}
}

// sink puts a new root in its place.
func (t *Listing) sink() {
	for i := 0; ; {
		last := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(t.kept); child++ {
			if t.kept[last].comesBefore(&t.kept[child]) {
				last = child
			}
		}
		if last == i {
			return
		}
		t.kept[i], t.kept[last] = t.kept[last], t.kept[i]
		i = last
	}
}

// Page is the page, once there are no sessions left to look at, and where the next
// one begins; empty after the last. Sessions that are gone by now are not on it.
func (t *Listing) Page(now time.Time) (page []Listed, next Cursor) {
	l := t.ledger
	slices.SortFunc(t.kept, func(a, b listing) int {
		if a.comesBefore(&b) {
			return -1
		}
		return 1
	})
	if len(t.kept) > t.limit {
		t.kept = t.kept[:t.limit]
		next = t.kept[t.limit-1].cursor()
	}
	for i := range t.kept {
		if r := l.sessions.at(t.kept[i].slot); r.key != 0 && r.serial == t.kept[i].serial {
			page = append(page, l.listed(t.kept[i].slot, unixNano(now)))
		}
	}
	return page, next
}

// List is a page of the sessions that are known, those that are over a short time
// included, and where the next one begins; empty after the last.
func (l *Ledger) List(now time.Time, q Query) (page []Listed, next Cursor) {
	t := l.Listing(q)
	for t.Look(math.MaxInt32) {
	}
	return t.Page(now)
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

// listPlace is a place in a listing.
type listPlace struct {
	weight int64
	key    string
}

// before reports whether a place comes before that of a weight and a key.
func (p *listPlace) before(weight int64, key []byte) bool {
	if p.weight != weight {
		return p.weight > weight
	}
	return p.key < string(key)
}

func (a *listing) comesBefore(b *listing) bool {
	if a.weight != b.weight {
		return a.weight > b.weight
	}
	return a.key < b.key
}

func (p *listPlace) cursor() Cursor {
	return Cursor(base64.RawURLEncoding.EncodeToString(append(appendInt(nil, p.weight), p.key...)))
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
