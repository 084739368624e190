package slack

import (
	"fmt"
	"strings"
	"time"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/phrase"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
)

// Limits of Slack's, in characters: https://docs.slack.dev/reference/block-kit/blocks.
const (
	maxSection = 3000
	maxFields  = 10
	maxValue   = 300 // Slack's is 2000, of which a reader of a channel wants less
	// maxBlocks is how long all blocks of a message are together, in bytes of JSON. Slack
	// publishes no number; users measured about 13,000.
	maxBlocks = 12_000
)

// layout is how much is told of each incident, in characters.
type layout struct {
	// headline is the line of one of several. One alone has its summary in whole.
	headline int
	// room is what the longer texts have each; with only, there is none of them, and no footer.
	room int
	only bool
}

// layouts are from the most to the least: the first with which a message is short enough is
// taken. With the last one the most incidents of a message fit, whatever their texts.
var layouts = []layout{
	{headline: 1024, room: maxSection},
	{headline: 1024, room: 1400},
	{headline: 700, room: 700},
	{headline: 350, room: 350},
	{headline: 250, room: 150},
	{headline: 150, room: 0},
	{headline: 250, only: true},
	{headline: 150, only: true},
	{headline: 80, only: true},
}

type message struct {
	// Text is what a notification shows, and the first line of the message.
	Text        string       `json:"text"`
	Attachments []attachment `json:"attachments"`
}

// attachment is one incident, with a stripe of a color.
type attachment struct {
	Color    string  `json:"color"`
	Fallback string  `json:"fallback"`
	Blocks   []block `json:"blocks"`
}

type block struct {
	Type     string    `json:"type"`
	Text     *element  `json:"text,omitempty"`
	Fields   []element `json:"fields,omitempty"`
	Elements []element `json:"elements,omitempty"`
}

type element struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

func marked(text string) element { return element{Type: "mrkdwn", Text: text} }

// encode is the body of one message about all notices.
func encode(notices []alert.Notice) ([]byte, error) {
	var m message
	for _, l := range layouts {
		m = compose(notices, l)
		length, err := m.blockBytes()
		if err != nil {
			return nil, err
		}
		if length <= maxBlocks {
			break
		}
	}
	return phrase.JSON(m)
}

func (m *message) blockBytes() (n int, err error) {
	for _, a := range m.Attachments {
		encoded, err := phrase.JSON(a.Blocks)
		if err != nil {
			return 0, err
		}
		n += len(encoded)
	}
	return n, nil
}

func compose(notices []alert.Notice, l layout) (m message) {
	m.Text = headline(&notices[0], bold, phrase.MaxSummary)
	if len(notices) > 1 {
		m.Text = fmt.Sprintf("*%d notices*, the worst is %s", len(notices), worst(notices))
	}
	for i := range notices {
		a := attachment{Color: color(&notices[i]), Fallback: headline(&notices[i], "", maxSection/10)}
		if len(notices) > 1 || l.only {
			a.Blocks = section(headline(&notices[i], bold, l.headline))
		}
		if !l.only {
			a.Blocks = append(a.Blocks, about(&notices[i].Incident, l.room)...)
		}
		m.Attachments = append(m.Attachments, a)
	}
	return m
}

// about is what there is to say of an incident below its headline.
func about(i *alert.Incident, room int) []block {
	blocks := section(mrkdwn(phrase.Text(i.Description, phrase.MaxText), room))
	if fields := fieldsOf(i, room); len(fields) > 0 {
		blocks = append(blocks, block{Type: "section", Fields: fields})
	}
	return append(blocks, block{Type: "context", Elements: []element{marked(footer(i, room))}})
}

func section(text string) []block {
	if text == "" {
		return nil
	}
	e := marked(text)
	return []block{{Type: "section", Text: &e}}
}

func fieldsOf(i *alert.Incident, room int) (fields []element) {
	for _, l := range phrase.FieldsOf(i.Labels, i.Details) {
		if len(fields) == min(maxFields, room/100) {
			break
		}
		fields = append(fields, marked("*"+mrkdwn(l.Name, phrase.MaxFieldName)+"*\n"+code(l.Value, min(maxValue, room/4))))
	}
	return fields
}

// footer has where, when, and the links that fit.
func footer(i *alert.Incident, room int) string {
	parts := []string{mrkdwn(first(phrase.Line(i.Source, phrase.MaxFieldValue), "unknown service"), 60)}
	if began := phrase.Time(i.Began.Truncate(time.Second)); began != "" {
		parts = append(parts, "began "+began)
	}
	if lasted := i.Ended.Sub(i.Began); !i.Ended.IsZero() && !i.Began.IsZero() && lasted > 0 {
		parts = append(parts, "lasted "+lasted.Round(time.Second).String())
	}
	for _, l := range phrase.Links(i.Links) {
		part := link(l.URL, l.Text)
		if room -= width(part); room < 0 {
			break
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, " · ")
}

const bold = "*"

// headline is one line: how bad or over, which, and what. The mark is put around the first two.
func headline(n *alert.Notice, mark string, limit int) string {
	i := &n.Incident
	state := i.Severity.String()
	switch {
	case n.Action == alert.Resolve:
		state = "resolved"
	case n.Was.Severity != 0 && n.Was.Severity != i.Severity:
		state += ", was " + n.Was.Severity.String()
	}
	start := mark + "[" + state + "] " + mrkdwn(first(phrase.Line(i.Name, phrase.MaxFieldName), "an incident"), 80) + mark
	summary := mrkdwn(phrase.Line(i.Summary, phrase.MaxSummary), limit-width(start)-1)
	return strings.TrimSpace(start + " " + summary)
}

func worst(notices []alert.Notice) string {
	severity := alert.Severity(0)
	for _, n := range notices {
		if n.Action != alert.Resolve {
			severity = max(severity, n.Incident.Severity)
		}
	}
	if severity == 0 {
		return "resolved"
	}
	return severity.String()
}

func color(n *alert.Notice) string {
	switch {
	case n.Action == alert.Resolve:
		return "#2eb886"
	case n.Incident.Severity == alert.Critical:
		return "#a30200"
	case n.Incident.Severity == alert.Error:
		return "#e01e5a"
	case n.Incident.Severity == alert.Warning:
		return "#daa038"
	default:
		return "#439fe0"
	}
}

func first(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
