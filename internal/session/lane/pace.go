package lane

import (
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
)

// Pace is how fast a session spends money and time, over all its lanes. Its size
// is fixed, at most 136 bytes.
type Pace struct {
	calls uint32
}

// Call takes a charged model call: Unix nanoseconds (0 for unknown) and its cost
// (0 for unknown). Calls come about in the order they end.
func (p *Pace) Call(start, end int64, cost budget.NanoUSD) {}

// NextCall is what the next call will cost at the most: the dearest of the last
// three; 0 before the first.
func (p *Pace) NextCall() budget.NanoUSD { return 0 }

// Band is an estimate, with bounds that in recorded sessions held eight times in
// ten. Negative is never, or unknown.
type Band struct{ Low, Mid, High float64 }

// Forecast is when what remains of a budget will be spent.
type Forecast struct {
	Calls   Band // calls until the one that exceeds it
	Seconds Band // of activity: pauses longer than [MaxPause] do not count in full
	// PerMinute is what is spent in an active minute, the last minutes counting most.
	PerMinute budget.NanoUSD
}

// MaxPause is how long a pause between calls counts as activity.
const MaxPause = 5 * time.Minute

// Forecast is what may be expected given what remains of a budget. All zeros
// where nothing remains.
func (p *Pace) Forecast(remaining budget.NanoUSD) Forecast { return Forecast{} }

// Latencies are four meanings of how long a session took. Only Busy and Model say
// something of the models' speed; Wall is mostly people thinking.
type Latencies struct {
	Wall   time.Duration // from the first start to the last end
	Active time.Duration // Wall with each pause cut to [MaxPause]
	Busy   time.Duration // with at least one call running
	Model  time.Duration // sum of all calls
}

// Latencies are those so far.
func (p *Pace) Latencies() Latencies { return Latencies{} }

// Span is the first start and the last end, in Unix nanoseconds; 0 for unknown.
func (p *Pace) Span() (first, last int64) { return 0, 0 }

// Merge adds the calls of another pace, as when the session of a trace becomes
// known late. Sums are as if one had taken all; what depends on order takes the
// pace that ended earlier to come first.
func (p *Pace) Merge(other *Pace) {}
