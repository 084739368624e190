package otlpfile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/otlpfile"
)

const pretty = `{
  "resourceSpans": [{"scopeSpans": [{"spans": [
    {"traceId": "0102030405060708090a0b0c0d0e0f10", "spanId": "0102030405060708", "name": "chat",
     "startTimeUnixNano": "1000000000", "endTimeUnixNano": "3000000000",
     "events": [{"name": "first token", "timeUnixNano": "2000000000"}]}
  ]}]}]
}`

const lines = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"5000000000","eventName":"a"}]}]}]}
{"resourceMetrics":[]}
{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"one"},{"name":"two"}]}]}]}
`

func decoded(t *testing.T, text string) []otlpfile.Request {
	t.Helper()
	var all []otlpfile.Request
	for request, err := range otlpfile.Decode(strings.NewReader(text)) {
		require.NoError(t, err)
		all = append(all, request)
	}
	return all
}

func TestOneRequestInAFile(t *testing.T) {
	requests := decoded(t, pretty)
	require.Len(t, requests, 1)
	assert.Equal(t, otlpfile.Traces, requests[0].Signal)
	span := requests[0].Traces.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)
	assert.Equal(t, "chat", span.Name())
	assert.Equal(t, "0102030405060708", span.SpanID().String())
}

func TestARequestOnEachLine(t *testing.T) {
	requests := decoded(t, lines)
	require.Len(t, requests, 3)
	assert.Equal(t, otlpfile.Logs, requests[0].Signal)
	assert.Equal(t, 1, requests[0].Logs.LogRecordCount())
	assert.Equal(t, otlpfile.Metrics, requests[1].Signal)
	assert.Equal(t, otlpfile.Traces, requests[2].Signal)
	assert.Equal(t, 2, requests[2].Traces.SpanCount())
}

func TestReadingAFileCanStopEarly(t *testing.T) {
	for request, err := range otlpfile.Decode(strings.NewReader(lines)) {
		require.NoError(t, err)
		assert.Equal(t, otlpfile.Logs, request.Signal)
		break
	}
}

func TestWhatIsNoOTLP(t *testing.T) {
	const none = "not an OTLP export request: it has none of resourceSpans, resourceLogs and resourceMetrics"
	for text, want := range map[string]string{
		"":                                "it is empty",
		`{"a":"secret"}`:                  "request 1: " + none,
		`[{"resourceSpans":[]}]`:          "request 1: " + none,
		`{"resourceMetrics":[]} "secret"`: "request 2: " + none,
		`{"resourceSpans":`:               "request 1: unexpected EOF",
	} {
		var last error
		for _, err := range otlpfile.Decode(strings.NewReader(text)) {
			last = err
		}
		require.EqualError(t, last, want, text)
	}
	for _, err := range otlpfile.Decode(strings.NewReader(
		`{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"key":"secret","value":{"doubleValue":null}}]}]}]}]}`)) {
		require.EqualError(t, err, "request 1: ReadUint64: unsupported value type", "the file is not quoted")
	}
	for _, err := range otlpfile.Decode(strings.NewReader(`{"resourceLogs":"secret"}`)) {
		require.ErrorContains(t, err, "request 1: ")
		require.NotContains(t, err.Error(), "secret")
	}
}

func TestFilesAreNamedInErrors(t *testing.T) {
	name := filepath.Join(t.TempDir(), "traces.json")
	for _, err := range otlpfile.Read(name) {
		require.ErrorContains(t, err, "read OTLP file: open "+name)
	}
	require.NoError(t, os.WriteFile(name, nil, 0o600))
	for _, err := range otlpfile.Read(name) {
		require.EqualError(t, err, "read OTLP file "+name+": it is empty")
	}
}

func TestShift(t *testing.T) {
	request := decoded(t, pretty)[0]
	assert.Equal(t, time.Unix(3, 0).UTC(), otlpfile.Latest(request))
	otlpfile.Shift(request, time.Minute)
	span := request.Traces.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)
	assert.Equal(t, time.Unix(61, 0).UTC(), span.StartTimestamp().AsTime())
	assert.Equal(t, time.Unix(63, 0).UTC(), span.EndTimestamp().AsTime())
	assert.Equal(t, time.Unix(62, 0).UTC(), span.Events().At(0).Timestamp().AsTime())

	logs := decoded(t, lines)[0]
	otlpfile.Shift(logs, -time.Second)
	record := logs.Logs.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0)
	assert.Equal(t, time.Unix(4, 0).UTC(), record.Timestamp().AsTime())
	assert.Zero(t, record.ObservedTimestamp(), "a time that is not set stays so")

	timeless := decoded(t, lines)[2]
	assert.True(t, otlpfile.Latest(timeless).IsZero())
}
