package e2e

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// evaluationFiles are the forms of one verdict. The one that knows what it cost is first.
func evaluationFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../testdata/evaluations/*.json")
	require.NoError(t, err)
	require.Greater(t, len(files), 20)
	return append([]string{"../testdata/evaluations/own.json"}, files...)
}

// sendEvaluation sends a file of testdata/evaluations, be it spans or log records.
func (c *collector) sendEvaluation(t *testing.T, file string) {
	t.Helper()
	data := readFile(t, file)
	logs, err := (&plog.JSONUnmarshaler{}).UnmarshalLogs(data)
	require.NoError(t, err)
	if logs.LogRecordCount() > 0 {
		c.sendLogs(t, logs)
		return
	}
	traces, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(data)
	require.NoError(t, err)
	require.Positive(t, traces.SpanCount(), file)
	c.sendTraces(t, traces)
}

// Verdicts in every form go through the whole default configuration, redaction included,
// and are on the page as what they say: a fact that came in eight forms is one.
func TestEvaluationsInEveryFormAreOnThePage(t *testing.T) {
	c := startCollector(t, `
connectors::genai_metrics::evaluators:
  - {name: faithfulness, pass: 0.7}
  - {name: user_feedback, pass: 0.5}
`)
	for _, file := range evaluationFiles(t) {
		c.sendEvaluation(t, file)
	}
	const (
		results = "genai_evaluation_results_total"
		name    = "gen_ai_evaluation_name"
		who     = "genai_evaluation_evaluator"
		label   = "gen_ai_evaluation_score_label"
	)
	// One verdict each of the span, its trace and its session by judge-v2, and one of the
	// span by nobody; twice grounded, once tone, LLMJudge, a thumb, AgentCore; two failures.
	page := c.pageWhen(t, 12, results)
	for want, labels := range map[string][]string{
		"12": {},
		"3":  {name, "faithfulness", who, "judge-v2", label, "pass", "service_version", "1.4.0", "deployment_environment_name", "prod", "job", "shop"},
		"4":  {name, "faithfulness", label, "pass"},
	} {
		requireDecimal(t, want, sum(page, results, labels...), labels)
	}
	for _, labels := range [][]string{
		{name, "grounded", who, "Grounded", label, "pass"},
		{name, "tone", who, "Tone", label, "polite"},
		{name, "LLMJudge", who, "LLMJudge#bbb2b10e"},
		{name, "user_feedback", label, "pass"},
		{name, "Builtin.Faithfulness", who, "Builtin.Faithfulness", label, "Completely Yes"},
		{name, "grounded", "error_type", "ValueError"},
		{name, "Builtin.Faithfulness", "error_type", "AgentSpanMappingException"},
	} {
		requireDecimal(t, "1", sum(page, results, labels...), labels)
	}
	requireDecimal(t, "2", sum(page, results, name, "grounded", label, "pass"))
	requireDecimal(t, "4", sum(page, "genai_evaluation_score_count", name, "faithfulness"))
	mean, _ := sum(page, "genai_evaluation_score_sum", name, "faithfulness", who, "judge-v2").Float64()
	assert.InDelta(t, 3*0.83, mean, 1e-9)
	requireDecimal(t, "0", sum(page, "genai_evaluation_score_count", "error_type", "ValueError"), "a failure is no score")
	requireDecimal(t, "0.0021", sum(page, "genai_judge_cost_usd_total", name, "faithfulness", "gen_ai_request_model", "claude-haiku-4-5"))
	requireDecimal(t, "0.0021", sum(page, "genai_judge_cost_usd_total"))
}

// Scores that fall are on the page as a gauge beyond -1, in one series for both versions
// of the service, from log records that only name their event in an attribute.
func TestDriftIsOnThePage(t *testing.T) {
	c := startCollector(t, "connectors::genai_metrics::drift: {baseline: 500, baseline_time: 0s}")
	tell := func(version string, score float64) {
		const scores = 500
		logs := plog.NewLogs()
		resource := logs.ResourceLogs().AppendEmpty()
		resource.Resource().Attributes().PutStr("service.name", "shop")
		resource.Resource().Attributes().PutStr("service.version", version)
		records := resource.ScopeLogs().AppendEmpty().LogRecords()
		for i := range scores {
			record := records.AppendEmpty()
			record.SetTimestamp(pcommon.NewTimestampFromTime(time.Unix(1_795_514_400+int64(i), 0)))
			attrs := record.Attributes()
			attrs.PutStr("event.name", "gen_ai.evaluation.result")
			attrs.PutStr("gen_ai.evaluation.name", "answers")
			attrs.PutDouble("gen_ai.evaluation.score.value", score+0.2*float64(i%2)-0.1)
		}
		c.sendLogs(t, logs)
	}
	const drift = "genai_evaluation_drift_ratio"
	tell("1", 0.8)
	page := c.pageWhen(t, 500, "genai_evaluation_score_count")
	require.Zero(t, sum(page, drift).Sign(), "nothing moved")
	tell("2", 0.5)
	page = c.pageWhen(t, 1000, "genai_evaluation_score_count")
	requireDecimal(t, "-1.5", sum(page, drift, "job", "shop", "gen_ai_evaluation_name", "answers", "statistic", "cusum"))
	ewma, _ := sum(page, drift, "statistic", "ewma").Float64()
	assert.Less(t, ewma, -1.0)
}
