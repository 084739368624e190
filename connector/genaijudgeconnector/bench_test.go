package genaijudgeconnector

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/connector/genaijudgeconnector/internal/chat"
	"github.com/otelcol-genai/otelcol-genai/internal/redacted"
)

// What a span costs the pipeline, by what becomes of it.
func BenchmarkSpan(b *testing.B) {
	traces := ptrace.NewTraces()
	list := traces.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for i := range 100 {
		text := `[{"role":"assistant","parts":[{"type":"text","content":"` + strings.Repeat("This is the answer. ", 50) + `"}]}]`
		addSpan(b, list, 1, 1, 0, chatAttributes(map[string]any{"gen_ai.output.messages": text})).SetTraceID(pcommon.TraceID{5, byte(i)})
	}
	for name, test := range map[string]struct {
		sample string
		before func(*judgeConnector)
	}{
		"not in the sample": {"0", func(*judgeConnector) {}},
		"model left alone":  {"1", func(c *judgeConnector) { c.gate.pause(chat.Unavailable, time.Now(), time.Hour) }},
		"queue full": {"1", func(c *judgeConnector) {
			for !c.queue.full() {
				c.queue.put(&subject{record: &record{resource: pcommon.NewResource()}})
			}
		}},
	} {
		b.Run(name, func(b *testing.B) {
			config, err := load(b, strings.Replace(fmt.Sprintf(oneEvaluator, "openai", "http://127.0.0.1:1"), "sample: 1", "sample: "+test.sample, 1))
			require.NoError(b, err)
			c := idle(b, config)
			test.before(c)
			ctx := redacted.With(b.Context())
			b.ReportAllocs()
			for b.Loop() {
				_ = c.ConsumeTraces(ctx, traces)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*list.Len()), "ns/span")
		})
	}
}
