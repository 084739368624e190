package render

import (
	"encoding/json"
	"unicode/utf8"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/plan"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/recording"
)

// Texts in messages are previews: enough for a redactor to have something to
// do, short enough that a batch stays far below the 4 MiB of a gRPC receiver.
const (
	maxMessageBytes = 500
	maxResultBytes  = 2000
)

type message struct {
	Role         string `json:"role"`
	Parts        []part `json:"parts"`
	FinishReason string `json:"finish_reason,omitempty"`
}

type part struct {
	Type      string          `json:"type"`
	Content   string          `json:"content,omitempty"`
	ID        string          `json:"id,omitempty"`
	Name      string          `json:"name,omitempty"`
	Arguments json.RawMessage `json:"arguments,omitempty"`
	Response  string          `json:"response,omitempty"`
}

// inputMessages is the new input of a call or agent, without the conversation
// before it; empty when there is none.
func inputMessages(s *plan.Span) string {
	switch {
	case s.Prompt != "":
		return encode(message{Role: "user", Parts: []part{{Type: "text", Content: clip(s.Prompt, maxMessageBytes)}}})
	case s.Given != nil:
		return encode(message{Role: "tool", Parts: []part{{
			Type:     "tool_call_response",
			ID:       s.Given.ID,
			Response: clip(s.Given.Result, maxMessageBytes),
		}}})
	default:
		return ""
	}
}

// outputMessages is what a call or agent answered; empty when it was not captured.
func outputMessages(s *plan.Span) string {
	switch {
	case s.Asked != nil:
		return encode(message{Role: "assistant", FinishReason: "tool_call", Parts: []part{{
			Type:      "tool_call",
			ID:        s.Asked.ID,
			Name:      s.Asked.Name,
			Arguments: object(s.Asked.Arguments),
		}}})
	case s.Answer != "":
		return encode(message{Role: "assistant", FinishReason: finishReason(s.Stop), Parts: []part{{
			Type:    "text",
			Content: clip(s.Answer, maxMessageBytes),
		}}})
	default:
		return ""
	}
}

// finishReason is the conventions' word for the provider's, as messages want it;
// the span's own attribute keeps the provider's.
func finishReason(stop string) string {
	switch stop {
	case recording.StopToolUse:
		return "tool_call"
	case "end_turn", "stop_sequence":
		return "stop"
	case "max_tokens":
		return "length"
	default:
		return stop
	}
}

// object passes arguments on as the JSON they are. A model can write any text.
func object(arguments string) json.RawMessage {
	if json.Valid([]byte(arguments)) {
		return json.RawMessage(arguments)
	}
	text, err := json.Marshal(arguments)
	if err != nil {
		return nil
	}
	return text
}

func encode(m message) string {
	text, err := json.Marshal([]message{m})
	if err != nil {
		return ""
	}
	return string(text)
}

// clip cuts a text to at most limit bytes, at the start of a character.
func clip(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit] + "…"
}
