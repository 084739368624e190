package e2e

import (
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// day is when the calls of these tests were made: prices depend on it.
var day = time.Date(2026, 9, 15, 12, 0, 0, 0, time.UTC)

// chat is a call to gpt-4o of 1000 x 2.50 + 100 x 10 USD per million = 0.0035 USD.
func chat(edit map[string]any) map[string]any {
	attrs := map[string]any{
		"gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-4o",
		"gen_ai.usage.input_tokens": 1000, "gen_ai.usage.output_tokens": 100,
	}
	maps.Copy(attrs, edit)
	return attrs
}

type batch struct {
	ptrace.Traces
}

func newBatch() batch { return batch{ptrace.NewTraces()} }

// service adds a resource.
func (b batch) service(tb testing.TB, name, version string) ptrace.SpanSlice {
	tb.Helper()
	resource := b.ResourceSpans().AppendEmpty()
	require.NoError(tb, resource.Resource().Attributes().FromRaw(map[string]any{"service.name": name, "service.version": version}))
	return resource.ScopeSpans().AppendEmpty().Spans()
}

// production adds the resource of a service in production.
func (b batch) production(tb testing.TB, name string) ptrace.SpanSlice {
	tb.Helper()
	spans := b.service(tb, name, "9.9.9")
	b.ResourceSpans().At(b.ResourceSpans().Len()-1).Resource().Attributes().PutStr("deployment.environment.name", "production")
	return spans
}

func add(tb testing.TB, spans ptrace.SpanSlice, trace, span, parent byte, attrs map[string]any) ptrace.Span {
	tb.Helper()
	s := spans.AppendEmpty()
	s.SetName("chat")
	s.SetTraceID(pcommon.TraceID{1: trace})
	s.SetSpanID(pcommon.SpanID{1: span})
	if parent != 0 {
		s.SetParentSpanID(pcommon.SpanID{1: parent})
	}
	s.SetStartTimestamp(pcommon.NewTimestampFromTime(day.Add(time.Duration(span) * time.Minute)))
	s.SetEndTimestamp(pcommon.NewTimestampFromTime(day.Add(time.Duration(span)*time.Minute + 2*time.Second)))
	require.NoError(tb, s.Attributes().FromRaw(attrs))
	return s
}

func TestTwoVersionsOfOneServiceAddUp(t *testing.T) {
	c := startCollector(t)
	b := newBatch()
	add(t, b.service(t, "agent", "1.0.0"), 1, 1, 0, chat(nil))
	add(t, b.service(t, "agent", "2.0.0"), 2, 2, 0, chat(nil))
	c.sendTraces(t, b.Traces)
	page := c.pageWhen(t, 2, "genai_calls_total")
	requireDecimal(t, "0.007", sum(page, "genai_cost_usd_total"))
	requireDecimal(t, "0.0035", sum(page, "genai_cost_usd_total", "service_version", "1.0.0"))
	requireDecimal(t, "0.0035", sum(page, "genai_cost_usd_total", "service_version", "2.0.0"))
}

func TestACallCountsOnce(t *testing.T) {
	c := startCollector(t)
	b := newBatch()
	// The SDK in the agent and the gateway it went through both recorded the call.
	sdk := add(t, b.service(t, "agent", "1.0.0"), 1, 1, 0, chat(map[string]any{"gen_ai.response.id": "chatcmpl-1"}))
	gateway := add(t, b.service(t, "gateway", "3.1.0"), 1, 2, 1, chat(map[string]any{"gen_ai.response.id": "chatcmpl-1", "gen_ai.response.model": "gpt-4o-2024-08-06"}))
	gateway.SetStartTimestamp(sdk.StartTimestamp())
	gateway.SetEndTimestamp(sdk.EndTimestamp())
	tool := add(t, b.ResourceSpans().At(0).ScopeSpans().At(0).Spans(), 1, 3, 0, map[string]any{"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "search"})
	tool.SetName("execute_tool search")
	c.sendTraces(t, b.Traces)
	c.sendTraces(t, b.Traces) // the client did not see the answer and sends again
	marker := newBatch()
	add(t, marker.service(t, "marker", "1"), 9, 9, 0, chat(nil))
	c.sendTraces(t, marker.Traces)

	page := c.pageWhen(t, 1, "genai_calls_total", "job", "marker")
	requireDecimal(t, "2", sum(page, "genai_calls_total"), "the call and the marker")
	requireDecimal(t, "0.007", sum(page, "genai_cost_usd_total"))
	requireDecimal(t, "2200", sum(page, "genai_tokens_total"))
	requireDecimal(t, "1", sum(page, "genai_tool_calls_total"))
}

func TestAgentsDoNotRepeatTheirChildrensCost(t *testing.T) {
	c := startCollector(t)
	b := newBatch()
	spans := b.service(t, "agent", "1.0.0")
	add(t, spans, 1, 1, 0, chat(map[string]any{"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "planner", "gen_ai.usage.input_tokens": 2000, "gen_ai.usage.output_tokens": 200}))
	add(t, spans, 1, 2, 1, chat(map[string]any{"gen_ai.agent.name": "planner"}))
	add(t, spans, 1, 3, 1, chat(map[string]any{"gen_ai.agent.name": "planner"}))
	c.sendTraces(t, b.Traces)
	page := c.pageWhen(t, 2, "genai_calls_total")
	requireDecimal(t, "0.007", sum(page, "genai_cost_usd_total", "gen_ai_agent_name", "planner"))
	requireDecimal(t, "2200", sum(page, "genai_tokens_total"))
	requireDecimal(t, "1", sum(page, "genai_agent_duration_seconds_count", "gen_ai_agent_name", "planner"))
}

func TestUnknownModelIsCountedNotGuessed(t *testing.T) {
	c := startCollector(t)
	b := newBatch()
	add(t, b.service(t, "agent", "1.0.0"), 1, 1, 0, chat(map[string]any{"gen_ai.request.model": "gpt-4o-ultra"}))
	c.sendTraces(t, b.Traces)
	page := c.pageWhen(t, 1, "genai_calls_total")
	requireDecimal(t, "1", sum(page, "genai_cost_unpriced_total", "gen_ai_request_model", "gpt-4o-ultra", "reason", "unpriced_model"))
	for _, s := range page {
		assert.NotEqual(t, "genai_cost_usd_total", s.name, "no cost is not a cost of zero")
	}
	attrs := c.spans(t)[0].Attributes().AsRaw()
	assert.Equal(t, "unpriced_model", attrs["genai.cost.status"])
	assert.NotContains(t, attrs, "genai.cost.total")
}

func TestSampledSpansCountWithTheirWeight(t *testing.T) {
	c := startCollector(t)
	b := newBatch()
	span := add(t, b.service(t, "agent", "1.0.0"), 1, 1, 0, chat(nil))
	span.TraceState().FromRaw("ot=th:c") // one of four was kept
	c.sendTraces(t, b.Traces)
	page := c.pageWhen(t, 4, "genai_calls_total")
	requireDecimal(t, "4", sum(page, "genai_calls_total"))
	requireDecimal(t, "0.014", sum(page, "genai_cost_usd_total"))
	requireDecimal(t, "4400", sum(page, "genai_tokens_total"))
	requireDecimal(t, "1", sum(page, "genai_calls_sampled_total"))
}

// A malformed span passes on, marked and counted, and its neighbour is priced.
func TestMalformedSpansStopNothing(t *testing.T) {
	c := startCollector(t)
	b := newBatch()
	spans := b.service(t, "agent", "1.0.0")
	big := strings.Repeat("x", 10<<20)
	broken := []map[string]any{
		{"gen_ai.usage.input_tokens": -5},
		{"gen_ai.usage.input_tokens": math.NaN()},
		{"gen_ai.usage.input_tokens": math.MaxInt64},
		{"gen_ai.usage.input_tokens": "a lot"},
		{"gen_ai.usage.input_tokens": []any{1, 2}},
		{"gen_ai.request.model": 7},
		{"gen_ai.operation.name": true},
		{"gen_ai.input.messages": big},
		{"gen_ai.input.messages": strings.Repeat("[", 100_000)},
		{"gen_ai.response.finish_reasons": map[string]any{"a": 1}},
		{"llm.token_count.prompt": "\xff\xfe", "openinference.span.kind": "LLM"},
	}
	for i, edit := range broken {
		add(t, spans, 1, byte(10+i), 0, chat(edit))
	}
	add(t, spans, 2, 2, 0, chat(nil))
	c.sendTraces(t, b.Traces)
	page := c.pageWhen(t, 1, "genai_calls_total")
	assert.Positive(t, sum(page, "genai_cost_usd_total").Sign(), "the good neighbour is priced")

	got := c.spans(t)
	require.Len(t, got, len(broken)+1, "nothing is lost")
	var malformed int
	for _, span := range got {
		if _, marked := span.Attributes().Get("genai.malformed"); marked {
			malformed++
		}
		if span.TraceID() == (pcommon.TraceID{1: 2}) {
			assert.InDelta(t, 0.0035, span.Attributes().AsRaw()["genai.cost.total"], 0)
		}
	}
	assert.GreaterOrEqual(t, malformed, 7)
}

// What was counted since the last flush is not lost when the collector ends.
func TestShutdownFlushesTheMetrics(t *testing.T) {
	file := filepath.Join(t.TempDir(), "metrics.jsonl")
	c := startCollector(t, fmt.Sprintf(`
connectors::genai_metrics::interval: 1h
exporters::file/metrics: {path: %q}
service::pipelines::metrics: {receivers: [genai_metrics], exporters: [file/metrics]}
`, file))
	b := newBatch()
	add(t, b.service(t, "agent", "1.0.0"), 1, 1, 0, chat(nil))
	c.sendTraces(t, b.Traces)
	c.shutdown(t)

	unmarshaler := pmetric.JSONUnmarshaler{}
	metrics, err := unmarshaler.UnmarshalMetrics(readFile(t, file))
	require.NoError(t, err)
	for _, metric := range metrics.ResourceMetrics().At(0).ScopeMetrics().At(0).Metrics().All() {
		if metric.Name() == "genai.cost.usd" {
			point := metric.Sum().DataPoints().At(0)
			assert.InDelta(t, 0.0035, point.DoubleValue(), 0)
			assert.Less(t, point.StartTimestamp(), point.Timestamp())
			return
		}
	}
	require.Fail(t, "no genai.cost.usd", "%d metrics", metrics.MetricCount())
}
