package play_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/otlpsend"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/play"
)

const requests = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"one","endTimeUnixNano":"2000000000"},{"name":"two"}]}]}]}
{"resourceMetrics":[]}
{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"7000000000","eventName":"a"}]}]}]}
`

func file(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "requests.jsonl")
	require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	return name
}

func TestFilesAreSentAsTheyAre(t *testing.T) {
	names := []string{file(t, requests), file(t, requests)}
	to := &recorder{refused: otlpsend.Refused{Items: 1, Reason: "no"}}
	player := play.Files{Sender: to}
	sent, err := player.Play(t.Context(), names)
	require.NoError(t, err)
	assert.Equal(t, play.SentFiles{
		Files: 2, Requests: 4, Spans: 4, LogRecords: 2, SkippedMetrics: 2,
		Refused: otlpsend.Refused{Items: 4, Reason: "no"},
	}, sent)
	span := to.traces[0].ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)
	assert.Equal(t, time.Unix(2, 0).UTC(), span.EndTimestamp().AsTime())
}

func TestFilesMovedToNow(t *testing.T) {
	name := file(t, requests)
	latest, err := play.LatestOf([]string{name})
	require.NoError(t, err)
	require.Equal(t, time.Unix(7, 0).UTC(), latest)

	to := &recorder{}
	player := play.Files{Sender: to, Shift: began.Sub(latest)}
	_, err = player.Play(t.Context(), []string{name})
	require.NoError(t, err)
	record := to.logs[0].ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0)
	assert.Equal(t, began, record.Timestamp().AsTime(), "the last is now")
	span := to.traces[0].ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)
	assert.Equal(t, began.Add(-5*time.Second), span.EndTimestamp().AsTime(), "the others keep their distance")
}

func TestAFileThatCannotBeRead(t *testing.T) {
	good, bad := file(t, requests), file(t, "nonsense")
	player := play.Files{Sender: &recorder{}}
	sent, err := player.Play(t.Context(), []string{good, bad})
	require.ErrorContains(t, err, "read OTLP file "+bad+": request 1: ")
	assert.Equal(t, 1, sent.Files)
	assert.Equal(t, 2, sent.Spans)
	_, err = play.LatestOf([]string{bad})
	require.ErrorContains(t, err, bad)
}
