package e2e

import (
	"bytes"
	"math/big"
	"os/exec"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
)

var callsSent = regexp.MustCompile(`(?m)^calls\s+(\d+)$`)

// genaiReplay sends recorded sessions to a host:port over HTTP, and returns what it prints.
func genaiReplay(t *testing.T, endpoint string, more ...string) []byte {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), "../bin/genai-replay", append([]string{"--protocol", "http", "--endpoint", endpoint}, more...)...).CombinedOutput()
	require.NoError(t, err, "%s", output)
	return output
}

// runReplay sends recorded sessions with genai-replay, the same spans each time: a turn's
// span repeats the usage of its calls, only the root tells the session, spans come in any
// order and some batches twice.
func runReplay(t *testing.T, c *collector, more ...string) []byte {
	t.Helper()
	return genaiReplay(t, c.otlpHTTP, append([]string{
		"--seed", "7", "--start", day.Format(time.RFC3339), "--session-id", "root", "--shuffle", "--duplicates", "0.05", "--batch", "100",
	}, more...)...)
}

// The replay sends every turn with its calls' usage repeated on the parent, some
// batches twice and spans out of order: each call still counts once.
func TestReplayedSessionsCountOnce(t *testing.T) {
	c := startCollector(t)
	output := runReplay(t, c, "--sessions", "8", "--duplicates", "0.5")
	sent := callsSent.FindSubmatch(output)
	require.NotNil(t, sent, "%s", output)
	calls, err := strconv.ParseInt(string(sent[1]), 10, 64)
	require.NoError(t, err)
	require.Greater(t, calls, int64(100))

	marker := newBatch()
	add(t, marker.service(t, "marker", "1"), 9, 9, 0, chat(nil))
	c.sendTraces(t, marker.Traces)
	page := c.pageWhen(t, 1, "genai_calls_total", "job", "marker")
	assert.Equal(t, big.NewRat(calls+1, 1).String(), sum(page, "genai_calls_total").String())
	assert.Zero(t, sum(page, "genai_cost_unpriced_total").Sign(), "every model of the recordings has a price")
	classes := sum(page, "genai_tokens_total")
	totals := sum(page, "gen_ai_client_token_usage_sum")
	assert.Equal(t, totals.String(), classes.String(), "the disjoint classes add up to the totals")
}

// The replay tells the recorded reward of each session. By the default configuration a
// reward decides how the session went, and what it cost is what its spans cost.
func TestReplayedSessionsHaveOutcomes(t *testing.T) {
	c := startCollector(t)
	genaiReplay(t, c.otlpHTTP, "--sessions", "12", "--outcomes")
	page := c.pageWhen(t, 12, "genai_session_outcome")
	// In the file of runs, the ninth of the first twelve sessions begins with a run that was solved; it is a support agent's.
	requireDecimal(t, "1", sum(page, "genai_session_outcome", "outcome", "success"))
	requireDecimal(t, "1", sum(page, "genai_session_outcome", "outcome", "success", "job", "support-agent"))
	requireDecimal(t, "11", sum(page, "genai_session_outcome", "outcome", "failed"))
	success, _ := sum(page, "genai_session_outcome_cost_usd", "outcome", "success").Float64()
	failed, _ := sum(page, "genai_session_outcome_cost_usd", "outcome", "failed").Float64()

	page = c.pageWhen(t, 12, "genai_evaluation_results_total")
	requireDecimal(t, "1", sum(page, "genai_evaluation_results_total", "gen_ai_evaluation_name", "reward", "gen_ai_evaluation_score_label", "pass"))
	requireDecimal(t, "1", sum(page, "genai_evaluation_score_sum", "gen_ai_evaluation_name", "reward"))

	cost := map[bool]float64{} // by whether the session was solved
	spans := c.spans(t)
	solved := rewardedSessions(t, c)
	require.Len(t, solved, 12)
	for _, span := range spans {
		attrs := span.Attributes().AsRaw()
		if usd, ok := attrs["genai.cost.total"].(float64); ok {
			cost[solved[attrs["session.id"].(string)]] += usd
		}
	}
	assert.InDelta(t, cost[true], success, 1e-6)
	assert.InDelta(t, cost[false], failed, 1e-6)
	assert.Positive(t, success)
}

// rewardedSessions are the sessions with a reward among the log records, and whether it is 1.
func rewardedSessions(t *testing.T, c *collector) map[string]bool {
	t.Helper()
	solved := map[string]bool{}
	unmarshaler := plog.JSONUnmarshaler{}
	for line := range bytes.Lines(readFile(t, c.logsFile)) {
		logs, err := unmarshaler.UnmarshalLogs(line)
		require.NoError(t, err)
		for _, resource := range logs.ResourceLogs().All() {
			for _, record := range resource.ScopeLogs().At(0).LogRecords().All() {
				attrs := record.Attributes().AsRaw()
				if attrs["gen_ai.evaluation.name"] == "reward" {
					solved[attrs["session.id"].(string)] = attrs["gen_ai.evaluation.score.value"] == 1.0
				}
			}
		}
	}
	return solved
}

func TestLogRecordsArePriced(t *testing.T) {
	c := startCollector(t)
	logs := plog.NewLogs()
	record := logs.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	record.SetEventName("gen_ai.client.inference.operation.details")
	record.SetTimestamp(pcommon.NewTimestampFromTime(day))
	require.NoError(t, record.Attributes().FromRaw(chat(nil)))
	c.sendLogs(t, logs)
	c.shutdown(t)

	unmarshaler := plog.JSONUnmarshaler{}
	got, err := unmarshaler.UnmarshalLogs(readFile(t, c.logsFile))
	require.NoError(t, err)
	attrs := got.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0).Attributes().AsRaw()
	assert.Equal(t, "otel", attrs["genai.dialect"])
	assert.InDelta(t, 0.0035, attrs["genai.cost.total"], 0)
}
