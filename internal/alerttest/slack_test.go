package alerttest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/alerttest"
)

func TestSlackTakesAndRefuses(t *testing.T) {
	server := alerttest.NewSlack(t)
	section := func(text string) string {
		return `{"type":"section","text":{"type":"mrkdwn","text":"` + text + `"}}`
	}
	blocks := func(list ...string) string { return `{"text":"t","blocks":[` + strings.Join(list, ",") + `]}` }
	many := func(n int, one string) string { return strings.TrimSuffix(strings.Repeat(one+",", n), ",") }
	header := func(text string) string {
		return `{"type":"header","text":{"type":"plain_text","text":"` + text + `"}}`
	}
	tests := map[string]struct {
		body string
		word string
	}{
		"a text":                       {`{"text":"hello"}`, "ok"},
		"what Alertmanager sends":      {`{"channel":"#a","username":"Alertmanager","attachments":[{"title":"t","title_link":"http://a/","text":"x","fallback":"f","callback_id":"","footer":"","color":"danger","mrkdwn_in":["fallback"]}]}`, "ok"},
		"blocks":                       {blocks(header("h"), section("s"), `{"type":"divider"}`), "ok"},
		"blocks in an attachment":      {`{"attachments":[{"color":"#ff0000","blocks":[` + section("s") + `]}]}`, "ok"},
		"no JSON":                      {`{"text":"a"`, "invalid_payload"},
		"a list":                       {`[]`, "invalid_payload"},
		"nothing":                      {`{}`, "no_text"},
		"an empty text":                {`{"text":""}`, "no_text"},
		"a number":                     {`{"text":"a","username":1}`, "invalid_payload"},
		"50 blocks":                    {blocks(many(50, `{"type":"divider"}`)), "ok"},
		"51 blocks":                    {blocks(many(51, `{"type":"divider"}`)), "invalid_blocks"},
		"a section of 3000":            {blocks(section(strings.Repeat("ä", 3000))), "ok"},
		"a section of 3001":            {blocks(section(strings.Repeat("a", 3001))), "invalid_blocks"},
		"a header of 150":              {blocks(header(strings.Repeat("a", 150))), "ok"},
		"a header of 151":              {blocks(header(strings.Repeat("a", 151))), "invalid_blocks"},
		"a header with markup":         {blocks(`{"type":"header","text":{"type":"mrkdwn","text":"a"}}`), "invalid_blocks"},
		"an empty section":             {blocks(section("")), "invalid_blocks"},
		"a section without text":       {blocks(`{"type":"section"}`), "invalid_blocks"},
		"11 fields":                    {blocks(`{"type":"section","fields":[` + many(11, `{"type":"mrkdwn","text":"f"}`) + `]}`), "invalid_blocks"},
		"a field of 2001":              {blocks(`{"type":"section","fields":[{"type":"mrkdwn","text":"` + strings.Repeat("f", 2001) + `"}]}`), "invalid_blocks"},
		"11 elements":                  {blocks(`{"type":"context","elements":[` + many(11, `{"type":"mrkdwn","text":"f"}`) + `]}`), "invalid_blocks"},
		"an unknown block":             {blocks(`{"type":"marquee"}`), "invalid_blocks"},
		"long blocks":                  {blocks(many(5, section(strings.Repeat("a", 2800)))), "msg_blocks_too_long"},
		"101 attachments":              {`{"attachments":[` + many(101, `{"text":"a"}`) + `]}`, "too_many_attachments"},
		"an attachment with nothing":   {`{"attachments":[{"color":"good"}]}`, "invalid_attachments"},
		"bad blocks in an attachment":  {`{"attachments":[{"blocks":[` + section("") + `]}]}`, "invalid_blocks"},
		"long blocks in 2 attachments": {`{"attachments":[` + many(5, `{"blocks":[`+section(strings.Repeat("a", 2800))+`]}`) + `]}`, "msg_blocks_too_long"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			status, word := post(t, server.WebhookURL, "application/json", test.body)
			assert.Equal(t, test.word, word)
			assert.Equal(t, test.word == "ok", status == 200)
		})
	}
	status, word := post(t, server.URL+"/services/T/B/X", "application/json", `{"text":"a"}`)
	assert.Equal(t, "404 no_service", fmt.Sprint(status, " ", word))
	status, word = post(t, server.WebhookURL, "text/plain", `{"text":"a"}`)
	assert.Equal(t, "400 invalid_payload", fmt.Sprint(status, " ", word))
}

func TestSlackPace(t *testing.T) {
	server := alerttest.NewSlack(t)
	server.Pace(time.Hour)
	first, _ := post(t, server.WebhookURL, "application/json", `{"text":"a"}`)
	second, _ := post(t, server.WebhookURL, "application/json", `{"text":"a"}`)
	assert.Equal(t, []int{200, 429}, []int{first, second})
	assert.Len(t, server.Messages(), 1)
}

func TestSlackFindsMentions(t *testing.T) {
	server := alerttest.NewSlack(t)
	status, _ := post(t, server.WebhookURL, "application/json",
		`{"text":"<!channel> hi &lt;!here&gt;","attachments":[{"text":"<@U123|jane> <https://example.org|link>"}]}`)
	require.Equal(t, 200, status)
	assert.Equal(t, []string{"<!channel>", "<@U123|jane>"}, server.Messages()[0].Mentions())
}
