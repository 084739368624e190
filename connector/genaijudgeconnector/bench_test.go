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
	traces := oneSpanTraces(b, 100)
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
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*traces.SpanCount()), "ns/span")
		})
	}
}

// oneSpanTraces are calls that answered with 1 KB of text, each a trace of its own.
func oneSpanTraces(tb testing.TB, n int) ptrace.Traces {
	tb.Helper()
	traces := ptrace.NewTraces()
	list := traces.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for i := range n {
		text := `[{"role":"assistant","parts":[{"type":"text","content":"` + strings.Repeat("This is the answer. ", 50) + `"}]}]`
		addSpan(tb, list, 1, 1, 0, chatAttributes(map[string]any{"gen_ai.output.messages": text})).SetTraceID(pcommon.TraceID{5, byte(i)})
	}
	return traces
}

// While a model is down nothing is kept of a span, not even for a moment: what is allocated is for the
// counts of a batch.
func TestASpanOfAModelThatIsDownAllocatesNothing(t *testing.T) {
	for name, before := range map[string]func(*judgeConnector){
		"left alone": func(c *judgeConnector) { c.gate.pause(chat.Unavailable, time.Now(), time.Hour) },
		"queue full": func(c *judgeConnector) {
			for !c.queue.full() {
				c.queue.put(&subject{record: &record{resource: pcommon.NewResource()}})
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			config, err := load(t, fmt.Sprintf(oneEvaluator, "openai", "http://127.0.0.1:1"))
			require.NoError(t, err)
			c := idle(t, config)
			before(c)
			ctx := redacted.With(t.Context())
			allocations := func(spans int) float64 {
				traces := oneSpanTraces(t, spans)
				return testing.AllocsPerRun(100, func() { _ = c.ConsumeTraces(ctx, traces) })
			}
			require.Equal(t, allocations(1), allocations(100)) //nolint:testifylint // whole numbers
		})
	}
}

// A trace that came while the model was left alone is not judged by the part that came after.
func TestATraceThatCameInAPauseIsNotJudgedByItsRest(t *testing.T) {
	config, err := load(t, strings.Replace(fmt.Sprintf(oneEvaluator, "openai", "http://127.0.0.1:1"), "kind: llm", "kind: llm, target: trace", 1))
	require.NoError(t, err)
	c := idle(t, config)
	ctx := redacted.With(t.Context())
	c.gate.pause(chat.Unavailable, time.Now(), time.Hour)
	require.NoError(t, c.ConsumeTraces(ctx, oneSpanTraces(t, 2)))
	require.Zero(t, c.assembly.waiting())
	_, bytes := c.queue.held()
	require.Zero(t, bytes, "nothing was copied")
	c.gate.until.Store(0)
	require.NoError(t, c.ConsumeTraces(ctx, oneSpanTraces(t, 3)))
	require.Equal(t, 1, c.assembly.waiting(), "the third is new")
}
