package e2e

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// A restart of the collector, at once or after an hour in which it was away, fires nothing,
// although the ledger brings its accounts back and every counter begins anew.
// The first increment that a counter ever had fires what it should.
func TestRestartFiresNothingAndTheFirstIncrementIsSeen(t *testing.T) {
	t.Parallel()
	l := startLapse(t, 8*time.Hour, time.Minute, `
extensions::genai_budget::budgets:
  - {name: session, scope: [session], limit_usd: 0.05, thresholds: [0.5, 1]}
  - {name: service-day, scope: [service.name], window: day, limit_usd: 200, thresholds: [0.8, 1, 1.2]}
`)
	id := byte(0)
	call := func(edit map[string]any) {
		id++
		b := newBatch()
		add(t, b.service(t, "mailer", "1"), id, 1, 0, chat(edit))
		l.send(t, b.Traces)
	}
	calmCalls := func(n int) {
		for i := range n {
			call(map[string]any{"session.id": "calm-" + string(rune('a'+i%10)), "gen_ai.agent.name": "mailer"})
			l.wait(t, 2*time.Minute)
		}
	}

	calmCalls(20)
	began := l.at
	call(map[string]any{"session.id": "once", "gen_ai.request.model": "gpt-4o-ultra"})                                              // a model without a price
	call(map[string]any{"session.id": "dear", "gen_ai.usage.input_tokens": 30_000, "gen_ai.usage.cache_read.input_tokens": 20_000}) // 0.051 USD
	calmCalls(20)
	l.awaitScraped(t)
	first := alertsOf(t, l.prom, began.Add(-30*time.Minute), l.at, time.Minute)
	assert.ElementsMatch(t, []string{"GenAIUnpricedModel", "GenAISessionOverBudget"}, slices.Collect(maps.Keys(first)), "%v", first)
	for name, alerts := range first {
		assert.Less(t, alerts[0].At.Sub(began), 2*time.Minute, name)
	}

	began = l.at
	l.restart(t, 0)
	calmCalls(20)
	l.awaitScraped(t)
	assertSilent(t, began, alertsOf(t, l.prom, began, l.at, time.Minute))

	l.restart(t, 40*time.Minute)
	began = l.at.Add(l.step) // before that it is missed, which is right
	calmCalls(20)
	l.awaitScraped(t)
	assertSilent(t, began, alertsOf(t, l.prom, began.Add(time.Minute), l.at, time.Minute))
}
