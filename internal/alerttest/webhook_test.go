package alerttest_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/alerttest"
)

const webhookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

func TestWebhookTakesAndRefuses(t *testing.T) {
	server := alerttest.NewWebhook(t, webhookSecret)
	const event = `{"specversion":"1.0","id":"1","source":"/a","type":"dev.genai.alert.triggered","time":"2026-11-24T09:30:00Z","subject":"s","data":{"a":1}}`
	now := time.Now()
	tests := map[string]struct {
		body        string
		contentType string
		at          time.Time
		secret      string
		status      int
	}{
		"an event":           {event, "application/cloudevents+json", now, webhookSecret, 204},
		"another secret":     {event, "application/cloudevents+json", now, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 401},
		"an hour old":        {event, "application/cloudevents+json", now.Add(-time.Hour), webhookSecret, 401},
		"plain JSON":         {event, "application/json", now, webhookSecret, 415},
		"no JSON":            {"{", "application/cloudevents+json", now, webhookSecret, 400},
		"another version":    {strings.Replace(event, "1.0", "0.3", 1), "application/cloudevents+json", now, webhookSecret, 400},
		"no id":              {strings.Replace(event, `"id":"1",`, "", 1), "application/cloudevents+json", now, webhookSecret, 400},
		"an empty subject":   {strings.Replace(event, `"s"`, `""`, 1), "application/cloudevents+json", now, webhookSecret, 400},
		"no time":            {strings.Replace(event, "2026-11-24T09:30:00Z", "soon", 1), "application/cloudevents+json", now, webhookSecret, 400},
		"a name in capitals": {strings.Replace(event, `"data"`, `"Data"`, 1), "application/cloudevents+json", now, webhookSecret, 400},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			signer, err := standardwebhooks.NewWebhook(test.secret)
			require.NoError(t, err)
			signature, err := signer.Sign("msg_1", test.at, []byte(test.body))
			require.NoError(t, err)
			request, err := http.NewRequest(http.MethodPost, server.URL+"/hook", strings.NewReader(test.body))
			require.NoError(t, err)
			request.Header.Set("Content-Type", test.contentType)
			request.Header.Set("Webhook-Id", "msg_1")
			request.Header.Set("Webhook-Timestamp", strconv.FormatInt(test.at.Unix(), 10))
			request.Header.Set("Webhook-Signature", signature)
			response, err := http.DefaultClient.Do(request)
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			assert.Equal(t, test.status, response.StatusCode)
		})
	}
	events := server.Events()
	require.Len(t, events, 1)
	assert.Equal(t, "msg_1", events[0].WebhookID)
	assert.Equal(t, "dev.genai.alert.triggered", events[0].Type)
	http.DefaultClient.CloseIdleConnections()
}
