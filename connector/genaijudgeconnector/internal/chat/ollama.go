package chat

import (
	"encoding/json"
	"net/http"
)

// ollama is POST /api/chat.
type ollama struct{}

func (ollama) path() string { return "api/chat" }

func (ollama) header(m *Model) map[string]string { return openAI{}.header(m) }

func (ollama) request(m *Model, q *Question) any {
	options := map[string]any{"num_predict": m.MaxTokens}
	if m.Temperature != nil {
		options["temperature"] = *m.Temperature
	}
	body := map[string]any{
		"model":    m.Name,
		"messages": []message{{"system", q.System}, {"user", q.User}},
		"stream":   false,
		"options":  options,
	}
	if m.Structured {
		body["format"] = json.RawMessage(q.Schema)
	}
	return body
}

func (ollama) answer(body []byte) (*Answer, bool) {
	var said struct {
		Message *struct {
			Content string `json:"content"`
		} `json:"message"`
		Done       bool   `json:"done"`
		DoneReason string `json:"done_reason"`
		Input      *int64 `json:"prompt_eval_count"` // left out where the prompt was in the cache
		Output     *int64 `json:"eval_count"`
	}
	if json.Unmarshal(body, &said) != nil || said.Message == nil || !said.Done {
		return nil, false
	}
	answer := &Answer{Text: said.Message.Content}
	if said.DoneReason == "length" {
		answer.Stop = StopLength
	}
	if said.Input != nil && said.Output != nil {
		answer.Usage = Usage{Input: *said.Input, Output: *said.Output, Told: true}
	}
	return answer, true
}

func (ollama) failure(status int, body []byte) Kind {
	var said struct {
		Error string `json:"error"`
	}
	_ = json.Unmarshal(body, &said) // as with OpenAI
	if status == http.StatusBadRequest && tooLong(said.Error) {
		return TooLong
	}
	return byStatus(status)
}
