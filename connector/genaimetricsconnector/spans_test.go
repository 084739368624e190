package genaimetricsconnector

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// spans builds a batch of one service.
type spans struct {
	traces ptrace.Traces
	slice  ptrace.SpanSlice
	last   uint64
}

func newSpans() *spans {
	s := &spans{traces: ptrace.NewTraces()}
	resource := s.traces.ResourceSpans().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", "shop")
	resource.Resource().Attributes().PutStr("host.name", "h")
	s.slice = resource.ScopeSpans().AppendEmpty().Spans()
	return s
}

// add appends a child span of one second.
func (s *spans) add(tb testing.TB, attrs map[string]any) ptrace.Span {
	tb.Helper()
	s.last++
	span := s.slice.AppendEmpty()
	span.SetTraceID(pcommon.TraceID{1})
	var id pcommon.SpanID
	binary.BigEndian.PutUint64(id[:], s.last)
	span.SetSpanID(id)
	span.SetParentSpanID(pcommon.SpanID{0xff})
	span.SetStartTimestamp(1_700_000_000_000_000_000)
	span.SetEndTimestamp(1_700_000_001_000_000_000)
	require.NoError(tb, span.Attributes().FromRaw(attrs))
	return span
}

func chatAttributes() map[string]any {
	return map[string]any{
		"gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-4o-mini",
		"gen_ai.response.model": "gpt-4o-mini-2024-07-18", "gen_ai.response.finish_reasons": []any{"stop"},
		"gen_ai.response.time_to_first_chunk": 0.25, "gen_ai.agent.name": "planner",
		"gen_ai.usage.input_tokens": 100, "gen_ai.usage.cache_read.input_tokens": 60, "gen_ai.usage.output_tokens": 20,
		"genai.cost.total": 0.0001, "genai.cost.currency": "USD", "genai.cost.status": "ok",
		"genai.quality.signals": []any{"retry"},
	}
}

func toolAttributes() map[string]any {
	return map[string]any{"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "search", "gen_ai.tool.call.arguments": `{"q":"x"}`}
}

func agentAttributes() map[string]any {
	return map[string]any{"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "planner", "gen_ai.usage.input_tokens": 100}
}

func httpAttributes() map[string]any {
	return map[string]any{"http.request.method": "POST", "server.address": "example.com", "url.path": "/v1", "error.type": "500"}
}

// metricsNamed collects the metrics of one name over all resources.
func metricsNamed(metrics pmetric.Metrics, name string) []pmetric.Metric {
	var found []pmetric.Metric
	for _, resource := range metrics.ResourceMetrics().All() {
		for _, scope := range resource.ScopeMetrics().All() {
			for _, metric := range scope.Metrics().All() {
				if metric.Name() == name {
					found = append(found, metric)
				}
			}
		}
	}
	return found
}

// total adds up the integer points of a counter.
func total(metrics pmetric.Metrics, name string) int64 {
	var sum int64
	for _, metric := range metricsNamed(metrics, name) {
		for _, point := range metric.Sum().DataPoints().All() {
			sum += point.IntValue()
		}
	}
	return sum
}
