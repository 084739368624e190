package dialect

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

var noEvents = ptrace.NewSpanEventSlice()

// Events of the conventions. Up to 1.27 content was in span events; from 1.28 to
// 1.36 each message was a log record, which some emitters write as span events,
// too; since 1.37 one log record repeats the attributes of the call.
const (
	eventPrompt     = "gen_ai.content.prompt"
	eventCompletion = "gen_ai.content.completion"
	eventChoice     = "gen_ai.choice"
	eventDetails    = "gen_ai.client.inference.operation.details"
	eventEvaluation = "gen_ai.evaluation.result"
	eventException  = "gen_ai.client.operation.exception"
)

var messageEvents = map[string]string{
	"gen_ai.system.message":    roleSystem,
	"gen_ai.user.message":      roleUser,
	"gen_ai.assistant.message": roleAssistant,
	"gen_ai.tool.message":      roleTool,
}

// eventName is the name of a log record, which older SDKs write as an attribute.
func eventName(log plog.LogRecord) string {
	if name := log.EventName(); strings.HasPrefix(name, "gen_ai.") {
		return name
	}
	return textOf(log.Attributes(), "event.name")
}

func isGenAIEvent(name string) bool {
	return isMessageEvent(name) || name == eventDetails || name == eventEvaluation || name == eventException
}

func isMessageEvent(name string) bool {
	return messageEvents[name] != "" || name == eventChoice || name == eventPrompt || name == eventCompletion
}

// logMessages reads the body of a message event.
func (d *draft) logMessages(c *content) {
	if !isMessageEvent(d.name) || d.body.Type() == pcommon.ValueTypeEmpty {
		return
	}
	body := slot{key: "body", value: d.body, rank: 1}
	if d.body.Type() == pcommon.ValueTypeStr {
		body.text = d.body.Str()
	}
	tree, ok := d.tree(&body)
	if !ok {
		return
	}
	object, ok := tree.(map[string]any)
	if !ok {
		object = map[string]any{"content": tree}
	}
	c.addEvent(d.name, object)
}

// eventMessages reads content from span events, in all bytes within the bound.
func (d *draft) eventMessages(c *content) {
	var size int
	for _, event := range d.events.All() {
		name := event.Name()
		if !strings.HasPrefix(name, "gen_ai.") {
			continue
		}
		for key, value := range event.Attributes().All() {
			if size += valueSize(value); size > d.maxBytes {
				d.complain(name+"."+key, TooLarge)
				return
			}
		}
		d.eventMessage(name, event.Attributes(), c)
	}
}

func (d *draft) eventMessage(name string, attrs pcommon.Map, c *content) {
	switch name {
	case eventPrompt:
		d.eventPayload(attrs, "gen_ai.prompt", c.addInput)
	case eventCompletion:
		d.eventPayload(attrs, "gen_ai.completion", c.addOutput)
	case eventDetails:
		d.eventPayload(attrs, "gen_ai.input.messages", c.addInput)
		d.eventPayload(attrs, "gen_ai.output.messages", c.addOutput)
	default:
		if isMessageEvent(name) {
			c.addEvent(name, d.eventBody(name, attrs))
		}
	}
}

func (d *draft) eventPayload(attrs pcommon.Map, key string, add func(any)) {
	value, ok := attrs.Get(key)
	if !ok {
		return
	}
	s := slot{key: key, value: value, rank: 1}
	if value.Type() == pcommon.ValueTypeStr {
		s.text = value.Str()
	}
	if tree, ok := d.tree(&s); ok {
		add(tree)
	}
}

// eventBody is the body of a message event that is written as attributes, some
// of which are JSON: Semantic Kernel's message, Strands' content, or the whole
// body in one (Azure, Logfire).
func (d *draft) eventBody(name string, attrs pcommon.Map) map[string]any {
	body := make(map[string]any)
	for key, value := range attrs.All() {
		s := slot{key: name, value: value, rank: 1}
		if value.Type() == pcommon.ValueTypeStr {
			s.text = value.Str()
		}
		if tree, ok := d.tree(&s); ok {
			body[key] = tree
		}
	}
	for _, key := range []string{"gen_ai.event.content", "event_body"} {
		if whole, ok := body[key].(map[string]any); ok {
			return whole
		}
	}
	return body
}

// addEvent takes one message event.
func (c *content) addEvent(name string, body map[string]any) {
	if name == eventChoice {
		c.addChoice(body)
		return
	}
	role := messageEvents[name]
	if body["role"] == nil {
		body["role"] = role
	}
	m := messageOf(body, role)
	if len(m.parts) > 0 {
		c.input = append(c.input, m)
	}
}

func (c *content) addChoice(body map[string]any) {
	var m message
	switch inner := body["message"].(type) {
	case map[string]any:
		m = messageOf(inner, roleAssistant)
	case nil:
		m = messageOf(body, roleAssistant)
	default:
		c.addOutput(inner)
		return
	}
	m.finish = finishReason(str(body, "finish_reason"))
	c.output = append(c.output, m)
}
