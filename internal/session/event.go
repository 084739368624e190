package session

import "github.com/otelcol-genai/otelcol-genai/internal/budget"

// EventKind is a kind of agent event; its string is the event's name.
type EventKind string

// The kinds.
const (
	Threshold   EventKind = "genai.budget.threshold"
	Recovered   EventKind = "genai.budget.recovered"
	LoopFound   EventKind = "genai.session.loop"
	ToolCascade EventKind = "genai.session.tool_cascade"
	ContextGrew EventKind = "genai.session.context"
	Ended       EventKind = "genai.session.end"
)

// Event is something that somebody should know. Its ID is made of what it is
// about, so that the same event has the same ID after a restart.
type Event struct {
	// Sequence numbers events in the order they came about; see [Ledger.Events].
	Sequence uint64
	ID       string
	Kind     EventKind
	At       int64 // Unix nanoseconds

	Tenant  string
	Session string // empty for a session that only a trace holds together
	Service string
	Agent   string
	Trace   TraceID // of the record that led to it
	Span    SpanID

	Crossing *Crossing
	Loop     *Loop
	Cascade  *Cascade
	Context  *ContextAlert
	Summary  *Summary
}

// Crossing is a budget that reached a threshold, or is below it again: then of those
// that were told and are not reached any more it is the lowest.
type Crossing struct {
	Budget    string
	Mode      budget.Mode
	Threshold float64
	Limit     budget.Limit
	Spend     budget.Spend
	State     budget.State
	Window    int64             // its start in Unix nanoseconds; 0 for a session's
	Revision  uint32            // of the limit
	Scope     map[string]string // attribute to value, without the session
}

// Level is how bad a loop is.
type Level string

// The levels.
const (
	LevelWarn     Level = "warn"
	LevelCritical Level = "critical"
)

// Loop is a tool call that is made again and again.
type Loop struct {
	Tool    string
	Repeats int
	Wasted  budget.NanoUSD // the model calls after the first of the equal tool calls, up to the last
	Level   Level
	// LowConfidence: arguments were not recorded, and repeated failures or equal
	// usage speak for it.
	LowConfidence bool
}

// Cascade is a row of tool failures.
type Cascade struct {
	Tool  string // of the first failure, or the odd result
	Count int
	// Distance is how many steps lie between an odd result and the failure; 0 for a row.
	Distance int
	Trace    TraceID
	Span     SpanID
}

// ContextAlert is a context that grew dear, or a prompt cache that broke.
type ContextAlert struct {
	Tokens   int64   // of the last call's input
	Growth   float64 // against the first calls
	CacheHit float64 // share of input read from the cache in the last calls
	Broken   bool    // the cache, rather than growth
	CostRise float64 // of the last calls against early ones
}

// Summary is a session that is over.
type Summary struct {
	Reason   string // ended, expired, evicted
	Spend    budget.Spend
	Tokens   Tokens
	State    budget.State
	Outcome  string // success, failed, abandoned, stopped, unknown
	Failed   int64  // calls
	Tools    int64  // calls
	ToolFail int64
	Loops    int64
	Wasted   budget.NanoUSD

	WallSeconds, ActiveSeconds, BusySeconds, ModelSeconds float64

	Context     int64 // largest input of a call
	Growth      float64
	CacheHit    float64
	Compactions int64

	DearestModel string
	DearestTool  string
	Sampled      bool // a part of it was not seen; the spend is a lower bound, and Estimate is with weights
	Estimate     budget.NanoUSD
}
