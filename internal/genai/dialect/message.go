package dialect

import (
	"unicode/utf8"
)

// message is one message of a conversation, in the form of the conventions.
type message struct {
	role   string
	name   string
	finish string // of an answer
	parts  []part
}

type partKind uint8

const (
	partText partKind = iota
	partReasoning
	partToolCall
	partToolResponse
	partBlob
	partURI
	partFile
	partOther // an object of its own kind, passed on as it is
)

var partTypes = [...]string{"text", "reasoning", "tool_call", "tool_call_response", "blob", "uri", "file"}

// part is one piece of a message.
type part struct {
	kind     partKind
	text     string // content, URI or file id
	id       string
	name     string
	value    any // arguments or response: a tree, or text that may be JSON
	modality string
	mimeType string
}

func textPart(text string) part { return part{kind: partText, text: text} }

// direction of a message; an answer has a finish reason, which the schema
// requires: an unknown one is empty.
type direction uint8

const (
	toModel direction = iota
	fromModel
)

// appendMessages writes messages as JSON.
func appendMessages(buf []byte, messages []message, to direction) []byte {
	buf = append(buf, '[')
	for i := range messages {
		m := &messages[i]
		buf = appendSeparator(buf, i)
		buf = append(buf, `{"role":`...)
		buf = appendString(buf, m.role)
		if m.name != "" {
			buf = append(buf, `,"name":`...)
			buf = appendString(buf, m.name)
		}
		buf = append(buf, `,"parts":`...)
		buf = appendParts(buf, m.parts)
		if to == fromModel {
			buf = append(buf, `,"finish_reason":`...)
			buf = appendString(buf, m.finish)
		}
		buf = append(buf, '}')
	}
	return append(buf, ']')
}

func appendParts(buf []byte, parts []part) []byte {
	buf = append(buf, '[')
	for i := range parts {
		buf = appendSeparator(buf, i)
		buf = parts[i].append(buf)
	}
	return append(buf, ']')
}

func appendSeparator(buf []byte, i int) []byte {
	if i > 0 {
		return append(buf, ',')
	}
	return buf
}

func (p *part) append(buf []byte) []byte {
	if p.kind == partOther {
		return append(buf, encode(p.value)...)
	}
	buf = append(buf, `{"type":`...)
	buf = appendString(buf, partTypes[p.kind])
	switch p.kind {
	case partText, partReasoning:
		buf = appendMember(buf, "content", p.text)
	case partToolCall:
		buf = appendOptional(buf, "id", p.id)
		buf = appendMember(buf, "name", p.name)
		if p.value != nil {
			buf = append(buf, `,"arguments":`...)
			buf = appendValue(buf, p.value)
		}
	case partToolResponse:
		buf = appendOptional(buf, "id", p.id)
		buf = append(buf, `,"response":`...)
		buf = appendValue(buf, p.value)
	case partBlob, partURI, partFile:
		buf = appendMember(buf, "modality", p.modality)
		buf = appendOptional(buf, "mime_type", p.mimeType)
		buf = appendMember(buf, mediaKey(p.kind), p.text)
	case partOther:
	}
	return append(buf, '}')
}

func mediaKey(kind partKind) string {
	switch kind {
	case partURI:
		return "uri"
	case partFile:
		return "file_id"
	default:
		return "content"
	}
}

func appendMember(buf []byte, key, text string) []byte {
	buf = append(buf, `,"`...)
	buf = append(buf, key...)
	buf = append(buf, `":`...)
	return appendString(buf, text)
}

func appendOptional(buf []byte, key, text string) []byte {
	if text == "" {
		return buf
	}
	return appendMember(buf, key, text)
}

// appendValue writes a tree; text that is JSON itself becomes what it says.
func appendValue(buf []byte, value any) []byte {
	text, ok := value.(string)
	if !ok {
		return append(buf, encode(value)...)
	}
	if raw, ok := compact(text); ok {
		return append(buf, raw...)
	}
	return appendString(buf, text)
}

const hexDigits = "0123456789abcdef"

// appendString writes a JSON string; bytes that are no UTF-8 become U+FFFD.
func appendString(buf []byte, s string) []byte {
	buf = append(buf, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				buf = append(append(buf, s[start:i]...), "\uFFFD"...)
				start = i + 1
			}
			i += size
			continue
		}
		if c >= ' ' && c != '"' && c != '\\' {
			i++
			continue
		}
		buf = append(buf, s[start:i]...)
		switch c {
		case '"', '\\':
			buf = append(buf, '\\', c)
		case '\n':
			buf = append(buf, '\\', 'n')
		case '\t':
			buf = append(buf, '\\', 't')
		case '\r':
			buf = append(buf, '\\', 'r')
		default:
			buf = append(buf, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
		i++
		start = i
	}
	return append(append(buf, s[start:]...), '"')
}
