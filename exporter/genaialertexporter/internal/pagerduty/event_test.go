package pagerduty

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination/destinationtest"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
)

// maxBytes is the largest event that PagerDuty takes.
const maxBytes = 512 << 10

func exampleConfig() *EventConfig {
	return &EventConfig{RoutingKey: "e93facc04764012d7bfb002500d5d1a6", ClientName: "otelcol-genai", ClientURL: "https://grafana.example.org"}
}

func TestBodies(t *testing.T) {
	resolve := alert.Notice{Action: alert.Resolve, Incident: destinationtest.Incident(1)}
	resolve.Incident.Ended = resolve.Incident.Began.Add(12 * time.Minute)
	for file, notices := range map[string][]alert.Notice{
		"trigger.json": {{Action: alert.Trigger, Incident: destinationtest.Incident(1)}, {Action: alert.Renew, Incident: destinationtest.Incident(1)}},
		"resolve.json": {resolve},
		"bare.json":    {{Action: alert.Trigger, Incident: alert.Incident{Key: "k"}}},
	} {
		want, err := os.ReadFile("testdata/" + file)
		require.NoError(t, err)
		for _, n := range notices {
			body, err := encode(exampleConfig(), &n)
			require.NoError(t, err)
			assert.JSONEq(t, string(want), string(body), file)
		}
	}
}

func TestSeveritiesAreThoseOfPagerDuty(t *testing.T) {
	for s, want := range map[alert.Severity]string{
		alert.Info: "info", alert.Warning: "warning", alert.Error: "error", alert.Critical: "critical", 0: "warning", 9: "warning",
	} {
		assert.Equal(t, want, severity(s))
	}
}

// The order in which details are to be read is the order in which they are sent.
func TestDetailsKeepTheirOrder(t *testing.T) {
	body, err := encode(exampleConfig(), &alert.Notice{Action: alert.Trigger, Incident: destinationtest.Incident(1)})
	require.NoError(t, err)
	assert.Regexp(t, `"custom_details":\{"description":.*"session.id":.*"gen_ai.agent.name":.*"budget":.*"spent":`, string(body))
}

func FuzzEncode(f *testing.F) {
	for _, i := range destinationtest.Hostile() {
		if len(i.Summary) < 1000 {
			f.Add(i.Key, i.Name, i.Summary, i.Source, i.Began.Unix())
		}
	}
	f.Fuzz(func(t *testing.T, key, name, text, value string, began int64) {
		i := alert.Incident{
			Key: key, Name: name, Summary: text, Description: text, Source: value, Began: time.Unix(began, 0),
			Labels: []alert.Label{{Name: name, Value: value}}, Details: []alert.Label{{Name: text, Value: text}}, Links: []alert.Link{{Text: name, URL: text}},
		}
		body, err := encode(exampleConfig(), &alert.Notice{Action: alert.Trigger, Incident: i})
		require.NoError(t, err)
		assert.Less(t, len(body), maxBytes)
		var e struct {
			DedupKey string `json:"dedup_key"`
			Payload  struct {
				Summary, Source, Severity, Timestamp string
			} `json:"payload"`
		}
		require.NoError(t, json.Unmarshal(body, &e))
		assert.NotEmpty(t, e.DedupKey)
		assert.LessOrEqual(t, len(e.DedupKey), 255)
		assert.NotEmpty(t, e.Payload.Summary)
		assert.LessOrEqual(t, len([]rune(e.Payload.Summary)), 1024)
		assert.NotEmpty(t, e.Payload.Source)
		assert.Equal(t, "warning", e.Payload.Severity)
		if e.Payload.Timestamp != "" {
			_, err = time.Parse(time.RFC3339, e.Payload.Timestamp)
			require.NoError(t, err)
		}
	})
}
