// Package spending holds a judge to what it may spend within an hour and a day. Money is
// reserved before a call at the most that the call can cost, so that calls under way
// together cannot pass a limit either.
package spending

import "time"

// Amount is of money and of tokens. In a limit, 0 is none.
type Amount struct {
	// NanoUSD is in billionths of a US dollar.
	NanoUSD int64 `json:"nano_usd"`
	Tokens  int64 `json:"tokens"`
}

func (a Amount) plus(b Amount) Amount {
	return Amount{NanoUSD: a.NanoUSD + b.NanoUSD, Tokens: a.Tokens + b.Tokens}
}

func (a Amount) minus(b Amount) Amount {
	return Amount{NanoUSD: a.NanoUSD - b.NanoUSD, Tokens: a.Tokens - b.Tokens}
}

// within reports whether an amount is not above a limit.
func (a Amount) within(limit Amount) bool {
	return (limit.NanoUSD == 0 || a.NanoUSD <= limit.NanoUSD) && (limit.Tokens == 0 || a.Tokens <= limit.Tokens)
}

// Limits are what may be spent within a full hour and a day, both of UTC.
type Limits struct{ Hour, Day Amount }

// Purse is what one or more calls are paid from. It is not safe for concurrent use.
type Purse struct{ windows [2]window }

// window is one hour or one day.
type window struct {
	length   time.Duration
	limit    Amount
	start    time.Time
	spent    Amount
	reserved Amount
}

// NewPurse is full.
func NewPurse(limits Limits) *Purse {
	return &Purse{windows: [2]window{
		{length: time.Hour, limit: limits.Hour},
		{length: 24 * time.Hour, limit: limits.Day},
	}}
}

// turn begins a new window when its time has come. A clock that goes back begins none: what may have been
// spent by the wrong time is of the window of the right one, so that a clock that was years ahead
// does not lock a purse for years.
func (w *window) turn(now time.Time) {
	start := now.UTC().Truncate(w.length)
	switch {
	case start.After(w.start):
		w.start, w.spent, w.reserved = start, Amount{}, Amount{}
	case start.Before(w.start):
		w.start, w.spent, w.reserved = start, w.spent.plus(w.reserved), Amount{}
	}
}

// Reservation is what a call may spend of purses.
type Reservation struct {
	amount Amount
	starts [2]time.Time
}

// Answer is whether a call can be paid for.
type Answer int

// The answers, from worst to best.
const (
	// No: not before the hour or the day is over.
	No Answer = iota
	// Perhaps: if calls under way cost less than they can.
	Perhaps
	Yes
)

// Fits says whether at most so much can be spent now.
func (p *Purse) Fits(most Amount, now time.Time) Answer {
	answer := Yes
	for i := range p.windows {
		w := &p.windows[i]
		w.turn(now)
		switch spent := w.spent.plus(most); {
		case !spent.within(w.limit):
			return No
		case !spent.plus(w.reserved).within(w.limit):
			answer = Perhaps
		}
	}
	return answer
}

// Reserve takes the most that a call can cost. The caller asked whether it fits, and was told [Yes].
func (p *Purse) Reserve(most Amount, now time.Time) Reservation {
	r := Reservation{amount: most}
	for i := range p.windows {
		w := &p.windows[i]
		w.turn(now)
		w.reserved = w.reserved.plus(most)
		r.starts[i] = w.start
	}
	return r
}

// Settle puts what a call did cost in the place of what was reserved for it, in the window
// in which it was reserved: a window that is over is not looked at any more.
func (p *Purse) Settle(r Reservation, cost Amount) {
	for i := range p.windows {
		w := &p.windows[i]
		if w.start.Equal(r.starts[i]) {
			w.reserved = w.reserved.minus(r.amount)
			w.spent = w.spent.plus(cost)
		}
	}
}

// Spent is what calls of the hour and of the day at hand did cost.
func (p *Purse) Spent(now time.Time) (hour, day Amount) {
	for i := range p.windows {
		p.windows[i].turn(now)
	}
	return p.windows[0].spent, p.windows[1].spent
}
