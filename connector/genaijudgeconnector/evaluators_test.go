package genaijudgeconnector

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/judge"
	"github.com/otelcol-genai/otelcol-genai/internal/judgetest"
)

// asked is the model of a stand-in, for configurations that say the rest.
const asked = `
model: {api: openai, endpoint: "%s", name: test-model, api_key: ` + judgetest.Key + `, price: {input_mtok: 1, output_mtok: 10}}
sample: 1
retry: {initial: 1ms}
`

// Several criteria on one response are one call, whose cost they share to the last nano-dollar.
func TestSeveralCriteriaAreOneCall(t *testing.T) {
	server := judgetest.NewOpenAI(t)
	server.Answer(func(q judgetest.Question) judgetest.Reply {
		reply := judgetest.Verdicts(q, func(name string) (string, float64) {
			return map[string]string{"grounded": "unsupported", "tone": "rude"}[name], 4
		})
		reply.Input, reply.Output = 101, 20
		return reply
	})
	r := start(t, asked+`
evaluators:
  - {name: answers, kind: llm, rubric: answers_question}
  - {name: grounded, kind: llm, rubric: grounded, pass_threshold: 0.5}
  - {name: tone, kind: llm, criteria: "Is it polite?", choices: {rude: 0, neutral: 0.5, polite: 1}}
  - {name: toxicity, kind: llm, criteria: "How toxic is it?", scale: {min: 0, max: 5, inverted: true}}
`, server.URL)
	r.send(t, spans(t, chatAttributes()))
	events := r.events(t, 4)
	require.Len(t, server.Questions(), 1)
	got := map[string]string{}
	var cost float64
	for _, event := range events {
		got[event["gen_ai.evaluation.name"].(string)] = fmt.Sprint(event["gen_ai.evaluation.score.value"], " ", event["gen_ai.evaluation.score.label"])
		share := event["genai.evaluation.cost.usd"].(float64)
		assert.InDelta(t, 0.00007525, share, 1e-12)
		cost += share
	}
	assert.Equal(t, map[string]string{"answers": "1 full", "grounded": "0 fail", "tone": "0 rude", "toxicity": "0.2 <nil>"}, got)
	assert.InDelta(t, 0.000301, cost, 1e-12)
	assert.InDelta(t, 0.000301, r.counted(t, "genai_judge.cost.usd", nil), 1e-12)
	assert.InDelta(t, 101, r.counted(t, "genai_judge.tokens", map[string]string{"type": "input"}), 0)
	assert.InDelta(t, 1, r.counted(t, "genai_judge.evaluations", map[string]string{"evaluator": "answers", "outcome": "perfect"}), 0)
	assert.InDelta(t, 1, r.counted(t, "genai_judge.evaluations", map[string]string{"evaluator": "tone", "outcome": "scored"}), 0)
	// The choices are told best first, and what they are worth is not told.
	assert.Contains(t, server.Questions()[0].System, "- polite\n- neutral\n- rude\n")
}

func TestWhatWasJudgedBeforeIsNotAskedAgain(t *testing.T) {
	server := judgetest.NewOpenAI(t)
	r := start(t, asked+`
cache: {entries: 2, ttl: 1h}
queue: {workers: 1}
evaluators: [{name: answers, kind: llm, criteria: "Good?"}]
`, server.URL)
	other := map[string]any{"gen_ai.output.messages": `[{"role":"assistant","parts":[{"type":"text","content":"Lyon."}]}]`}
	third := map[string]any{"gen_ai.output.messages": `[{"role":"assistant","parts":[{"type":"text","content":"Nice."}]}]`}
	for _, edit := range []map[string]any{nil, nil, other, nil, third, other} { // the last one was pushed out
		r.send(t, spans(t, chatAttributes(edit)))
	}
	events := r.events(t, 6)
	assert.Len(t, server.Questions(), 4)
	assert.Equal(t, []string{"<nil>", "<nil>", "<nil>", "<nil>", "true", "true"}, values(events, "genai.evaluation.cached"))
	for _, event := range events {
		assert.Equal(t, event["genai.evaluation.cached"] == nil, event["genai.evaluation.cost.usd"] != nil, "what is known is free")
		assert.InDelta(t, 1.0, event["gen_ai.evaluation.score.value"], 0)
	}
	assert.Equal(t, 2, r.judge.cache.size())
}

func TestVerdictsAreForgottenInTime(t *testing.T) {
	c := newCache(CacheConfig{Entries: 5, TTL: time.Minute})
	now := time.Unix(0, 0)
	c.put(cacheKey{1}, judge.Verdict{Score: 1}, now)
	_, ok := c.get(cacheKey{1}, now.Add(time.Minute))
	assert.True(t, ok)
	_, ok = c.get(cacheKey{1}, now.Add(time.Minute+1))
	assert.False(t, ok)
	assert.Zero(t, c.size())
}

func TestLongContentIsCutAndMarked(t *testing.T) {
	server := judgetest.NewOpenAI(t)
	r := start(t, asked+`
max_content_bytes: 1000
evaluators: [{name: answers, kind: llm, criteria: "Good?"}]
`, server.URL)
	text := "BEGIN" + strings.Repeat(" word", 1000) + " END"
	r.send(t, spans(t, chatAttributes(map[string]any{"gen_ai.output.messages": `[{"role":"assistant","parts":[{"type":"text","content":"` + text + `"}]}]`})))
	assert.Equal(t, true, r.events(t, 1)[0]["genai.evaluation.truncated"])
	q := server.Questions()[0]
	response, _ := q.Section("response")
	assert.LessOrEqual(t, len(response), 1000)
	assert.True(t, strings.HasPrefix(response, "BEGIN") && strings.HasSuffix(response, "END"))
	assert.InDelta(t, 1, r.counted(t, "genai_judge.truncated", nil), 0)
}

// Known answers are compared without a model, but for the cases that say so.
func TestReference(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cases.jsonl")
	require.NoError(t, os.WriteFile(file, []byte(`
{"case":"capital","expected":"paris","match":"contains","ignore_case":true}
{"case":"wrong","expected":"Lyon."}
{"input":"What is the capital of France?","expected":"^Par","match":"regex"}
{"case":"judged","expected":"The capital is Paris.","match":"judge"}
`), 0o600))
	server := judgetest.NewOpenAI(t)
	server.Answer(func(q judgetest.Question) judgetest.Reply {
		known, ok := q.Section("known good answer")
		assert.True(t, ok)
		assert.Equal(t, "The capital is Paris.", known)
		return judgetest.Verdicts(q, func(string) (string, float64) { return "less", 0 })
	})
	r := start(t, asked+`
evaluators: [{name: known, kind: reference, cases: "%s", pass_threshold: 0.5}]
`, server.URL, file)
	r.send(t, spans(t,
		chatAttributes(map[string]any{"test.case.id": "capital"}), chatAttributes(map[string]any{"test.case.name": "wrong"}), chatAttributes(),
		chatAttributes(map[string]any{"test.case.id": "judged"}), chatAttributes(map[string]any{"test.case.id": "another"})))
	got := map[string]string{}
	for _, event := range r.events(t, 4) {
		got[fmt.Sprint(event["test.case.id"])] = fmt.Sprint(event["gen_ai.evaluation.score.value"], " ", event["gen_ai.evaluation.score.label"], " ", event["genai.evaluation.evaluator.type"])
	}
	assert.Equal(t, map[string]string{
		"capital": "1 pass deterministic", "wrong": "0 fail deterministic", "<nil>": "1 pass deterministic", "judged": "0.4 fail llm_judge",
	}, got)
	assert.Len(t, server.Questions(), 1)
	assert.InDelta(t, 1, r.counted(t, "genai_judge.skipped", map[string]string{"reason": "no_case"}), 0)
}

// A known answer is in no question but its own: it would tell the others what is right.
func TestAKnownAnswerIsToldToNoOtherEvaluator(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cases.jsonl")
	require.NoError(t, os.WriteFile(file, []byte(`{"case":"c","expected":"The capital is Paris.","match":"judge"}`), 0o600))
	server := judgetest.NewOpenAI(t)
	r := start(t, asked+`
evaluators:
  - {name: known, kind: reference, cases: "%s"}
  - {name: answers, kind: llm, criteria: "Good?"}
`, server.URL, file)
	r.send(t, spans(t, chatAttributes(map[string]any{"test.case.id": "c"})))
	r.events(t, 2)
	for _, q := range server.Questions() {
		assert.Equal(t, strings.Contains(q.System, "## known"), strings.Contains(q.User, "The capital is Paris."))
	}
}

func TestExpressions(t *testing.T) {
	r := start(t, `
sample: 1
evaluators:
  - {name: fast, kind: expression, condition: duration <= 1.0}
  - {name: polite, kind: expression, condition: 'output.contains("please")'}
  - {name: length, kind: expression, condition: size(output), scale: {min: 0, max: 12}}
  - {name: broken, kind: expression, condition: 'attributes["none"] == "x"'}
  - {name: outside, kind: expression, condition: output_tokens * 100}
  - {name: others, kind: expression, condition: "true", filter: 'service == "shop2"'}
  - {name: mine, kind: expression, condition: "true", filter: 'resource["service.name"] == "shop" && input.startsWith("What")'}
  - {name: tools, kind: expression, operations: [execute_tool], condition: 'tool == "search" && output.contains("found")'}
`)
	r.send(t, spans(t, chatAttributes()))
	r.send(t, spans(t, map[string]any{"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "search", "gen_ai.tool.call.result": "found 3"}))
	got := map[string]string{}
	for _, event := range r.events(t, 7) {
		assert.Equal(t, "deterministic", event["genai.evaluation.evaluator.type"])
		assert.NotContains(t, event, "gen_ai.request.model")
		got[event["gen_ai.evaluation.name"].(string)] = fmt.Sprint(event["gen_ai.evaluation.score.value"], " ", event["gen_ai.evaluation.score.label"], " ", event["error.type"])
	}
	assert.Equal(t, map[string]string{
		"fast": "1 pass <nil>", "polite": "0 fail <nil>", "length": "0.5 <nil> <nil>", "broken": "<nil> <nil> expression_error",
		"outside": "<nil> <nil> score_out_of_range", "mine": "1 pass <nil>", "tools": "1 pass <nil>",
	}, got)
}

// run is an agent's run: a model call that calls a tool, the tool, a model call that answers.
func run(tb testing.TB, trace byte) ptrace.Traces {
	tb.Helper()
	traces := ptrace.NewTraces()
	resource := traces.ResourceSpans().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", "shop")
	list := resource.ScopeSpans().AppendEmpty().Spans()
	calls := `[{"role":"assistant","parts":[{"type":"tool_call","name":"atlas","arguments":{"q":"France"}}]}]`
	addSpan(tb, list, trace, 4, 1, chatAttributes())
	addSpan(tb, list, trace, 3, 1, map[string]any{"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "atlas", "gen_ai.tool.call.arguments": `{"q":"France"}`, "gen_ai.tool.call.result": "capital: Paris"})
	addSpan(tb, list, trace, 2, 1, chatAttributes(map[string]any{"gen_ai.output.messages": calls}))
	addSpan(tb, list, trace, 1, 0, map[string]any{"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "guide"})
	return traces
}

// quick has traces complete soon.
const quick = "\nassembly: {settle: 10ms, timeout: 10s}\n"

func TestATurnIsJudgedAsAWhole(t *testing.T) {
	server := judgetest.NewOpenAI(t)
	r := start(t, asked+quick+`evaluators: [{name: answers, kind: llm, criteria: "Good?", target: turn}]`, server.URL)
	r.send(t, run(t, 1))
	events := r.events(t, 1)
	require.Len(t, events, 1)
	assert.Equal(t, "turn", events[0]["genai.evaluation.target"])
	assert.Equal(t, byte(1), r.records()[0].SpanID()[0], "the verdict is of the agent's run")
	q := server.Questions()[0]
	input, _ := q.Section("input")
	assert.Equal(t, "[user]\nWhat is the capital of France?", input)
	steps, _ := q.Section("steps")
	assert.Equal(t, "[tool atlas]\n{\"q\":\"France\"}\n=> capital: Paris", steps)
	response, _ := q.Section("response")
	assert.Equal(t, "Paris.", response)
	_, bytes := r.judge.queue.held()
	assert.Zero(t, bytes)
}

// Two agents in one trace are two turns, and one trace.
func TestTurnsAndTraces(t *testing.T) {
	r := start(t, quick+`
sample: 1
evaluators:
  - {name: turn, kind: expression, condition: "true", target: turn}
  - {name: trace, kind: expression, condition: "true", target: trace}
`)
	traces := run(t, 1)
	list := traces.ResourceSpans().At(0).ScopeSpans().At(0).Spans()
	list.At(3).SetParentSpanID([8]byte{9})
	addSpan(t, list, 1, 5, 9, map[string]any{"gen_ai.operation.name": "invoke_agent"})
	addSpan(t, list, 1, 6, 5, map[string]any{"gen_ai.operation.name": "invoke_agent"}) // within the other
	addSpan(t, list, 1, 9, 0, map[string]any{"gen_ai.operation.name": "chain"})
	r.send(t, traces)
	require.Len(t, r.events(t, 3), 3)
	got := map[string]bool{}
	for _, record := range r.records() {
		name, _ := record.Attributes().Get("gen_ai.evaluation.name")
		got[fmt.Sprint(name.Str(), " ", record.SpanID()[0])] = true
	}
	assert.Equal(t, map[string]bool{"turn 1": true, "turn 5": true, "trace 9": true}, got)
}

// A trace without a root is judged when its time is over; what comes later is dropped.
func TestATraceIsNotWaitedForForever(t *testing.T) {
	r := start(t, `
sample: 1
assembly: {settle: 10ms, timeout: 30ms, max_traces: 2, max_spans: 3}
evaluators: [{name: turn, kind: expression, condition: "true", target: turn}]
`)
	traces := run(t, 1)
	list := traces.ResourceSpans().At(0).ScopeSpans().At(0).Spans()
	list.At(3).SetParentSpanID([8]byte{7})
	r.send(t, traces)
	assert.InDelta(t, 1, r.counted(t, "genai_judge.dropped", map[string]string{"reason": "assembly_full"}), 0, "the fourth span")
	require.Eventually(t, func() bool { return r.sink.LogRecordCount() == 1 }, patience, time.Millisecond)
	r.send(t, run(t, 1))
	assert.InDelta(t, 4, r.counted(t, "genai_judge.dropped", map[string]string{"reason": "late"}), 0)
	r.send(t, run(t, 2))
	r.send(t, run(t, 3))
	r.send(t, run(t, 4))
	assert.Len(t, r.events(t, 3), 3)
	assert.InDelta(t, 1+1+1+4, r.counted(t, "genai_judge.dropped", map[string]string{"reason": "assembly_full"}), 0, "a span of each trace, and a whole trace")
	_, bytes := r.judge.queue.held()
	assert.Zero(t, bytes)
}

// What makes a trace one that is always judged may be any of its spans.
func TestATraceIsOfTheClassOfAnyOfItsSpans(t *testing.T) {
	r := start(t, quick+`
sample: 0
evaluators: [{name: turn, kind: expression, condition: "true", target: turn}]
`)
	r.send(t, run(t, 1))
	failed := run(t, 2)
	failed.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(1).Attributes().PutStr("error.type", "timeout")
	r.send(t, failed)
	events := r.events(t, 1)
	require.Len(t, events, 1)
	assert.Equal(t, "error", events[0]["genai.evaluation.class"])
	assert.Equal(t, byte(2), r.records()[0].TraceID()[1])
}
