package lane

import "github.com/otelcol-genai/otelcol-genai/internal/budget"

// Lane is the context of one agent and the tools it calls. Its size is fixed, at
// most 176 bytes.
type Lane struct {
	context context
	loops   loops
	cascade cascade
}

// Call is a model call on a lane that was charged (no duplicate).
type Call struct {
	// Start and End are Unix nanoseconds; 0 for unknown.
	Start, End int64
	// Input is all tokens of input, those read from the cache and those written to
	// it included; CacheRead and CacheWrite are these parts.
	Input, CacheRead, CacheWrite int64
	// Cost is 0 where it is not known.
	Cost budget.NanoUSD
}

// Call takes a model call, and tells if with it the context became too dear or
// the cache broke: once, until it is well again.
func (l *Lane) Call(r *Rules, c Call) (ContextAlert, bool) {
	l.loops.call(c.Cost)
	return l.context.call(r, c)
}

// Answer takes what the model call just taken answered, as a hash; 0 is unknown
// and no answer. The same answer again and again is a loop without a tool.
func (l *Lane) Answer(r *Rules, hash uint64) Loop { return l.loops.answer(r, hash) }

// Tool is a tool call on a lane.
type Tool struct {
	// Name stands for the tool: any number but 0 that the caller can turn back into
	// the name; [Cascade] has that of the first.
	Name uint32
	// Trace and Span are those of the record, for [Cascade] to point at.
	Trace [16]byte
	Span  [8]byte
	// Start and End are Unix nanoseconds; 0 for unknown.
	Start, End int64
	// Arguments is a hash of the tool's name and arguments, taken before redaction,
	// which would make them equal; 0 for unknown or empty ones.
	Arguments uint64
	// Result is a hash of the result; 0 for unknown.
	Result uint64
	Failed bool
	// Odd says that the result is not as this tool's results are (empty, of another
	// shape): a failure some steps later may have begun here.
	Odd bool
}

// Tool takes a tool call, and tells if it makes a loop or a cascade; those that
// are not Found are nothing to tell. A loop is told when it reaches either level,
// a cascade once.
func (l *Lane) Tool(r *Rules, t Tool) (Loop, Cascade) {
	alone := l.context.calls == 0
	if alone { // each tool call is a step of its own
		l.loops.advance()
	}
	loop := l.loops.use(r, t)
	loop.LowConfidence = loop.LowConfidence || alone && loop.Found()
	return loop, l.cascade.use(r, t, l.loops.step, loop)
}

// Ended takes that what the lane worked on ended badly, and tells if an odd result
// before it is suspected; its Distance is then to the end.
func (l *Lane) Ended(r *Rules) Cascade { return l.cascade.end(r) }

// Context is what is known of the context.
type Context struct {
	Calls       int64
	Base        int64   // median input tokens of the first three calls
	Last        int64   // input tokens of the last call
	Peak        int64   // of the largest
	Growth      float64 // Last over Base; 0 before the first call
	Slope       float64 // tokens a call since the last compaction
	CacheHit    float64 // of the last calls' input, the share read from the cache
	Compactions int64   // calls whose input was well below that of the call before
	CostRise    float64 // of the last calls against early ones; 0 for unknown
}

// Context is what is known of the context so far.
func (l *Lane) Context() Context { return l.context.read() }

// Loops are how many loops were told at the first level, and Wasted is what the
// model calls cost that asked for repeats: those after the first of the equal tool
// calls, in all loops, none counted twice.
func (l *Lane) Loops() (n int64, wasted budget.NanoUSD) { return int64(l.loops.found), l.loops.wasted }

// Looping is the level of the worst loop that is still going on; 0 for none.
func (l *Lane) Looping() Level { return l.loops.level() }

// Merge adds what a lane of the same agent saw. Sums are as if one lane had seen
// all; what depends on order (slope, base, the last calls, repeats) takes the calls
// of the lane whose last call ended earlier to come before those of the other, and
// finds nothing across the seam but repeats of calls that both saw.
func (l *Lane) Merge(other *Lane) {
	if other.context.end < l.context.end {
		earlier := *other
		earlier.append(l)
		*l = earlier
		return
	}
	l.append(other)
}

func (l *Lane) append(later *Lane) {
	l.loops.append(&later.loops, later.context.calls)
	l.context.append(&later.context)
	l.cascade.append(&later.cascade)
}

// ContextAlert is a context that grew dear, or a cache that broke.
type ContextAlert struct {
	Context
	Broken bool // the cache
}

// Level is how bad a loop is; the zero value is none.
type Level uint8

// The levels.
const (
	Warn Level = iota + 1
	Critical
)

// Loop is a tool call, or an answer, that came again and again.
type Loop struct {
	Level   Level // 0 for nothing to tell
	Repeats int   // equal calls, the first included
	// Wasted is what the model calls after the first of them cost.
	Wasted budget.NanoUSD
	// LowConfidence: arguments are not known, and failures of one tool speak for it;
	// or no model call was seen, so that equal calls may have been asked for together.
	LowConfidence bool
}

// Found reports whether there is something to tell.
func (l Loop) Found() bool { return l.Level != 0 }

// Cascade is a row of tool failures, or a failure, a loop or an end after an odd result.
type Cascade struct {
	Count int // failures in a row; 0 where a loop or an end came after an odd result
	// First is the name, and Trace and Span the record, of the first of them, or of the
	// odd result.
	First uint32
	Trace [16]byte
	Span  [8]byte
	// Distance is how many tool calls what went wrong came after an odd result; 0 where
	// there was none.
	Distance int
}

// Found reports whether there is something to tell.
func (c Cascade) Found() bool { return c.Count > 0 || c.Distance > 0 }
