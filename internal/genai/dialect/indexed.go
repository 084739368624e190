package dialect

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Prefixes of numbered attributes: prefix, number, dot, the rest.
const (
	indexedPrompt         = "gen_ai.prompt."
	indexedCompletion     = "gen_ai.completion."
	indexedInputMessages  = "llm.input_messages."
	indexedOutputMessages = "llm.output_messages."
	indexedLLMPrompts     = "llm.prompts."
	indexedLLMCompletions = "llm.completions."
	indexedTools          = "llm.tools."
	indexedFunctions      = "llm.request.functions."
	indexedChoices        = "llm.choices."
)

var indexedPrefixes = []string{
	indexedPrompt, indexedCompletion, indexedInputMessages, indexedOutputMessages,
	indexedLLMPrompts, indexedLLMCompletions, indexedTools, indexedFunctions, indexedChoices,
}

func isIndexed(key string) bool {
	if !strings.HasPrefix(key, "gen_ai.") && !strings.HasPrefix(key, "llm.") {
		return false
	}
	for _, prefix := range indexedPrefixes {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

// maxIndex bounds the numbers in attribute names: conversations are shorter, and
// a hostile one must not decide how much memory is used.
const maxIndex = 10_000

// index takes the number off the front of a path. Holes are normal, so entries
// are kept by number, never in a list that is as long as the largest.
func index(path string) (n int, rest string, ok bool) {
	number, rest, _ := strings.Cut(path, ".")
	if number == "" || number[0] < '0' || number[0] > '9' {
		return 0, "", false
	}
	n, err := strconv.Atoi(number)
	if err != nil {
		n = maxIndex
	}
	return n, rest, true
}

// indexedMessage is a message spread over attributes.
type indexedMessage struct {
	role, name, content, toolCallID, finish, reasoning string

	contents  map[int]*indexedPart
	toolCalls map[int]*part
}

type indexedPart struct {
	kind, text, image string
	call              part
}

// indexedMessages reads the messages under a prefix.
func (d *draft) indexedMessages(prefix string) []message {
	found := make(map[int]*indexedMessage)
	var size int
	for key, value := range d.attrs.All() {
		path, ok := strings.CutPrefix(key, prefix)
		if !ok {
			continue
		}
		n, rest, ok := index(path)
		if !ok {
			continue
		}
		if n >= maxIndex {
			d.complain(key, IndexOutOfRange)
			continue
		}
		if size += valueSize(value); size > d.maxBytes {
			d.complain(key, TooLarge)
			return nil
		}
		m := entry(found, n)
		d.checkUTF8(key, value)
		rest = strings.TrimPrefix(rest, "message.")
		if !m.set(rest, value) {
			d.complain(key, IndexOutOfRange)
		}
	}
	var messages []message
	for _, n := range slices.Sorted(maps.Keys(found)) {
		if m := found[n].message(); len(m.parts) > 0 {
			messages = append(messages, m)
		}
	}
	return messages
}

func valueSize(v pcommon.Value) int {
	if v.Type() == pcommon.ValueTypeStr {
		return len(v.Str())
	}
	return 8
}

// entry returns the n-th entry, making it if need be.
func entry[T any](entries map[int]*T, n int) *T {
	e, ok := entries[n]
	if !ok {
		e = new(T)
		entries[n] = e
	}
	return e
}

// set takes one attribute; it reports false for a number out of range.
func (m *indexedMessage) set(path string, value pcommon.Value) bool {
	switch path {
	case "role":
		m.role = value.AsString()
	case "name":
		m.name = value.AsString()
	case "content", "prompt.text", "completion.text":
		m.content = value.AsString()
	case "tool_call_id":
		m.toolCallID = value.AsString()
	case "finish_reason":
		m.finish = value.AsString()
	case "reasoning", "reasoning_content":
		m.reasoning = value.AsString()
	default:
		return m.setNested(path, value)
	}
	return true
}

func (m *indexedMessage) setNested(path string, value pcommon.Value) bool {
	if rest, ok := strings.CutPrefix(path, "tool_calls."); ok {
		n, rest, ok := index(rest)
		if !ok || n >= maxIndex {
			return !ok
		}
		if m.toolCalls == nil {
			m.toolCalls = make(map[int]*part)
		}
		setToolCall(entry(m.toolCalls, n), rest, value)
		return true
	}
	if rest, ok := strings.CutPrefix(path, "contents."); ok {
		n, rest, ok := index(rest)
		if !ok || n >= maxIndex {
			return !ok
		}
		if m.contents == nil {
			m.contents = make(map[int]*indexedPart)
		}
		entry(m.contents, n).set(rest, value)
	}
	return true
}

func setToolCall(call *part, path string, value pcommon.Value) {
	call.kind = partToolCall
	switch strings.TrimPrefix(path, "tool_call.") {
	case "id":
		call.id = value.AsString()
	case "name", "function.name":
		call.name = value.AsString()
	case "arguments", "function.arguments":
		call.value = value.AsString()
	}
}

func (p *indexedPart) set(path string, value pcommon.Value) {
	switch path {
	case "message_content.type":
		p.kind = value.AsString()
	case "message_content.text":
		p.text = value.AsString()
	case "message_content.image.image.url":
		p.image = value.AsString()
	default:
		setToolCall(&p.call, path, value)
	}
}

func (m *indexedMessage) message() message {
	role := m.role
	if known, ok := roles[strings.ToLower(role)]; ok {
		role = known
	}
	out := message{role: role, name: m.name, finish: finishReason(m.finish)}
	if out.role == "" {
		out.role = roleUser
	}
	if m.reasoning != "" {
		out.parts = append(out.parts, part{kind: partReasoning, text: m.reasoning})
	}
	if m.toolCallID != "" {
		out.name = ""
		out.parts = append(out.parts, part{kind: partToolResponse, id: m.toolCallID, value: m.content})
		return out
	}
	if m.content != "" {
		out.addText(m.content)
	}
	for _, n := range slices.Sorted(maps.Keys(m.contents)) {
		m.contents[n].addTo(&out, m.content)
	}
	if !out.hasToolCalls() {
		for _, n := range slices.Sorted(maps.Keys(m.toolCalls)) {
			out.parts = append(out.parts, *m.toolCalls[n])
		}
	}
	return out
}

// addText adds content that may be a JSON list of parts.
func (m *message) addText(content string) {
	if strings.HasPrefix(content, "[{") && isShallow(content) {
		if tree, err := decode(content); err == nil {
			if list, ok := tree.([]any); ok && arePartsOfOne(list) {
				m.addParts(list)
				return
			}
		}
	}
	m.parts = append(m.parts, textPart(content))
}

func (p *indexedPart) addTo(m *message, content string) {
	switch {
	case p.call.name != "" || p.call.id != "":
		m.parts = append(m.parts, p.call)
	case p.image != "":
		if image, ok := mediaOf("image_url", map[string]any{"url": p.image}); ok {
			m.parts = append(m.parts, image)
		}
	case p.text == "" || p.text == content:
	case p.kind == "reasoning" || p.kind == "thinking":
		m.parts = append(m.parts, part{kind: partReasoning, text: p.text})
	default:
		m.parts = append(m.parts, textPart(p.text))
	}
}

// indexedTools reads tool definitions: llm.tools.N.tool.json_schema holds one as
// JSON, llm.request.functions.N.* is one over several attributes.
func (d *draft) indexedDefinitions(prefix string) []any {
	found := make(map[int]map[string]any)
	for key, value := range d.attrs.All() {
		path, ok := strings.CutPrefix(key, prefix)
		if !ok {
			continue
		}
		n, rest, ok := index(path)
		if !ok || n >= maxIndex || value.Type() != pcommon.ValueTypeStr {
			continue
		}
		switch rest {
		case "tool.json_schema":
			if tree, ok := d.parse(key, value.Str()); ok {
				if object, ok := tree.(map[string]any); ok {
					found[n] = object
				}
			}
		case "name", "description", "parameters":
			if found[n] == nil {
				found[n] = make(map[string]any)
			}
			found[n][rest] = value.Str()
		}
	}
	tools := make([]any, 0, len(found))
	for _, n := range slices.Sorted(maps.Keys(found)) {
		tools = append(tools, found[n])
	}
	return tools
}
