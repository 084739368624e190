package session

import (
	"context"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
)

// Accounts is what the genai_session processor and the genai_budget receiver see
// of the extension that owns the ledger. They find it among the host's extensions.
type Accounts interface {
	// Post books postings and writes a receipt for each. It returns when they are
	// kept, or the error of the store: then the sender must send again, and what
	// comes again is recognised.
	Post(ctx context.Context, postings []Posting, receipts []Receipt) error
	// Attributes are the attributes that [Posting].Scope holds, in order.
	Attributes() []string
	// Private returns a text as the ledger may keep it: what redaction would mask
	// is its token. It is cheap for texts that come again.
	Private(key, text, tenant string) string
	// Signature is a keyed hash for equality, the same after a restart.
	Signature(parts ...string) uint64

	// Events returns up to limit events behind a sequence number, oldest first.
	Events(after uint64, limit int) []Event
	// Delivered says that all events up to a sequence number were delivered.
	Delivered(ctx context.Context, through uint64) error
	// Notify calls f, which must not block, whenever there are new events, until
	// stop is called.
	Notify(f func()) (stop func())
	// Report is the state of all accounts.
	Report(now time.Time) Report
	// Budgets are those that are configured.
	Budgets() []budget.Budget
}

// Report is what metrics are made of.
type Report struct {
	Active    map[budget.State]int64 // sessions by the state of their tightest budget
	Idle      int64
	MaxCost   budget.NanoUSD // of the dearest active session
	Breaching int64          // sessions whose low forecast bound breaches within 15 minutes
	Accounts  []AccountReport
	Outcomes  []OutcomeReport // of the last seven days; a late score moves a session
	Sizes     Sizes
	Overflow  budget.Spend // of sessions there was no room for
	Counts    Counts
}

// AccountReport is an account of a budget whose scope is not the session.
type AccountReport struct {
	Budget string
	Scope  map[string]string
	Limit  budget.Limit
	Spend  budget.Spend
	State  budget.State

	key string // of the scope, to sort by
}

// Sizes are how much is kept, for the collector's own metrics.
type Sizes struct {
	Sessions, Tombstones, Traces, Accounts, Dedupe, Lanes, Events int
}
