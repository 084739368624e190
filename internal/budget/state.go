package budget

import "math/bits"

// State is where an account stands. They are in order of how bad they are.
type State uint8

// The states.
const (
	// OK is below the first threshold that warns.
	OK State = iota
	// Warn is at or above [WarnAt] of the limit.
	Warn
	// Unmeasurable: a call had no price, so that the spend is a lower bound and
	// below the limit.
	Unmeasurable
	// Exhausting: one more call like the last ones would exceed the limit.
	Exhausting
	// Exceeded is at or above the limit.
	Exceeded
)

// WarnAt is the share of a limit from which an account warns.
const WarnAt = 0.8

// String is the state as the API and metrics write it.
func (s State) String() string {
	switch s {
	case OK:
		return "ok"
	case Warn:
		return "warn"
	case Unmeasurable:
		return "unmeasurable"
	case Exhausting:
		return "exhausting"
	case Exceeded:
		return "exceeded"
	default:
		return "unknown"
	}
}

// States are all of them.
func States() []State { return []State{OK, Warn, Unmeasurable, Exhausting, Exceeded} }

// Utilization is the largest share of the limits that is spent; 0 without a limit.
func (l Limit) Utilization(s Spend) float64 {
	return max(share(s.NanoUSD, l.NanoUSD), share(s.Tokens, l.Tokens), share(s.Calls, l.Calls))
}

func share(spent, limit int64) float64 {
	if limit <= 0 {
		return 0
	}
	return float64(spent) / float64(limit)
}

// Reached reports whether a share of a limit is spent, in integers where money is
// concerned: 0.8 of 5 USD is reached at exactly 4 USD.
func (l Limit) Reached(s Spend, threshold float64) bool {
	return reached(s.NanoUSD, l.NanoUSD, threshold) || reached(s.Tokens, l.Tokens, threshold) || reached(s.Calls, l.Calls, threshold)
}

// reached is exact where a share of a limit in doubles is not: 0.8 of 5 USD is 4 USD.
func reached(spent, limit int64, threshold float64) bool {
	const parts = 1_000_000 // thresholds are exact to a millionth
	if limit <= 0 || spent < 0 {
		return false
	}
	spentHigh, spentLow := bits.Mul64(uint64(spent), parts)
	limitHigh, limitLow := bits.Mul64(uint64(limit), uint64(threshold*parts+0.5))
	return spentHigh > limitHigh || spentHigh == limitHigh && spentLow >= limitLow
}

// StateOf judges a spend, given what one more call would cost.
func (l Limit) StateOf(s Spend, nextCall NanoUSD) State {
	switch {
	case l.Reached(s, 1):
		return Exceeded
	case l.NanoUSD > 0 && nextCall > 0 && addSaturated(s.NanoUSD, nextCall) > l.NanoUSD, l.Calls > 0 && s.Calls+1 > l.Calls:
		return Exhausting
	case l.NanoUSD > 0 && s.Unpriced > 0:
		return Unmeasurable
	case l.Reached(s, WarnAt):
		return Warn
	default:
		return OK
	}
}
