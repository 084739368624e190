package redact

import (
	"slices"
	"strings"
)

// Messages is Content for a JSON array of messages, in any of the shapes that
// carry a "role": the texts of each message follow the policy of its role, and the
// JSON stays valid. What is not such JSON is one text of role "". Spans of findings
// are those of the text as it came in only where nothing was hashed or dropped.
func (r *Redactor) Messages(s string, c Context, policy func(role string) ContentPolicy) Result {
	before := r.messages(s, c.Tenant, policy, withheld)
	if !before.ok {
		return r.Content(s, c, policy(""))
	}
	res := r.Text(before.text, c)
	res.Changed = res.Changed || before.changed
	if !before.previews || res.Failure == Panicked {
		return res
	}
	if after := r.messages(res.Text, c.Tenant, policy, previewedOnly); after.ok && after.changed {
		res.Text, res.Changed = after.text, true
	}
	return res
}

// stage is which policies a pass over messages carries out: hashes are of the
// original, so they come before redaction; previews after it.
type stage uint8

const (
	withheld stage = iota
	previewedOnly
)

type messagesResult struct {
	text     string
	ok       bool // it is JSON with messages
	changed  bool
	previews bool // a role has a preview
}

func (r *Redactor) messages(s, tenant string, policy func(string) ContentPolicy, at stage) messagesResult {
	if !looksJSON(s) {
		return messagesResult{}
	}
	m := messageWalker{r: r, t: s, tenant: tenant, policy: policy, stage: at}
	end, ok := m.value(skipSpace(s, 0), nil, 0)
	if !ok || skipSpace(s, end) != len(s) || !m.seen {
		return messagesResult{}
	}
	res := messagesResult{text: s, ok: true, previews: m.previews}
	if m.done > 0 {
		m.out.WriteString(s[m.done:])
		res.text, res.changed = m.out.String(), true
	}
	return res
}

// messageWalker rewrites the content of messages in place.
type messageWalker struct {
	r        *Redactor
	t        string
	tenant   string
	policy   func(string) ContentPolicy
	stage    stage
	out      strings.Builder
	done     int
	seen     bool
	previews bool
}

// structureKeys are keys of messages whose values say how to read it, not what it says.
var structureKeys = []string{
	"role", "type", "id", "name", "tool_call_id", "tool_use_id", "toolCallId", "toolName", "call_id", "finish_reason", "stop_reason", "model", "mime_type",
	"mimeType", "modality", "status", "index", "object", "created", "media_type",
}

// value reads a value under the policy of the message it is in, nil outside of one.
func (m *messageWalker) value(i int, p *ContentPolicy, depth int) (int, bool) {
	if i >= len(m.t) || depth > maxNesting {
		return i, false
	}
	switch c := m.t[i]; c {
	case '{':
		if p == nil && depth < 4 {
			if role, ok := roleOf(m.t, i); ok {
				own := m.policy(role)
				m.seen, m.previews = true, m.previews || own.Mode == PreviewContent
				p = &own
			}
		}
		return m.list(i+1, '}', p, depth)
	case '[':
		return m.list(i+1, ']', p, depth)
	case '"':
		end := stringEnd(m.t, i+1)
		if end < 0 {
			return i, false
		}
		m.text(i+1, end, p)
		return end + 1, true
	default:
		end := skip(m.t, i, isAlnum, "+-.")
		if m.stage == withheld && p != nil && (p.Mode == DropContent || p.Mode == HashContent) && (c == '-' || class[c]&isDigit != 0) {
			m.put(i, end, "null")
		}
		return end, end > i
	}
}

// list reads what is between the brackets of an object or array.
func (m *messageWalker) list(i int, closing byte, p *ContentPolicy, depth int) (int, bool) {
	i = skipSpace(m.t, i)
	if i < len(m.t) && m.t[i] == closing {
		return i + 1, true
	}
	for {
		own := p
		if closing == '}' {
			key, next := keyOf(m.t, i)
			if next == 0 {
				return i, false
			}
			if i = next; slices.Contains(structureKeys, key) && i < len(m.t) && m.t[i] != '{' && m.t[i] != '[' {
				own = nil
			}
		}
		next, ok := m.value(i, own, depth+1)
		if !ok {
			return next, false
		}
		i = skipSpace(m.t, next)
		switch {
		case i < len(m.t) && m.t[i] == ',':
			i = skipSpace(m.t, i+1)
		case i < len(m.t) && m.t[i] == closing:
			return i + 1, true
		default:
			return i, false
		}
	}
}

// keyOf reads a key and its colon, and returns where the value starts; 0 for no key.
func keyOf(t string, i int) (key string, next int) {
	if i >= len(t) || t[i] != '"' {
		return "", 0
	}
	end := stringEnd(t, i+1)
	if end < 0 {
		return "", 0
	}
	colon := skipSpace(t, end+1)
	if colon >= len(t) || t[colon] != ':' {
		return "", 0
	}
	return t[i+1 : end], skipSpace(t, colon+1)
}

// roleOf looks for the role of the object that begins at i, among its own keys.
func roleOf(t string, i int) (string, bool) {
	depth := 0
	for ; i < len(t); i++ {
		switch t[i] {
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return "", false
			}
		case '"':
			end := stringEnd(t, i+1)
			if end < 0 {
				return "", false
			}
			if depth == 1 && t[i+1:end] == "role" {
				if _, next := keyOf(t, i); next > 0 && next < len(t) && t[next] == '"' {
					if close := stringEnd(t, next+1); close > 0 {
						return t[next+1 : close], true
					}
				}
			}
			i = end
		}
	}
	return "", false
}

// text carries out the policy on the inside of a string.
func (m *messageWalker) text(start, end int, p *ContentPolicy) {
	if p == nil || start == end {
		return
	}
	raw := m.t[start:end]
	switch {
	case m.stage == withheld && p.Mode == DropContent:
		m.put(start, end, "")
	case m.stage == withheld && p.Mode == HashContent:
		var memory scratch
		unescape(&memory, raw)
		m.put(start, end, m.r.Hash(string(memory.buf), m.tenant))
	case m.stage == previewedOnly && p.Mode == PreviewContent:
		if cut := previewEscaped(raw, p.PreviewRunes); cut != raw {
			m.put(start, end, cut)
		}
	}
}

func (m *messageWalker) put(start, end int, text string) {
	m.out.WriteString(m.t[m.done:start])
	m.out.WriteString(text)
	m.done = end
}
