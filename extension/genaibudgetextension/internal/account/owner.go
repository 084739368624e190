package account

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/store"
	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

const (
	// chunk is how many postings are booked with the lock held once: a part of a millisecond.
	chunk = 64
	// slice is how many are booked before those who ask are answered: some 100 us.
	slice = 32
)

// Config configures an [Owner].
type Config struct {
	Ledger session.Config
	// A snapshot is made when the journal has grown for SnapshotInterval, or by
	// SnapshotBytes or SnapshotRecords.
	SnapshotInterval time.Duration
	SnapshotBytes    int64
	SnapshotRecords  int64
	// MaxPendingBytes is what may wait for the store; past it postings are refused.
	MaxPendingBytes int64
	// WriteTimeout bounds one write to the store.
	WriteTimeout time.Duration
	// KeepEvents is how many events are kept for streams that come back.
	KeepEvents int
	// Booked is told of all that is booked, that was read back from the journal, too, without
	// the lock of the ledger: some of it in another order. It keeps none of its arguments. nil for nobody.
	Booked func(postings []session.Posting, receipts []session.Receipt)
	// Compacting is called before a snapshot takes the place of a part of the journal:
	// what is kept apart from the ledger and learns from Booked can be written then. All of
	// that part was told, and begun is [session.Ledger.Begun] at its end. Its error is the snapshot's. nil for nothing.
	Compacting func(ctx context.Context, begun uint32) error
	// StartEmpty gives up a store that cannot be read, rather than fail.
	StartEmpty bool
}

// Owner owns a ledger. It is safe for concurrent use.
type Owner struct {
	config   Config
	observer Observer
	store    store.Store // nil for memory
	journal  *journal    // nil for memory
	feed     *feed
	watchers *watchers

	// telling is held shared from before postings are booked until Booked was told of them.
	// It comes before lock.
	telling sync.RWMutex

	lock       lock
	ledger     *session.Ledger // owned by lock
	seen       uint64          // last event in the feed; owned by lock
	generation uint64          // next of a snapshot; owned by whoever makes snapshots
	imageBytes int64           // of the last snapshot of this process; owned as generation is

	closed atomic.Bool
	stop   context.CancelFunc
	tasks  sync.WaitGroup
}

// Open reads a ledger back from a store, or makes an empty one where there is no
// store, and lets its time pass until [Owner.Close].
func Open(ctx context.Context, c Config, s store.Store, observer Observer) (*Owner, Restored, error) {
	c.Ledger.Replayed = c.Booked
	o := &Owner{config: c, observer: observer, store: s, watchers: newWatchers()}
	o.feed = newFeed(c.KeepEvents, o.watchers)
	restored, err := o.restore(ctx)
	if err != nil {
		return nil, restored, err
	}
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	o.stop = stop
	o.collect()
	o.seen = o.ledger.LastEvent()
	o.feed.begin(o.seen)
	o.tasks.Go(func() { o.passTime(background) })
	if o.journal != nil {
		o.tasks.Go(func() { o.journal.run(background) })
		o.tasks.Go(func() { o.compact(background) })
	}
	return o, restored, nil
}

// Close keeps all that is not kept yet, makes a last snapshot and closes the store.
func (o *Owner) Close(ctx context.Context) error {
	if !o.shut() {
		return nil
	}
	o.stop()
	o.tasks.Wait()
	if o.journal == nil {
		return nil
	}
	err := o.journal.commit(ctx)
	if err == nil {
		err = o.snapshot(ctx)
	}
	return errors.Join(err, o.store.Close(ctx))
}

// shut lets nothing more in, and reports whether it was open.
func (o *Owner) shut() bool {
	o.lock.lockNow()
	defer o.lock.unlockNow()
	return !o.closed.Swap(true)
}

// Post books postings; see [session.Accounts].
func (o *Owner) Post(ctx context.Context, postings []session.Posting, receipts []session.Receipt) error {
	if o.journal != nil && o.journal.waiting() > o.config.MaxPendingBytes {
		o.observer.Refused(ReasonOverloaded)
		o.journal.hurry()
		return ErrOverloaded
	}
	var last *round
	for at := 0; at < len(postings); at += chunk {
		end := min(at+chunk, len(postings))
		when := later
		if end == len(postings) {
			when = atOnce
		}
		r, err := o.book(postings[at:end], receipts[at:end], when)
		if err != nil {
			o.observer.Refused(ReasonClosed)
			return err
		}
		last = r
	}
	if err := wait(ctx, last); err != nil {
		o.observer.Refused(ReasonStorage)
		return err
	}
	o.count(receipts[:len(postings)])
	return nil
}

func (o *Owner) book(postings []session.Posting, receipts []session.Receipt, when urgency) (*round, error) {
	o.telling.RLock()
	defer o.telling.RUnlock()
	r, err := o.post(postings, receipts, when)
	if err == nil && o.config.Booked != nil {
		o.config.Booked(postings, receipts)
	}
	return r, err
}

// Between calls f when nobody is between the ledger and Booked and no snapshot begins: what of sessions
// with numbers above begun is booked, Booked is told after it.
func (o *Owner) Between(f func(begun uint32)) {
	o.telling.Lock()
	defer o.telling.Unlock()
	f(o.begun())
}

func (o *Owner) begun() uint32 {
	o.lock.lockNow()
	defer o.lock.unlockNow()
	return o.ledger.Begun()
}

func (o *Owner) post(postings []session.Posting, receipts []session.Receipt, when urgency) (*round, error) {
	o.lock.lockLater()
	defer o.lock.unlockLater()
	if o.closed.Load() {
		return nil, ErrClosed
	}
	now := time.Now()
	for at := 0; at < len(postings); at += slice {
		end := min(at+slice, len(postings))
		o.ledger.Post(now, postings[at:end], receipts[at:end])
		o.lock.answer()
	}
	r := o.keep(when, func(dst []byte) []byte { return session.AppendPostings(dst, now, postings) })
	o.watchers.booked(postings, receipts) // who wakes finds the events, if they need not be kept first
	return r, nil
}

// keep journals what was done to the ledger. It is called with the lock held.
func (o *Owner) keep(when urgency, entry func(dst []byte) []byte) *round {
	found := o.collect()
	if o.journal == nil {
		if found {
			o.feed.publish(o.seen)
		}
		return nil
	}
	r := o.journal.add(o.seen, entry)
	if found || when == atOnce {
		o.journal.hurry()
	}
	return r
}

// urgency is when an entry is written that led to no event.
type urgency int

const (
	later  urgency = iota // with others
	atOnce                // somebody waits for it
)

// collect takes new events from the ledger into the feed, where nobody sees them
// before they are published. It is called with the lock held.
func (o *Owner) collect() (found bool) {
	const page = 256
	for {
		events := o.ledger.Events(o.seen, page)
		if len(events) == 0 {
			return found
		}
		o.feed.add(events)
		o.seen, found = events[len(events)-1].Sequence, true
	}
}

func (o *Owner) count(receipts []session.Receipt) {
	var notes Notes
	duplicates := 0
	for i := range receipts {
		notes.add(receipts[i].Note)
		if receipts[i].Duplicate {
			duplicates++
		}
	}
	o.observer.Posted(len(receipts), duplicates, &notes)
}

// wait returns when a round is written; nil needs no writing.
func wait(ctx context.Context, r *round) error {
	if r == nil {
		return nil
	}
	select {
	case <-r.done:
		return r.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// SetLimit gives a session a limit of its own; see [session.Ledger.SetLimit].
func (o *Owner) SetLimit(ctx context.Context, key session.Key, limit *budget.Limit, ifRevision uint64) (session.View, error) {
	view, r, err := o.setLimit(key, limit, ifRevision)
	if err != nil {
		return view, err
	}
	return view, wait(ctx, r)
}

func (o *Owner) setLimit(key session.Key, limit *budget.Limit, ifRevision uint64) (session.View, *round, error) {
	o.lock.lockNow()
	defer o.lock.unlockNow()
	if o.closed.Load() {
		return session.View{}, nil, ErrClosed
	}
	now := time.Now()
	view, err := o.ledger.SetLimit(now, key, limit, ifRevision)
	if err != nil {
		return view, nil, err
	}
	r := o.keep(atOnce, func(dst []byte) []byte { return session.AppendLimit(dst, now, key, limit) })
	o.watchers.changed(key)
	return view, r, nil
}

// End says that a session is over.
func (o *Owner) End(ctx context.Context, key session.Key) error {
	r, err := o.end(key)
	if err != nil {
		return err
	}
	return wait(ctx, r)
}

func (o *Owner) end(key session.Key) (*round, error) {
	o.lock.lockNow()
	defer o.lock.unlockNow()
	if o.closed.Load() {
		return nil, ErrClosed
	}
	now := time.Now()
	o.ledger.End(now, key)
	r := o.keep(atOnce, func(dst []byte) []byte { return session.AppendEnd(dst, now, key) })
	o.watchers.changed(key)
	return r, nil
}

// Delivered forgets events up to a sequence number.
func (o *Owner) Delivered(ctx context.Context, through uint64) error {
	r, err := o.delivered(through)
	if err != nil {
		return err
	}
	return wait(ctx, r)
}

func (o *Owner) delivered(through uint64) (*round, error) {
	o.lock.lockNow()
	defer o.lock.unlockNow()
	if o.closed.Load() {
		return nil, ErrClosed
	}
	o.ledger.Delivered(through)
	return o.keep(atOnce, func(dst []byte) []byte { return session.AppendDelivered(dst, through) }), nil
}

// View is what is known of a session.
func (o *Owner) View(key session.Key) (view session.View) {
	o.lock.ask(func() { view = o.ledger.View(time.Now(), key) })
	return view
}

// lookedAtOnce is how many sessions of a listing are looked at with the lock held
// once: a part of a millisecond.
const lookedAtOnce = 4096

// List is a page of the live sessions. Others post in between.
func (o *Owner) List(q session.Query) ([]session.Listed, session.Cursor) {
	listing := o.ledger.Listing(q)
	for more := true; more; {
		more = o.look(listing)
	}
	o.lock.lockNow()
	defer o.lock.unlockNow()
	return listing.Page(time.Now())
}

func (o *Owner) look(listing *session.Listing) (more bool) {
	o.lock.lockLater()
	defer o.lock.unlockLater()
	return listing.Look(lookedAtOnce)
}

// Totals are counts and sizes of the ledger as a whole.
func (o *Owner) Totals() (session.Counts, session.Sizes) {
	o.lock.lockNow()
	defer o.lock.unlockNow()
	return o.ledger.Totals()
}

// Report is the state of all accounts.
func (o *Owner) Report(now time.Time) session.Report {
	o.lock.lockNow()
	defer o.lock.unlockNow()
	return o.ledger.Report(now)
}

// Events are those that wait to be delivered and are kept: what happened before a
// crash of the process is told after it, and nothing that did not happen.
func (o *Owner) Events(after uint64, limit int) []session.Event {
	kept := o.feed.published()
	o.lock.lockNow()
	defer o.lock.unlockNow()
	events := o.ledger.Events(after, limit)
	for len(events) > 0 && events[len(events)-1].Sequence > kept {
		events = events[:len(events)-1]
	}
	return events
}

// Notify calls f whenever there are new events; see [session.Accounts].
func (o *Owner) Notify(f func()) (stop func()) { return o.feed.notify(f) }

// Watch tells of changes of a session and events of it, one token for any number of them.
func (o *Owner) Watch(key session.Key) (changes <-chan struct{}, stop func()) {
	return o.watchers.add(key)
}

// EventsOf are the published events of a session behind a sequence number, the
// sequence number up to which that is all, and whether older ones are forgotten.
func (o *Owner) EventsOf(key session.Key, after uint64) (events []session.Event, through uint64, complete bool) {
	return o.feed.of(key, after)
}

// Pending is how many bytes of the journal wait for the store.
func (o *Owner) Pending() int64 {
	if o.journal == nil {
		return 0
	}
	return o.journal.waiting()
}
