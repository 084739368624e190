package e2e

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
)

// Signals are found on what agents send, before anything is masked, are on the span that
// leaves, and are counted.
func TestSignalsAreStampedAndCounted(t *testing.T) {
	c := startCollector(t)
	b := newBatch()
	spans := b.service(t, "shop", "1")
	add(t, spans, 1, 1, 0, chat(map[string]any{
		"gen_ai.agent.name": "planner", "gen_ai.output.type": "json", "gen_ai.response.finish_reasons": []any{"length"},
		"gen_ai.input.messages":  `[{"role":"user","parts":[{"type":"text","content":"Who is ann@corp.io?"}]}]`,
		"gen_ai.output.messages": `[{"role":"assistant","parts":[{"type":"text","content":"{\"mail\": \"ann@corp.io\", \"see\": \"https://corp.io/people/7\""}],"finish_reason":"length"}]`,
	}))
	add(t, spans, 1, 2, 0, map[string]any{"gen_ai.operation.name": "retrieval", "gen_ai.data_source.id": "wiki", "gen_ai.retrieval.documents": "[]"})
	add(t, spans, 1, 3, 0, chat(map[string]any{"gen_ai.agent.name": "planner"}))
	c.sendTraces(t, b.Traces)
	page := c.pageWhen(t, 4, "genai_quality_signals_total")
	for _, signal := range []string{"truncated", "invalid_json", "unsupported_citation"} {
		requireDecimal(t, "1", sum(page, "genai_quality_signals_total", "signal", signal, "gen_ai_agent_name", "planner"), signal)
	}
	requireDecimal(t, "1", sum(page, "genai_quality_signals_total", "signal", "empty_retrieval"))
	requireDecimal(t, "4", sum(page, "genai_quality_signals_total"))

	got := map[pcommon.SpanID]any{}
	for _, span := range c.spans(t) {
		got[span.SpanID()] = span.Attributes().AsRaw()["genai.quality.signals"]
		assert.NotContains(t, fmt.Sprint(span.Attributes().AsRaw()), "ann@corp.io")
	}
	assert.Equal(t, map[pcommon.SpanID]any{
		{1: 1}: []any{"truncated", "invalid_json", "unsupported_citation"}, {1: 2}: []any{"empty_retrieval"}, {1: 3}: nil,
	}, got)
}

// A result that is not as the tool's results are raises no error. Where a tool fails later,
// the event names it.
func TestASuspectIsTold(t *testing.T) {
	told := newSink(t)
	c := startCollector(t, told.config)
	tool := func(number uint32, name, result string, edit map[string]any) {
		b := newBatch()
		attrs := map[string]any{
			"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": name, "gen_ai.agent.name": "planner", "session.id": "s",
			"gen_ai.tool.call.arguments": fmt.Sprintf(`{"q":%d}`, number), "gen_ai.tool.call.result": result,
		}
		maps.Copy(attrs, edit)
		callOf(t, b.service(t, "shop", "1"), number, attrs)
		c.sendTraces(t, b.Traces)
	}
	for i := range uint32(25) {
		tool(i+1, "search", fmt.Sprintf(`{"hits":[{"id":%d,"price":9.5}],"total":1}`, i), nil)
	}
	tool(100, "search", `{"hits":[]}`, nil)
	tool(101, "price", `12.5`, nil)
	tool(102, "book", `no such hit`, map[string]any{"error.type": "invalid"})
	told.wait(t, 1, "genai.session.tool_cascade", "s")
	for _, e := range told.all() {
		if e.name != "genai.session.tool_cascade" {
			continue
		}
		assert.Equal(t, "search", e.text("gen_ai.tool.name"))
		assert.Equal(t, "2", e.text("distance"))
		assert.Equal(t, "1", e.text("count"))
		assert.Equal(t, traceOf(100), e.trace, "each step is a trace of its own here")
		assert.Equal(t, spanOf(100), e.span, "the span of the odd result")
	}
	page := c.pageWhen(t, 1, "genai_session_tool_cascades_total")
	requireDecimal(t, "1", sum(page, "genai_session_tool_cascades_total", "gen_ai_tool_name", "search"))
	requireDecimal(t, "1", sum(page, "genai_quality_signals_total", "signal", "tool_result_shape"))
}

// A score that comes after the end of its session, and after a restart, moves it.
func TestALateScoreMovesASession(t *testing.T) {
	c := startCollector(t)
	c.spend(t, "a", 1, 2) // 0.007 USD
	c.spend(t, "b", 3)    // 0.0035 USD
	score := func(id string, value float64, human bool) {
		logs := plog.NewLogs()
		record := logs.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
		record.SetEventName("gen_ai.evaluation.result")
		record.SetTimestamp(pcommon.NewTimestampFromTime(time.Now()))
		attrs := map[string]any{"gen_ai.evaluation.name": "task_success", "gen_ai.evaluation.score.value": value, "session.id": id}
		if human {
			attrs["genai.evaluation.evaluator.type"] = "human"
		}
		require.NoError(t, record.Attributes().FromRaw(attrs))
		c.sendLogs(t, logs)
	}
	ends := func(id string) {
		require.Equal(t, 204, c.api(t, "POST", sessionPath(id, "end"), "").status)
	}
	score("a", 1, false) // before its end
	ends("a")
	ends("b")
	score("b", 1, false) // after it
	page := c.pageWhen(t, 2, "genai_session_outcome", "outcome", "success")
	requireDecimal(t, "2", sum(page, "genai_session_outcome"))
	requireDecimal(t, "0.0105", sum(page, "genai_session_outcome_cost_usd", "outcome", "success"))

	c.kill(t)
	c.start(t)
	score("b", 0, true) // a person saw it
	page = c.pageWhen(t, 1, "genai_session_outcome", "outcome", "failed")
	requireDecimal(t, "1", sum(page, "genai_session_outcome", "outcome", "success"))
	requireDecimal(t, "0.007", sum(page, "genai_session_outcome_cost_usd", "outcome", "success"))
	requireDecimal(t, "0.0035", sum(page, "genai_session_outcome_cost_usd", "outcome", "failed"))
}
