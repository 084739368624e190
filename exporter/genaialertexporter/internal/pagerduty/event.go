package pagerduty

import (
	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/phrase"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
)

// event is one of the Events API v2. By what each part is bounded to it stays below PagerDuty's 512 KB.
type event struct {
	RoutingKey string   `json:"routing_key"`
	Action     string   `json:"event_action"`
	DedupKey   string   `json:"dedup_key"`
	Payload    *payload `json:"payload,omitempty"`
	Client     string   `json:"client,omitempty"`
	ClientURL  string   `json:"client_url,omitempty"`
	Links      []link   `json:"links,omitempty"`
}

type payload struct {
	Summary   string `json:"summary"`
	Source    string `json:"source"`
	Severity  string `json:"severity"`
	Timestamp string `json:"timestamp,omitempty"`
	// Component, Group and Class are what event rules and the list of alerts sort by.
	Component string        `json:"component,omitempty"`
	Group     string        `json:"group,omitempty"`
	Class     string        `json:"class,omitempty"`
	Details   phrase.Fields `json:"custom_details"`
}

type link struct {
	Href string `json:"href"`
	Text string `json:"text"`
}

// encode is the body for one notice. A renewal is a trigger: PagerDuty adds it to the alert with the same key.
func encode(config *EventConfig, n *alert.Notice) ([]byte, error) {
	e := event{RoutingKey: string(config.RoutingKey), Action: "resolve", DedupKey: phrase.Key(n.Incident.Key)}
	if n.Action != alert.Resolve {
		e.Action = "trigger"
		e.Payload = payloadOf(&n.Incident)
		e.Client, e.ClientURL = config.ClientName, config.ClientURL
		for _, l := range phrase.Links(n.Incident.Links) {
			e.Links = append(e.Links, link{Href: l.URL, Text: l.Text})
		}
	}
	return phrase.JSON(e)
}

func payloadOf(i *alert.Incident) *payload {
	labels := phrase.FieldsOf(i.Labels)
	p := &payload{
		Summary:   first(phrase.Line(i.Summary, phrase.MaxSummary), phrase.Line(i.Name, phrase.MaxSummary), "An incident"),
		Source:    first(phrase.Line(i.Source, phrase.MaxFieldValue), "unknown"),
		Severity:  severity(i.Severity),
		Component: labels.Value("gen_ai.agent.name", "gen_ai.tool.name"),
		Group:     labels.Value("deployment.environment.name", "service.namespace"),
		Class:     phrase.Line(i.Name, phrase.MaxFieldValue),
		Timestamp: phrase.Time(i.Began),
		Details:   phrase.FieldsOf(i.Labels, i.Details),
	}
	if text := phrase.Text(i.Description, phrase.MaxText); text != "" {
		p.Details = append(phrase.Fields{{Name: "description", Value: text}}, p.Details...)
	}
	return p
}

// severity is a word of PagerDuty's. What is not known is one that pages nobody out of bed and is not overlooked.
func severity(s alert.Severity) string {
	switch s {
	case alert.Info, alert.Warning, alert.Error, alert.Critical:
		return s.String()
	default:
		return alert.Warning.String()
	}
}

func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
