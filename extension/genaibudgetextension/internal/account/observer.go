package account

import (
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// Observer counts what an owner does. Its methods are called from several
// goroutines and must not block.
type Observer interface {
	// Posted: so many postings were booked, so many of them duplicates, with these notes.
	Posted(postings, duplicates int, notes *Notes)
	// Refused: a batch of postings must be sent again.
	Refused(reason Reason)
	// Committed: a write of bytes to the journal took a time, and failed or not.
	Committed(bytes int, took time.Duration, err error)
	// Snapshotted: a snapshot of bytes took a time, and failed or not.
	Snapshotted(bytes int64, took time.Duration, err error)
}

// Reason is why a batch was refused.
type Reason string

// The reasons.
const (
	ReasonStorage    Reason = "storage"
	ReasonOverloaded Reason = "overloaded"
	ReasonClosed     Reason = "closed"
)

// Reasons are all of them.
func Reasons() []Reason { return []Reason{ReasonStorage, ReasonOverloaded, ReasonClosed} }

// Notes are counts of postings by their [session.Note].
type Notes [16]int

func (n *Notes) add(note session.Note) { n[min(int(note), len(n)-1)]++ }
