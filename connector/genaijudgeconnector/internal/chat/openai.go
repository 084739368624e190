package chat

import (
	"encoding/json"
	"net/http"
	"strings"
)

// openAI is POST /chat/completions, as OpenAI, vLLM, Groq, OpenRouter, Ollama and others take it.
type openAI struct{}

// schemaName is what the schema of an answer is called where it must have a name.
const schemaName = "verdicts"

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

func (openAI) path() string { return "chat/completions" }

func (openAI) header(m *Model) map[string]string {
	if m.Key == "" {
		return nil
	}
	return map[string]string{"Authorization": "Bearer " + m.Key}
}

func (openAI) request(m *Model, q *Question) any {
	body := map[string]any{
		"model":          m.Name,
		"messages":       []message{{"system", q.System}, {"user", q.User}},
		m.MaxTokensField: m.MaxTokens,
	}
	if m.Temperature != nil {
		body["temperature"] = *m.Temperature
	}
	if m.Structured {
		body["response_format"] = map[string]any{
			"type":        "json_schema",
			"json_schema": map[string]any{"name": schemaName, "strict": true, "schema": json.RawMessage(q.Schema)},
		}
	}
	return body
}

func (openAI) answer(body []byte) (*Answer, bool) {
	var said struct {
		Choices []struct {
			FinishReason string `json:"finish_reason"`
			Message      struct {
				Content string `json:"content"`
				Refusal string `json:"refusal"`
			} `json:"message"`
		} `json:"choices"`
		Usage *struct {
			PromptTokens     int64 `json:"prompt_tokens"`
			CompletionTokens int64 `json:"completion_tokens"`
			PromptDetails    struct {
				CachedTokens int64 `json:"cached_tokens"`
			} `json:"prompt_tokens_details"`
		} `json:"usage"`
	}
	if json.Unmarshal(body, &said) != nil || len(said.Choices) == 0 {
		return nil, false
	}
	first := &said.Choices[0]
	answer := &Answer{Text: first.Message.Content}
	switch {
	case first.Message.Refusal != "" || first.FinishReason == "content_filter":
		answer.Stop = StopRefused
	case first.FinishReason == "length":
		answer.Stop = StopLength
	}
	if u := said.Usage; u != nil {
		answer.Usage = Usage{Input: u.PromptTokens, Output: u.CompletionTokens, CacheRead: u.PromptDetails.CachedTokens, Told: true}
	}
	return answer, true
}

func (openAI) failure(status int, body []byte) Kind {
	var said struct {
		Error struct {
			Message string `json:"message"`
			Type    string `json:"type"`
			Code    any    `json:"code"` // a number in some
		} `json:"error"`
		Message string `json:"message"` // of vLLM before 0.10
	}
	_ = json.Unmarshal(body, &said) // what cannot be read says nothing more than the status
	code, _ := said.Error.Code.(string)
	switch {
	case code == "insufficient_quota" || said.Error.Type == "insufficient_quota" || code == "billing_hard_limit_reached":
		return Unpaid
	case code == "context_length_exceeded" || code == "string_above_max_length":
		return TooLong
	case status == http.StatusBadRequest && tooLong(said.Error.Message+said.Message):
		return TooLong
	case code == "model_not_found":
		return ModelUnknown
	default:
		return byStatus(status)
	}
}

// tooLong knows the words in which servers without a code say that a question is too long.
func tooLong(message string) bool {
	message = strings.ToLower(message)
	for _, words := range []string{"maximum context length", "context length", "context window", "prompt is too long", "too many tokens"} {
		if strings.Contains(message, words) {
			return true
		}
	}
	return false
}
