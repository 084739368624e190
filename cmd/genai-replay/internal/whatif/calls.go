package whatif

import (
	"cmp"
	"slices"
	"time"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/recording"
	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
	"github.com/otelcol-genai/otelcol-genai/internal/session/lane"
)

// Price is what a recorded call costs, and false where that is not known.
type Price func(call *recording.Call) (budget.NanoUSD, bool)

// BookPrice is the price of a book on a day, as genai_cost works it out.
func BookPrice(book *pricing.Book, at time.Time) Price {
	return func(call *recording.Call) (budget.NanoUSD, bool) {
		cost, err := book.Price("anthropic", call.Model, pricing.Usage{
			pricing.InputTokens:      call.Input,
			pricing.CacheReadTokens:  call.Cached,
			pricing.CacheWriteTokens: call.Written(),
			pricing.OutputTokens:     call.Output,
		}, at)
		if err != nil {
			return 0, false
		}
		return cost.Total.NanoHalfEven(), true
	}
}

// Calls are the priced calls of a recorded session in the order they end, and how
// many have no price; those cost nothing here. The recording has a prompt cache
// that never expires; with a cacheLife nothing is read from it that long after the
// previous call of the same agent ended.
func Calls(session recording.Session, cacheLife time.Duration, price Price) (calls []lane.Call, unpriced int) {
	ends := map[string]time.Duration{}
	calls = make([]lane.Call, 0, len(session.Calls))
	for i := range session.Calls {
		call := session.Calls[i]
		start := call.Start()
		end := start + call.Duration()
		if last, ok := ends[call.Agent]; ok && cacheLife > 0 && start-last > cacheLife {
			call.Cached = 0
		}
		ends[call.Agent] = end
		cost, ok := price(&call)
		if !ok {
			unpriced++
		}
		calls = append(calls, lane.Call{
			Start: began + int64(start), End: began + int64(end),
			Input: call.Input, CacheRead: call.Cached, CacheWrite: call.Written(), Cost: cost,
		})
	}
	slices.SortStableFunc(calls, func(a, b lane.Call) int { return cmp.Compare(a.End, b.End) })
	return calls, unpriced
}

// began is any time but 0, which stands for unknown.
const began = int64(time.Hour)
