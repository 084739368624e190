package e2e

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

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
	c.sendEvaluation(t, "../testdata/evaluations/own.json") // first: it is the one that knows what it cost
	files, err := filepath.Glob("../testdata/evaluations/*.json")
	require.NoError(t, err)
	require.Greater(t, len(files), 20)
	for _, file := range files {
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
