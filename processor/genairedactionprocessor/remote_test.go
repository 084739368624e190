package genairedactionprocessor

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/otelcol-genai/otelcol-genai/internal/redact"
	"github.com/otelcol-genai/otelcol-genai/processor/genairedactionprocessor/internal/metadatatest"
)

// presidio answers as Presidio does: it finds one name, in code points.
type presidio struct {
	*httptest.Server
	mu    sync.Mutex
	texts []string // that it was asked about
	fail  int      // status to answer with instead
}

const person = "Zoë Müller"

func newPresidio(t *testing.T) *presidio {
	t.Helper()
	p := &presidio{}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *presidio) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var query struct {
		Text           any      `json:"text"`
		Language       string   `json:"language"`
		Entities       []string `json:"entities"`
		ScoreThreshold float64  `json:"score_threshold"`
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fail != 0 {
		w.WriteHeader(p.fail)
		return
	}
	if json.NewDecoder(r.Body).Decode(&query) != nil || query.Language != "en" || query.ScoreThreshold != 0.5 || len(query.Entities) == 0 {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	var answer any
	switch text := query.Text.(type) {
	case string:
		answer = p.analyze(text)
	case []any:
		var lists []any
		for _, one := range text {
			lists = append(lists, p.analyze(one.(string)))
		}
		answer = lists
	}
	_ = json.NewEncoder(w).Encode(answer)
}

func (p *presidio) analyze(text string) []any {
	p.texts = append(p.texts, text)
	found := []any{}
	if before, _, ok := strings.Cut(text, person); ok {
		start := utf8.RuneCountInString(before)
		found = append(found, map[string]any{
			"entity_type": "PERSON", "start": start, "end": start + utf8.RuneCountInString(person), "score": 0.85, "analysis_explanation": nil,
		})
	}
	return found
}

func (p *presidio) asked() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.texts...)
}

func (p *presidio) failWith(status int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fail = status
}

func withRemote(endpoint string, edit func(*RemoteConfig)) *Config {
	return defaults(func(c *Config) {
		remote := c.Remote.GetOrInsertDefault()
		remote.HTTP.Endpoint = endpoint
		remote.HTTP.Timeout = 10 * time.Second
		if edit != nil {
			edit(remote)
		}
	})
}

func TestRemoteFindsNames(t *testing.T) {
	server := newPresidio(t)
	telemetry := componenttest.NewTelemetry()
	t.Cleanup(func() { assert.NoError(t, telemetry.Shutdown(context.Background())) })
	config := withRemote(server.URL, nil)
	require.NoError(t, config.Validate())
	p := startTraces(t, config, metadatatest.NewSettings(telemetry), new(consumertest.TracesSink))
	batch := func() (ptrace.Traces, ptrace.Span) {
		return oneSpan(t, map[string]any{
			"note":       "Étienne met " + person + " and wrote to " + address,
			"messages":   `[{"role":"user","content":"I am Zo\u00eb M\u00fcller\nfrom Bern"}]`,
			"nested":     `{"raw":"{\"who\":\"the famous Zo\\u00eb Müller herself\",\"id\":\"Zoë Müller 1\"}"}`,
			"structured": map[string]any{"content": "call " + person + "!"},
			"id":         "7f3e9a",
		})
	}
	traces, span := batch()
	require.NoError(t, p.ConsumeTraces(t.Context(), traces))
	got := span.Attributes().AsRaw()
	assert.Equal(t, "Étienne met [PERSON] and wrote to [EMAIL]", got["note"])
	assertBytes(t, `[{"role":"user","content":"I am [PERSON]\nfrom Bern"}]`, got["messages"])
	assertBytes(t, `{"raw":"{\"who\":\"the famous [PERSON] herself\",\"id\":\"Zoë Müller 1\"}"}`, got["nested"])
	assert.Equal(t, map[string]any{"content": "call [PERSON]!"}, got["structured"])
	assert.NotContains(t, got, "genai.redaction.incomplete")
	assert.NotContains(t, strings.Join(server.asked(), "|"), "7f3e9a", "ids are not asked about")

	asked := len(server.asked())
	traces, _ = batch()
	require.NoError(t, p.ConsumeTraces(t.Context(), traces))
	assert.Len(t, server.asked(), asked, "what comes again is not asked again")

	outcome := func(n int64, name string) metricdata.DataPoint[int64] {
		return metricdata.DataPoint[int64]{Value: n, Attributes: attribute.NewSet(attribute.String("outcome", name))}
	}
	metadatatest.AssertEqualGenaiRedactionRemoteTexts(t, telemetry,
		[]metricdata.DataPoint[int64]{outcome(int64(asked), "analyzed"), outcome(int64(asked), "cached")}, metricdatatest.IgnoreTimestamp())
	metadatatest.AssertEqualGenaiRedactionRemoteDuration(t, telemetry,
		[]metricdata.HistogramDataPoint[float64]{{}}, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreValue())
}

func TestRemoteFailure(t *testing.T) {
	attrs := map[string]any{
		"note": "I am " + person + ", write to " + address, "json": `[{"role":"user","content":"I am ` + person + `, 42 years \"old\""}]`, "id": "a1",
	}
	tests := map[OnFailure]map[string]any{
		FailOpen: {
			"note": "I am " + person + ", write to [EMAIL]", "json": attrs["json"], "id": "a1",
			"genai.redaction.count": int64(1), "genai.redaction.incomplete": true,
		},
		FailClosed: {
			"note": "[UNANALYZED]", "json": `[{"role":"user","content":"[UNANALYZED]"}]`, "id": "a1", "genai.redaction.incomplete": true,
		},
		FailMaskAll: {
			"note": "* ** *** ******, ***** ** ****.***@*******-****.***",
			"json": `[{"role":"user","content":"* ** *** ******, ** *****  *** "}]`, "id": "a1", "genai.redaction.incomplete": true,
		},
	}
	for mode, want := range tests {
		t.Run(string(mode), func(t *testing.T) {
			server := newPresidio(t)
			server.failWith(http.StatusInternalServerError)
			telemetry := componenttest.NewTelemetry()
			t.Cleanup(func() { assert.NoError(t, telemetry.Shutdown(context.Background())) })
			traces, span := oneSpan(t, attrs)
			p := startTraces(t, withRemote(server.URL, func(c *RemoteConfig) { c.OnFailure = mode }), metadatatest.NewSettings(telemetry), new(consumertest.TracesSink))
			require.NoError(t, p.ConsumeTraces(t.Context(), traces))
			assert.Equal(t, want, span.Attributes().AsRaw())
			var failures []metricdata.DataPoint[int64]
			for name, n := range map[string]int64{"remote": 2, "oversize": 0, "panic": 0, "too_deep": 0, "unknown": 0} {
				failures = append(failures, metricdata.DataPoint[int64]{Value: n, Attributes: attribute.NewSet(attribute.String("reason", name))})
			}
			metadatatest.AssertEqualGenaiRedactionFailures(t, telemetry, failures, metricdatatest.IgnoreTimestamp())
			once := tracesJSON(t, traces)

			server.failWith(0) // the analyzer recovers; what was replaced stays so
			if mode == FailClosed {
				require.NoError(t, p.ConsumeTraces(t.Context(), traces))
				assert.Equal(t, once, tracesJSON(t, traces))
			}
		})
	}
}

func TestRemoteIsNotWaitedForTooLong(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}))
	defer server.Close()
	defer close(release)
	traces, span := oneSpan(t, map[string]any{"note": "I am " + person})
	p := startTraces(t, withRemote(server.URL, func(c *RemoteConfig) { c.HTTP.Timeout = 20 * time.Millisecond }), settings(), new(consumertest.TracesSink))
	began := time.Now()
	require.NoError(t, p.ConsumeTraces(t.Context(), traces))
	assert.Less(t, time.Since(began), 5*time.Second)
	assert.Equal(t, "[UNANALYZED]", span.Attributes().AsRaw()["note"])
}

func TestRemoteReadsLogs(t *testing.T) {
	server := newPresidio(t)
	logs, record := oneRecord(t, "hello "+person, nil)
	p := startLogs(t, withRemote(server.URL, nil), settings(), new(consumertest.LogsSink))
	require.NoError(t, p.ConsumeLogs(t.Context(), logs))
	assert.Equal(t, "hello [PERSON]", record.Body().Str())
}

func TestRemoteIsNotAskedAboutWhatDoesNotPass(t *testing.T) {
	server := newPresidio(t)
	config := withRemote(server.URL, func(c *RemoteConfig) { c.OnFailure = FailOpen })
	config.Content = ContentConfig{Mode: redact.DropContent, PreviewRunes: 10}
	traces, span := oneSpan(t, map[string]any{
		"input.value": "Ask Ann", "gen_ai.input.messages": []any{message("user", "Ask Bob")}, "gen_ai.tool.call.arguments": map[string]any{"who": "Ask Cy"},
		"note": "Ask Dan",
	})
	p := startTraces(t, config, settings(), new(consumertest.TracesSink))
	require.NoError(t, p.ConsumeTraces(t.Context(), traces))
	assert.Equal(t, []string{"Ask Dan"}, server.asked())
	assert.NotContains(t, span.Attributes().AsRaw(), "genai.redaction.incomplete")
}
