package redact

import "strings"

// softBreaks are what quoted-printable text (RFC 2045 section 6.7) has where a value
// is hidden: the escapes of what stands inside of values, and the line breaks that
// are none. In other texts they are rare.
var softBreaks = []string{"=40", "=2D", "=2d", "=2E", "=2e", "=20", "=2B", "=2b", "=3A", "=3a", "=5F", "=\n", "=\r\n"}

// printed looks at a text once more without its quoted-printable, if it is that.
func (s *scanner) printed(v *view) {
	if !isPrinted(v.text) {
		return
	}
	unprint(&s.decoded, v.text)
	s.lookDecoded(v)
}

// isPrinted reports a text that says that it is quoted-printable, or one in which no
// equals sign is anything else. An empty variable is no line that goes on: KEY=
func isPrinted(t string) bool {
	escapes, breaks, others := 0, 0, 0
	for i := 0; ; i++ {
		k := strings.IndexByte(t[i:], '=')
		if k < 0 {
			break
		}
		i += k
		switch c, n := printedAt(t, i); {
		case n == 0:
			others++
		case c != 0:
			escapes++
		case i > 0 && class[t[i-1]]&(isDigit|isLower|isSpace) != 0 && i+n < len(t) && class[t[i+n]]&isSpace == 0:
			breaks++
		}
	}
	if others > 0 {
		return escapes+breaks > 0 && strings.Contains(strings.ToLower(t), "quoted-printable")
	}
	return escapes+breaks > 0
}

// printedAt is what the equals sign at i and what follows stand for, 0 for nothing,
// and how long that is, 0 if it is only an equals sign.
func printedAt(t string, i int) (c byte, n int) {
	switch rest := t[i+1:]; {
	case strings.HasPrefix(rest, "\n"):
		return 0, 2
	case strings.HasPrefix(rest, "\r\n"):
		return 0, 3
	case len(rest) < 2:
		return 0, 0
	default:
		hi, ok1 := hexValue(rest[0])
		lo, ok2 := hexValue(rest[1])
		if c = hi<<4 | lo; !ok1 || !ok2 || c == 0 {
			return 0, 0
		}
		return c, 3
	}
}

// unprint undoes quoted-printable.
func unprint(m *scratch, t string) {
	m.reset()
	done := 0
	for {
		k := strings.IndexByte(t[done:], '=')
		if k < 0 {
			break
		}
		i := done + k
		c, n := printedAt(t, i)
		m.plain(t, done, i)
		switch {
		case n == 0:
			m.plain(t, i, i+1)
			n = 1
		case c != 0:
			m.unit(i, i+n, c)
		}
		done = i + n
	}
	m.plain(t, done, len(t))
}
