package genaisessionprocessor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
	"github.com/otelcol-genai/otelcol-genai/internal/session/sessiontest"
	"github.com/otelcol-genai/otelcol-genai/processor/genaisessionprocessor/internal/metadatatest"
)

const prose = "The flight leaves at nine and arrives at noon, and there are seats left."

// saying is output of a model, or input of a user.
func saying(role, text string) string {
	quoted, _ := json.Marshal(text) // a string always can be
	return `[{"role":"` + role + `","parts":[{"type":"text","content":` + string(quoted) + `}]}]`
}

// exchange is a call with an input and an answer.
func exchange(input, output string, edits ...map[string]any) map[string]any {
	all := map[string]any{"gen_ai.input.messages": saying("user", input), "gen_ai.output.messages": saying("assistant", output)}
	for _, edit := range edits {
		maps.Copy(all, edit)
	}
	return chat(all)
}

func toolCall(edits map[string]any) map[string]any {
	attrs := map[string]any{"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "search"}
	maps.Copy(attrs, edits)
	return attrs
}

func signalsOf(span ptrace.Span) []string {
	value, ok := span.Attributes().Get("genai.quality.signals")
	if !ok {
		return nil
	}
	var names []string
	for _, name := range value.Slice().All() {
		names = append(names, name.Str())
	}
	return names
}

func TestSignalsOfOneRecord(t *testing.T) {
	config := defaults()
	config.Signals.RefusalPatterns = []string{`(?i)^i'm sorry, but i can't`}
	config.Signals.CorrectionPatterns = []string{`(?i)\bthat's wrong\b`}
	for name, c := range map[string]struct {
		attrs map[string]any
		want  []string
	}{
		"nothing":                      {exchange("When?", prose), nil},
		"no content":                   {chat(), nil},
		"cut at the limit":             {exchange("When?", prose, map[string]any{"gen_ai.response.finish_reasons": []any{"length"}}), []string{"truncated"}},
		"refused":                      {exchange("When?", "", map[string]any{"gen_ai.response.finish_reasons": []any{"content_filter"}}), []string{"refusal"}},
		"refused in words":             {exchange("When?", "I'm sorry, but I can't help."), []string{"refusal"}},
		"empty":                        {exchange("When?", " "), []string{"empty_output"}},
		"empty by its tokens":          {chat(map[string]any{"gen_ai.usage.output_tokens": 0}), []string{"empty_output"}},
		"tokens that are no number":    {chat(map[string]any{"gen_ai.usage.output_tokens": "none"}), nil},
		"a failed call says nothing":   {exchange("When?", "", map[string]any{"error.type": "timeout"}), nil},
		"embeddings say nothing":       {chat(map[string]any{"gen_ai.operation.name": "embeddings", "gen_ai.usage.output_tokens": 0}), nil},
		"withheld":                     {chat(map[string]any{"gen_ai.output.messages": "<REDACTED>", "gen_ai.input.messages": "<REDACTED>"}), nil},
		"no JSON":                      {exchange("When?", "At nine.", map[string]any{"gen_ai.output.type": "json"}), []string{"invalid_json"}},
		"JSON":                         {exchange("When?", `{"at":9}`, map[string]any{"gen_ai.output.type": "json"}), nil},
		"sent again by its client":     {exchange("When?", prose, map[string]any{"http.request.resend_count": 2}), []string{"retry"}},
		"the user is not happy":        {exchange("No, that's wrong!", prose), []string{"user_correction"}},
		"a source that nobody gave":    {exchange("When?", "At nine: https://air.io/t/1"), []string{"unsupported_citation"}},
		"a source that somebody gave":  {exchange("Is https://air.io/t/1 right?", "At nine: https://air.io/t/1"), nil},
		"in the instructions":          {exchange("When?", "At nine: https://air.io/t/1", map[string]any{"gen_ai.system_instructions": `[{"type":"text","content":"See https://air.io/t/1"}]`}), nil},
		"what was given is not known":  {chat(map[string]any{"gen_ai.output.messages": saying("assistant", "At nine: https://air.io/t/1")}), nil},
		"what was given is cut":        {exchange("When?", "At nine: https://air.io/t/1", map[string]any{"gen_ai.input.messages": saying("user", prose)[:60]}), nil},
		"arguments that are no JSON":   {toolCall(map[string]any{"gen_ai.tool.call.arguments": `{"q": x}`}), []string{"invalid_json"}},
		"cut by an SDK":                {toolCall(map[string]any{"gen_ai.tool.call.arguments": `{"q": "` + strings.Repeat("x", 128-7)}), nil},
		"no documents":                 {map[string]any{"gen_ai.operation.name": "retrieval", "gen_ai.retrieval.documents": "[ ]"}, []string{"empty_retrieval"}},
		"no documents, as a list":      {map[string]any{"gen_ai.operation.name": "retrieval", "gen_ai.retrieval.documents": []any{}}, []string{"empty_retrieval"}},
		"documents":                    {map[string]any{"gen_ai.operation.name": "retrieval", "gen_ai.retrieval.documents": `[{"id":"1"}]`}, nil},
		"documents that are not there": {map[string]any{"gen_ai.operation.name": "retrieval"}, nil},
		"several":                      {exchange("When?", `{"at":`, map[string]any{"gen_ai.output.type": "json", "gen_ai.response.finish_reasons": []any{"length"}}), []string{"truncated", "invalid_json"}},
		"found by a collector before":  {exchange("When?", " ", map[string]any{"genai.quality.signals": []any{"retry"}}), []string{"retry"}},
		"an agent repeats its calls":   {exchange("When?", " ", map[string]any{"gen_ai.operation.name": "invoke_agent"}), nil},
	} {
		t.Run(name, func(t *testing.T) {
			batch := newSpans(t, nil)
			span := batch.add(1, c.attrs)
			run(t, config, sessiontest.New(), batch)
			assert.Equal(t, c.want, signalsOf(span))
		})
	}
}

func TestPatternsAreForTheUserToWrite(t *testing.T) {
	batch := newSpans(t, nil)
	span := batch.add(1, exchange("No, that's wrong!", "I'm sorry, but I can't help."))
	run(t, defaults(), sessiontest.New(), batch)
	assert.Empty(t, signalsOf(span))
}

func TestSignalsCanBeLeftOut(t *testing.T) {
	config := defaults()
	config.Signals.Disable = []string{"truncated", "unsupported_citation"}
	batch := newSpans(t, nil)
	span := batch.add(1, exchange("When?", "See https://air.io/t/1", map[string]any{"gen_ai.response.finish_reasons": []any{"length"}}))
	run(t, config, sessiontest.New(), batch)
	assert.Empty(t, signalsOf(span))
}

// at moves a span to some seconds after noon.
func at(span ptrace.Span, second int) ptrace.Span {
	span.SetStartTimestamp(pcommon.NewTimestampFromTime(noon.Add(time.Duration(second) * time.Second)))
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(noon.Add(time.Duration(second)*time.Second + 500*time.Millisecond)))
	return span
}

func TestWhatComesAgain(t *testing.T) {
	batch := newSpans(t, nil)
	own := map[string]any{"session.id": "s"}
	add := func(id byte, second int, attrs, edit map[string]any) ptrace.Span {
		maps.Copy(attrs, own)
		maps.Copy(attrs, edit)
		return at(batch.add(id, attrs), second)
	}
	first := add(1, 0, exchange("When?", prose), nil)
	together := add(2, 0, exchange("When?", prose+" Or so."), nil)
	retry := add(3, 10, exchange("When?", prose+" I think."), nil)
	repeat := add(4, 20, exchange("And back?", prose), nil)
	other := add(5, 30, exchange("When?", prose), map[string]any{"session.id": "t"})
	lane := add(6, 40, exchange("When?", prose), map[string]any{"gen_ai.agent.id": "sub"})
	sent := add(1, 50, exchange("When?", prose), nil) // the same span again
	cut := map[string]any{"gen_ai.input.messages": saying("user", prose)[:60]}
	add(8, 60, exchange("", prose+" One."), cut)
	begins := add(9, 70, exchange("", prose+" Two."), cut)
	late := add(7, 5000, exchange("When?", prose), nil)
	run(t, defaults(), sessiontest.New(), batch)
	assert.Empty(t, signalsOf(first))
	assert.Empty(t, signalsOf(together), "asked at the same time")
	assert.Equal(t, []string{"retry"}, signalsOf(retry))
	assert.Equal(t, []string{"repeated_output"}, signalsOf(repeat))
	assert.Empty(t, signalsOf(other), "another session")
	assert.Empty(t, signalsOf(lane), "another agent")
	assert.Empty(t, signalsOf(sent), "no other call")
	assert.Empty(t, signalsOf(begins), "two inputs that are cut begin alike")
	assert.Empty(t, signalsOf(late), "long after")
}

// What the next component did not take comes again, and nobody behind us has counted it.
func TestSignalsOfWhatIsSentAgain(t *testing.T) {
	full := errors.New("full")
	next := consumertest.NewErr(full)
	p := startTraces(t, defaults(), sessiontest.New(), nop(), next)
	for range 2 {
		batch := newSpans(t, nil)
		span := batch.add(1, exchange("When?", prose, map[string]any{"gen_ai.response.finish_reasons": []any{"length"}}))
		require.ErrorIs(t, p.ConsumeTraces(t.Context(), batch.traces), full)
		assert.Equal(t, []string{"truncated"}, signalsOf(span))
		assert.Equal(t, "ok", str(span.Attributes(), "genai.cost.status"))
	}
}

// What a tool of the trace answered may be cited, also where the input of the call does not
// repeat it, and whichever of both comes first in a batch.
func TestToolsAreSources(t *testing.T) {
	batch := newSpans(t, nil)
	first := batch.add(1, exchange("When?", "At nine: https://air.io/t/1"))
	batch.add(2, toolCall(map[string]any{"gen_ai.tool.call.result": `{"url":"https://air.io/t/1"}`}))
	second := batch.add(3, exchange("And back?", "At ten: https://air.io/t/1 https://air.io/t/2"))
	elsewhere := batch.add(4, exchange("When?", "At nine: https://air.io/t/1"))
	elsewhere.SetTraceID(pcommon.TraceID{9})
	run(t, defaults(), sessiontest.New(), batch)
	assert.Empty(t, signalsOf(first))
	assert.Equal(t, []string{"unsupported_citation"}, signalsOf(second))
	assert.Equal(t, []string{"unsupported_citation"}, signalsOf(elsewhere))
}

func TestAnOddResultIsPostedAndStamped(t *testing.T) {
	accounts := sessiontest.New()
	accounts.Secret = []string{"planted"}
	batch := newSpans(t, map[string]any{"service.name": "shop"})
	for i := range 20 {
		batch.add(byte(i+1), toolCall(map[string]any{"gen_ai.tool.call.result": fmt.Sprintf(`{"hits":[{"id":%d}],"total":1}`, i)}))
	}
	odd := batch.add(30, toolCall(map[string]any{"gen_ai.tool.call.result": `{"planted":1}`}))
	failed := batch.add(31, toolCall(map[string]any{"gen_ai.tool.call.result": `{"planted":1}`, "error.type": "x"}))
	told := batch.add(32, toolCall(map[string]any{"gen_ai.tool.call.result": `{}`, "genai.quality.signals": []any{"tool_result_shape"}}))
	run(t, defaults(), accounts, batch)
	assert.Equal(t, []string{"tool_result_shape"}, signalsOf(odd))
	assert.Empty(t, signalsOf(failed), "that is an error, and counted as one")
	assert.Equal(t, []string{"tool_result_shape"}, signalsOf(told))
	var posted []int
	for i, p := range accounts.Postings() {
		if p.Odd {
			posted = append(posted, i)
		}
		assert.NotContains(t, fmt.Sprintf("%+v", p), "planted")
	}
	assert.Equal(t, []int{20, 22}, posted)
}

// Nothing of a text stays in the processor: its memories hold numbers, and its scratch is
// cleared.
func TestNothingOfATextIsKept(t *testing.T) {
	q := testQuality()
	b := newBatch(newPlan(defaults(), nil), newIdle(), q, &defaults().Outcome)
	batch := newSpans(t, nil)
	batch.add(1, exchange("a \"planted\"\nquestion, https://planted.io/1", "a \"planted\"\nanswer, https://planted.io/2"))
	batch.add(2, toolCall(map[string]any{"gen_ai.tool.call.arguments": `{"planted":1}`, "gen_ai.tool.call.result": `{"planted":"https://planted.io/3"}`}))
	b.addTraces(batch.traces)
	assert.NotEmpty(t, q.cited.young)
	b.forget()
	kept := fmt.Sprintf("%+v %+v %+v %+v", b.reader, b.answer, q.calls, q.cited)
	assert.NotContains(t, kept, "planted")
	assert.NotContains(t, kept, strings.Trim(fmt.Sprintf("%d", []byte("planted")), "[]"))
}

func TestMemoriesAreBounded(t *testing.T) {
	telemetry := componenttest.NewTelemetry()
	t.Cleanup(func() { assert.NoError(t, telemetry.Shutdown(context.Background())) })
	config := defaults()
	config.Signals.MaxCalls, config.Signals.MaxCitations, config.Signals.MaxTools = 10, 10, 10
	p := startTraces(t, config, sessiontest.New(), metadatatest.NewSettings(telemetry), consumertest.NewNop())
	for i := range 100 {
		batch := newSpans(t, nil)
		batch.add(1, exchange(fmt.Sprint("When is ", i), fmt.Sprint(prose, i))).SetTraceID(pcommon.TraceID{byte(i + 1)})
		batch.add(2, toolCall(map[string]any{"gen_ai.tool.name": fmt.Sprint("t", i), "gen_ai.tool.call.result": fmt.Sprint("https://a.io/", i)}))
		require.NoError(t, p.ConsumeTraces(t.Context(), batch.traces))
	}
	metadatatest.AssertEqualGenaiSessionSignalsForgotten(t, telemetry, points(map[string]int64{"calls": 190, "citations": 90, "tools": 90}, "memory"), metricdatatest.IgnoreTimestamp())
}

func TestScoresAreCounted(t *testing.T) {
	telemetry := componenttest.NewTelemetry()
	t.Cleanup(func() { assert.NoError(t, telemetry.Shutdown(context.Background())) })
	accounts := sessiontest.New()
	p := startLogs(t, defaults(), accounts, metadatatest.NewSettings(telemetry), consumertest.NewNop())
	require.NoError(t, p.ConsumeLogs(t.Context(), reward(t, "s", 1)))
	require.NoError(t, p.ConsumeLogs(t.Context(), reward(t, "s", 0)))
	require.NoError(t, p.ConsumeLogs(t.Context(), reward(t, "s", 7)))
	metadatatest.AssertEqualGenaiSessionScores(t, telemetry, points(map[string]int64{"success": 1, "failed": 1, "undecided": 1}, "result"), metricdatatest.IgnoreTimestamp())
	assert.Equal(t, session.Score, accounts.Postings()[0].Kind)
	assert.Equal(t, session.OutcomeSuccess, accounts.Postings()[0].Verdict.Outcome())
	assert.Equal(t, session.Other, accounts.Postings()[2].Kind)
}

func TestEveryMistakeInSignalsIsTold(t *testing.T) {
	config := defaults()
	config.Signals = SignalsConfig{Disable: []string{"loops"}, RefusalPatterns: []string{"("}, CorrectionPatterns: []string{""}, RetryWithin: 10, MaxTools: -1}
	config.Outcome.Evaluations = []string{"a", "", "a"}
	err := config.Validate()
	for _, want := range []string{
		`signals.disable[0] must be one of truncated, refusal, empty_output`, `got "loops"`,
		`signals.refusal_patterns[0] must be a regular expression in the syntax of RE2, got "("`,
		`signals.correction_patterns[0] must not be empty`, `signals.retry_within must be at least 1s, got 10ns`,
		`signals.min_results must be between 1 and 100000000, got 0`, `signals.max_tools must be between 1 and 100000000, got -1`,
		`signals.max_calls must be between 1 and 100000000, got 0`, `signals.max_citations must be between 1 and 100000000, got 0`,
		`outcome.evaluations[1] must not be empty`, `outcome.evaluations[2] is there twice: "a"`,
	} {
		require.ErrorContains(t, err, want)
	}
	require.NoError(t, defaults().Validate())
}
