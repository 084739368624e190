package destinationtest

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
	"github.com/otelcol-genai/otelcol-genai/internal/standin"
)

// marker is in every text of a notice of this package.
const marker = "said in confidence"

// Incident is one as they are: a session that crossed its budget.
func Incident(n int) alert.Incident {
	began := time.Date(2026, 11, 24, 9, 30, 0, 250e6, time.UTC)
	return alert.Incident{
		Key:         fmt.Sprintf("genai/GenAISessionOverBudget/checkout/%016x", n),
		Name:        "GenAISessionOverBudget",
		Severity:    alert.Critical,
		Summary:     "Session spent 12.40 USD of 10 USD",
		Description: "The session crossed 100 % of its budget.\nIt made 214 calls.",
		Source:      "checkout",
		Labels: []alert.Label{
			{Name: "session.id", Value: fmt.Sprint("s-", n)},
			{Name: "gen_ai.agent.name", Value: "planner"},
			{Name: "deployment.environment.name", Value: "prod"},
		},
		Details: []alert.Label{{Name: "budget", Value: "session"}, {Name: "spent", Value: "12.40 USD"}},
		Links: []alert.Link{
			{Text: "Runbook", URL: "https://runbooks.example.org/GenAISessionOverBudget"},
			{Text: "Session", URL: "http://localhost:8321/?session=s-1&tenant=a"},
		},
		Began: began,
	}
}

func notice(action alert.Action, n int) alert.Notice {
	i := Incident(n)
	i.Summary += " " + marker
	i.Description += " " + marker
	i.Labels = append(i.Labels, alert.Label{Name: "note", Value: marker})
	if action == alert.Resolve {
		i.Ended = i.Began.Add(12 * time.Minute)
	}
	return alert.Notice{Action: action, Incident: i}
}

func batch(d destination.Destination) []alert.Notice {
	notices := make([]alert.Notice, d.Traits().Batch)
	for i := range notices {
		notices[i] = notice(alert.Trigger, 100+i)
	}
	return notices
}

// Hostile are incidents with texts that nobody would write who means well.
func Hostile() map[string]alert.Incident {
	edit := func(f func(*alert.Incident)) alert.Incident {
		i := Incident(7)
		f(&i)
		return i
	}
	everywhere := func(text string) alert.Incident {
		return edit(func(i *alert.Incident) {
			i.Name, i.Summary, i.Description, i.Source = text, text, text, text
			i.Labels = []alert.Label{{Name: "session.id", Value: text}, {Name: text, Value: "v"}}
			i.Details = []alert.Label{{Name: text, Value: text}}
			i.Links = append(i.Links, alert.Link{Text: text, URL: "https://example.org/" + text})
		})
	}
	many := func(n int, value string) (labels []alert.Label) {
		for i := range n {
			labels = append(labels, alert.Label{Name: fmt.Sprint("label.", i), Value: value})
		}
		return labels
	}
	return map[string]alert.Incident{
		"nothing but a key": {Key: "k"},
		"nothing at all":    {},
		"mentions":          everywhere("<!channel> <!here> <@U123> @everyone"),
		"mark-up":           everywhere("*bold* _it_ ~no~ `code` ```block``` > quote <https://evil.example|Runbook>"),
		"JSON":              everywhere(`"}],"routing_key":"x","a":{"b":["\u0000`),
		"control":           everywhere("a\x00b\x1b[31mred\x07\r\nc\td\u2028e\u0085"),
		"no UTF-8":          everywhere("a\xff\xfe\xc3(b\xed\xa0\x80"),
		"turned around":     everywhere("\u202Egnp.exe\u202C \u2066x\u2069"),
		"astral":            everywhere(strings.Repeat("\U0001F525", 4000)),
		"ampersands":        everywhere(strings.Repeat("&<>", 4000)),
		"quotes":            everywhere(strings.Repeat(`"\`, 6000)),
		"1 MB":              edit(func(i *alert.Incident) { i.Summary = strings.Repeat("long ", 200_000) }),
		"spaces":            everywhere(" \t "),
		"many labels":       edit(func(i *alert.Incident) { i.Labels, i.Details = many(500, "v"), many(500, "w") }),
		"the same label":    edit(func(i *alert.Incident) { i.Labels = append(i.Labels, i.Labels...) }),
		"labels that become the same": edit(func(i *alert.Incident) {
			i.Labels = []alert.Label{{Name: "a.b", Value: "1"}, {Name: "a_b", Value: "2"}, {Name: "a-b", Value: "3"}}
		}),
		"labels of ours": edit(func(i *alert.Incident) {
			i.Labels = []alert.Label{{Name: "alertname", Value: "x"}, {Name: "severity", Value: "none"}, {Name: "service.name", Value: "y"}, {Name: "__name__", Value: "z"}, {Name: "1st", Value: "d"}, {Name: "é", Value: "e"}, {Name: "...", Value: "f"}}
		}),
		"empty labels": edit(func(i *alert.Incident) {
			i.Labels = []alert.Label{{Name: "", Value: "a"}, {Name: "b", Value: ""}, {Name: "", Value: ""}}
		}),
		"links to no page": edit(func(i *alert.Incident) {
			i.Links = []alert.Link{{Text: "a", URL: "javascript:alert(1)"}, {Text: "b", URL: "opentelemetry-collector"}, {URL: ""}, {Text: "c", URL: "https://"}, {Text: "d", URL: "http://a b/|<!channel>"}}
		}),
		"a link that breaks out": edit(func(i *alert.Incident) {
			i.Links = []alert.Link{{Text: "x|y>z", URL: "https://example.org/?q=|x><!channel>\"`"}}
		}),
		"a long link": edit(func(i *alert.Incident) {
			i.Links = []alert.Link{{Text: "l", URL: "https://example.org/" + strings.Repeat("a", 5000)}}
		}),
		"a long key":          edit(func(i *alert.Incident) { i.Key = strings.Repeat("k", 5000) }),
		"a key with a NUL":    edit(func(i *alert.Incident) { i.Key = "a\x00b\xff" }),
		"it began in 2999":    edit(func(i *alert.Incident) { i.Began = time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC) }),
		"it began in year 1":  edit(func(i *alert.Incident) { i.Began = time.Time{}.Add(time.Second) }),
		"it ended in 12999":   edit(func(i *alert.Incident) { i.Ended = time.Date(12999, 1, 1, 0, 0, 0, 0, time.UTC) }),
		"it ended before":     edit(func(i *alert.Incident) { i.Ended = i.Began.Add(-time.Hour) }),
		"an unknown severity": edit(func(i *alert.Incident) { i.Severity = 17 }),
		"everything large": edit(func(i *alert.Incident) {
			large := strings.Repeat("\U0001F525&\"\\<あ", 50_000)
			i.Name, i.Summary, i.Description, i.Source = large, large, large, large
			i.Labels, i.Details = many(200, large), many(200, large)
			for n := range 40 {
				i.Links = append(i.Links, alert.Link{Text: large, URL: fmt.Sprint("https://example.org/", n, "/", strings.Repeat("&", 1800))})
			}
		}),
	}
}

// scripted is a server that takes all, and a destination that sends to it.
func (s *Subject) scripted(t *testing.T, timeout time.Duration) (*standin.Server, destination.Destination) {
	t.Helper()
	server := standin.NewServer(t, func(*http.Request, []byte) standin.Answer { return s.Success })
	return server, s.New(t, server.URL, timeout)
}

// send sends what must fail.
func (s *Subject) send(t *testing.T, d destination.Destination) *destination.Failure {
	t.Helper()
	err := d.Send(t.Context(), []alert.Notice{notice(alert.Trigger, 1)})
	var failure *destination.Failure
	require.ErrorAs(t, err, &failure)
	return failure
}
