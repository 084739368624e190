package genaifeedbackreceiver

import (
	"container/list"
	"crypto/sha256"
	"sync"
	"time"
)

// idState is what is known of an id.
type idState int

const (
	idNew   idState = iota
	idTaken         // somebody is at it, and may yet fail
	idDone
)

type idKey [16]byte

// ids remembers the ids of feedback for a time. Past its bound the one that was taken
// longest ago is forgotten.
type ids struct {
	ttl  time.Duration
	most int

	mu    sync.Mutex
	byKey map[idKey]*list.Element
	order *list.List // of idEntry, the oldest first
}

type idEntry struct {
	key  idKey
	at   time.Time
	done bool
}

func newIDs(c IdempotencyConfig) *ids {
	return &ids{ttl: c.TTL, most: c.MaxIDs, byKey: map[idKey]*list.Element{}, order: list.New()}
}

// keyOfID makes an id one of what it is about: nobody takes the ids of others.
func keyOfID(f *feedback) idKey {
	sum := sha256.Sum256([]byte(f.about() + "\n" + f.ID))
	return idKey(sum[:16])
}

// take reserves an id that is new, until [ids.done] or [ids.release]. forgot says that another one
// had to go before its time.
func (d *ids) take(key idKey, now time.Time) (state idState, forgot bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for front := d.order.Front(); front != nil && now.Sub(entryOf(front).at) > d.ttl; front = d.order.Front() {
		d.drop(front)
	}
	if known, ok := d.byKey[key]; ok {
		if entryOf(known).done {
			return idDone, false
		}
		return idTaken, false
	}
	if d.order.Len() >= d.most {
		d.drop(d.order.Front())
		forgot = true
	}
	d.byKey[key] = d.order.PushBack(&idEntry{key: key, at: now})
	return idNew, forgot
}

// done says that what was reserved was taken, and returns what is to be kept of it.
func (d *ids) done(reserved map[idKey]bool) (taken []idEntry) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for key := range reserved {
		if at, ok := d.byKey[key]; ok {
			entryOf(at).done = true
			taken = append(taken, *entryOf(at))
		}
	}
	return taken
}

// restore adds what was taken before, the oldest first. Of a clock that was ahead is not believed that it
// was later than now: such an id would never be forgotten.
func (d *ids) restore(before []idEntry, now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, e := range before[max(0, len(before)-d.most):] {
		if e.at.After(now) {
			e.at = now
		}
		e.done = true
		if _, twice := d.byKey[e.key]; !twice {
			d.byKey[e.key] = d.order.PushBack(&e)
		}
	}
}

// release says that it was not: it may come again.
func (d *ids) release(reserved map[idKey]bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for key := range reserved {
		if at, ok := d.byKey[key]; ok {
			d.drop(at)
		}
	}
}

func (d *ids) drop(at *list.Element) { delete(d.byKey, entryOf(at).key); d.order.Remove(at) }

func (d *ids) len() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.order.Len()
}

func entryOf(at *list.Element) *idEntry { return at.Value.(*idEntry) } //nolint:forcetypeassert // the list holds nothing else
