package signal

import (
	"unicode/utf8"
	"unsafe"
)

// maxDepth bounds how deep JSON may be nested; what is deeper is taken for broken.
const maxDepth = 200

// scan reads JSON from the front of a text. It stops at the first mistake: cut where the
// text ends too early, broken otherwise.
type scan struct {
	text string
	at   int
	bad  bool
	cut  bool
}

func (s *scan) fail() {
	s.bad = true
	s.cut = s.at >= len(s.text)
}

// peek is the next byte behind space, 0 at the end.
func (s *scan) peek() byte {
	for s.at < len(s.text) {
		switch c := s.text[s.at]; c {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return c
		}
	}
	return 0
}

// open takes a bracket.
func (s *scan) open(bracket byte) bool {
	if s.bad || s.peek() != bracket {
		s.fail()
		return false
	}
	s.at++
	return true
}

// next reports whether another element comes before the closing bracket, and takes the
// comma, or the bracket.
func (s *scan) next(first *bool, closing byte) bool {
	if s.bad {
		return false
	}
	c := s.peek()
	if c == closing {
		s.at++
		return false
	}
	if !*first {
		if c != ',' {
			s.fail()
			return false
		}
		s.at++
		if s.peek() == closing {
			s.fail()
			return false
		}
	}
	*first = false
	return true
}

// key takes the name of a member and its colon. It is as it is written, without quotes.
func (s *scan) key() string {
	name := s.quoted()
	if !s.bad && s.peek() != ':' {
		s.fail()
	}
	s.at++
	if s.bad {
		return ""
	}
	return name
}

// quoted takes a string, as it is written between its quotes.
func (s *scan) quoted() string {
	if s.bad || s.peek() != '"' {
		s.fail()
		return ""
	}
	s.at++
	for begin := s.at; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; {
		case c == '"':
			s.at++
			return s.text[begin : s.at-1]
		case c < ' ':
			s.fail()
			return ""
		case c == '\\' && !s.escape():
			return ""
		}
	}
	s.fail()
	return ""
}

// escape goes to the last byte of an escape.
func (s *scan) escape() bool {
	s.at++
	if s.at >= len(s.text) {
		s.fail()
		return false
	}
	switch s.text[s.at] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return true
	case 'u':
		for range 4 {
			if s.at++; s.at >= len(s.text) || hex(s.text[s.at]) < 0 {
				s.fail()
				return false
			}
		}
		return true
	}
	s.fail()
	return false
}

func hex(c byte) rune {
	switch {
	case '0' <= c && c <= '9':
		return rune(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return rune(c|0x20-'a') + 10
	default:
		return -1
	}
}

// skip takes a value of any kind.
func (s *scan) skip(depth int) {
	if depth > maxDepth {
		s.fail()
		return
	}
	switch c := s.peek(); c {
	case '{':
		s.at++
		for first := true; s.next(&first, '}'); {
			s.key()
			s.skip(depth + 1)
		}
	case '[':
		s.at++
		for first := true; s.next(&first, ']'); {
			s.skip(depth + 1)
		}
	case '"':
		s.quoted()
	case 't':
		s.word("true")
	case 'f':
		s.word("false")
	case 'n':
		s.word("null")
	default:
		s.number()
	}
}

func (s *scan) word(word string) {
	for i := range len(word) {
		if s.at >= len(s.text) || s.text[s.at] != word[i] {
			s.fail()
			return
		}
		s.at++
	}
}

func (s *scan) number() {
	if s.at < len(s.text) && s.text[s.at] == '-' {
		s.at++
	}
	if s.at < len(s.text) && s.text[s.at] == '0' {
		s.at++
	} else {
		s.digits()
	}
	if s.at < len(s.text) && s.text[s.at] == '.' {
		s.at++
		s.digits()
	}
	if s.at < len(s.text) && s.text[s.at]|0x20 == 'e' {
		s.at++
		if s.at < len(s.text) && (s.text[s.at] == '+' || s.text[s.at] == '-') {
			s.at++
		}
		s.digits()
	}
}

func (s *scan) digits() {
	begin := s.at
	for s.at < len(s.text) && '0' <= s.text[s.at] && s.text[s.at] <= '9' {
		s.at++
	}
	if s.at == begin && !s.bad {
		s.fail()
	}
}

// Validity is whether a text is JSON.
type Validity uint8

// The validities.
const (
	Valid Validity = iota
	Cut            // it would be, did it not end too early
	Broken
)

// JSON reports whether a text is one JSON value, by RFC 8259. It allocates nothing.
func JSON(text string) Validity {
	s := scan{text: text}
	s.skip(0)
	if !s.bad && s.peek() != 0 {
		return Broken
	}
	switch {
	case s.bad && s.cut:
		return Cut
	case s.bad || s.at < len(s.text):
		return Broken
	default:
		return Valid
	}
}

// unquote is what a string says. It may be in buf, and is good until buf is used again.
func unquote(raw string, buf *[]byte) string {
	plain := 0
	for plain < len(raw) && raw[plain] != '\\' {
		plain++
	}
	if plain == len(raw) {
		return raw
	}
	out := append((*buf)[:0], raw[:plain]...)
	for i := plain; i < len(raw); i++ {
		if raw[i] != '\\' || i+1 >= len(raw) {
			out = append(out, raw[i])
			continue
		}
		i++
		switch c := raw[i]; c {
		case 'n':
			out = append(out, '\n')
		case 't':
			out = append(out, '\t')
		case 'r':
			out = append(out, '\r')
		case 'b', 'f':
			out = append(out, ' ')
		case 'u':
			var r rune
			r, i = unicodeEscape(raw, i)
			out = utf8.AppendRune(out, r)
		default:
			out = append(out, c)
		}
	}
	*buf = out
	return unsafe.String(unsafe.SliceData(out), len(out)) //nolint:gosec // not changed before buf is used again
}

// unicodeEscape reads what is behind \u at i, which was checked before, the second half
// of a pair with it, and returns the place of its last byte.
func unicodeEscape(raw string, i int) (rune, int) {
	r := fourHex(raw[i+1:])
	i += 4
	if 0xD800 <= r && r < 0xDC00 && i+6 < len(raw) && raw[i+1] == '\\' && raw[i+2] == 'u' {
		if low := fourHex(raw[i+3:]); 0xDC00 <= low && low < 0xE000 {
			return (r-0xD800)<<10 + low - 0xDC00 + 0x10000, i + 6
		}
	}
	return r, i
}

func fourHex(text string) (r rune) {
	for i := range 4 {
		r = r<<4 | hex(text[i])
	}
	return r
}
