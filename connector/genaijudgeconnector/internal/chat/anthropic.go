package chat

import (
	"encoding/json"
	"net/http"
	"strings"
)

// anthropic is POST /v1/messages.
type anthropic struct{}

// anthropicVersion is that of the API that is spoken here.
const anthropicVersion = "2023-06-01"

func (anthropic) path() string { return "v1/messages" }

func (anthropic) header(m *Model) map[string]string {
	header := map[string]string{"anthropic-version": anthropicVersion}
	if m.Key != "" {
		header["x-api-key"] = m.Key
	}
	return header
}

func (anthropic) request(m *Model, q *Question) any {
	body := map[string]any{
		"model":      m.Name,
		"max_tokens": m.MaxTokens,
		"system":     q.System,
		"messages":   []message{{"user", q.User}},
	}
	if m.Temperature != nil {
		body["temperature"] = *m.Temperature
	}
	if m.Structured {
		body["output_config"] = map[string]any{"format": map[string]any{"type": "json_schema", "schema": json.RawMessage(q.Schema)}}
	}
	return body
}

func (anthropic) answer(body []byte) (*Answer, bool) {
	var said struct {
		Type    string `json:"type"`
		Content []struct {
			Type string `json:"type"`
			Text string `json:"text"`
		} `json:"content"`
		StopReason string `json:"stop_reason"`
		Usage      *struct {
			Input      int64 `json:"input_tokens"` // without what is read from and written to the cache
			Output     int64 `json:"output_tokens"`
			CacheRead  int64 `json:"cache_read_input_tokens"`
			CacheWrite int64 `json:"cache_creation_input_tokens"`
		} `json:"usage"`
	}
	if json.Unmarshal(body, &said) != nil || said.Type != "message" {
		return nil, false
	}
	answer := &Answer{}
	var text strings.Builder
	for _, block := range said.Content {
		if block.Type == "text" {
			text.WriteString(block.Text)
		}
	}
	answer.Text = text.String()
	switch said.StopReason {
	case "max_tokens":
		answer.Stop = StopLength
	case "refusal":
		answer.Stop = StopRefused
	case "model_context_window_exceeded":
		answer.Stop = StopContext
	}
	if u := said.Usage; u != nil {
		answer.Usage = Usage{
			Input: u.Input + u.CacheRead + u.CacheWrite, Output: u.Output, CacheRead: u.CacheRead, CacheWrite: u.CacheWrite, Told: true,
		}
	}
	return answer, true
}

func (anthropic) failure(status int, body []byte) Kind {
	var said struct {
		Error struct {
			Type    string `json:"type"`
			Message string `json:"message"`
		} `json:"error"`
	}
	_ = json.Unmarshal(body, &said) // as with OpenAI
	switch {
	case said.Error.Type == "billing_error" || strings.Contains(said.Error.Message, "credit balance is too low"):
		return Unpaid
	case status == http.StatusBadRequest && tooLong(said.Error.Message):
		return TooLong
	default:
		return byStatus(status)
	}
}
