package session

import (
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
)

// Config configures a [Ledger]. Zero durations and bounds stand for the defaults.
type Config struct {
	Budgets []budget.Budget
	// Attributes are those that the scopes of budgets name, without "session" and "tenant".
	Attributes []string

	IdleAfter   time.Duration // 30 m; reporting only
	Retention   time.Duration // 24 h without arrivals ends a session
	MaxDuration time.Duration // 7 d ends a session whatever happens
	Remember    time.Duration // 7 d: what an ended session had spent is kept, so that its return is no fresh budget
	TraceMemory time.Duration // 10 m after the last span of a trace

	MaxSessions   int           // 1,000,000 live ones
	MaxTombstones int           // 1,000,000
	MaxTraces     int           // 1,000,000
	MaxAccounts   int           // 100,000 of scopes other than the session
	MaxEvents     int           // 100,000 that wait to be delivered
	DedupeWindow  time.Duration // 1 h at least
	MaxDedupe     int           // 4,000,000 calls

	Loops   LoopConfig
	Context ContextConfig
}

// LoopConfig says when tool calls are a loop.
type LoopConfig struct {
	Warn     int // 3 repeats
	Critical int // 8
	Failures int // 3 failures of tools in a row
}

// ContextConfig says when a context is too dear.
type ContextConfig struct {
	Tokens   int64   // 200,000
	CostRise float64 // 5 times the early calls
	CacheLow float64 // 0.5: the hit rate of the last calls
	CacheWas float64 // 0.9: after it was this
}
