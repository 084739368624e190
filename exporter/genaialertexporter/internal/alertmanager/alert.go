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
	alerts := make([]postable, 0, len(notices))
	for i := range notices {
		n := &notices[i]
		starts, ends := span(&n.Incident, now)
		if told, ok := before(n); ok {
			alerts = append(alerts, alertOf(&told, starts, ends))
		}
		if n.Action != alert.Resolve {
			ends = now.UTC().Add(lifetime)
		}
		alerts = append(alerts, alertOf(&n.Incident, starts, ends))
	}
	return phrase.JSON(alerts)
}

func alertOf(i *alert.Incident, starts, ends time.Time) postable {
	return postable{Labels: labelsOf(i), Annotations: annotationsOf(i), StartsAt: starts, EndsAt: ends, GeneratorURL: generator(i.Links)}
}

// before is the incident as it was told last, if it was under other labels: name and severity
// are part of what an alert is to Alertmanager, and the one before is over.
func before(n *alert.Notice) (alert.Incident, bool) {
	was := n.Incident
	was.Name, was.Severity = n.Was.Name, n.Was.Severity
	told := n.Was != alert.Told{}
	return was, told && n.Was != alert.Told{Name: n.Incident.Name, Severity: n.Incident.Severity}
}

// span keeps what Alertmanager demands, whatever the clocks say: an alert does not end before
// it starts, and neither is to come. One that has no end by now ends now.
func span(i *alert.Incident, now time.Time) (starts, ends time.Time) {
	starts, ends = now.UTC(), now.UTC()
	if began := i.Began.UTC(); began.Unix() > 0 && began.Before(now) {
		starts = began
	}
	if ended := i.Ended.UTC(); ended.After(starts) && ended.Before(now) {
		ends = ended
	}
	return starts, ends
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
