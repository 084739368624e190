package judgetest

import (
	"encoding/json"
	"net/http"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

type ollama struct{ schema *jsonschema.Schema }

func newOllama() api { return ollama{compiled("ollama.json")} }

func (ollama) path() string { return "/api/chat" }

func (o ollama) read(_ http.Header, body []byte) (Question, *Reply) {
	if err := check(o.schema, body); err != nil {
		return Question{}, refused(err.Error())
	}
	var said struct {
		Model    string          `json:"model"`
		Format   json.RawMessage `json:"format"`
		Messages []struct {
			Role    string `json:"role"`
			Content string `json:"content"`
		} `json:"messages"`
	}
	if err := json.Unmarshal(body, &said); err != nil {
		return Question{}, refused(err.Error())
	}
	q := Question{Model: said.Model, Schema: said.Format}
	for _, m := range said.Messages {
		if m.Role == "user" {
			q.User = m.Content
		} else {
			q.System = m.Content
		}
	}
	return q, nil
}

func (ollama) write(q *Question, r *Reply) any {
	stop := r.Stop
	if stop == "" {
		stop = "stop"
	}
	answer := map[string]any{
		"model": q.Model, "created_at": "2026-11-24T00:00:00Z", "message": map[string]any{"role": "assistant", "content": r.Text}, "done": true, "done_reason": stop,
	}
	if !r.NoUsage {
		answer["prompt_eval_count"], answer["eval_count"] = r.Input, r.Output
	}
	return answer
}

func (ollama) failure(r *Reply) any { return map[string]any{"error": r.Message} }
