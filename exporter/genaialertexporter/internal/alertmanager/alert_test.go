package alertmanager

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

// The names are those of the tests of Prometheus' translator (github.com/prometheus/otlptranslator v1.0.0), but for
// names that are reserved: those are for Prometheus itself, and are not given.
func TestLabelNamesAreThoseOfPrometheus(t *testing.T) {
	for attribute, want := range map[string]string{
		"service.name":       "service_name",
		"gen_ai.agent.name":  "gen_ai_agent_name",
		"session.id":         "session_id",
		"label:with:colons":  "label_with_colons",
		"LabelWithCapital":   "LabelWithCapital",
		"label!with&special": "label_with_special",
		"label with spaces":  "label_with_spaces",
		"123label":           "key_123label",
		"1st":                "key_1st",
		"_label_":            "_label_",
		"a..b":               "a_b",
		"label_with_é":       "label_with_",
		"__reserved__":       "_reserved_",
		"...":                "",
		"":                   "",
	} {
		assert.Equal(t, want, labelName(attribute), attribute)
	}
}

func TestBodies(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 45, 0, 0, time.UTC)
	resolve := alert.Notice{Action: alert.Resolve, Incident: destinationtest.Incident(2)}
	resolve.Incident.Ended = resolve.Incident.Began.Add(12 * time.Minute)
	resolve.Incident.Links, resolve.Incident.Details, resolve.Incident.Description = nil, nil, ""
	body, err := encode([]alert.Notice{{Action: alert.Trigger, Incident: destinationtest.Incident(1)}, resolve}, now, 5*time.Minute)
	require.NoError(t, err)
	want, err := os.ReadFile("testdata/batch.json")
	require.NoError(t, err)
	assert.JSONEq(t, string(want), string(body))
}

// Whoever names a label cannot change whom an alert goes to, or which it is.
func TestLabelsOfOursAreNotReplaced(t *testing.T) {
	i := destinationtest.Hostile()["labels of ours"]
	labels := labelsOf(&i)
	assert.Equal(t, map[string]string{
		"alertname": "GenAISessionOverBudget", "severity": "critical", "incident_key": i.Key, "service_name": "checkout",
		"_name_": "z", "key_1st": "d",
	}, labels)
}

func FuzzEncode(f *testing.F) {
	for _, i := range destinationtest.Hostile() {
		if len(i.Summary) < 1000 {
			f.Add(i.Key, i.Name, i.Summary, i.Source, i.Began.Unix(), i.Ended.Unix())
		}
	}
	now := time.Date(2026, 11, 24, 9, 45, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, key, name, text, value string, began, ended int64) {
		i := alert.Incident{
			Key: key, Name: name, Summary: text, Description: text, Source: value, Began: time.Unix(began, 0), Ended: time.Unix(ended, 0),
			Labels: []alert.Label{{Name: name, Value: value}}, Details: []alert.Label{{Name: text, Value: text}}, Links: []alert.Link{{Text: name, URL: text}},
		}
		for _, action := range []alert.Action{alert.Trigger, alert.Renew, alert.Resolve} {
			body, err := encode([]alert.Notice{{Action: action, Incident: i}}, now, time.Minute)
			require.NoError(t, err)
			var alerts []postable
			require.NoError(t, json.Unmarshal(body, &alerts))
			require.Len(t, alerts, 1)
			assert.False(t, alerts[0].EndsAt.Before(alerts[0].StartsAt))
			assert.Equal(t, action == alert.Resolve, !alerts[0].EndsAt.After(now))
			for label, value := range alerts[0].Labels {
				assert.Regexp(t, `^[A-Za-z_][A-Za-z0-9_]*$`, label)
				assert.NotEmpty(t, value)
			}
			assert.NotEmpty(t, alerts[0].Labels["alertname"])
		}
	})
}
