package webhook

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/phrase"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
)

// event is a CloudEvent 1.0 in the structured mode of JSON.
type event struct {
	SpecVersion     string   `json:"specversion"`
	ID              string   `json:"id"`
	Source          string   `json:"source"`
	Type            string   `json:"type"`
	Subject         string   `json:"subject"`
	Time            string   `json:"time,omitempty"`
	DataContentType string   `json:"datacontenttype"`
	Data            incident `json:"data"`
}

// incident is what a receiver gets to know. The names of labels are those of attributes.
type incident struct {
	Key         string        `json:"key"`
	Action      string        `json:"action"`
	Name        string        `json:"name"`
	Severity    string        `json:"severity"`
	Summary     string        `json:"summary"`
	Description string        `json:"description,omitempty"`
	Service     string        `json:"service"`
	Labels      phrase.Fields `json:"labels"`
	Details     phrase.Fields `json:"details"`
	Links       []page        `json:"links,omitempty"`
	Began       string        `json:"began,omitempty"`
	Ended       string        `json:"ended,omitempty"`
}

type page struct {
	Text string `json:"text"`
	URL  string `json:"url"`
}

// encode is the body for one notice, and the id that it has whenever it is sent.
func encode(n *alert.Notice) (id string, body []byte, err error) {
	i := &n.Incident
	data := incident{
		Key:         phrase.Key(i.Key),
		Action:      action(n.Action),
		Name:        phrase.Line(i.Name, phrase.MaxFieldValue),
		Severity:    i.Severity.String(),
		Summary:     phrase.Line(i.Summary, phrase.MaxSummary),
		Description: phrase.Text(i.Description, phrase.MaxText),
		Service:     phrase.Line(i.Source, phrase.MaxFieldValue),
		Labels:      phrase.FieldsOf(i.Labels),
		Details:     phrase.FieldsOf(i.Details),
		Began:       phrase.Time(i.Began),
	}
	for _, l := range phrase.Links(i.Links) {
		data.Links = append(data.Links, page{Text: l.Text, URL: l.URL})
	}
	at := data.Began
	if n.Action == alert.Resolve {
		data.Ended = phrase.Time(i.Ended)
		at = data.Ended
	}
	id = idOf(n)
	body, err = phrase.JSON(event{
		SpecVersion: "1.0", ID: id, Source: "/otelcol-genai/" + url.PathEscape(data.Service), Type: "dev.genai.alert." + data.Action,
		Subject: data.Key, Time: at, DataContentType: "application/json", Data: data,
	})
	return id, body, err
}

// idOf is the same for the same news and another for any other: an incident with the key of one
// that is over began at another time, and one that became worse has another severity.
func idOf(n *alert.Notice) string {
	i := &n.Incident
	news := fmt.Appendf(nil, "%s\x00%d\x00%d\x00%d", i.Key, n.Action, i.Severity, i.Began.UnixNano())
	if n.Action == alert.Resolve {
		news = fmt.Appendf(news, "\x00%d", i.Ended.UnixNano())
	}
	sum := sha256.Sum256(news)
	return hex.EncodeToString(sum[:16])
}

// action is the last word of a type. Nothing is renewed to a receiver that forgets nothing.
func action(a alert.Action) string {
	if a == alert.Resolve {
		return "resolved"
	}
	return "triggered"
}
