package signal

import "strings"

// PartKind is what a piece of a message is.
type PartKind uint8

// The kinds of parts.
const (
	PartOther PartKind = iota // a file, an image, a kind of its own
	PartText
	PartReasoning
	PartToolCall
	PartToolResponse
)

// Part is one piece of a message. Its texts are good until the next one is read.
type Part struct {
	Role string
	// Message counts messages from 0, so that parts of one can be told from those of another.
	Message int
	Kind    PartKind
	Text    string // of a text, decoded
	// Arguments is what a tool call has as its arguments, where that is a text.
	Arguments string
}

// Reader reads messages in the form of the GenAI conventions: [{"role": ..., "parts":
// [{"type": "text", "content": ...}]}], or with a "content" instead of parts. The zero
// value is ready; it keeps room for texts from one use to the next.
type Reader struct {
	text, arguments []byte
	messages        int // that the last text had
}

// Forget lets go of what was read.
func (r *Reader) Forget() {
	const room = 64 << 10
	for _, buf := range [...]*[]byte{&r.text, &r.arguments} {
		clear((*buf)[:cap(*buf)])
		if *buf = (*buf)[:0]; cap(*buf) > room {
			*buf = nil
		}
	}
}

// Read visits the parts of messages in order. It reports false where the text is no
// list of messages, or one that was cut off: then nothing can be said of it.
func (r *Reader) Read(messages string, visit func(Part)) bool {
	if len(messages) > MaxText {
		return false
	}
	s := scan{text: messages}
	n := 0
	if s.open('[') {
		for first := true; s.next(&first, ']'); n++ {
			r.message(&s, n, visit)
		}
	}
	r.messages = n
	return !s.bad && s.peek() == 0 && s.at == len(s.text)
}

func (r *Reader) message(s *scan, number int, visit func(Part)) {
	if !s.open('{') {
		return
	}
	p := Part{Message: number}
	for first := true; s.next(&first, '}'); {
		switch key := s.key(); {
		case key == "role" && s.peek() == '"':
			p.Role = s.quoted()
		case (key == "parts" || key == "content") && s.peek() == '[':
			s.at++
			for first := true; s.next(&first, ']'); {
				r.part(s, p, visit)
			}
		case key == "content" && s.peek() == '"':
			p.Kind, p.Text = PartText, unquote(s.quoted(), &r.text)
			visit(p)
			p.Kind, p.Text = PartOther, ""
		default:
			s.skip(0)
		}
	}
}

func (r *Reader) part(s *scan, p Part, visit func(Part)) {
	if s.peek() != '{' {
		s.skip(0)
		return
	}
	s.at++
	var content, arguments string
	for first := true; s.next(&first, '}'); {
		switch key := s.key(); {
		case key == "type" && s.peek() == '"':
			p.Kind = partKind(s.quoted())
		case (key == "content" || key == "text") && s.peek() == '"':
			content = s.quoted()
		case key == "arguments" && s.peek() == '"':
			arguments = s.quoted()
		default:
			s.skip(0)
		}
	}
	if s.bad {
		return
	}
	switch p.Kind {
	case PartText:
		p.Text = unquote(content, &r.text)
	case PartToolCall:
		p.Arguments = unquote(arguments, &r.arguments)
	default:
	}
	visit(p)
}

func partKind(name string) PartKind {
	switch name {
	case "text":
		return PartText
	case "reasoning":
		return PartReasoning
	case "tool_call":
		return PartToolCall
	case "tool_call_response":
		return PartToolResponse
	default:
		return PartOther
	}
}

// blank reports whether a text has nothing that can be seen.
func blank(text string) bool {
	return strings.Trim(text, " \t\r\n\u00a0\u200b\ufeff") == ""
}
