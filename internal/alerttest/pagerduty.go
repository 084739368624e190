package alerttest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/standin"
)

// maxPagerDutyBytes is the largest event that PagerDuty takes.
const maxPagerDutyBytes = 512 << 10

// PagerDuty takes events as the Events API v2 does. Its URL is what goes under endpoint.
type PagerDuty struct {
	standin.Server
	routingKeys []string
}

// PagerDutyEvent is one that was taken.
type PagerDutyEvent struct {
	At          time.Time `json:"-"`
	RoutingKey  string    `json:"routing_key"`
	EventAction string    `json:"event_action"`
	DedupKey    string    `json:"dedup_key"`
	Client      string    `json:"client"`
	ClientURL   string    `json:"client_url"`
	Payload     struct {
		Summary       string         `json:"summary"`
		Source        string         `json:"source"`
		Severity      string         `json:"severity"`
		Timestamp     time.Time      `json:"timestamp"`
		Component     string         `json:"component"`
		Group         string         `json:"group"`
		Class         string         `json:"class"`
		CustomDetails map[string]any `json:"custom_details"`
	} `json:"payload"`
	Links []struct {
		Href string `json:"href"`
		Text string `json:"text"`
	} `json:"links"`
}

// NewPagerDuty has integrations with these routing keys; with none given, any well-formed key is right.
func NewPagerDuty(tb testing.TB, routingKeys ...string) *PagerDuty {
	tb.Helper()
	p := &PagerDuty{routingKeys: routingKeys}
	schema := compiled("pagerduty.json")
	p.Start(tb, func(r *http.Request, body []byte) standin.Answer {
		switch {
		case r.URL.Path != "/v2/enqueue":
			return standin.Answer{Status: http.StatusNotFound}
		case r.Method != http.MethodPost:
			return standin.Answer{Status: http.StatusMethodNotAllowed}
		}
		event, err := standin.Decode(body)
		if err != nil {
			return pagerDutyRefuses("Unrecognized object", "Event object format is unrecognized", "JSON parse error")
		}
		var wrong []string
		for _, f := range faults(schema, event) {
			wrong = append(wrong, "'"+strings.ReplaceAll(f.place[1:], "/", ".")+"' is invalid ("+f.keyword+")")
		}
		if len(body) > maxPagerDutyBytes {
			wrong = append(wrong, "Event is larger than 512 KB")
		}
		if len(wrong) > 0 {
			return pagerDutyRefuses("invalid event", "Event object is invalid", wrong...)
		}
		var taken PagerDutyEvent
		if err := json.Unmarshal(body, &taken); err != nil {
			return pagerDutyRefuses("invalid event", "Event object is invalid", "an element has the wrong type")
		}
		if !p.knows(taken.RoutingKey) {
			return pagerDutyRefuses("invalid key", "Event object is invalid", "Invalid routing key")
		}
		answer, _ := json.Marshal(map[string]string{"status": "success", "message": "Event processed", "dedup_key": taken.DedupKey})
		return standin.Answer{Status: http.StatusAccepted, Header: standin.JSON, Body: string(answer)}
	})
	return p
}

// Events are those that were taken, in order of arrival.
func (p *PagerDuty) Events() (events []PagerDutyEvent) {
	for _, r := range p.Requests() {
		if r.Status != http.StatusAccepted {
			continue
		}
		event := PagerDutyEvent{At: r.At}
		if json.Unmarshal(r.Body, &event) == nil {
			events = append(events, event)
		}
	}
	return events
}

// Open are the keys of the alerts that were triggered and not resolved since, in order of their first trigger.
func (p *PagerDuty) Open() (keys []string) {
	for _, e := range p.Events() {
		at := slices.Index(keys, e.DedupKey)
		switch {
		case e.EventAction == "trigger" && at < 0:
			keys = append(keys, e.DedupKey)
		case e.EventAction == "resolve" && at >= 0:
			keys = slices.Delete(keys, at, at+1)
		}
	}
	return keys
}

func (p *PagerDuty) knows(key string) bool {
	return len(p.routingKeys) == 0 || slices.Contains(p.routingKeys, key)
}

func pagerDutyRefuses(status, message string, wrong ...string) standin.Answer {
	body, _ := json.Marshal(map[string]any{"status": status, "message": message, "errors": wrong})
	return standin.Answer{Status: http.StatusBadRequest, Header: standin.JSON, Body: string(body)}
}
