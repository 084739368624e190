package dialect

import "strings"

// Roles of the conventions.
const (
	roleSystem    = "system"
	roleUser      = "user"
	roleAssistant = "assistant"
	roleTool      = "tool"
)

// conversation is what was found in a payload: messages, and instructions that
// were given beside them.
type conversation struct {
	messages []message
	system   []part
	tools    []any
}

// readConversation reads messages from a payload of any shape in use: OpenAI
// chat and responses, Anthropic, Gemini, the Vercel AI SDK, LangChain, the
// conventions, and plain text. Text without a role is role's.
func readConversation(tree any, role string) conversation {
	var c conversation
	c.add(tree, role, 0)
	return c
}

// maxWrapping is how deep messages may be wrapped: generations of LangChain are
// a list of lists of objects with a message.
const maxWrapping = 4

func (c *conversation) add(tree any, role string, wrapping int) {
	if wrapping > maxWrapping {
		c.addOpaque(tree, role)
		return
	}
	switch value := tree.(type) {
	case nil:
	case string:
		if value != "" {
			c.messages = append(c.messages, message{role: role, parts: []part{textPart(value)}})
		}
	case []any:
		c.addList(value, role, wrapping)
	case map[string]any:
		c.addObject(value, role, wrapping)
	default:
		c.addOpaque(tree, role)
	}
}

func (c *conversation) addOpaque(tree any, role string) {
	c.messages = append(c.messages, message{role: role, parts: []part{textPart(string(encode(tree)))}})
}

// addList reads a list of messages, or of the parts of one message.
func (c *conversation) addList(list []any, role string, wrapping int) {
	if arePartsOfOne(list) {
		m := message{role: role}
		m.addParts(list)
		c.addMessage(m)
		return
	}
	for _, element := range list {
		c.add(element, role, wrapping+1)
	}
}

// arePartsOfOne tells the content of a message from a list of messages.
func arePartsOfOne(list []any) bool {
	for _, element := range list {
		object, ok := element.(map[string]any)
		if !ok || isMessage(object) {
			return false
		}
		if _, typed := object["type"].(string); !typed && object["text"] == nil {
			return false
		}
	}
	return len(list) > 0
}

// isMessage recognises a message, as opposed to a part or a wrapper.
func isMessage(object map[string]any) bool {
	if str(object, "role") != "" || object["parts"] != nil || object["kwargs"] != nil {
		return true
	}
	switch str(object, "type") {
	case "message", "function_call", "function_call_output", "reasoning":
		return object["text"] == nil || object["summary"] != nil
	case "human", "ai", "AIMessage", "HumanMessage":
		return true
	default:
		return false
	}
}

// Members of an object that hold the messages of a request or a response.
var wrappers = []string{"messages", "contents", "input", "choices", "generations", "candidates", "output", "message", "prompts"}

func (c *conversation) addObject(object map[string]any, role string, wrapping int) {
	if isMessage(object) {
		m := messageOf(object, role)
		if object["role"] == nil && object["kwargs"] == nil {
			c.addItem(m)
		} else {
			c.addMessage(m)
		}
		return
	}
	for _, name := range wrappers {
		inner := member(object, name)
		if inner == nil {
			continue
		}
		c.addInstructions(object)
		before := len(c.messages)
		c.add(inner, role, wrapping+1)
		c.finish(before, object)
		if tools, ok := object["tools"].([]any); ok {
			c.tools = tools
		}
		return
	}
	if p := partOf(object); p.kind != partOther {
		c.messages = append(c.messages, message{role: role, parts: []part{p}})
		c.finish(len(c.messages)-1, object)
		return
	}
	if content := member(object, "content"); content != nil {
		m := message{role: role}
		m.addContent(content)
		before := len(c.messages)
		c.addMessage(m)
		c.finish(before, object)
		return
	}
	c.addOpaque(object, role)
}

// addMessage adds a message that has content.
func (c *conversation) addMessage(m message) {
	if len(m.parts) > 0 {
		c.messages = append(c.messages, m)
	}
}

// addItem adds an item without a role: OpenAI's responses have reasoning and
// calls beside the text, all of them parts of one answer.
func (c *conversation) addItem(m message) {
	if last := len(c.messages) - 1; last >= 0 && m.role == roleAssistant && c.messages[last].role == roleAssistant {
		c.messages[last].parts = append(c.messages[last].parts, m.parts...)
		return
	}
	c.addMessage(m)
}

// addInstructions takes what was told to the model beside the messages.
func (c *conversation) addInstructions(object map[string]any) {
	var m message
	m.addContent(member(object, "system", "instructions", "systemInstruction", "system_instruction"))
	c.system = append(c.system, m.parts...)
}

// finish gives messages the finish reason that stands beside them.
func (c *conversation) finish(from int, object map[string]any) {
	reason := finishReason(str(object, "finish_reason", "finishReason", "stop_reason"))
	if reason == "" {
		reason = finishReason(str(inside(object, "generationInfo"), "finish_reason"))
	}
	if reason == "" {
		return
	}
	for i := from; i < len(c.messages); i++ {
		if c.messages[i].finish == "" {
			c.messages[i].finish = reason
		}
	}
}

// messageOf reads one message.
func messageOf(object map[string]any, role string) message {
	if kwargs := inside(object, "kwargs"); kwargs != nil { // LangChain's serialised form
		return messageOf(kwargs, roleOfClass(object, role))
	}
	m := message{
		role:   roleOf(object, role),
		name:   str(object, "name"),
		finish: finishReason(str(object, "finish_reason", "finishReason", "stop_reason")),
	}
	switch str(object, "type") {
	case "function_call", "function_call_output", "reasoning":
		if object["role"] == nil {
			m.name = ""
			p := partOf(object)
			m.role = roleAssistant
			if p.kind == partToolResponse {
				m.role = roleTool
			}
			m.add(p)
			return m
		}
	}
	if parts, ok := object["parts"].([]any); ok {
		m.addParts(parts)
		return m
	}
	if reasoning := str(object, "reasoning_content", "reasoning"); reasoning != "" {
		m.parts = append(m.parts, part{kind: partReasoning, text: reasoning})
	}
	content := member(object, "content", "text")
	if id := str(object, "tool_call_id", "toolCallId", "id"); m.role == roleTool && !holdsToolParts(content) {
		m.name = ""
		m.parts = append(m.parts, part{kind: partToolResponse, id: id, value: content})
		return m
	}
	m.addContent(content)
	m.addToolCalls(object)
	return m
}

// addToolCalls reads the calls that stand beside the content, unless the
// content has them, too.
func (m *message) addToolCalls(object map[string]any) {
	calls, ok := member(object, "tool_calls", "toolCalls").([]any)
	if !ok {
		calls, ok = inside(object, "additional_kwargs")["tool_calls"].([]any)
	}
	if !ok || m.hasToolCalls() {
		return
	}
	for _, call := range calls {
		if object, ok := call.(map[string]any); ok {
			m.parts = append(m.parts, toolCallOf(object))
		}
	}
}

func (m *message) hasToolCalls() bool {
	for i := range m.parts {
		if m.parts[i].kind == partToolCall {
			return true
		}
	}
	return false
}

// holdsToolParts reports whether the content of a tool's message says itself
// which call it answers.
func holdsToolParts(content any) bool {
	list, _ := content.([]any)
	for _, element := range list {
		object, _ := element.(map[string]any)
		switch str(object, "type") {
		case "tool-result", "tool_result", "tool_call_response":
			return true
		}
	}
	return false
}

func (m *message) addContent(content any) {
	switch value := content.(type) {
	case nil:
	case string:
		m.add(textPart(value))
	case []any:
		m.addParts(value)
	case map[string]any:
		if parts, ok := value["parts"].([]any); ok {
			m.addParts(parts)
			return
		}
		m.add(partOf(value))
	default:
		m.add(textPart(string(encode(value))))
	}
}

// add takes a part that says something: reasoning is often there without its text.
func (m *message) add(p part) {
	if (p.kind == partText || p.kind == partReasoning) && p.text == "" {
		return
	}
	m.parts = append(m.parts, p)
}

func (m *message) addParts(list []any) {
	for _, element := range list {
		switch value := element.(type) {
		case string:
			m.add(textPart(value))
		case map[string]any:
			m.add(partOf(value))
		}
	}
}

var roles = map[string]string{
	"system": roleSystem, "user": roleUser, "assistant": roleAssistant, "tool": roleTool,
	"human": roleUser, "ai": roleAssistant, "model": roleAssistant, "function": roleTool,
	"humanmessage": roleUser, "aimessage": roleAssistant, "aimessagechunk": roleAssistant,
	"systemmessage": roleSystem, "toolmessage": roleTool,
}

func roleOf(object map[string]any, fallback string) string {
	written := str(object, "role")
	if written == "" {
		written = str(object, "type")
		if known, ok := roles[strings.ToLower(written)]; ok {
			return known
		}
		return fallback
	}
	if known, ok := roles[strings.ToLower(written)]; ok {
		return known
	}
	return written
}

// roleOfClass reads the role from the class of a serialised LangChain message.
func roleOfClass(object map[string]any, fallback string) string {
	path, _ := object["id"].([]any)
	if len(path) == 0 {
		return fallback
	}
	class, _ := path[len(path)-1].(string)
	if known, ok := roles[strings.ToLower(class)]; ok {
		return known
	}
	return fallback
}
