package account

import (
	"slices"
	"sort"
	"sync"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// feed keeps the last events for streams, and tells of new ones once they are published.
type feed struct {
	most     int
	watchers *watchers

	mu        sync.Mutex
	events    []session.Event // by sequence, at most twice most
	forgotten uint64          // the last that is no longer in events
	through   uint64          // the last that is published
	notified  map[int]func()
	nextID    int
}

func newFeed(most int, w *watchers) *feed {
	return &feed{most: max(most, 1), watchers: w, notified: map[int]func(){}}
}

// begin says up to which event a ledger had come that was read back. Of these only
// those that still wait to be delivered were added; a stream that missed others is told.
func (f *feed) begin(through uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.through = through
	if len(f.events) == 0 {
		f.forgotten = through
	}
}

// add takes events that are not published yet.
func (f *feed) add(events []session.Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.events) == 0 && f.forgotten == 0 && len(events) > 0 {
		f.forgotten = events[0].Sequence - 1
	}
	f.events = append(f.events, events...)
	if len(f.events) > 2*f.most {
		cut := len(f.events) - f.most
		f.forgotten = f.events[cut-1].Sequence
		f.events = append(make([]session.Event, 0, 2*f.most), f.events[cut:]...)
	}
}

// publish shows the events up to a sequence number.
func (f *feed) publish(through uint64) {
	for _, event := range f.show(through) {
		f.watchers.changed(session.Key{Tenant: event.Tenant, Session: event.Session})
	}
}

// show returns the events that were not published before, and notifies of them.
func (f *feed) show(through uint64) []session.Event {
	f.mu.Lock()
	defer f.mu.Unlock()
	if through <= f.through {
		return nil
	}
	shown := slices.Clone(f.events[f.behind(f.through):f.behind(through)])
	f.through = through
	for _, call := range f.notified {
		call()
	}
	return shown
}

func (f *feed) published() uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.through
}

// behind is the index of the first event behind a sequence number.
func (f *feed) behind(sequence uint64) int {
	return sort.Search(len(f.events), func(i int) bool { return f.events[i].Sequence > sequence })
}

// of are the events of a session behind a sequence number. They are not complete where
// some are forgotten, or where the number is one that this ledger never came to.
func (f *feed) of(key session.Key, after uint64) (events []session.Event, through uint64, complete bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, event := range f.events[min(f.behind(after), f.behind(f.through)):f.behind(f.through)] {
		if event.Tenant == key.Tenant && event.Session == key.Session {
			events = append(events, event)
		}
	}
	return events, f.through, after >= f.forgotten && after <= f.through
}

func (f *feed) notify(call func()) (stop func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	id := f.nextID
	f.nextID++
	f.notified[id] = call
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.notified, id)
	}
}
