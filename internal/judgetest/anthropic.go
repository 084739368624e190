package judgetest

import (
	"encoding/json"
	"net/http"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

type anthropic struct{ schema *jsonschema.Schema }

func newAnthropic() api { return anthropic{compiled("anthropic.json")} }

func (anthropic) path() string { return "/v1/messages" }

func (a anthropic) read(header http.Header, body []byte) (Question, *Reply) {
	switch {
	case header.Get("X-Api-Key") != Key:
		return Question{}, &Reply{Status: http.StatusUnauthorized, Type: "authentication_error", Message: "invalid x-api-key"}
	case header.Get("Anthropic-Version") != "2023-06-01":
		return Question{}, refused("anthropic-version: header is required")
	}
	if err := check(a.schema, body); err != nil {
		return Question{}, refused(err.Error())
	}
	var said struct {
		Model    string `json:"model"`
		System   string `json:"system"`
		Messages []struct {
			Content string `json:"content"`
		} `json:"messages"`
		Output struct {
			Format struct {
				Schema json.RawMessage `json:"schema"`
			} `json:"format"`
		} `json:"output_config"`
	}
	if err := json.Unmarshal(body, &said); err != nil {
		return Question{}, refused(err.Error())
	}
	return Question{Model: said.Model, System: said.System, User: said.Messages[0].Content, Schema: said.Output.Format.Schema}, nil
}

// write tells no cached tokens as input tokens: a tenth of the input was read from a cache.
func (anthropic) write(q *Question, r *Reply) any {
	stop := r.Stop
	if stop == "" {
		stop = "end_turn"
	}
	content := []any{}
	if r.Text != "" {
		content = append(content, map[string]any{"type": "text", "text": r.Text})
	}
	answer := map[string]any{"id": "msg_1", "type": "message", "role": "assistant", "model": q.Model, "content": content, "stop_reason": stop, "stop_sequence": nil}
	if !r.NoUsage {
		cached := r.Input / 10
		answer["usage"] = map[string]any{"input_tokens": r.Input - cached, "cache_read_input_tokens": cached, "cache_creation_input_tokens": 0, "output_tokens": r.Output}
	}
	return answer
}

func (anthropic) failure(r *Reply) any {
	return map[string]any{"type": "error", "error": map[string]any{"type": r.Type, "message": r.Message}}
}
