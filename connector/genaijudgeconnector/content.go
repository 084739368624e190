package genaijudgeconnector

import (
	"encoding/json"
	"strings"
)

// said is what an attribute of messages holds, as text that a model can read.
type said struct {
	transcript string // everything, with who speaks
	text       string // of the last message: its text alone
	user       string // of the last one of the user
	// withheld: a content policy let only a part of it through, or a hash.
	withheld bool
}

// Bodies of messages in the form of the conventions, which genai_normalizer writes for every dialect.
type (
	spoken struct {
		Role  string `json:"role"`
		Parts []part `json:"parts"`
	}
	part struct {
		Type      string          `json:"type"`
		Content   json.RawMessage `json:"content"`
		Name      string          `json:"name"`
		Arguments json.RawMessage `json:"arguments"`
		Response  json.RawMessage `json:"response"`
		Result    json.RawMessage `json:"result"`
	}
)

const roleUser = "user"

// readMessages reads a list of messages. What is none is text.
func readMessages(raw string) said {
	var messages []spoken
	if json.Unmarshal([]byte(raw), &messages) != nil {
		return said{transcript: raw, text: raw, user: raw, withheld: withheldText(raw)}
	}
	var s said
	var out strings.Builder
	for i := range messages {
		m := &messages[i]
		out.WriteString("[" + m.Role + "]\n")
		s.text = ""
		for k := range m.Parts {
			s.part(&m.Parts[k], &out)
		}
		if m.Role == roleUser {
			s.user = s.text
		}
	}
	s.transcript = strings.TrimSpace(out.String())
	return s
}

// readInstructions reads a list of parts. What is none is text.
func readInstructions(raw string) string {
	var parts []part
	if json.Unmarshal([]byte(raw), &parts) != nil {
		return raw
	}
	var s said
	var out strings.Builder
	for k := range parts {
		s.part(&parts[k], &out)
	}
	return strings.TrimSpace(out.String())
}

// part adds one part of a message. What a model thought is not what it said.
func (s *said) part(p *part, out *strings.Builder) {
	switch p.Type {
	case "text":
		text := plain(p.Content)
		s.withheld = s.withheld || withheldText(text)
		if s.text != "" && text != "" {
			s.text += "\n"
		}
		s.text += text
		out.WriteString(text + "\n")
	case "tool_call", "server_tool_call":
		out.WriteString("(calls " + p.Name + " " + plain(p.Arguments) + ")\n")
	case "tool_call_response", "server_tool_call_response":
		result := plain(p.Response)
		if result == "" {
			result = plain(p.Result)
		}
		s.withheld = s.withheld || withheldText(result)
		s.text = result
		out.WriteString("(result) " + result + "\n")
	case "reasoning":
	default:
		out.WriteString("(" + p.Type + ")\n")
	}
}

// plain is a JSON string as text, and other JSON as it is.
func plain(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	return string(raw)
}

// What genai_redaction leaves of a text that does not pass whole: see its content policies.
const (
	hashPrefix   = "hmac-sha256:"
	previewBegin = "...[+"
	previewEnd   = " bytes]"
)

// withheldText reports whether a text is only a hash or the beginning of one. A verdict on
// it would be one on what is missing.
func withheldText(text string) bool {
	if strings.HasPrefix(text, hashPrefix) {
		return true
	}
	begin, ok := strings.CutSuffix(text, previewEnd)
	if !ok {
		return false
	}
	return strings.HasSuffix(strings.TrimRight(begin, "0123456789"), previewBegin)
}
