package genaijudgeconnector

import (
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/judgetest"
	"github.com/otelcol-genai/otelcol-genai/internal/redacted"
)

// everyChat judges each chat span without a model.
const everyChat = `
sample: %v
evaluators: [{name: any, kind: expression, condition: "true"}]
`

// What something that judges records of itself comes back, and is not judged.
func TestJudgesAreNotJudged(t *testing.T) {
	ours := genai.NewJudgeTrace()
	for name, edit := range map[string]func(ptrace.Traces, ptrace.Span){
		"baggage that was copied":       func(_ ptrace.Traces, s ptrace.Span) { s.Attributes().PutStr("genai.judge", "1") },
		"a marker":                      func(_ ptrace.Traces, s ptrace.Span) { s.Attributes().PutBool("genai.judge", true) },
		"a marker of the resource":      func(r ptrace.Traces, _ ptrace.Span) { resourceOf(r).PutBool("genai.judge", true) },
		"an evaluator of OpenInference": func(_ ptrace.Traces, s ptrace.Span) { s.Attributes().PutStr("openinference.span.kind", "EVALUATOR") },
		"the operation":                 func(_ ptrace.Traces, s ptrace.Span) { s.Attributes().PutStr("gen_ai.operation.name", "evaluation") },
		"the service":                   func(r ptrace.Traces, _ ptrace.Span) { resourceOf(r).PutStr("service.name", "shop-judge") },
		"Langfuse, on the span": func(_ ptrace.Traces, s ptrace.Span) {
			s.Attributes().PutStr("langfuse.environment", "langfuse-llm-as-a-judge")
		},
		"Langfuse, on the resource": func(r ptrace.Traces, _ ptrace.Span) {
			resourceOf(r).PutStr("deployment.environment.name", "langfuse-evaluation")
		},
		"a scorer of Braintrust": func(_ ptrace.Traces, s ptrace.Span) {
			s.Attributes().PutStr("braintrust.span_attributes", `{"type":"score","purpose":"scorer"}`)
		},
		"the trace of a call of a judge": func(_ ptrace.Traces, s ptrace.Span) { s.SetTraceID(ours) },
	} {
		t.Run(name, func(t *testing.T) {
			// Target turn takes all operations, so none is left out for being none that is judged.
			r := start(t, "sample: 1\nevaluators: [{name: any, kind: expression, target: turn, condition: 'true'}]")
			traces := spans(t, chatAttributes())
			edit(traces, traces.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0))
			r.send(t, traces)
			require.NoError(t, r.Shutdown(t.Context()))
			assert.Empty(t, r.all())
			assert.InDelta(t, 1, r.counted(t, "genai_judge.skipped", map[string]string{"reason": "own"}), 0)
		})
	}
}

func resourceOf(traces ptrace.Traces) pcommon.Map {
	return traces.ResourceSpans().At(0).Resource().Attributes()
}

func TestWhatLooksLikeAJudgeAndIsNone(t *testing.T) {
	r := start(t, everyChat, 1)
	traces := spans(t, chatAttributes(map[string]any{
		"genai.judge": "0", "openinference.span.kind": "LLM", "langfuse.environment": "production", "braintrust.span_attributes": `{"type":"llm"}`,
	}))
	resourceOf(traces).PutStr("service.name", "judge-dredd")
	r.send(t, traces)
	assert.Len(t, r.events(t, 1), 1)
}

// A call of ours tells all who see it what it is.
func TestCallsTellWhatTheyAre(t *testing.T) {
	server := judgetest.NewAnthropic(t)
	r := start(t, oneEvaluator, "anthropic", server.URL)
	r.send(t, spans(t, chatAttributes()))
	r.events(t, 1)
	header := server.Questions()[0].Header
	assert.Equal(t, "genai.judge=1", header.Get("Baggage"))
	parts := strings.Split(header.Get("Traceparent"), "-")
	require.Len(t, parts, 4)
	trace, err := hex.DecodeString(parts[1])
	require.NoError(t, err)
	require.Len(t, trace, 16)
	assert.True(t, genai.OfJudge(pcommon.TraceID(trace), pcommon.NewMap()))
	assert.Equal(t, "00", parts[3], "nobody asked for its trace")
}

func TestDuplicatesAreNotJudged(t *testing.T) {
	r := start(t, everyChat, 1)
	r.send(t, spans(t, chatAttributes(map[string]any{"genai.cost.status": "duplicate"}), chatAttributes()))
	assert.Len(t, r.events(t, 1), 1)
	assert.InDelta(t, 1, r.counted(t, "genai_judge.skipped", map[string]string{"reason": "duplicate"}), 0)
}

// Without the proof of genai_redaction nothing is judged, whatever the records say of themselves.
func TestWhatIsNotRedactedIsNotJudged(t *testing.T) {
	r := start(t, everyChat, 1)
	attrs := chatAttributes(map[string]any{"genai.redaction.count": 3})
	require.NoError(t, r.ConsumeTraces(t.Context(), spans(t, attrs, attrs)))
	require.NoError(t, r.ConsumeTraces(t.Context(), spans(t, attrs)))
	require.NoError(t, r.Shutdown(t.Context()))
	assert.Empty(t, r.all())
	assert.InDelta(t, 3, r.counted(t, "genai_judge.skipped", map[string]string{"reason": "unredacted"}), 0)
	assert.Equal(t, 1, r.logs.FilterMessageSnippet("did not go through genai_redaction").Len(), "once")

	r = start(t, everyChat+"allow_unredacted: true\n", 1)
	require.NoError(t, r.ConsumeTraces(t.Context(), spans(t, attrs)))
	assert.Len(t, r.events(t, 1), 1)
	assert.Equal(t, 1, r.logs.FilterMessageSnippet("allow_unredacted is set").Len())
}

// What a content policy held back is not judged.
func TestWhatIsWithheldIsNotJudged(t *testing.T) {
	said := func(role, text string) string {
		return `[{"role":"` + role + `","parts":[{"type":"text","content":"` + text + `"}]}]`
	}
	for name, test := range map[string]struct {
		edit   map[string]any
		reason string
	}{
		"a hashed response":   {map[string]any{"gen_ai.output.messages": said("assistant", "hmac-sha256:00ff")}, "withheld"},
		"a preview":           {map[string]any{"gen_ai.input.messages": said("user", "What is the...[+1200 bytes]")}, "withheld"},
		"a dropped response":  {map[string]any{"gen_ai.output.messages": ""}, "no_content"},
		"no response at all":  {map[string]any{"gen_ai.output.messages": nil}, "no_content"},
		"a dropped question":  {map[string]any{"gen_ai.input.messages": "[]"}, "no_content"},
		"only calls of tools": {map[string]any{"gen_ai.output.messages": `[{"role":"assistant","parts":[{"type":"tool_call","name":"f","arguments":{}}]}]`}, "no_content"},
	} {
		t.Run(name, func(t *testing.T) {
			server := judgetest.NewOpenAI(t)
			r := start(t, oneEvaluator, "openai", server.URL)
			r.send(t, spans(t, chatAttributes(test.edit)))
			require.NoError(t, r.Shutdown(t.Context()))
			assert.Empty(t, r.all())
			assert.Empty(t, server.Questions())
			assert.InDelta(t, 1, r.counted(t, "genai_judge.skipped", map[string]string{"reason": test.reason}), 0)
		})
	}
}

func TestSampling(t *testing.T) {
	r := start(t, `
sample: 0.3
evaluators:
  - {name: some, kind: expression, condition: "true"}
  - {name: few, kind: expression, condition: "true", sample: 0.1}
  - {name: none, kind: expression, condition: "true", sample: 0}
`)
	const n = 2000
	for i := range n {
		traces := spans(t, chatAttributes())
		traces.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).SetTraceID(pcommon.TraceID{2, byte(i >> 8), byte(i)})
		r.send(t, traces)
		if i%200 == 0 {
			require.Eventually(t, func() bool { size, _ := r.judge.queue.held(); return size == 0 }, patience, time.Millisecond)
		}
	}
	require.NoError(t, r.Shutdown(t.Context()))
	traces := map[string]map[pcommon.TraceID]bool{}
	for _, record := range r.records() {
		attrs := record.Attributes().AsRaw()
		name := attrs["gen_ai.evaluation.name"].(string)
		if traces[name] == nil {
			traces[name] = map[pcommon.TraceID]bool{}
		}
		traces[name][record.TraceID()] = true
		assert.InDelta(t, map[string]float64{"some": 0.3, "few": 0.1}[name], attrs["sampling.rate"], 0)
	}
	assert.InDelta(t, 600, len(traces["some"]), 110, "five sigma")
	assert.InDelta(t, 200, len(traces["few"]), 70, "five sigma")
	assert.Empty(t, traces["none"])
	for trace := range traces["few"] {
		assert.True(t, traces["some"][trace], "the smaller sample is in the larger")
	}
}

// Some records are judged whatever the sample, and say so: their rate is 1.
func TestAlways(t *testing.T) {
	for name, test := range map[string]struct {
		edit  map[string]any
		mark  func(ptrace.Span)
		class string
	}{
		"an error":        {edit: map[string]any{"error.type": "timeout"}, class: "error"},
		"a failed span":   {mark: func(s ptrace.Span) { s.Status().SetCode(ptrace.StatusCodeError) }, class: "error"},
		"a truncation":    {edit: map[string]any{"gen_ai.response.finish_reasons": []any{"length"}}, class: "truncated"},
		"a refusal":       {edit: map[string]any{"gen_ai.response.finish_reasons": []any{"content_filter"}}, class: "signal"},
		"a signal":        {edit: map[string]any{"genai.quality.signals": []any{"repeated_output"}}, class: "signal"},
		"a thumb down":    {edit: map[string]any{"annotations.0.annotation.name": "user_feedback", "annotations.0.annotation.score": 0.0, "annotations.0.annotation.annotator_kind": "HUMAN"}, class: "feedback"},
		"no signal":       {edit: map[string]any{"genai.quality.signals": []any{}}},
		"a thumb up":      {edit: map[string]any{"annotations.0.annotation.name": "user_feedback", "annotations.0.annotation.score": 1.0, "annotations.0.annotation.annotator_kind": "HUMAN"}},
		"nothing special": {},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, everyChat, 0)
			traces := spans(t, chatAttributes(test.edit))
			if test.mark != nil {
				test.mark(traces.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0))
			}
			r.send(t, traces)
			require.NoError(t, r.Shutdown(t.Context()))
			if test.class == "" {
				assert.Empty(t, r.all())
				return
			}
			require.Len(t, r.all(), 1)
			assert.Equal(t, test.class, r.all()[0]["genai.evaluation.class"])
			assert.InDelta(t, 1.0, r.all()[0]["sampling.rate"], 0)
		})
	}
	r := start(t, everyChat+"always: []\n", 0)
	r.send(t, spans(t, chatAttributes(map[string]any{"error.type": "timeout"})))
	require.NoError(t, r.Shutdown(t.Context()))
	assert.Empty(t, r.all())
}

// A full queue drops what comes last, counts it, and holds nobody up.
func TestAFullQueueDrops(t *testing.T) {
	server := judgetest.NewOpenAI(t)
	release := make(chan struct{})
	server.Answer(func(q judgetest.Question) judgetest.Reply { <-release; return judgetest.Best(q) })
	r := start(t, oneEvaluator+"\ncache: {entries: 0}\nqueue: {size: 5, workers: 1}\n", "openai", server.URL)
	r.send(t, spans(t, chatAttributes()))
	require.Eventually(t, func() bool { size, _ := r.judge.queue.held(); return size == 0 }, patience, time.Millisecond)
	began := time.Now()
	for range 100 {
		r.send(t, spans(t, chatAttributes()))
	}
	assert.Less(t, time.Since(began), 5*time.Second)
	assert.InDelta(t, 95, r.counted(t, "genai_judge.dropped", map[string]string{"reason": "queue_full"}), 0)
	assert.InDelta(t, 5, r.counted(t, "genai_judge.queue.size", nil), 0)
	close(release)
	assert.Len(t, r.events(t, 6), 6)
}

func TestTheQueueIsBoundedInBytes(t *testing.T) {
	server := judgetest.NewOpenAI(t)
	release := make(chan struct{})
	server.Answer(func(q judgetest.Question) judgetest.Reply { <-release; return judgetest.Best(q) })
	r := start(t, oneEvaluator+"\nqueue: {bytes: 50000, workers: 1}\n", "openai", server.URL)
	long := map[string]any{"gen_ai.output.messages": strings.Repeat("x", 20_000)}
	for range 5 {
		r.send(t, spans(t, chatAttributes(long)))
	}
	r.send(t, spans(t, chatAttributes(map[string]any{"gen_ai.output.messages": strings.Repeat("x", 60_000)})))
	assert.InDelta(t, 3, r.counted(t, "genai_judge.dropped", map[string]string{"reason": "queue_full"}), 0)
	assert.InDelta(t, 1, r.counted(t, "genai_judge.dropped", map[string]string{"reason": "too_large"}), 0)
	close(release)
	require.NoError(t, r.Shutdown(t.Context()))
	_, bytes := r.judge.queue.held()
	assert.Zero(t, bytes, "all room was given back")
}

func TestSpansThatAreNotJudgedCostNoAllocation(t *testing.T) {
	r := start(t, everyChat, 0)
	for name, attrs := range map[string]map[string]any{
		"not of GenAI":      {"http.route": "/", "http.request.method": "GET"},
		"not in the sample": chatAttributes(),
		"another operation": chatAttributes(map[string]any{"gen_ai.operation.name": "embeddings"}),
	} {
		traces := spans(t, attrs)
		ctx := redacted.With(t.Context())
		assert.Zero(t, testing.AllocsPerRun(100, func() { _ = r.ConsumeTraces(ctx, traces) }), name)
	}
}
