package genaisessionprocessor

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
	"github.com/otelcol-genai/otelcol-genai/internal/session/sessiontest"
)

// claudeRequest is a record of Claude Code 2.1: the end of its name as an attribute, the whole in its body.
func claudeRequest(sequence int, cost any) map[string]any {
	return map[string]any{
		"event.name": "api_request", "event.sequence": sequence, "session.id": "cc-1", "model": "claude-sonnet-4-5", "request_id": "req_1",
		"input_tokens": "20", "output_tokens": "60", "cache_read_tokens": 1000, "cache_creation_tokens": 180,
		"cost_usd": cost, "duration_ms": "75", "query_source": "subagent",
	}
}

func TestClaudeCodeIsChargedFromItsLog(t *testing.T) {
	accounts := sessiontest.New()
	logs := records(t, claudeRequest(1, "0.002115"), claudeRequest(2, 0.00138525))
	for i := range 2 {
		record(logs, i).Body().SetStr("claude_code.api_request")
		record(logs, i).SetSpanID(pcommon.SpanID{5}) // of the interaction: many calls are logged below it
		record(logs, i).SetTraceID(pcommon.TraceID{1})
	}
	// The server of this recording repeats the id of the second answer, too.
	second, _ := record(logs, 1).Attributes().Get("request_id")
	second.SetStr("req_2")
	runLogs(t, defaults(), accounts, logs)

	p := accounts.Postings()[0]
	assert.Equal(t, session.Call, p.Kind)
	assert.Equal(t, session.Tokens{Input: 20, CacheRead: 1000, CacheWrite: 180, Output: 60}, p.Tokens)
	assert.Equal(t, budget.NanoUSD(2_115_000), p.Cost)
	assert.Equal(t, session.Reported, p.Rank)
	assert.Equal(t, "claude-sonnet-4-5", p.Model)
	assert.Equal(t, "subagent", p.Lane)
	assert.Equal(t, session.SpanID{5}, p.Parent)
	assert.Equal(t, noon.UnixNano(), p.End)
	assert.Equal(t, noon.Add(-75*time.Millisecond).UnixNano(), p.Start)
	assert.NotEqual(t, p.Span, accounts.Postings()[1].Span)
	spent, calls := accounts.Spent(session.Key{Session: "cc-1"})
	assert.Equal(t, budget.NanoUSD(3_500_250), spent)
	assert.EqualValues(t, 2, calls)

	runLogs(t, defaults(), accounts, logs)
	spent, _ = accounts.Spent(session.Key{Session: "cc-1"})
	assert.Equal(t, budget.NanoUSD(3_500_250), spent, "sent again, charged once")
}

func TestSpanAndLogOfOneCallCostOnce(t *testing.T) {
	accounts := sessiontest.New()
	batch := newSpans(t, nil)
	batch.add(7, chat(map[string]any{"session.id": "s1"}))
	logs := records(t, chat(map[string]any{"session.id": "s1"}))
	details := record(logs, 0)
	details.SetEventName("gen_ai.client.inference.operation.details")
	details.SetTraceID(pcommon.TraceID{1})
	details.SetSpanID(pcommon.SpanID{7})
	run(t, defaults(), accounts, batch)
	runLogs(t, defaults(), accounts, logs)
	spent, _ := accounts.Spent(session.Key{Session: "s1"})
	assert.Equal(t, budget.NanoUSD(250_000_000), spent)
	assert.Equal(t, "duplicate", str(details.Attributes(), "genai.cost.status"))
}

func TestWhichRecordsArePosted(t *testing.T) {
	tests := map[string]struct {
		name  string
		attrs map[string]any
		want  []session.Kind
	}{
		"a call without a span":             {name: "gen_ai.client.inference.operation.details", attrs: chat(), want: []session.Kind{session.Call}},
		"its request, which used nothing":   {name: "gen_ai.client.inference.operation.details", attrs: chat(map[string]any{"gen_ai.usage.input_tokens": nil, "gen_ai.usage.output_tokens": nil, "genai.cost.total": nil}), want: []session.Kind{session.Other}},
		"a message of a call":               {name: "gen_ai.choice", attrs: map[string]any{"gen_ai.operation.name": "chat", "gen_ai.system": "openai"}, want: []session.Kind{session.Other}},
		"a call that a gateway logs":        {attrs: chat(), want: []session.Kind{session.Call}},
		"a normalised record of Gemini CLI": {name: "gemini_cli.api_response", attrs: chat(), want: []session.Kind{session.Call}},
		"a tool of Codex":                   {attrs: map[string]any{"event.name": "codex.tool_result", "tool_name": "shell", "success": "false", "conversation.id": "c"}, want: []session.Kind{session.Tool}},
		"an end":                            {name: "session.end", want: []session.Kind{session.End}},
		"a beginning that replaces another": {name: "session.start", attrs: map[string]any{"session.previous_id": "s0"}, want: []session.Kind{session.End}},
		"a beginning":                       {name: "session.start"},
		"a score":                           {name: "gen_ai.evaluation.result", attrs: map[string]any{"gen_ai.evaluation.name": "ok"}, want: []session.Kind{session.Other}},
		"our own event":                     {name: "genai.session.loop", attrs: map[string]any{"gen_ai.tool.name": "search"}},
		"a line of a log":                   {attrs: map[string]any{"level": "info"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			accounts := sessiontest.New()
			logs := records(t, test.attrs)
			record(logs, 0).SetEventName(test.name)
			record(logs, 0).Attributes().PutStr("session.id", "s1")
			runLogs(t, defaults(), accounts, logs)
			var kinds []session.Kind
			for _, p := range accounts.Postings() {
				kinds = append(kinds, p.Kind)
			}
			assert.Equal(t, test.want, kinds)
		})
	}
}

func TestAScoreLearnsItsSession(t *testing.T) {
	accounts := sessiontest.New()
	batch := newSpans(t, nil)
	batch.add(7, chat(map[string]any{"session.id": "s1"}))
	run(t, defaults(), accounts, batch)
	logs := records(t, map[string]any{"gen_ai.evaluation.name": "answers", "gen_ai.evaluation.score.value": 0.5})
	score := record(logs, 0)
	score.SetEventName("gen_ai.evaluation.result")
	score.SetTraceID(pcommon.TraceID{1})
	score.SetSpanID(pcommon.SpanID{7})
	runLogs(t, defaults(), accounts, logs)
	assert.Equal(t, "s1", str(score.Attributes(), "session.id"))
	_, calls := accounts.Spent(session.Key{Session: "s1"})
	assert.EqualValues(t, 1, calls)
}

func TestAnEndedSessionIsThePreviousOne(t *testing.T) {
	accounts := sessiontest.New()
	logs := records(t, map[string]any{"session.id": "s1", "session.previous_id": "s0"})
	record(logs, 0).SetEventName("session.start")
	runLogs(t, defaults(), accounts, logs)
	require.Len(t, accounts.Postings(), 1)
	assert.Equal(t, "s0", accounts.Postings()[0].Session)
	assert.Equal(t, "s1", str(record(logs, 0).Attributes(), "session.id"))
}

func TestRecordsWithoutAnythingToHoldOnTo(t *testing.T) {
	accounts := sessiontest.New()
	logs := records(t, chat())
	runLogs(t, defaults(), accounts, logs)
	_, stamped := record(logs, 0).Attributes().Get("genai.session.cost")
	assert.False(t, stamped, "it belongs to no session")
	assert.Equal(t, "ok", str(record(logs, 0).Attributes(), "genai.cost.status"))
}
