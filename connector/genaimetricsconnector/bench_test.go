package genaimetricsconnector

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/aggregate"
)

func BenchmarkConsumeTraces(b *testing.B) {
	for _, bench := range []struct {
		name string
		fill func(*spans)
	}{
		{"nothing_to_do", func(batch *spans) {
			for range 100 {
				batch.add(b, httpAttributes())
			}
		}},
		{"agent_trace", func(batch *spans) { // a turn: an agent, 5 calls, 10 tool calls, 20 spans of others
			batch.add(b, agentAttributes())
			for range 5 {
				batch.add(b, chatAttributes())
				for range 2 {
					batch.add(b, toolAttributes())
				}
				for range 4 {
					batch.add(b, httpAttributes())
				}
			}
		}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			c := started(b, 0)
			batch := newSpans()
			bench.fill(batch)
			b.ReportAllocs()
			for b.Loop() {
				require.NoError(b, c.ConsumeTraces(b.Context(), batch.traces))
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*batch.slice.Len()), "ns/span")
		})
	}
}

func BenchmarkFlush(b *testing.B) {
	config := defaultConfig(b)
	aggregation := newAggregation(config, "1.2.3")
	now := time.Now()
	updater := aggregation.Begin(now)
	for i := range config.MaxSeries {
		values := aggregate.Values{"openai", fmt.Sprintf("model-%d", i)}
		updater.Add(calls, 1, values)
		updater.Observe(operationDuration, 1, values)
	}
	updater.End()
	b.ReportAllocs()
	for b.Loop() {
		aggregation.Flush(now)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*2*config.MaxSeries), "ns/series")
}
