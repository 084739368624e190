package session

import (
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
)

const (
	futureSkew = int64(5 * time.Minute) // an end further ahead is not believed
	oldAge     = int64(24 * time.Hour)  // an end further back says nothing of the present
	maxTokens  = 100_000_000_000_000    // of one class in one call
	maxWeight  = 1e6
)

// bookedCall is a call as it is booked.
type bookedCall struct {
	spend      budget.Spend
	tokens     Tokens
	start, end int64
	old        bool
}

// read takes what a posting says within bounds.
func (l *Ledger) read(p *Posting, receipt *Receipt) bookedCall {
	t := p.Tokens
	for _, n := range []*int64{&t.Input, &t.CacheRead, &t.CacheWrite, &t.Output, &t.Reasoning} {
		*n = min(max(*n, 0), maxTokens)
	}
	c := bookedCall{tokens: t, spend: budget.Spend{Tokens: t.Total(), Calls: 1}}
	switch {
	case p.Cost < 0:
		l.note(receipt, NegativeCost)
		c.spend.Unpriced = 1
	case !p.Priced:
		c.spend.Unpriced = 1
	default:
		c.spend.NanoUSD = p.Cost
	}
	c.start, c.end, c.old = l.times(p, receipt)
	return c
}

// times are when a record began and ended, as far as they can be believed.
func (l *Ledger) times(p *Posting, receipt *Receipt) (start, end int64, old bool) {
	start, end = p.Start, p.End
	switch {
	case end <= 0:
		end = l.now
		start = min(max(start, 0), end)
		if start < end-oldAge {
			start = end
		}
		return start, end, false
	case end > l.now+futureSkew:
		l.note(receipt, FutureTime)
		length := end - start
		if start <= 0 || length < 0 || length > oldAge {
			length = 0
		}
		return l.now - length, l.now, false
	case end < l.now-oldAge:
		l.note(receipt, OldTime)
		return start, end, true
	}
	if start <= 0 || start > end {
		start = end
	}
	return start, end, false
}
