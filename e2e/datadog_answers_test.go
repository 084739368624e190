package e2e

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/datadogtest"
)

// Verdicts through the shipped configuration: good ones fire nothing, also of a candidate; then
// a judge gives low scores, to the candidate the lowest, and fails, and users' thumbs go down,
// which the monitors tell.
func TestDatadogMonitorsFireOnBadAnswersOnly(t *testing.T) {
	all := datadogMonitors(t)
	intake, config := toIntake(t, string(readFile(t, filepath.Join(datadogFolder, "collector.yaml"))))
	c := startCollector(t, config, datadogTestConfig, "connectors::genai_metrics::drift: {baseline: 500, baseline_time: 0s}\n")
	v := newVerdicts()
	hour := func(j judged) { v.add(&j, 0, time.Now().Add(-time.Hour), time.Hour) }
	told := 0.0
	tell := func() {
		told += float64(v.LogRecordCount())
		c.sendLogs(t, v.Logs)
		v.Logs = newVerdicts().Logs
		require.Eventually(t, func() bool {
			got, err := datadogtest.Values("sum(last_1h):sum:genai.evaluation.results{*}.as_count() > 0", intake.Store(), time.Now())
			return err == nil && got[""] == told
		}, 30*time.Second, 100*time.Millisecond, "%v", intake.Refusals())
	}
	good := judged{service: "coding-agent", version: "1.4.0", scores: 400, thumbs: 100, mean: always(0.85), up: always(0.95), fails: always(0.02)}
	candidate := good
	candidate.version, candidate.scores, candidate.thumbs = "1.5.0-rc.1", 100, 0
	hour(good)
	hour(candidate)
	tell()
	declareMetrics(t, intake.Store())
	assert.Empty(t, firing(t, all, intake), "of good answers")

	hour(good) // with these the baseline of drift is learned
	bad := good
	bad.scores, bad.thumbs, bad.mean, bad.up, bad.fails = 2000, 400, always(0.5), always(0.4), always(0.4)
	hour(bad)
	candidate.scores, candidate.mean = 400, always(0.3)
	hour(candidate)
	tell()
	require.Eventually(t, func() bool { return len(firing(t, all, intake)) >= 5 }, 10*time.Second, time.Second)
	assert.Equal(t, []string{"GenAICandidateWorse", "GenAIJudgeErrors", "GenAIJudgeScoreLow", "GenAIPassRateLow", "GenAIScoreDrift"}, firing(t, all, intake))
	cost, err := datadogtest.Values("sum(last_1h):sum:genai.judge.cost.usd{*}.as_count() > 0", intake.Store(), time.Now())
	require.NoError(t, err)
	assert.InEpsilon(t, 0.0021*(2800+500), cost[""], 1e-9, "failed verdicts cost, too; thumbs do not")
}
