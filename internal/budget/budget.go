package budget

import "time"

// NanoUSD is money: a billionth of a US dollar.
type NanoUSD = int64

// ScopeSession is the scope that is the session itself; all others are names of attributes.
const ScopeSession = "session"

// Mode says what exceeding a budget leads to.
type Mode string

// The modes.
const (
	// Enforce advises agents and gateways to stop.
	Enforce Mode = "enforce"
	// Shadow reports what Enforce would do and advises nothing.
	Shadow Mode = "shadow"
)

// Budget is a limit on what each value of a scope may spend within a window.
type Budget struct {
	// Name is unique: letters, digits, - and _.
	Name string
	// Scope is what has an account of its own: "session", or attributes by name
	// ("service.name", "user.id", "gen_ai.request.model", "tenant"). A record that
	// lacks one of them is not charged to this budget, and counted.
	Scope []string
	// Window is the time after which spending begins anew.
	Window Window
	// Limit is what may be spent within a window.
	Limit Limit
	// Thresholds are shares of the limit at which an event is sent, ascending, above 0.
	Thresholds []float64
	// Mode is Enforce unless said otherwise.
	Mode Mode
	// Overrides are limits for some values of the scope; the first that matches counts.
	Overrides []Override
	// Expected, if set, takes the limit from what was spent before instead of Limit.
	Expected *Expected
}

// Limit is at most what may be spent. 0 is no limit of that kind; at least one is set.
type Limit struct {
	NanoUSD NanoUSD
	Tokens  int64
	Calls   int64
}

// Override is a limit for the accounts whose attributes match all of Match exactly.
type Override struct {
	Match map[string]string
	Limit Limit
}

// Expected is a limit from the past: Tolerance times the mean spend of the windows
// that ended within Lookback, of which there must have been at least one.
type Expected struct {
	Lookback  time.Duration
	Tolerance float64
}

// Spend is what an account has spent within a window.
type Spend struct {
	NanoUSD  NanoUSD
	Tokens   int64
	Calls    int64
	Unpriced int64 // calls without a price, which NanoUSD leaves out
}

// Add adds other, and saturates rather than wraps.
func (s *Spend) Add(other Spend) {
	s.NanoUSD = addSaturated(s.NanoUSD, other.NanoUSD)
	s.Tokens = addSaturated(s.Tokens, other.Tokens)
	s.Calls = addSaturated(s.Calls, other.Calls)
	s.Unpriced = addSaturated(s.Unpriced, other.Unpriced)
}

func addSaturated(a, b int64) int64 {
	if b > 0 && a > maxInt64-b {
		return maxInt64
	}
	if b < 0 && a < -maxInt64-b {
		return -maxInt64
	}
	return a + b
}

const maxInt64 = 1<<63 - 1
