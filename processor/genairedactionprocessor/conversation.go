package genairedactionprocessor

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/pdatawalk"
	"github.com/otelcol-genai/otelcol-genai/internal/redact"
)

// policies are the content policies, by who speaks.
type policies struct {
	byRole [roleCount]redact.ContentPolicy
	// readable says that some role's content passes as text.
	readable bool
}

// passes reports whether a mode lets text through.
func passes(mode redact.ContentMode) bool {
	return mode == redact.KeepContent || mode == redact.PreviewContent
}

// newPolicies returns the policies, or nil where all content passes.
func newPolicies(c *ContentConfig) *policies {
	var p policies
	keepsAll := true
	for r := range roleCount {
		p.byRole[r] = c.policy(r)
		keepsAll = keepsAll && p.byRole[r].Mode == redact.KeepContent
		p.readable = p.readable || passes(p.byRole[r].Mode)
	}
	if keepsAll {
		return nil
	}
	return &p
}

// conversation follows a record's walk and says what in it is prompt or
// completion, and who speaks. Without policies there is nothing to follow.
type conversation struct {
	policies    *policies
	policyFuncs [roleCount]func(string) redact.ContentPolicy // by who speaks where the text does not tell
	modes       uint8                                        // those that policyFuncs returned, bits by contentModes

	speaker  role            // of a record or span event that is one message
	isSpeech bool            // the record or event is one message
	named    bool            // the name of the event at hand was seen
	indexed  map[string]role // by the part of a key that names a message
	stack    []frame
}

// frame is a map or slice that was entered.
type frame struct {
	speaker role
	content bool // it is (in) content
	payload bool // everything in it was said: its members do not describe a message
}

func newConversation(p *policies) conversation {
	c := conversation{policies: p}
	if p != nil {
		c.indexed = map[string]role{}
	}
	return c
}

// bindPolicies makes the functions that the redactor asks. It is apart because
// they keep a pointer to the conversation, which must not move any more.
func (c *conversation) bindPolicies() {
	if c.policies == nil {
		return
	}
	for fallback := range roleCount {
		c.policyFuncs[fallback] = func(name string) redact.ContentPolicy {
			r := roleOf(name)
			if r == roleUnknown {
				r = fallback
			}
			policy := c.policies.byRole[r]
			for i, mode := range contentModes {
				if mode == policy.Mode {
					c.modes |= 1 << i
				}
			}
			return policy
		}
	}
}

func (c *conversation) reset() {
	c.speaker, c.isSpeech, c.named = roleUnknown, false, false
	c.stack = c.stack[:0]
}

// name learns from the name of an event whether the event is one message.
func (c *conversation) name(at pdatawalk.Position, s string) {
	if c.policies == nil || at.Key != "" || at.Place != pdatawalk.Event && at.Place != pdatawalk.EventName {
		return
	}
	c.speaker, c.isSpeech = contentEvents[s]
	c.named = true
}

// attributes learns who speaks in attributes that number their messages, and
// from a log record's event.name whether it is one message.
func (c *conversation) attributes(at pdatawalk.Position, attrs pcommon.Map) {
	if c.policies == nil || at.Place != pdatawalk.Attribute && at.Place != pdatawalk.Event {
		return
	}
	clear(c.indexed)
	if at.Place == pdatawalk.Event && !c.named { // what is known is of the event before
		c.speaker, c.isSpeech = roleUnknown, false
	}
	c.named = false
	for key, value := range attrs.All() {
		if value.Type() != pcommon.ValueTypeStr {
			continue
		}
		if message, ok := strings.CutSuffix(key, ".role"); ok {
			c.indexed[message] = roleOf(value.Str())
		} else if key == "event.name" && !c.isSpeech {
			c.speaker, c.isSpeech = contentEvents[value.Str()]
		}
	}
}

// content says whether a value is prompt or completion, and who speaks in it.
func (c *conversation) content(at pdatawalk.Position, text string) (role, bool) {
	if c.policies == nil {
		return roleUnknown, false
	}
	if n := len(c.stack); n > 0 {
		top := &c.stack[n-1]
		return top.speaker, top.content && (top.payload || !structural(lastSegment(at.Path)))
	}
	switch at.Place {
	case pdatawalk.Body:
		return c.body(text)
	case pdatawalk.Attribute, pdatawalk.Event:
		return c.attribute(at)
	default:
		return roleUnknown, false
	}
}

func (c *conversation) body(text string) (role, bool) {
	if c.isSpeech {
		return c.speaker, true
	}
	for i := range contentBodies {
		if strings.HasPrefix(text, contentBodies[i].prefix) {
			return contentBodies[i].speaker, true
		}
	}
	return roleUnknown, false
}

func (c *conversation) attribute(at pdatawalk.Position) (role, bool) {
	if at.Key == "" {
		return roleUnknown, false
	}
	found, ok := carrierOf(at.Key)
	switch {
	case ok && found.indexed > 0:
		if speaker := c.indexed[at.Key[:found.indexed]]; speaker != roleUnknown {
			return speaker, true
		}
		return found.speaker, true
	case ok && (found.speaker == roleUnknown || c.isSpeech):
		return c.speaker, true
	case ok:
		return found.speaker, true
	case c.isSpeech && !structural(at.Key):
		return c.speaker, true
	default:
		return roleUnknown, false
	}
}

// readable reports whether a text passes in a form in which a remote analyzer
// could find anything.
func (c *conversation) readable(speaker role, isContent bool) bool {
	switch {
	case !isContent:
		return true
	case c.inside():
		return passes(c.policies.byRole[speaker].Mode)
	default: // several may speak in it
		return c.policies.readable
	}
}

// inside reports whether the walk is in a map or a slice.
func (c *conversation) inside() bool { return len(c.stack) > 0 }

// enter follows the walk into a map or a slice, unless it is content that does not
// pass at all: then it returns its mode.
func (c *conversation) enter(at pdatawalk.Position, value pcommon.Value) redact.ContentMode {
	if c.policies == nil {
		return redact.KeepContent
	}
	next := c.frameOf(at, value)
	if next.payload {
		if mode := c.policies.byRole[next.speaker].Mode; !passes(mode) {
			return mode
		}
	}
	c.stack = append(c.stack, next)
	return redact.KeepContent
}

func (c *conversation) leave() {
	if n := len(c.stack); n > 0 {
		c.stack = c.stack[:n-1]
	}
}

func (c *conversation) frameOf(at pdatawalk.Position, value pcommon.Value) frame {
	var next frame
	if n := len(c.stack); n > 0 {
		next = c.stack[n-1]
		if !next.content || next.payload {
			return next
		}
		next.payload = payloadKeys[lastSegment(at.Path)]
	} else {
		next.speaker, next.content = c.content(at, "")
		if !next.content {
			return next
		}
	}
	if value.Type() != pcommon.ValueTypeMap || next.payload {
		return next
	}
	speaker, described := describes(value.Map())
	if speaker != roleUnknown {
		next.speaker = speaker
	}
	next.payload = !described
	return next
}

// describes reports whether a map is a message, a part of one, or holds messages,
// and who speaks in it.
func describes(m pcommon.Map) (speaker role, ok bool) {
	for key, value := range m.All() {
		switch key {
		case "role":
			if value.Type() == pcommon.ValueTypeStr {
				speaker = roleOf(value.Str())
			}
			ok = true
		case "parts", "messages", "content", "contents", "type", "message", "tool_calls", "function", "functionCall", "functionResponse",
			"text", "choices", "finish_reason":
			ok = true
		}
	}
	return speaker, ok
}
