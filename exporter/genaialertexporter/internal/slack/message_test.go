package slack

import (
	"encoding/json"
	"os"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination/destinationtest"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
)

func TestBodies(t *testing.T) {
	resolve := alert.Notice{Action: alert.Resolve, Incident: destinationtest.Incident(2)}
	resolve.Incident.Ended = resolve.Incident.Began.Add(12*time.Minute + 3*time.Second)
	trigger := alert.Notice{Action: alert.Trigger, Incident: destinationtest.Incident(1)}
	hostile := alert.Notice{Action: alert.Trigger, Incident: alert.Incident{
		Key: "k", Name: "A & B", Severity: alert.Warning, Summary: "<!channel> *bold*\nnext", Description: "a < b > c & d",
		Source: "<@U123>", Labels: []alert.Label{{Name: "session.id", Value: "x`y\n<!here>"}},
		Links: []alert.Link{{Text: "a|b>", URL: "https://example.org/?q=1&r=<!channel>|x"}},
	}}
	for file, notices := range map[string][]alert.Notice{
		"trigger.json": {trigger}, "resolve.json": {resolve}, "batch.json": {trigger, resolve}, "hostile.json": {hostile},
	} {
		want, err := os.ReadFile("testdata/" + file)
		require.NoError(t, err)
		body, err := encode(notices)
		require.NoError(t, err)
		assert.JSONEq(t, string(want), string(body), file)
	}
}

func TestHeadlines(t *testing.T) {
	n := alert.Notice{Action: alert.Trigger, Incident: destinationtest.Incident(1)}
	assert.Equal(t, "*[critical] GenAISessionOverBudget* Session spent 12.40 USD of 10 USD", headline(&n, bold, 1024))
	n.Was = alert.Told{Name: n.Incident.Name, Severity: alert.Warning}
	assert.Equal(t, "[critical, was warning] GenAISessionOverBudget Session…", headline(&n, "", 55))
	n.Action = alert.Resolve
	assert.Equal(t, "*[resolved] GenAISessionOverBudget* Session spent 12.40 USD of 10 USD", headline(&n, bold, 1024))
}

func TestTextsAreCutBetweenEscapes(t *testing.T) {
	for limit, want := range map[int]string{6: "a&amp;", 5: "a…", 1: "…", 10: "a&amp;&lt;", 9: "a&amp;…"} {
		text := "a&"
		if limit > 6 {
			text = "a&<"
		}
		assert.Equal(t, want, mrkdwn(text, limit), limit)
	}
}

func FuzzEncode(f *testing.F) {
	for _, i := range destinationtest.Hostile() {
		if len(i.Summary) < 1000 {
			f.Add(i.Key, i.Name, i.Summary, i.Source, i.Began.Unix(), 1)
		}
	}
	f.Fuzz(func(t *testing.T, key, name, text, value string, began int64, n int) {
		notices := make([]alert.Notice, 1+max(n, -n)%maxIncidents)
		for at := range notices {
			notices[at] = alert.Notice{Action: alert.Trigger, Incident: alert.Incident{
				Key: key, Name: name, Summary: text, Description: text, Source: value, Began: time.Unix(began, 0),
				Labels: []alert.Label{{Name: name, Value: value}}, Details: []alert.Label{{Name: text, Value: text}}, Links: []alert.Link{{Text: name, URL: text}},
			}}
		}
		body, err := encode(notices)
		require.NoError(t, err)
		var m message
		require.NoError(t, json.Unmarshal(body, &m))
		assert.NotEmpty(t, m.Text)
		length, err := m.blockBytes()
		require.NoError(t, err)
		assert.LessOrEqual(t, length, maxBlocks)
		short := func(e *element, limit int) {
			assert.NotEmpty(t, e.Text)
			assert.LessOrEqual(t, len(utf16.Encode([]rune(e.Text))), limit)
			assert.NotRegexp(t, `<[!@#]`, e.Text)
		}
		for _, a := range m.Attachments {
			for _, b := range a.Blocks {
				if b.Text != nil {
					short(b.Text, 3000)
				}
				for _, e := range append(b.Fields, b.Elements...) {
					short(&e, 2000)
				}
			}
		}
	})
}
