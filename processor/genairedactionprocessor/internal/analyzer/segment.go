package analyzer

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// maxNesting is how deep JSON inside of JSON strings is opened.
const maxNesting = 8

// Segment is a piece of running text in a value: the value itself, or a string
// leaf of the JSON that it holds, without its escapes.
type Segment struct {
	Text string
	// Start and End are the bytes of the value in which the text is written.
	Start, End int

	offset int           // of Text in the text it was cut from
	at     func(int) int // the byte of the value for each byte of that
}

// Span is where bytes of the text stand in the value.
func (s *Segment) Span(start, end int) (int, int) {
	return s.at(s.offset + start), s.at(s.offset + end)
}

// Masked is the text with * for every letter and digit. It holds no character
// that has to be escaped, so it can stand in JSON of any depth.
func (s *Segment) Masked() string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r):
			return '*'
		case r > unicode.MaxASCII, r < ' ', r == '"', r == '\\':
			return ' '
		default:
			return r
		}
	}, s.Text)
}

// Segments takes a value apart into the texts that may hold names, none longer
// than maxBytes.
func Segments(value string, maxBytes int) []Segment {
	c := cutter{maxBytes: maxBytes}
	c.value(value, func(i int) int { return i }, "", 0)
	return c.segments
}

type cutter struct {
	maxBytes int
	segments []Segment
}

// value cuts a text that at maps to the bytes of the whole value.
func (c *cutter) value(text string, at func(int) int, key string, depth int) {
	if depth <= maxNesting && looksLikeJSON(text) && json.Valid([]byte(text)) {
		c.leaves(text, at, depth)
		return
	}
	if !structuralKey(key) {
		c.pieces(text, at)
	}
}

func looksLikeJSON(text string) bool {
	text = strings.TrimLeft(text, " \t\r\n")
	return text != "" && (text[0] == '{' || text[0] == '[' || text[0] == '"')
}

// leaves cuts the string leaves of valid JSON.
func (c *cutter) leaves(text string, at func(int) int, depth int) {
	key := ""
	for i := 0; i < len(text); i++ {
		if text[i] != '"' {
			continue
		}
		end := stringEnd(text, i+1)
		inner := text[i+1 : end]
		start := i + 1
		i = end
		if isKey(text, end+1) {
			key = inner
			continue
		}
		if strings.IndexByte(inner, '\\') < 0 {
			c.value(inner, func(k int) int { return at(start + k) }, key, depth+1)
			continue
		}
		decoded, offsets := unescape(inner)
		c.value(decoded, func(k int) int { return at(start + offsets[k]) }, key, depth+1)
	}
}

func stringEnd(text string, i int) int {
	for text[i] != '"' {
		if text[i] == '\\' {
			i++
		}
		i++
	}
	return i
}

func isKey(text string, i int) bool {
	for i < len(text) && (text[i] == ' ' || text[i] == '\t' || text[i] == '\r' || text[i] == '\n') {
		i++
	}
	return i < len(text) && text[i] == ':'
}

// unescape undoes the escapes of a valid JSON string, and says for each byte of
// the result, and for its end, where it was written.
func unescape(s string) (string, []int) {
	out := make([]byte, 0, len(s))
	offsets := make([]int, 0, len(s)+1)
	for i := 0; i < len(s); {
		start := i
		before := len(out)
		if s[i] != '\\' {
			out = append(out, s[i])
			i++
		} else if s[i+1] == 'u' {
			r := hexRune(s[i+2 : i+6])
			i += 6
			if utf16.IsSurrogate(r) && i+6 <= len(s) && s[i] == '\\' && s[i+1] == 'u' {
				if pair := utf16.DecodeRune(r, hexRune(s[i+2:i+6])); pair != utf8.RuneError {
					r = pair
					i += 6
				}
			}
			out = utf8.AppendRune(out, r)
		} else {
			out = append(out, unescaped(s[i+1]))
			i += 2
		}
		for range len(out) - before {
			offsets = append(offsets, start)
		}
	}
	return string(out), append(offsets, len(s))
}

func hexRune(digits string) rune {
	n, err := strconv.ParseUint(digits, 16, 16)
	if err != nil {
		return utf8.RuneError
	}
	return rune(n)
}

func unescaped(c byte) byte {
	switch c {
	case 'n':
		return '\n'
	case 't':
		return '\t'
	case 'r':
		return '\r'
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	default:
		return c
	}
}

// pieces adds a text, cut between words where it is too long.
func (c *cutter) pieces(text string, at func(int) int) {
	for start := 0; start < len(text); {
		end := cutAt(text, start, c.maxBytes)
		if piece := text[start:end]; mayHoldNames(piece) {
			c.segments = append(c.segments, Segment{Text: piece, Start: at(start), End: at(end), offset: start, at: at})
		}
		start = end
	}
}

// cutAt is where a piece that begins at start ends: after a space, else at a rune boundary.
func cutAt(text string, start, size int) int {
	end := start + size
	if end >= len(text) {
		return len(text)
	}
	if space := strings.LastIndexAny(text[start:end], " \n\t"); space > size/2 {
		return start + space + 1
	}
	for end > start+1 && !utf8.RuneStart(text[end]) {
		end--
	}
	return end
}

// mayHoldNames reports whether a text is words rather than an id, a number or code
// of one word: it has a space between letters, or begins like a name.
func mayHoldNames(text string) bool {
	letters, first, spaced := 0, rune(0), false
	for _, r := range text {
		switch {
		case unicode.IsLetter(r):
			if first == 0 {
				first = r
			}
			letters++
		case unicode.IsDigit(r) && !spaced && letters == 0:
			return strings.ContainsAny(text, " ") && strings.ContainsFunc(text, unicode.IsLetter)
		case unicode.IsSpace(r):
			spaced = spaced || letters > 0
		}
		if letters >= 2 && (spaced || unicode.IsUpper(first) || first > unicode.MaxASCII) {
			return true
		}
	}
	return false
}

// structuralKey reports whether what stands under a key in JSON describes a
// message instead of being one.
func structuralKey(key string) bool {
	switch key {
	case "role", "type", "id", "tool_call_id", "call_id", "finish_reason", "model", "object", "mime_type", "modality", "index":
		return true
	default:
		return strings.HasSuffix(key, "_id") || strings.HasSuffix(key, "Id")
	}
}
