package session

import (
	"errors"
	"iter"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
)

// Ledger keeps the accounts of sessions and budgets. It is not safe for concurrent
// use: who owns it locks.
type Ledger struct{}

// New returns an empty ledger. Its errors name what is wrong by the key as typed
// below the extension: budgets[2].window ... All are told at once.
func New(Config) (*Ledger, error) { return &Ledger{}, nil }

// Post books postings and writes what became of each to the receipt with its
// index; receipts is as long as postings.
func (l *Ledger) Post(now time.Time, postings []Posting, receipts []Receipt) {}

// Tick does what is due at a time without a posting: sessions expire, windows end,
// events of traces that nobody claimed are sent. One call does a bounded amount of
// work and reports whether more is due.
func (l *Ledger) Tick(now time.Time) (more bool) { return false }

// SetLimit gives one session a limit of its own for all of its session budgets;
// nil gives it back to the budgets. If ifRevision is not 0, the session must be at
// that [View].Revision, or the error is [ErrRevision]. A session that nobody has
// heard of yet gets its limit all the same.
func (l *Ledger) SetLimit(now time.Time, key Key, limit *budget.Limit, ifRevision uint64) (View, error) {
	return View{}, nil
}

// End says that a session is over. What comes later is still added to it.
func (l *Ledger) End(now time.Time, key Key) {}

// Delivered forgets the events up to a sequence number.
func (l *Ledger) Delivered(through uint64) {}

// View is what is known of a session.
func (l *Ledger) View(now time.Time, key Key) View { return View{} }

// List is a page of the live sessions, and where the next one begins; empty after the last.
func (l *Ledger) List(now time.Time, q Query) (page []Listed, next Cursor) { return nil, "" }

// Events are up to limit events behind a sequence number, oldest first.
func (l *Ledger) Events(after uint64, limit int) []Event { return nil }

// Report is the state of all accounts.
func (l *Ledger) Report(now time.Time) Report { return Report{} }

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
	// ErrConfig: a snapshot was taken under budgets that cannot be carried over.
	ErrConfig = errors.New("other budgets")
)

// AppendPostings appends a journal entry of a call of [Ledger.Post].
func AppendPostings(dst []byte, now time.Time, postings []Posting) []byte { return dst }

// AppendTick appends a journal entry of a call of [Ledger.Tick].
func AppendTick(dst []byte, now time.Time) []byte { return dst }

// AppendLimit appends a journal entry of a call of [Ledger.SetLimit] that succeeded.
func AppendLimit(dst []byte, now time.Time, key Key, limit *budget.Limit) []byte { return dst }

// AppendEnd appends a journal entry of a call of [Ledger.End].
func AppendEnd(dst []byte, now time.Time, key Key) []byte { return dst }

// AppendDelivered appends a journal entry of a call of [Ledger.Delivered].
func AppendDelivered(dst []byte, through uint64) []byte { return dst }

// Replay does what a record of the journal says, which may hold several entries.
// A record that is not whole is refused before anything of it is done.
func (l *Ledger) Replay(record []byte) error { return nil }

// Snapshot is an image of a ledger at the moment it was begun, which is written
// while the ledger goes on.
type Snapshot struct{}

// Snapshot begins one; only one can be under way, and beginning another abandons it.
func (l *Ledger) Snapshot() *Snapshot { return &Snapshot{} }

// Next appends a chunk of about max bytes to dst, and reports whether there is
// more. It is called as all methods of the ledger are: by who holds its lock.
// Chunks are restored in the order in which they were made.
func (s *Snapshot) Next(dst []byte, max int) (chunk []byte, more bool) { return dst, false }

// Close abandons a snapshot that is not finished.
func (s *Snapshot) Close() {}

// Restore makes a ledger of the chunks of a snapshot. Anything that is missing or
// not as it was written is an error, never less money.
func Restore(c Config, chunks iter.Seq2[[]byte, error]) (*Ledger, error) { return New(c) }
