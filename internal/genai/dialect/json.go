package dialect

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// maxDepth is how deep JSON may be nested: messages have about ten levels, tool
// arguments some more. Past it, reading would only burn stack.
const maxDepth = 64

// looksLikeJSON tells an object or a list from plain text.
func looksLikeJSON(text string) bool {
	text = strings.TrimLeft(text, " \t\r\n")
	return text != "" && (text[0] == '{' || text[0] == '[')
}

// within reports whether text is small and flat enough to be parsed; if it is
// not, key is complained about.
func (d *draft) within(key, text string) bool {
	if len(text) > d.maxBytes {
		d.complain(key, TooLarge)
		return false
	}
	if !isShallow(text) {
		d.complain(key, TooDeep)
		return false
	}
	if !utf8.ValidString(text) {
		d.complain(key, InvalidUTF8) // read all the same: what is wrong becomes U+FFFD
	}
	return true
}

func (d *draft) checkUTF8(key string, v pcommon.Value) {
	if v.Type() == pcommon.ValueTypeStr && !utf8.ValidString(v.Str()) {
		d.complain(key, InvalidUTF8)
	}
}

// isShallow bounds the nesting without parsing.
func isShallow(text string) bool {
	var depth int
	var quoted bool
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return false
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return true
}

// parse reads JSON into a tree whose numbers keep their digits.
func (d *draft) parse(key, text string) (any, bool) {
	if !d.within(key, text) {
		return nil, false
	}
	tree, err := decode(text)
	if err != nil {
		d.complain(key, InvalidJSON)
		return nil, false
	}
	return tree, true
}

func decode(text string) (any, error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		return nil, err
	}
	if decoder.More() {
		return nil, errTrailing
	}
	return tree, nil
}

// object reads a field that holds a JSON object, as text or structured.
func (d *draft) object(f field) map[string]any {
	s := &d.slots[f]
	if s.rank == rankAbsent || s.object != nil {
		return s.object
	}
	tree, ok := d.tree(s)
	if !ok {
		return nil
	}
	if s.object, ok = tree.(map[string]any); !ok {
		d.complain(s.key, InvalidJSON)
	}
	return s.object
}

// tree reads a payload: JSON text, plain text, or a structured attribute.
func (d *draft) tree(s *slot) (any, bool) {
	if s.rank == rankAbsent {
		return nil, false
	}
	if s.rank == rankDerived || s.value.Type() == pcommon.ValueTypeStr {
		return d.textTree(s.key, s.text)
	}
	switch s.value.Type() {
	case pcommon.ValueTypeMap, pcommon.ValueTypeSlice:
		if depthOf(s.value, maxDepth) > maxDepth {
			d.complain(s.key, TooDeep)
			return nil, false
		}
		return s.value.AsRaw(), true
	default:
		return s.value.AsString(), true
	}
}

// textTree reads text that may be JSON. What only looks like JSON is text.
func (d *draft) textTree(key, text string) (any, bool) {
	if len(text) <= d.maxBytes && !looksLikeJSON(text) {
		if !utf8.ValidString(text) {
			d.complain(key, InvalidUTF8)
		}
		return text, true
	}
	if !d.within(key, text) {
		return nil, false
	}
	if tree, err := decode(text); err == nil {
		return tree, true
	}
	return text, true
}

// depthOf measures a structured value, and stops past limit.
func depthOf(v pcommon.Value, limit int) int {
	if limit < 0 {
		return 1
	}
	var deepest int
	switch v.Type() {
	case pcommon.ValueTypeMap:
		for _, element := range v.Map().All() {
			deepest = max(deepest, depthOf(element, limit-1))
		}
	case pcommon.ValueTypeSlice:
		for _, element := range v.Slice().All() {
			deepest = max(deepest, depthOf(element, limit-1))
		}
	default:
		return 0
	}
	return deepest + 1
}

// encode writes a tree as JSON, without the escapes that are only for HTML.
func encode(tree any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(tree) != nil {
		return []byte("null") // a NaN of a structured attribute
	}
	return bytes.TrimRight(out.Bytes(), "\n")
}

// compact removes the white space of JSON text, so that it can stand inside of
// other JSON; it reports false for what is no JSON object or list.
func compact(text string) ([]byte, bool) {
	if !looksLikeJSON(text) || !isShallow(text) {
		return nil, false
	}
	var out bytes.Buffer
	if json.Compact(&out, []byte(text)) != nil {
		return nil, false
	}
	return out.Bytes(), true
}

// str is a member of an object, when it is text.
func str(object map[string]any, keys ...string) string {
	for _, key := range keys {
		if text, ok := object[key].(string); ok && text != "" {
			return text
		}
	}
	return ""
}

// member is the first member of an object that is there and not null.
func member(object map[string]any, keys ...string) any {
	for _, key := range keys {
		if value := object[key]; value != nil {
			return value
		}
	}
	return nil
}

// inside is an object in an object.
func inside(object map[string]any, path ...string) map[string]any {
	for _, key := range path {
		object, _ = object[key].(map[string]any)
	}
	return object
}
