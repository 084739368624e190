package alerttest

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/otelcol-genai/otelcol-genai/internal/standin"
)

// Webhook takes CloudEvents with the signature of Standard Webhooks. Its URL is what goes under endpoint.
type Webhook struct {
	standin.Server
}

// WebhookEvent is one that was taken.
type WebhookEvent struct {
	At        time.Time      `json:"-"`
	WebhookID string         `json:"-"`
	ID        string         `json:"id"`
	Source    string         `json:"source"`
	Type      string         `json:"type"`
	Subject   string         `json:"subject"`
	Time      time.Time      `json:"time"`
	Data      map[string]any `json:"data"`
}

// NewWebhook takes what is signed with a secret; with "" it takes what is not signed, too.
func NewWebhook(tb testing.TB, secret string) *Webhook {
	tb.Helper()
	w := &Webhook{}
	schema := compiled("cloudevents.json")
	var verifier *standardwebhooks.Webhook
	if secret != "" {
		var err error
		if verifier, err = standardwebhooks.NewWebhook(secret); err != nil {
			tb.Fatal(err)
		}
	}
	w.Start(tb, func(r *http.Request, body []byte) standin.Answer {
		switch {
		case r.Method != http.MethodPost:
			return standin.Answer{Status: http.StatusMethodNotAllowed}
		case verifier != nil && verifier.Verify(body, r.Header) != nil:
			return standin.Answer{Status: http.StatusUnauthorized}
		case r.Header.Get("Content-Type") != "application/cloudevents+json":
			return standin.Answer{Status: http.StatusUnsupportedMediaType}
		}
		event, err := standin.Decode(body)
		if err != nil || len(faults(schema, event)) > 0 {
			return standin.Answer{Status: http.StatusBadRequest}
		}
		return standin.Answer{Status: http.StatusNoContent}
	})
	return w
}

// Events are those that were taken, in order of arrival, repeats with them.
func (w *Webhook) Events() (events []WebhookEvent) {
	for _, r := range w.Requests() {
		if r.Status != http.StatusNoContent {
			continue
		}
		event := WebhookEvent{At: r.At, WebhookID: r.Header.Get("Webhook-Id")}
		if json.Unmarshal(r.Body, &event) == nil {
			events = append(events, event)
		}
	}
	return events
}
