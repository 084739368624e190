package recording

import (
	"errors"
	"slices"
	"time"
)

// StopToolUse is the stop reason of a call that asks for a tool.
const StopToolUse = "tool_use"

// Call is one recorded model call. Its names in JSON are the recording's.
type Call struct {
	Session string   `json:"s"`
	Agent   string   `json:"a"` // the subagent; empty for the main agent
	Index   int      `json:"i"` // within its agent
	Seconds float64  `json:"t"` // start, since the session began
	Model   string   `json:"m"`
	Input   int64    `json:"inp"`    // tokens, including Cached
	Cached  int64    `json:"cached"` // tokens read from the prompt cache
	Output  int64    `json:"out"`    // tokens
	Served  *float64 `json:"api"`    // seconds; nil when the answer was not captured
	Stop    string   `json:"stop"`   // empty when the answer was not captured
	Blocks  []string `json:"it"`     // kinds of block in the input
	Mode    string   `json:"ty"`     // n or s
}

// Start is when the call began, since the session began.
func (c *Call) Start() time.Duration { return seconds(c.Seconds) }

// Streamed reports whether the answer came as a stream.
func (c *Call) Streamed() bool { return c.Mode == "s" }

// Written is how many input tokens the call wrote to the prompt cache: all it
// did not read. The recording does not tell, but its agent marks the end of
// every prompt for caching, so what was not found there is stored there; and no
// prompt in it is as short as the shortest that can be cached. A cache writes
// back what it read for nothing. So Cached + Written is Input, and no input
// token is billed at the plain rate.
func (c *Call) Written() int64 { return c.Input - c.Cached }

// An answer that was not captured is taken to last as long as those that were:
// a least-squares line through the recorded calls of all models but Haiku.
const (
	typicalWait    = 3 * time.Second
	typicalTokensS = 65
)

// Duration is how long the call took. Where the end was not captured it is an
// estimate from the output tokens.
func (c *Call) Duration() time.Duration {
	if c.Served != nil {
		return seconds(*c.Served)
	}
	return typicalWait + time.Duration(c.Output)*time.Second/typicalTokensS
}

// OpensTurn reports whether the call answers a prompt rather than tool results.
// An agent's first call and one after a stop other than tool_use always do; this
// tells the prompt that comes while a tool call is still open, when somebody
// interrupted it or the conversation was compacted.
func (c *Call) OpensTurn() bool {
	return slices.Contains(c.Blocks, "text") && !slices.Contains(c.Blocks, "tool_result")
}

func (c *Call) validate() error {
	var errs []error
	if c.Session == "" {
		errs = append(errs, errors.New("s (the session) is missing"))
	}
	if c.Input < 0 || c.Output < 0 || c.Cached < 0 {
		errs = append(errs, errors.New("inp, cached and out must not be negative"))
	}
	if c.Cached > c.Input {
		errs = append(errs, errors.New("cached must not exceed inp"))
	}
	if c.Seconds < 0 || c.Seconds > maxSeconds {
		errs = append(errs, errors.New("t must be between 0 and a year of seconds"))
	}
	if c.Served != nil && (*c.Served < 0 || *c.Served > maxSeconds) {
		errs = append(errs, errors.New("api must be between 0 and a year of seconds"))
	}
	return errors.Join(errs...)
}

const maxSeconds = 366 * 24 * 3600

// seconds is exact to the microsecond, which is finer than the recording.
func seconds(s float64) time.Duration {
	return (time.Duration(s*1e6+0.5) * time.Microsecond)
}
