package account

import (
	"sync"
	"sync/atomic"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// watchers are those who wait for changes of sessions.
type watchers struct {
	count atomic.Int64 // so that nobody pays for them where there are none

	mu    sync.Mutex
	byKey map[session.Key]map[chan struct{}]struct{}
}

func newWatchers() *watchers {
	return &watchers{byKey: map[session.Key]map[chan struct{}]struct{}{}}
}

func (w *watchers) add(key session.Key) (changes <-chan struct{}, stop func()) {
	c := make(chan struct{}, 1)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.byKey[key] == nil {
		w.byKey[key] = map[chan struct{}]struct{}{}
	}
	w.byKey[key][c] = struct{}{}
	w.count.Add(1)
	return c, sync.OnceFunc(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.byKey[key], c)
		if len(w.byKey[key]) == 0 {
			delete(w.byKey, key)
		}
		w.count.Add(-1)
	})
}

// changed tells who waits for a session.
func (w *watchers) changed(key session.Key) {
	if w.count.Load() == 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tell(key)
}

// booked tells who waits for the sessions of postings.
func (w *watchers) booked(postings []session.Posting, receipts []session.Receipt) {
	if w.count.Load() == 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := range postings {
		name := receipts[i].Session
		if name == "" {
			name = postings[i].Session
		}
		w.tell(session.Key{Tenant: postings[i].Tenant, Session: name})
	}
}

// all tells everybody.
func (w *watchers) all() {
	if w.count.Load() == 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for key := range w.byKey {
		w.tell(key)
	}
}

func (w *watchers) tell(key session.Key) {
	for c := range w.byKey[key] {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}
