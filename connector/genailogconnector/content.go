package genailogconnector

import (
	"encoding/json"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// spoken is one of the content attributes of a call.
type spoken struct {
	attribute string
	name      string // in the body
	field     field
}

var spokenAttributes = [...]spoken{
	{genai.AttrSystemInstructions, "system", fieldSystem},
	{genai.AttrInputMessages, "prompt", fieldPrompt},
	{genai.AttrOutputMessages, "response", fieldResponse},
}

// said is the content of one attribute, within its bound.
type said struct {
	json    []byte // valid JSON, or nil for text
	text    string
	value   pcommon.Value // as it is on the span; set unless cut
	whole   bool
	omitted int // messages that were left out
}

// content writes the prompt and the response, the names of the tools that were
// called, and the body.
func (c *logConnector) content(record plog.LogRecord, span ptrace.Span, call *call, counts *tally) {
	var contents [len(spokenAttributes)]said
	var present [len(spokenAttributes)]bool
	attrs := span.Attributes()
	if response, ok := attrs.Get(genai.AttrOutputMessages); ok {
		putToolCalls(record.Attributes(), response)
	}
	if c.config.Content != ContentNone {
		for i, s := range spokenAttributes {
			value, ok := attrs.Get(s.attribute)
			if !ok {
				continue
			}
			contents[i], present[i] = read(value, c.config.MaxContentBytes), true
			if !contents[i].whole {
				counts.truncated[s.field]++
			}
			if c.config.Content == ContentAttributes {
				contents[i].put(record.Attributes().PutEmpty(s.attribute))
			}
		}
	}
	if c.config.Body == BodyNone {
		return
	}
	var body bodyWriter = newJSONBody()
	if c.config.Body == BodyStructured {
		body = &mapBody{to: record.Body().SetEmptyMap()}
	}
	identify(body, record, call.service)
	describe(body, record.Attributes(), call)
	if c.config.Content == ContentBody {
		for i, s := range spokenAttributes {
			if present[i] {
				body.content(s.name, &contents[i])
				if contents[i].omitted > 0 {
					body.number(s.name+"_omitted", int64(contents[i].omitted))
				}
			}
		}
	}
	body.end(record)
}

// read takes the content of an attribute. Of a conversation that is too long the
// last messages are kept: the call is about them.
func read(value pcommon.Value, bound int) said {
	text := value.AsString()
	s := said{text: text, value: value, whole: len(text) <= bound}
	var isJSON bool
	if len(text) > 0 && (text[0] == '[' || text[0] == '{') {
		isJSON = json.Valid([]byte(text))
	}
	switch {
	case s.whole && isJSON:
		s.json = []byte(text)
	case s.whole:
	case isJSON && text[0] == '[' && s.keepLast(bound):
	default:
		s.text = cut(text, bound)
	}
	return s
}

// keepLast keeps the last elements of a JSON array that fit, and reports whether any do.
func (s *said) keepLast(bound int) bool {
	var messages []json.RawMessage
	if json.Unmarshal([]byte(s.text), &messages) != nil || len(messages) < 2 {
		return false
	}
	first, size := len(messages), len("[]")
	for first > 0 && size+len(messages[first-1])+1 <= bound {
		first--
		size += len(messages[first]) + 1
	}
	if first == len(messages) {
		return false
	}
	out := make([]byte, 0, size)
	out = append(out, '[')
	for i, message := range messages[first:] {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, message...)
	}
	s.json = append(out, ']')
	s.text, s.omitted = string(s.json), first
	return true
}

// put writes the content as an attribute: structured where it was, text otherwise.
func (s *said) put(to pcommon.Value) {
	if s.whole {
		s.value.CopyTo(to)
		return
	}
	to.SetStr(s.text)
}

// maxToolCalls bounds the names of tools on a record.
const maxToolCalls = 64

// putToolCalls writes the names of the tools that a response calls, in order.
func putToolCalls(to pcommon.Map, response pcommon.Value) {
	names := toolCalls(response)
	if len(names) == 0 {
		return
	}
	elements := to.PutEmptySlice(attrToolCalls)
	elements.EnsureCapacity(len(names))
	for _, name := range names {
		elements.AppendEmpty().SetStr(name)
	}
}

// answer is as much of an output message as tool calls need.
type answer struct {
	Parts []struct {
		Type string `json:"type"`
		Name string `json:"name"`
	} `json:"parts"`
}

// toolCalls reads the conventions' form of output messages, which genai_normalizer
// writes for every dialect.
func toolCalls(response pcommon.Value) (names []string) {
	var answers []answer
	if json.Unmarshal([]byte(response.AsString()), &answers) != nil {
		return nil
	}
	for _, a := range answers {
		for _, part := range a.Parts {
			if (part.Type == "tool_call" || part.Type == "server_tool_call") && part.Name != "" && len(names) < maxToolCalls {
				names = append(names, part.Name)
			}
		}
	}
	return names
}
