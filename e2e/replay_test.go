package e2e

import (
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

// runReplay sends recorded sessions with genai-replay, the same spans each time: a turn's
// span repeats the usage of its calls, only the root tells the session, spans come in any
// order and some batches twice.
func runReplay(t *testing.T, c *collector, more ...string) []byte {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), "../bin/genai-replay", append([]string{
		"--protocol", "http", "--endpoint", c.otlpHTTP, "--seed", "7", "--start", day.Format(time.RFC3339),
		"--session-id", "root", "--shuffle", "--duplicates", "0.05", "--batch", "100",
	}, more...)...).CombinedOutput()
	require.NoError(t, err, "%s", output)
	return output
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
