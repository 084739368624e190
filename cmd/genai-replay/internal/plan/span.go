package plan

import (
	"time"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/recording"
)

// Kind is what a span stands for.
type Kind int

// The kinds of span an agent sends.
const (
	Chat Kind = iota + 1
	Agent
	Tool
)

// Span is one span of a session. Its strings belong to the recording.
type Span struct {
	TraceID  [16]byte
	ID       [8]byte
	ParentID [8]byte // zero for the root of a trace
	Kind     Kind

	Start, End time.Duration // since the session began

	AgentName string
	AgentID   string // of a subagent
	Model     string // first of its calls' for an agent

	Usage      Usage  // of a chat, or the sum over an agent's calls
	Stop       string // empty when it was not captured
	Streamed   bool
	ResponseID string // of a chat

	Prompt string   // what the user said; a chat that opens its turn, an agent
	Given  *ToolUse // the tool result a chat was given
	Asked  *ToolUse // the tool call a chat asks for, or that a tool span is
	Answer string   // what a chat or an agent said
}

// IsRoot reports whether the span begins a trace.
func (s *Span) IsRoot() bool { return s.ParentID == [8]byte{} }

// Usage is a count of tokens in the normal form: Input includes CacheRead and
// CacheWrite, and here is their sum.
type Usage struct {
	Input, Output, CacheRead, CacheWrite int64
}

func (u *Usage) add(other Usage) {
	u.Input += other.Input
	u.Output += other.Output
	u.CacheRead += other.CacheRead
	u.CacheWrite += other.CacheWrite
}

func usageOf(c *recording.Call) Usage {
	return Usage{Input: c.Input, Output: c.Output, CacheRead: c.Cached, CacheWrite: c.Written()}
}

// ToolUse is one use of a tool, which three spans tell of: the chat that asked
// for it, the tool span, and the chat that was given its result.
type ToolUse struct {
	ID string
	recording.ToolCall
}
