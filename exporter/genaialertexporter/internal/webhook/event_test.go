package webhook

import (
	"encoding/json"
	"os"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination/destinationtest"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
)

// The example of the specification (standard-webhooks/spec/standard-webhooks.md).
func TestSignatureIsThatOfTheSpecification(t *testing.T) {
	s, err := newSigner("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	require.NoError(t, err)
	header := s.header("msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	assert.Equal(t, map[string]string{
		"Content-Type": "application/cloudevents+json", "Webhook-Id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "Webhook-Timestamp": "1614265330",
		"Webhook-Signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
	}, header)
}

func TestBodies(t *testing.T) {
	resolve := alert.Notice{Action: alert.Resolve, Incident: destinationtest.Incident(2)}
	resolve.Incident.Ended = resolve.Incident.Began.Add(12 * time.Minute)
	resolve.Incident.Links, resolve.Incident.Details, resolve.Incident.Description = nil, nil, ""
	for file, n := range map[string]alert.Notice{
		"trigger.json": {Action: alert.Trigger, Incident: destinationtest.Incident(1)},
		"resolve.json": resolve,
	} {
		id, body, err := encode(&n)
		require.NoError(t, err)
		assert.Len(t, id, 32)
		want, err := os.ReadFile("testdata/" + file)
		require.NoError(t, err)
		assert.JSONEq(t, string(want), string(body))
	}
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
		for _, action := range []alert.Action{alert.Trigger, alert.Resolve} {
			id, body, err := encode(&alert.Notice{Action: action, Incident: i})
			require.NoError(t, err)
			assert.True(t, utf8.Valid(body))
			assert.LessOrEqual(t, len(body), 64<<10)
			var e event
			require.NoError(t, json.Unmarshal(body, &struct {
				*event
				Data any `json:"data"`
			}{event: &e}))
			assert.Equal(t, id, e.ID)
			assert.NotEmpty(t, e.Subject)
			if e.Time != "" {
				_, err = time.Parse(time.RFC3339, e.Time)
				require.NoError(t, err)
			}
		}
	})
}
