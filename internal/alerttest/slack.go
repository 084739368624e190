package alerttest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/otelcol-genai/otelcol-genai/internal/standin"
)

// slackPath is that of the webhook, in the form of real ones.
const slackPath = "/services/T0000FAKE/B0000FAKE/thisIsTheSecretOfAFake00"

// maxSlackBlocks is how long all blocks of a message may be together, in bytes of JSON. Slack
// publishes no number; users measured about 13,000 (github.com/slackapi/bolt-js/issues/2509).
const maxSlackBlocks = 13_000

// Slack takes messages as an incoming webhook does.
type Slack struct {
	standin.Server

	mu sync.Mutex // of what is below
	// WebhookURL is what goes under webhook_url.
	WebhookURL string

	schema *jsonschema.Schema
	pace   time.Duration
	last   time.Time
}

// SlackMessage is one that was posted.
type SlackMessage struct {
	At          time.Time
	Text        string            `json:"text"`
	Blocks      []SlackBlock      `json:"blocks"`
	Attachments []SlackAttachment `json:"attachments"`
}

// SlackAttachment is a part of a message with a color; what Alertmanager sends has a title and a text, what we send has blocks.
type SlackAttachment struct {
	Color     string       `json:"color"`
	Title     string       `json:"title"`
	TitleLink string       `json:"title_link"`
	Text      string       `json:"text"`
	Fallback  string       `json:"fallback"`
	Blocks    []SlackBlock `json:"blocks"`
}

// SlackBlock is a header, a section, a context or a divider.
type SlackBlock struct {
	Type     string      `json:"type"`
	Text     SlackText   `json:"text"`
	Fields   []SlackText `json:"fields"`
	Elements []SlackText `json:"elements"`
}

// SlackText is plain_text or mrkdwn.
type SlackText struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

// NewSlack has one webhook.
func NewSlack(tb testing.TB) *Slack {
	tb.Helper()
	s := &Slack{schema: compiled("slack.json")}
	s.Start(tb, s.post)
	s.WebhookURL = s.URL + slackPath
	return s
}

// Pace refuses a message that comes sooner after the last one, as Slack does with about one second.
func (s *Slack) Pace(least time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pace = least
}

// Messages are those that were posted, in order.
func (s *Slack) Messages() (messages []SlackMessage) {
	for _, r := range s.Requests() {
		if r.Status != http.StatusOK {
			continue
		}
		message := SlackMessage{At: r.At}
		if json.Unmarshal(r.Body, &message) == nil {
			messages = append(messages, message)
		}
	}
	return messages
}

var slackMention = regexp.MustCompile(`<[!@#][^>]*>`)

// Mentions are what in a message would call people: <!channel>, <@U123>.
func (m *SlackMessage) Mentions() (found []string) {
	for _, text := range m.Texts() {
		found = append(found, slackMention.FindAllString(text, -1)...)
	}
	return found
}

// Texts are all texts of a message, in order.
func (m *SlackMessage) Texts() (texts []string) {
	add := func(more ...string) {
		for _, text := range more {
			if text != "" {
				texts = append(texts, text)
			}
		}
	}
	blocks := func(list []SlackBlock) {
		for _, b := range list {
			add(b.Text.Text)
			for _, text := range append(b.Fields, b.Elements...) {
				add(text.Text)
			}
		}
	}
	add(m.Text)
	blocks(m.Blocks)
	for _, a := range m.Attachments {
		add(a.Title, a.Text, a.Fallback)
		blocks(a.Blocks)
	}
	return texts
}

func (s *Slack) post(r *http.Request, body []byte) standin.Answer {
	switch {
	case r.URL.Path != slackPath:
		return slackSays(http.StatusNotFound, "no_service")
	case r.Method != http.MethodPost:
		return slackSays(http.StatusMethodNotAllowed, "")
	case s.hurried():
		answer := slackSays(http.StatusTooManyRequests, "rate_limited")
		answer.Header["Retry-After"] = "1"
		return answer
	}
	decoded, err := standin.Decode(body)
	payload, ok := decoded.(map[string]any)
	if err != nil || !ok || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		return slackSays(http.StatusBadRequest, "invalid_payload")
	}
	if word := s.refuses(payload); word != "" {
		return slackSays(http.StatusBadRequest, word)
	}
	return slackSays(http.StatusOK, "ok")
}

// hurried reports whether a message comes too soon, and else begins the wait for the next one.
func (s *Slack) hurried() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if s.pace > 0 && now.Sub(s.last) < s.pace {
		return true
	}
	s.last = now
	return false
}

// refuses is Slack's word for what is wrong, "" if nothing is.
func (s *Slack) refuses(payload map[string]any) string {
	text, _ := payload["text"].(string)
	blocks, _ := payload["blocks"].([]any)
	attachments, _ := payload["attachments"].([]any)
	if text == "" && len(blocks) == 0 && len(attachments) == 0 {
		return "no_text"
	}
	for _, f := range faults(s.schema, payload) {
		switch {
		case strings.Contains(f.place, "/blocks/"), strings.HasSuffix(f.place, "/blocks") && !strings.HasSuffix(f.keyword, "required"):
			return "invalid_blocks"
		case f.place == "/attachments" && f.keyword == "maxItems":
			return "too_many_attachments"
		case strings.Contains(f.place, "/attachments"):
			return "invalid_attachments"
		default:
			return "invalid_payload"
		}
	}
	if blockBytes(payload) > maxSlackBlocks {
		return "msg_blocks_too_long"
	}
	return ""
}

// blockBytes is the length of all blocks of a message as JSON.
func blockBytes(payload map[string]any) (n int) {
	lists := []any{payload["blocks"]}
	attachments, _ := payload["attachments"].([]any)
	for _, a := range attachments {
		if attachment, ok := a.(map[string]any); ok {
			lists = append(lists, attachment["blocks"])
		}
	}
	for _, list := range lists {
		if list == nil {
			continue
		}
		var encoded bytes.Buffer
		encoder := json.NewEncoder(&encoded)
		encoder.SetEscapeHTML(false) // as it may be sent
		_ = encoder.Encode(list)
		n += encoded.Len() - len("\n")
	}
	return n
}

func slackSays(status int, word string) standin.Answer {
	return standin.Answer{Status: status, Header: map[string]string{"Content-Type": "text/html"}, Body: word}
}
