package judgetest

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

type openAI struct{ schema *jsonschema.Schema }

func newOpenAI() api { return openAI{compiled("openai.json")} }

func (openAI) path() string { return "/v1/chat/completions" }

func (o openAI) read(header http.Header, body []byte) (Question, *Reply) {
	if header.Get("Authorization") != "Bearer "+Key {
		return Question{}, &Reply{Status: http.StatusUnauthorized, Type: "invalid_request_error", Code: "invalid_api_key", Message: "Incorrect API key provided"}
	}
	if err := check(o.schema, body); err != nil {
		return Question{}, refused(err.Error())
	}
	var said struct {
		Model       string   `json:"model"`
		MaxTokens   *int64   `json:"max_tokens"`
		Temperature *float64 `json:"temperature"`
		Messages    []struct {
			Role    string `json:"role"`
			Content string `json:"content"`
		} `json:"messages"`
		Format struct {
			Schema struct {
				Strict bool            `json:"strict"`
				Schema json.RawMessage `json:"schema"`
			} `json:"json_schema"`
		} `json:"response_format"`
	}
	if err := json.Unmarshal(body, &said); err != nil {
		return Question{}, refused(err.Error())
	}
	q := Question{Model: said.Model, Schema: said.Format.Schema.Schema}
	for _, m := range said.Messages {
		if m.Role == "user" {
			q.User = m.Content
		} else {
			q.System = m.Content
		}
	}
	if reasons(said.Model) && said.MaxTokens != nil {
		return q, &Reply{Status: http.StatusBadRequest, Type: "invalid_request_error", Code: "unsupported_parameter", Message: "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."}
	}
	if reasons(said.Model) && said.Temperature != nil && *said.Temperature != 1 {
		return q, &Reply{Status: http.StatusBadRequest, Type: "invalid_request_error", Code: "unsupported_value", Message: "Unsupported value: 'temperature' does not support this value with this model."}
	}
	if said.Format.Schema.Strict {
		var schema any
		_ = json.Unmarshal(q.Schema, &schema) // it was valid
		if err := strict(schema); err != nil {
			return q, refused("Invalid schema for response_format: " + err.Error())
		}
	}
	return q, nil
}

// reasons reports whether a model is one of those that reason.
func reasons(model string) bool {
	return strings.HasPrefix(model, "o") || strings.HasPrefix(model, "gpt-5")
}

func refused(message string) *Reply {
	return &Reply{Status: http.StatusBadRequest, Type: "invalid_request_error", Message: message}
}

func (openAI) write(q *Question, r *Reply) any {
	stop := r.Stop
	if stop == "" {
		stop = "stop"
	}
	message := map[string]any{"role": "assistant", "content": r.Text, "refusal": nil}
	if r.Refusal != "" {
		message["content"], message["refusal"] = nil, r.Refusal
	}
	answer := map[string]any{
		"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": q.Model,
		"choices": []any{map[string]any{"index": 0, "finish_reason": stop, "message": message}},
	}
	if !r.NoUsage {
		answer["usage"] = map[string]any{"prompt_tokens": r.Input, "completion_tokens": r.Output, "total_tokens": r.Input + r.Output}
	}
	return answer
}

func (openAI) failure(r *Reply) any {
	body := map[string]any{"message": r.Message, "type": r.Type, "param": nil, "code": nil}
	if r.Code != "" {
		body["code"] = r.Code
	}
	return map[string]any{"error": body}
}
