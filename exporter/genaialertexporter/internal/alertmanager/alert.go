package alertmanager

import (
	"strings"
	"time"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/phrase"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
)

// postable is one alert of Alertmanager's API v2.
type postable struct {
	Labels       map[string]string `json:"labels"`
	Annotations  map[string]string `json:"annotations"`
	StartsAt     time.Time         `json:"startsAt"`
	EndsAt       time.Time         `json:"endsAt"`
	GeneratorURL string            `json:"generatorURL,omitempty"`
}

// encode is the body for a batch. Alertmanager would wait its own resolve_timeout for an alert
// without an end, so each has one: until the next renewal, or when it was over.
func encode(notices []alert.Notice, now time.Time, lifetime time.Duration) ([]byte, error) {
	alerts := make([]postable, len(notices))
	for i := range notices {
		n := &notices[i]
		alerts[i] = postable{Labels: labelsOf(&n.Incident), Annotations: annotationsOf(&n.Incident), GeneratorURL: generator(n.Incident.Links)}
		alerts[i].StartsAt, alerts[i].EndsAt = span(n, now, lifetime)
	}
	return phrase.JSON(alerts)
}

// span keeps what Alertmanager demands, whatever the clocks say: an alert does not end before
// it starts, one that was resolved has ended, and one that holds has not.
func span(n *alert.Notice, now time.Time, lifetime time.Duration) (starts, ends time.Time) {
	now = now.UTC()
	starts = now
	if began := n.Incident.Began.UTC(); began.Unix() > 0 && began.Before(now) {
		starts = began
	}
	if n.Action != alert.Resolve {
		return starts, now.Add(lifetime)
	}
	if ended := n.Incident.Ended.UTC(); ended.After(starts) && ended.Before(now) {
		return starts, ended
	}
	return starts, now
}

// labelsOf are what routes match on and what makes an alert the same one. The labels of ours come
// first: an attribute cannot take their place. Of two that get the same name the first is kept.
func labelsOf(i *alert.Incident) map[string]string {
	labels := pairs{}
	labels.add("alertname", phrase.Line(i.Name, phrase.MaxFieldValue))
	labels.add("alertname", "GenAIIncident")
	labels.add("severity", i.Severity.String())
	labels.add("incident_key", phrase.Key(i.Key))
	labels.add("service_name", phrase.Line(i.Source, phrase.MaxFieldValue))
	for _, l := range phrase.FieldsOf(i.Labels) {
		labels.add(labelName(l.Name), phrase.Line(l.Value, phrase.MaxFieldValue))
	}
	return labels
}

func annotationsOf(i *alert.Incident) map[string]string {
	annotations := pairs{}
	annotations.add("summary", phrase.Line(i.Summary, phrase.MaxSummary))
	annotations.add("description", phrase.Text(i.Description, phrase.MaxText))
	for _, l := range phrase.Links(i.Links) {
		annotations.add(labelName(strings.ToLower(l.Text+" url")), l.URL)
	}
	for _, l := range phrase.FieldsOf(i.Details) {
		annotations.add(labelName(l.Name), l.Value)
	}
	return annotations
}

// pairs have no empty names and no empty values: Alertmanager drops the latter, and with it part of the identity.
type pairs map[string]string

func (p pairs) add(name, value string) {
	if _, there := p[name]; !there && name != "" && value != "" {
		p[name] = value
	}
}

// generator is the page that an alert is about: the first link that is not to the runbook.
func generator(links []alert.Link) string {
	for _, l := range phrase.Links(links) {
		if !strings.EqualFold(l.Text, "runbook") {
			return l.URL
		}
	}
	return ""
}
