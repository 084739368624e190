package report_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/report"
)

func TestOutcomesOfAgents(t *testing.T) {
	p := page(t, exampleFile(t, "metrics.txt"))
	assert.Equal(t, []report.Outcome{
		{Agent: "coder", Service: "coding-agent", Success: 4, Failed: 1, Other: 3, SuccessUSD: 10, FailedUSD: 7.5},
		{Agent: "support", Service: "support-agent", Failed: 2, FailedUSD: 0.5},
	}, p.Outcomes)
	assert.InDelta(t, 10, p.Ended(), 0, "abandoned and stopped ones, too")
}

func TestScoresOfVersionsAreSummed(t *testing.T) {
	p := page(t, exampleFile(t, "metrics.txt"))
	assert.Equal(t, []report.Score{
		{Name: "reward", Evaluator: "tau-bench", Service: "coding-agent", Scores: 8, Sum: 4, Passed: 4, NotPassed: 4},
		{Name: "tone", Evaluator: "judge", Service: "support-agent", Errors: 1},
	}, p.Scores, "an error is no verdict, and a label that says neither is none")
	assert.InDelta(t, 8, p.Scored(), 0)
}

func TestSignals(t *testing.T) {
	assert.Equal(t, []report.Signal{
		{Name: "retry", Agent: "support", Service: "support-agent", Found: 1200},
		{Name: "truncated", Agent: "coder", Service: "coding-agent", Found: 3},
	}, page(t, exampleFile(t, "metrics.txt")).Signals, "a series at 0 is none")
}

func TestQualityPastMaxSeries(t *testing.T) {
	p := page(t, `
# TYPE genai_session_outcome gauge
genai_session_outcome{otel_metric_overflow="true"} 2
`)
	assert.Equal(t, []report.Outcome{{Agent: "(past max_series)", Other: 2}}, p.Outcomes, "how they went is not told")
}
