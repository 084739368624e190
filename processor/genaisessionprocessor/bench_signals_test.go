package genaisessionprocessor

import (
	"strings"
	"testing"
)

// BenchmarkSignals is what looking at records costs, without the posting and its hashes:
// a call of 6 KB of input and 1 KB of answer, and a tool call whose result is 1 KB.
func BenchmarkSignals(b *testing.B) {
	q := testQuality()
	for name, attrs := range map[string]map[string]any{
		"call": exchange(strings.Repeat(prose+" ", 80), strings.Repeat(prose+" And more. ", 12)+"https://air.io/t/1"),
		"tool": toolCall(map[string]any{
			"gen_ai.tool.call.arguments": `{"q":"x"}`,
			"gen_ai.tool.call.result":    "[" + strings.Repeat(`{"flight_number":"HAT069","seats":{"economy":17},"price":51.5},`, 16) + `{"x":1}]`,
		}),
	} {
		b.Run(name, func(b *testing.B) {
			batch := newBatch(newPlan(defaults(), nil), newIdle(), q, &defaults().Outcome)
			spans := newSpans(b, nil)
			span := spans.add(1, attrs)
			batch.addTraces(spans.traces)
			p := &batch.postings[0]
			b.ReportAllocs()
			for b.Loop() {
				batch.records[0].finding = finding{}
				batch.cited = batch.cited[:0]
				batch.judge(span.Attributes(), p)
			}
		})
	}
}
