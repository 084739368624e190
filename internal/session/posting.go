package session

import "github.com/otelcol-genai/otelcol-genai/internal/budget"

// Kind says what a posting is about.
type Kind uint8

// The kinds.
const (
	// Other tells only which session its trace belongs to, and that the session lives.
	Other Kind = iota
	// Call is a model call.
	Call
	// Tool is a tool call.
	Tool
	// Turn is a root, workflow or agent span: the work on one request of a user.
	Turn
	// End says that the session is over.
	End
	// Score says how the session went.
	Score
)

// TraceID is that of OpenTelemetry; all zeros for none.
type TraceID [16]byte

// SpanID is that of OpenTelemetry; all zeros for none.
type SpanID [8]byte

// Posting is what one span or log record says of its session. Strings are only
// read while it is posted; the ledger copies what it keeps.
type Posting struct {
	Kind Kind

	// Tenant and Session name the session; Session is empty where the record
	// does not tell. Both are normalised ([Normalize]) and hold nothing personal.
	Tenant  string
	Session string

	// Trace, Span and Parent are those of the call itself: two records of one trace
	// and span are one call. A log record that is written within another span, as
	// many calls of one agent's span may be, has no Span here, and is told from
	// others by ResponseID.
	Trace  TraceID
	Span   SpanID
	Parent SpanID
	// Event says that Span is that of no span: it tells a log record from others.
	Event bool

	// Start and End are Unix nanoseconds; 0 for unknown.
	Start, End int64

	Service string
	Agent   string // name
	Lane    string // id of the agent or subagent whose context this is; empty for the session's own
	Model   string
	Tool    string

	// Scope are the values of the attributes that budgets have in their scopes, in
	// the order of [Config].Attributes; empty for a missing one.
	Scope []string

	// Of a call:
	ResponseID uint64 // hash of gen_ai.response.id, 0 for none
	Tokens     Tokens
	Cost       budget.NanoUSD
	Priced     bool // Cost is known
	Marked     bool // an earlier component found it to be a duplicate: never charged
	Rank       Rank
	Weight     float64 // how many calls it stands for, where upstream sampled; 0 and 1 are one
	Output     uint64  // hash of the answer, 0 for unknown

	// Of a tool call, hashes with a key, taken before redaction; 0 for unknown or empty.
	Arguments uint64
	Result    uint64
	// Odd says that the result of a tool call is not as this tool's results are.
	Odd bool

	// Verdict is what a score or an end says of how the session went.
	Verdict Verdict

	Failed bool
}

// Tokens are counts of disjoint classes.
type Tokens struct {
	Input, CacheRead, CacheWrite, Output, Reasoning int64
}

// In is all input tokens: the size of the context.
func (t Tokens) In() int64 { return t.Input + t.CacheRead + t.CacheWrite }

// Total is all tokens.
func (t Tokens) Total() int64 { return t.In() + t.Output + t.Reasoning }

// Rank is how good a cost is: of several records of one call the first is charged,
// and a better one that comes later is only noted.
type Rank uint8

// The ranks, the worst first.
const (
	Estimated Rank = iota
	Computed
	Reported
)
