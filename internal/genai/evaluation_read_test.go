package genai_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/recorded"
)

const (
	judged   = pcommon.Timestamp(1_795_514_400_000_000_000)
	observed = judged + 1_000_000
	why      = "Every claim is in the sources."
)

var (
	judgedTrace = pcommon.TraceID{0x4b, 0xf9, 0x2f, 0x35, 0x77, 0xb3, 0x4d, 0xa6, 0xa3, 0xce, 0x92, 0x9d, 0x0e, 0x0e, 0x47, 0x36}
	judgedSpan  = pcommon.SpanID{0x00, 0xf0, 0x67, 0xaa, 0x0b, 0xa9, 0x02, 0xb7}
)

// evaluationsIn reads what a file of testdata/evaluations tells.
func evaluationsIn(t *testing.T, file string) []genai.Evaluation {
	t.Helper()
	root, err := recorded.Root()
	require.NoError(t, err)
	data, err := os.ReadFile(filepath.Join(root, "evaluations", file+".json"))
	require.NoError(t, err)
	var found []genai.Evaluation
	logs, err := (&plog.JSONUnmarshaler{}).UnmarshalLogs(data)
	require.NoError(t, err)
	for _, resource := range logs.ResourceLogs().All() {
		for _, record := range resource.ScopeLogs().At(0).LogRecords().All() {
			var e genai.Evaluation
			require.True(t, genai.ReadEvaluation(record, &e))
			found = append(found, e)
		}
	}
	traces, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(data)
	require.NoError(t, err)
	for _, resource := range traces.ResourceSpans().All() {
		for _, span := range resource.ScopeSpans().At(0).Spans().All() {
			found = genai.AppendEvaluations(found, span)
		}
	}
	return found
}

// The same fact in each form, as far as the form tells it.
func TestEveryFormOfAnEvaluationIsRead(t *testing.T) {
	// faithful is what all of them say.
	faithful := func(change func(*genai.Evaluation)) genai.Evaluation {
		e := genai.Evaluation{
			Name: "faithfulness", Evaluator: "judge-v2", EvaluatorType: genai.EvaluatorLLM,
			Score: 0.83, Scored: true, Label: "pass", Explanation: why,
			Trace: judgedTrace, Span: judgedSpan, At: judged,
		}
		change(&e)
		return e
	}
	versioned := func(e *genai.Evaluation) { e.EvaluatorVersion = "3" }
	as := func(*genai.Evaluation) {}
	// bare is a form that tells only name and score.
	bare := genai.Evaluation{Name: "faithfulness", Score: 0.83, Scored: true, Trace: judgedTrace, Span: judgedSpan, At: judged}
	grounded := genai.Evaluation{Name: "grounded", Score: 1, Scored: true, Trace: judgedTrace, Span: judgedSpan, At: observed}
	liked := genai.Evaluation{
		Name: "user_feedback", EvaluatorType: genai.EvaluatorHuman, Score: 1, Scored: true,
		Trace: judgedTrace, Span: judgedSpan, ResponseID: "resp_1", At: judged,
	}
	agentcore := genai.Evaluation{
		Name: "Builtin.Faithfulness", Evaluator: "Builtin.Faithfulness", Score: 0.83, Scored: true, Label: "Completely Yes", Explanation: why,
		Trace: judgedTrace, Span: judgedSpan, ResponseID: "4bf92f3577b34da6a3ce929d0e0e4736", SessionID: "session-123", At: judged,
	}
	but := func(e genai.Evaluation, change func(*genai.Evaluation)) genai.Evaluation {
		change(&e)
		return e
	}
	tests := map[string]genai.Evaluation{
		"log_event_name": faithful(func(e *genai.Evaluation) { versioned(e); e.ResponseID = "resp_1" }),
		"log_attribute":  faithful(versioned),
		"span_event": faithful(func(e *genai.Evaluation) {
			versioned(e)
			e.ResponseID = "resp_1" // of the span
		}),
		"evaluation_span": faithful(versioned),
		"own": faithful(func(e *genai.Evaluation) {
			versioned(e)
			e.Model, e.CostUSD = "claude-haiku-4-5", 0.0021
		}),

		"openinference_annotation": faithful(as),
		"openinference_evaluation": faithful(as),
		"openinference_carrier":    faithful(as),
		"openinference_trace":      faithful(func(e *genai.Evaluation) { e.Span = pcommon.SpanID{} }),
		"openinference_session": faithful(func(e *genai.Evaluation) {
			e.Trace, e.Span, e.SessionID = pcommon.TraceID{}, pcommon.SpanID{}, "session-123"
		}),

		"braintrust_scores": but(bare, func(e *genai.Evaluation) { e.ResponseID = "resp_1" }),
		"braintrust_scorer": bare,
		"opensearch_score": but(bare, func(e *genai.Evaluation) {
			e.EvaluatorType, e.Explanation = genai.EvaluatorLLM, why
		}),

		"openlit_log": but(grounded, func(e *genai.Evaluation) { e.Label, e.ID = "true", "score-123" }),
		"openlit_js_log": but(grounded, func(e *genai.Evaluation) {
			e.Label, e.ID, e.At = "true", "score-123", judged
		}),
		"openlit_span_event": but(grounded, func(e *genai.Evaluation) {
			e.Label, e.ID, e.At, e.ResponseID = "true", "score-123", judged, "resp_1"
		}),

		"pydantic_bool": but(grounded, func(e *genai.Evaluation) {
			e.Label, e.Evaluator, e.EvaluatorVersion = "pass", "Grounded", "2"
		}),
		"pydantic_number": but(bare, func(e *genai.Evaluation) {
			// The id ends in FNV-1a of the arguments, by another implementation.
			e.Name, e.Evaluator, e.Explanation, e.At = "LLMJudge", "LLMJudge#bbb2b10e", why, observed
		}),
		"pydantic_label": {
			Name: "tone", Evaluator: "Tone", Label: "polite", Trace: judgedTrace, Span: judgedSpan, At: observed,
		},
		"pydantic_failure": {
			Name: "grounded", Evaluator: "Grounded", Explanation: "no answer to judge", ErrorType: "ValueError",
			Trace: judgedTrace, Span: judgedSpan, At: observed,
		},

		"agentcore":    agentcore,
		"agentcore_id": agentcore,
		"agentcore_failure": but(agentcore, func(e *genai.Evaluation) {
			e.Score, e.Scored, e.Label, e.ErrorType = 0, false, "", "AgentSpanMappingException"
		}),

		"microsoft_feedback":         but(liked, func(e *genai.Evaluation) { e.Explanation = "just what I asked for" }),
		"microsoft_feedback_logging": liked,
		"foundry_feedback":           liked,
	}
	root, err := recorded.Root()
	require.NoError(t, err)
	files, err := filepath.Glob(filepath.Join(root, "evaluations", "*.json"))
	require.NoError(t, err)
	assert.Len(t, tests, len(files), "every file is tested")
	for file, want := range tests {
		t.Run(file, func(t *testing.T) {
			assert.Equal(t, []genai.Evaluation{want}, evaluationsIn(t, file))
		})
	}
}

// What is written is read as it was.
func TestAnEvaluationSurvivesItsEvent(t *testing.T) {
	for name, want := range map[string]genai.Evaluation{
		"a verdict": {
			Name: "answers", ID: "a1", Evaluator: "judge", EvaluatorType: genai.EvaluatorLLM, EvaluatorVersion: "7",
			Score: 7, Scored: true, Label: "pass", Explanation: "short", Trace: judgedTrace, Span: judgedSpan,
			ResponseID: "resp_1", SessionID: "s", At: judged, Model: "gpt-5-mini", CostUSD: 0.25,
		},
		"a failure": {Name: "answers", Evaluator: "judge", ErrorType: "timeout", At: judged, Model: "gpt-5-mini", CostUSD: 0.25},
		"a zero":    {Name: "answers", Scored: true, At: judged},
	} {
		t.Run(name, func(t *testing.T) {
			record := plog.NewLogRecord()
			want.Write(record)
			var got genai.Evaluation
			require.True(t, genai.ReadEvaluation(record, &got))
			assert.Equal(t, want, got)
		})
	}
}

func TestScoresThatAreNone(t *testing.T) {
	tests := map[string]struct {
		event   string
		key     string
		put     func(pcommon.Value)
		score   float64
		failure string
		label   string
	}{
		"an integer":                    {key: genai.AttrEvaluationScore, put: func(v pcommon.Value) { v.SetInt(4) }, score: 4},
		"text of a number":              {key: genai.AttrEvaluationScore, put: func(v pcommon.Value) { v.SetStr(" 0.5 ") }, score: 0.5},
		"a yes":                         {key: genai.AttrEvaluationScore, put: func(v pcommon.Value) { v.SetBool(true) }, score: 1, label: "true"},
		"a no":                          {key: genai.AttrEvaluationScore, put: func(v pcommon.Value) { v.SetBool(false) }, label: "false"},
		"text":                          {key: genai.AttrEvaluationScore, put: func(v pcommon.Value) { v.SetStr("high") }, failure: "score_invalid"},
		"NaN":                           {key: genai.AttrEvaluationScore, put: func(v pcommon.Value) { v.SetStr("NaN") }, failure: "score_invalid"},
		"an infinity":                   {key: genai.AttrEvaluationScore, put: func(v pcommon.Value) { v.SetStr("1e999") }, failure: "score_invalid"},
		"a list":                        {key: genai.AttrEvaluationScore, put: func(v pcommon.Value) { v.SetEmptySlice() }, failure: "score_invalid"},
		"a thumb down of the draft":     {event: "gen_ai.evaluation.user_feedback", key: "gen_ai.evaluation.score", put: func(v pcommon.Value) { v.SetDouble(-1) }},
		"neither, in the draft":         {event: "gen_ai.evaluation.user_feedback", key: "gen_ai.evaluation.score", put: func(v pcommon.Value) { v.SetStr("0") }, score: 0.5},
		"out of the scale of the draft": {event: "gen_ai.evaluation.user_feedback", key: "gen_ai.evaluation.score", put: func(v pcommon.Value) { v.SetInt(5) }, failure: "score_out_of_range"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			record := plog.NewLogRecord()
			record.SetEventName(genai.EventEvaluation)
			if test.event != "" {
				record.SetEventName(test.event)
			}
			record.Attributes().PutStr(genai.AttrEvaluationName, "answers")
			test.put(record.Attributes().PutEmpty(test.key))
			var e genai.Evaluation
			require.True(t, genai.ReadEvaluation(record, &e))
			assert.Equal(t, test.failure, e.ErrorType)
			assert.Equal(t, test.failure == "", e.Scored)
			assert.InDelta(t, test.score, e.Score, 0)
			assert.Equal(t, test.label, e.Label)
		})
	}
}

// annotated is a span with one annotation of OpenInference.
func annotated(kind string, links int) ptrace.Span {
	span := ptrace.NewSpan()
	span.SetTraceID(judgedTrace)
	span.SetSpanID(pcommon.SpanID{1})
	span.SetParentSpanID(pcommon.SpanID{9})
	span.Attributes().PutStr("openinference.span.kind", kind)
	span.Attributes().PutStr("annotations.0.annotation.name", "thumb")
	span.Attributes().PutStr("annotations.0.annotation.label", "up")
	for i := range links {
		link := span.Links().AppendEmpty()
		link.SetTraceID(pcommon.TraceID{byte(i + 1)})
		link.SetSpanID(pcommon.SpanID{byte(i + 1)})
	}
	return span
}

func TestWhatIsJudgedIsNeverGuessed(t *testing.T) {
	for name, test := range map[string]struct {
		kind  string
		links int
		trace pcommon.TraceID
		span  pcommon.SpanID
	}{
		"a span is its own":              {"CHAIN", 1, judgedTrace, pcommon.SpanID{1}},
		"an evaluator links":             {"EVALUATOR", 1, pcommon.TraceID{1}, pcommon.SpanID{1}},
		"one that links to two":          {"EVALUATOR", 2, pcommon.TraceID{}, pcommon.SpanID{}},
		"its parent says nothing":        {"EVALUATOR", 0, judgedTrace, pcommon.SpanID{1}},
		"the kind in any case is a kind": {"evaluator", 1, pcommon.TraceID{1}, pcommon.SpanID{1}},
	} {
		t.Run(name, func(t *testing.T) {
			found := genai.AppendEvaluations(nil, annotated(test.kind, test.links))
			require.Len(t, found, 1)
			assert.Equal(t, test.trace, found[0].Trace)
			assert.Equal(t, test.span, found[0].Span)
		})
	}
}

// A span may tell many, with their fields in any order, and not without end.
func TestAnnotationsOfOneSpan(t *testing.T) {
	span := annotated("CHAIN", 0)
	span.Attributes().PutDouble("evaluations.0.evaluation.score", 0.5)
	span.Attributes().PutDouble("annotations.7.annotation.score", 0.25)
	span.Attributes().PutStr("annotations.7.annotation.name", "late")
	span.Attributes().PutStr("evaluations.0.evaluation.name", "other")
	span.Attributes().PutStr("annotations.x.annotation.name", "no number")
	found := genai.AppendEvaluations([]genai.Evaluation{{Name: "before"}}, span)
	require.Len(t, found, 4)
	assert.Equal(t, "before", found[0].Name)
	assert.Equal(t, "up", found[1].Label)
	assert.Equal(t, "other", found[2].Name)
	assert.InDelta(t, 0.5, found[2].Score, 0)
	assert.Equal(t, "late", found[3].Name)
	assert.InDelta(t, 0.25, found[3].Score, 0)

	for i := range 1000 {
		span.Events().AppendEmpty().SetName(genai.EventEvaluation)
		span.Attributes().PutStr("trace.annotations."+string(rune('0'+i%10))+string(rune('0'+i/10%10))+string(rune('0'+i/100))+".annotation.name", "many")
	}
	assert.Len(t, genai.AppendEvaluations(nil, span), 128)
}

func TestRecordsThatAreNoEvaluationsCostNothing(t *testing.T) {
	record := plog.NewLogRecord()
	record.SetEventName("gen_ai.client.inference.operation.details")
	record.Attributes().PutStr("gen_ai.operation.name", "chat")
	span := ptrace.NewSpan()
	for _, key := range []string{"gen_ai.operation.name", "gen_ai.request.model", "server.address", "traceloop.entity.name", "annotations.kept", "error.type", "session.id", "openinference.span.kind"} {
		span.Attributes().PutStr(key, "chat")
	}
	span.Events().AppendEmpty().SetName("exception")
	var e genai.Evaluation
	var found []genai.Evaluation
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		if genai.ReadEvaluation(record, &e) {
			t.Fatal("no evaluation")
		}
		found = genai.AppendEvaluations(found[:0], span)
	}))
	assert.Empty(t, found)
}

func TestSpansThatAreEvaluations(t *testing.T) {
	for name, test := range map[string]struct {
		attrs map[string]any
		want  bool
	}{
		"an operation":         {map[string]any{"gen_ai.operation.name": "evaluation"}, true},
		"a kind":               {map[string]any{"openinference.span.kind": "EVALUATOR"}, true},
		"a mark of OpenSearch": {map[string]any{"opensearch.score": true}, true},
		"no mark":              {map[string]any{"opensearch.score": false}, false},
		"a scorer":             {map[string]any{"braintrust.span_attributes": `{"type": "score"}`}, true},
		"the purpose of one":   {map[string]any{"braintrust.span_attributes": `{"purpose": "scorer"}`}, true},
		"a task":               {map[string]any{"braintrust.span_attributes": `{"type": "task"}`, "braintrust.scores": `{"a": 1}`}, false},
		"a chat":               {map[string]any{"gen_ai.operation.name": "chat", "annotations.0.annotation.name": "thumb"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			span := ptrace.NewSpan()
			require.NoError(t, span.Attributes().FromRaw(test.attrs))
			assert.Equal(t, test.want, genai.IsEvaluation(span))
		})
	}
}
