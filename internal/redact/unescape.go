package redact

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// unescape undoes one level of JSON escapes of a string's inside.
func unescape(m *scratch, s string) {
	m.reset()
	done := 0
	for {
		i := strings.IndexByte(s[done:], '\\')
		if i < 0 || done+i+1 >= len(s) {
			m.plain(s, done, len(s))
			return
		}
		i += done
		m.plain(s, done, i)
		done = m.escape(s, i, i+1)
	}
}

// escape appends what the escape stands for whose backslash is at from and
// whose letter is at i, and returns where it ends.
func (m *scratch) escape(s string, from, i int) int {
	c := s[i]
	switch c {
	case 'n':
		c = '\n'
	case 't':
		c = '\t'
	case 'r':
		c = '\r'
	case 'b', 'f':
		c = ' '
	case 'u':
		return m.unicode(s, from, i)
	}
	m.unit(from, i+1, c)
	return i + 1
}

func (m *scratch) unicode(s string, from, i int) int {
	r, ok := hex4(s, i+1)
	if !ok {
		m.plain(s, from, i+1) // truncated: as it stands
		return i + 1
	}
	end := i + 5
	if utf16.IsSurrogate(r) {
		low, okLow := rune(0), false
		if strings.HasPrefix(s[end:], `\u`) {
			low, okLow = hex4(s, end+2)
		}
		if pair := utf16.DecodeRune(r, low); okLow && pair != utf8.RuneError {
			r, end = pair, end+6
		} else {
			r = utf8.RuneError // a lone surrogate stays one in the source
		}
	}
	m.control = m.control || control(r)
	var b [utf8.UTFMax]byte
	n := utf8.EncodeRune(b[:], r)
	m.unit(from, end, b[:n]...)
	return end
}

func hex4(s string, i int) (rune, bool) {
	if i+4 > len(s) {
		return 0, false
	}
	var r rune
	for _, c := range []byte(s[i : i+4]) {
		d, ok := hexValue(c)
		if !ok {
			return 0, false
		}
		r = r<<4 | rune(d)
	}
	return r, true
}

func hexValue(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	default:
		return 0, false
	}
}
