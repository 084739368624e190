package session

import "github.com/otelcol-genai/otelcol-genai/internal/budget"

// Query selects sessions for a listing.
type Query struct {
	// Tenant, if AnyTenant is false, is the one whose sessions are listed.
	Tenant    string
	AnyTenant bool
	// States are those of the sessions listed; none is all.
	States []budget.State
	Sort   Sort
	// Limit is at most so many; 0 and above [MaxPage] stand for MaxPage.
	Limit int
	// After is where the page before ended; empty for the first.
	After Cursor
}

// Sort is an order of sessions.
type Sort uint8

// The orders.
const (
	BySpend   Sort = iota // the dearest first
	ByArrival             // the last to be heard of first
)

// MaxPage is how many sessions a page has at most.
const MaxPage = 1000

// Cursor is a place between two sessions of a listing. It stays valid whatever is
// posted meanwhile. It is made of letters, digits, - and _.
type Cursor string

// Valid reports whether a listing gave the cursor, or it is empty, for the beginning.
func (c Cursor) Valid() bool {
	_, ok := c.decode()
	return ok || c == ""
}

// Listed is a session of a listing.
type Listed struct {
	Key         Key
	State       budget.State
	Spend       budget.Spend
	Limit       budget.Limit // of the tightest budget; all zeros where there is none
	Service     string
	Agent       string
	Idle        bool
	Ended       bool
	First       int64 // Unix nanoseconds of the first start; 0 for unknown
	LastArrival int64 // Unix nanoseconds
}
