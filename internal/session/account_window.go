package session

import (
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
)

// roll begins the window of the ledger's time anew if that of an account is over.
func (l *Ledger) roll(at uint32) {
	a := l.accounts.slab.at(at)
	b := &l.scoped[a.scoped]
	switch {
	case b.Window.Kind == budget.SessionWindow, l.now < a.end && l.now >= a.start-setBackWindow(a, b):
		return
	case b.Window.Kind == budget.Rolling:
		l.step(a, b)
	default:
		l.renew(a, b)
	}
	l.recovered(at)
	l.changes++
	a.changed = l.changes
}

// setBackWindow is how far before an account's window the time may be without
// beginning another: a clock that is set back a little must not forget what was spent.
func setBackWindow(a *account, b *scopedBudget) int64 {
	if b.Window.Kind == budget.Rolling {
		return int64(b.Window.Length)
	}
	return a.end - a.start
}

// renew begins a calendar window.
func (l *Ledger) renew(a *account, b *scopedBudget) {
	begin := b.Window.Start(time.Unix(0, l.now))
	started := a.start
	if b.Expected != nil && started != 0 && !a.overflow {
		a.past = append(a.past, past{start: a.start, nano: a.spend.NanoUSD})
	}
	a.start, a.end = begin.UnixNano(), b.Window.End(begin).UnixNano()
	a.spend, a.state = budget.Spend{}, budget.OK
	if started == 0 {
		a.first = l.now
	}
	if b.Expected != nil && !a.overflow {
		a.limit = l.expect(a, b)
	}
}

// step moves a rolling window to the ledger's time.
func (l *Ledger) step(a *account, b *scopedBudget) {
	length := int64(max(b.Window.Length/budget.RollingSteps, 1))
	if a.steps == nil {
		a.steps = make([]budget.Spend, budget.RollingSteps)
	}
	start := b.Window.Start(time.Unix(0, l.now)).UnixNano()
	gone := (start - a.start) / length
	if a.start == 0 || gone < 0 || gone > budget.RollingSteps {
		gone = budget.RollingSteps
	}
	for range gone {
		a.step = (a.step + 1) % budget.RollingSteps
		a.steps[a.step] = budget.Spend{}
	}
	a.start, a.end = start, start+length
	a.spend = budget.Spend{}
	for _, s := range a.steps {
		a.spend.Add(s)
	}
	a.state = a.limit.StateOf(a.spend, 0)
}

// expect is the limit that past windows speak for, none without any.
func (l *Ledger) expect(a *account, b *scopedBudget) budget.Limit {
	horizon := a.start - int64(b.Expected.Lookback)
	for len(a.past) > 0 && (a.past[0].start < horizon || len(a.past) > budget.MaxPast) {
		a.past = a.past[1:]
	}
	if len(a.past) == 0 {
		return budget.Limit{}
	}
	// The window in which the account began was not watched from its start: its
	// spend says little once there is a whole one.
	windows, sum, first := int64(0), budget.NanoUSD(0), budget.NanoUSD(0)
	partial := false
	from, in := a.past[0].start, 0
	for start := from; start < a.start && windows < budget.MaxPast; {
		nano := budget.NanoUSD(0)
		if in < len(a.past) && a.past[in].start <= start {
			nano = a.past[in].nano
			in++
		}
		end := b.Window.End(b.Window.Start(time.Unix(0, start))).UnixNano()
		if start < a.first && a.first < end {
			partial, first = true, nano
		}
		windows++
		sum = saturated(sum, nano)
		if end <= start {
			break
		}
		start = end
	}
	if partial && windows > 1 {
		windows, sum = windows-1, sum-first
	}
	return b.Expected.Limit(sum / max(windows, 1))
}
