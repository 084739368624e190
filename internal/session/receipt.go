package session

import "github.com/otelcol-genai/otelcol-genai/internal/budget"

// Receipt is what became of a posting.
type Receipt struct {
	// Session is the id that the posting was booked under, to be written on the
	// record; empty where only the trace holds its records together.
	Session string
	// Duplicate says that the call was charged before.
	Duplicate bool
	// Cost and Calls are those of the session's account, this posting included.
	Cost  budget.NanoUSD
	Calls int64
	// State is that of the session's tightest budget, and Known says that it has one.
	State budget.State
	Known bool
	// Note is what had to be done about it.
	Note Note
	// Began is the number of its session: one that is above [Ledger.Begun] of some time began
	// after it. 0 for one that was over and came back.
	Began uint32
}

// Note says what was odd about a posting; they are counted.
type Note uint8

// The notes.
const (
	NoNote Note = iota
	// NoSession: neither a session nor a trace; it is booked only to budgets whose
	// scope is not the session.
	NoSession
	// Conflict: another session than the one its trace belongs to.
	Conflict
	// FutureTime: it ends more than five minutes from now, and was booked as of now.
	FutureTime
	// OldTime: it ended more than a day ago; it counts, but not for rates.
	OldTime
	// NegativeCost: its cost was below 0 and taken for unknown.
	NegativeCost
	// Overflowed: there was no room for the session; its spend went to the tenant's overflow account.
	Overflowed
	// Late: its session had ended; the totals grew, nothing began anew.
	Late
	// MissingScope: a budget could not be charged, as an attribute of its scope is missing.
	MissingScope

	noteCount
)
