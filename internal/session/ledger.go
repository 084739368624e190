package session

import (
	"errors"
	"hash/maphash"
	"math"
	"slices"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session/lane"
)

// Errors of a ledger.
var (
	// ErrRevision: the session has changed since the revision that was given.
	ErrRevision = errors.New("the session has changed")
	// ErrNoRoom: there is no room for another session.
	ErrNoRoom = errors.New("no room for another session")
	// ErrCorrupt: a record of the journal or a snapshot is not as it was written.
	ErrCorrupt = errors.New("corrupt record")
	// ErrVersion: a record or snapshot was written by another version.
	ErrVersion = errors.New("unknown version")
)

// Ledger keeps the accounts of sessions and budgets. It is not safe for concurrent
// use: who owns it locks.
type Ledger struct {
	config   Config
	rules    lane.Rules
	own      []ownBudget
	scoped   []scopedBudget
	matching bool // own budgets have overrides

	scopedPlaces []int // 0, 1, 2 ... of scoped

	now     int64  // of the last input, in Unix nanoseconds
	clock   int64  // of the last arrival; each has its own
	changes uint64 // of anything that is told
	serials uint32 // of sessions and accounts

	seed      maphash.Seed // of indexes; differs from run to run
	scratch   []byte
	sessions  slab[record]
	byKey     index
	keys      arena
	recent    recentIDs
	extras    slab[extra]
	lanes     lanes
	charged   chargedAccounts
	lists     [listCount]list
	unclaimed int                             // live sessions that only a trace holds together
	states    [int(budget.Exceeded) + 1]int64 // live sessions by state
	names     names
	dearest   dearest

	breaches   []uint32 // sessions that have or had flagBreach
	breachRoom int      // for so many before those that have not are taken out

	traces   traces
	graves   graves
	accounts accounts
	seen     seen
	outcomes outcomes
	claims   claims
	held     []heldEvent
	events   eventLog
	overflow map[string]budget.Spend
	counts   Counts

	cause    cause
	marks    [fetchAtOnce]marks // of the postings at hand
	snapshot *Snapshot
	replay   replay
	image    []int // while it is read back: for each budget of the image, that of scoped; -1 for none
}

// cause is the record that led to what is happening.
type cause struct {
	trace   TraceID
	span    SpanID
	service name
	agent   name
}

// New returns an empty ledger. Its errors name what is wrong by the key as typed
// below the extension: budgets[2].window ... All are told at once.
func New(c Config) (*Ledger, error) {
	c.setDefaults()
	if err := c.validate(); err != nil {
		return nil, err
	}
	c.Budgets = slices.Clone(c.Budgets)
	l := &Ledger{
		config: c, rules: c.rules(), seed: maphash.MakeSeed(),
		names: newNames(c.MaxNames), overflow: map[string]budget.Spend{},
	}
	l.compileBudgets()
	l.charged.stride = len(l.scoped)
	for i := range l.scoped {
		l.scopedPlaces = append(l.scopedPlaces, i)
	}
	l.accounts.init()
	l.seen.seed = maphash.Comparable(l.seed, 0) | 1
	return l, nil
}

func (l *Ledger) hash(key []byte) uint32 { return uint32(maphash.Bytes(l.seed, key)) }

// setBack is how far a clock may go back before all times are set back with it;
// below that the ledger's time stands still.
const setBack = int64(time.Minute)

// advance sets the time of the input at hand. A clock that was far ahead and is
// set right must not make all that happened then stay in the future for years.
func (l *Ledger) advance(now time.Time) {
	at := unixNano(now)
	if l.now-at > setBack {
		l.shift(l.now - at)
	}
	l.now = max(l.now, at)
	l.clock = max(l.clock, l.now-1)
	l.seen.turn(l)
}

// unixNano is a time in Unix nanoseconds, within what they can express.
func unixNano(t time.Time) int64 {
	const most = math.MaxInt64 / int64(time.Second) / 2
	return min(max(t.Unix(), 0), most)*int64(time.Second) + int64(t.Nanosecond())
}

// shift sets all times back.
func (l *Ledger) shift(by int64) {
	l.finishSnapshot()
	l.now -= by
	l.clock -= by
	for slot := uint32(1); slot < l.sessions.used; slot++ {
		if r := l.sessions.at(slot); r.key != 0 {
			r.arrival -= by
			r.created = uint32(min(int64(r.created), l.now/int64(time.Second)))
		}
	}
	l.traces.shift(by)
	l.graves.shift(by)
	l.claims.shift(by)
	l.accounts.shift(by)
	l.seen.shift(by)
	l.shiftOutcomes((by + hour/2) / hour)
}

// arrive gives a session the time of an arrival, and moves it to the front.
func (l *Ledger) arrive(slot uint32) {
	l.clock++
	l.unlink(slot)
	r := l.sessions.at(slot)
	r.arrival = l.clock
	l.link(slot, r.kind())
}

// place moves a session that just arrived to the list of its state.
func (l *Ledger) place(slot uint32) {
	if r := l.sessions.at(slot); r.list != r.kind() {
		l.unlink(slot)
		l.link(slot, r.kind())
	}
}

func (r *record) kind() listKind {
	if r.flags&flagEnded != 0 {
		return listEnded
	}
	return listKind(r.state)
}

// change notes that what is told of a session changed.
func (l *Ledger) change(slot uint32) {
	l.changes++
	l.sessions.at(slot).changed = l.changes
}
