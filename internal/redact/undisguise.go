package redact

import (
	"strings"
	"unicode/utf8"
)

// undisguise undoes what hides a value in plain text: JSON escapes of any depth
// (text that was cut, or quotes JSON), those of logs and code (\x40, \100), percent-encoding, numeric character
// references, look-alike and invisible runes. Of the latter there are none before lookAlikes.
func undisguise(m *scratch, s string, lookAlikes int) {
	m.reset()
	done, rune1 := 0, lookAlikeFrom(s, lookAlikes)
	next := nextBytes{s: s}
	for i := 0; i < len(s); {
		i = min(rune1, next.from(i))
		if i >= len(s) {
			break
		}
		if i == rune1 {
			m.plain(s, done, i)
			r, n := utf8.DecodeRuneInString(s[i:])
			if c, _ := plainOf(r); c != invisible {
				m.unit(i, i+n, c)
			}
			i += n
			done, rune1 = i, lookAlikeFrom(s, i)
			continue
		}
		if end := m.disguise(s, done, i); end > i {
			i, done = end, end
			continue
		}
		i++
		for s[i-1] == '\\' && i < len(s) && s[i] == '\\' {
			i++
		}
	}
	m.plain(s, done, len(s))
}

// nextBytes finds backslashes, percent signs and ampersands, searching for each
// only where it has not been searched for.
type nextBytes struct {
	s  string
	at [3]int // where the next of each is
}

func (n *nextBytes) from(i int) int {
	first := len(n.s)
	for k, c := range [...]byte{'\\', '%', '&'} {
		if n.at[k] < i || i == 0 {
			if d := strings.IndexByte(n.s[i:], c); d >= 0 {
				n.at[k] = i + d
			} else {
				n.at[k] = len(n.s)
			}
		}
		first = min(first, n.at[k])
	}
	return first
}

// disguise undoes one escape, percent-encoding or character reference at i,
// after the plain bytes from done, and returns where it ends; 0 if there is none.
func (m *scratch) disguise(s string, done, i int) int {
	switch s[i] {
	case '\\':
		k := i
		for k < len(s) && s[k] == '\\' {
			k++
		}
		if c, end := byteEscape(s, k); end > 0 {
			m.plain(s, done, i)
			m.unit(i, end, c)
			return end
		}
		if k < len(s) && escapesText(s, k) {
			m.plain(s, done, i)
			return m.escape(s, i, k)
		}
	case '%':
		if c, end := percent(s, i); end > 0 && (strings.IndexByte(endsUserinfo, c) < 0 || !inUserinfo(s, i)) {
			m.plain(s, done, i)
			m.unit(i, end, c)
			return end
		}
	case '&':
		if c, end := reference(s, i); end > 0 {
			m.plain(s, done, i)
			m.unit(i, end, c)
			return end
		}
	}
	return 0
}

// escapesText reports the letters of escapes that stand in text: a backspace or
// form feed does not, CORP\bob does.
func escapesText(s string, k int) bool {
	switch s[k] {
	case 'b', 'f', '\'':
		return false
	case 'u':
		return unicodeEscape(s, k)
	default:
		return escapeLetter(s[k])
	}
}

// byteEscape decodes the escapes of code and logs that are none of JSON, printing
// ASCII only: \x40, \x{40}, \u{40}, \U00000040 and the octal \100, of which s[i] is
// what stands behind the backslash. It returns where they end, 0 for none.
func byteEscape(s string, i int) (byte, int) {
	if i+2 >= len(s) {
		return 0, 0
	}
	from, to, base := i+1, i+3, 16
	switch c := s[i]; {
	case (c == 'x' || c == 'u') && s[i+1] == '{':
		from++
		to = from + strings.IndexByte(s[from:min(len(s), from+maxBraced)], '}')
	case c == 'x':
	case c == 'U':
		to = i + 9
	case c == '0' || c == '1':
		from, base = i, 8
	default:
		return 0, 0
	}
	n := 0
	for k := from; k < to; k++ {
		if k >= len(s) {
			return 0, 0
		}
		d, ok := hexValue(s[k])
		if !ok || int(d) >= base {
			return 0, 0
		}
		n = n*base + int(d)
	}
	if n < ' ' || n > '~' {
		return 0, 0
	}
	if s[i+1] == '{' {
		to++
	}
	return byte(n), to
}

// maxBraced is how much is looked at of what stands in the braces of \u{40}.
const maxBraced = 7

func unicodeEscape(s string, i int) bool {
	_, ok := hex4(s, i+1)
	return ok
}

// reference decodes &#64; and &#x40;, printing ASCII only, and the few names of
// what stands inside of values.
func reference(s string, i int) (byte, int) {
	if !strings.HasPrefix(s[i:], "&#") {
		if strings.IndexByte(s[i:min(len(s), i+longestReference)], ';') < 0 {
			return 0, 0
		}
		for k := range namedReferences {
			if n := &namedReferences[k]; strings.HasPrefix(s[i:], n.text) {
				return n.stands, i + len(n.text)
			}
		}
		return 0, 0
	}
	base, k := 10, i+2
	if k < len(s) && (s[k] == 'x' || s[k] == 'X') {
		base, k = 16, k+1
	}
	n, digits := 0, 0
	for ; k < len(s) && digits < maxReference && s[k] != ';'; k, digits = k+1, digits+1 {
		d, ok := hexValue(s[k])
		if !ok || int(d) >= base {
			return 0, 0
		}
		n = n*base + int(d)
	}
	if k >= len(s) || s[k] != ';' || n < ' ' || n > '~' {
		return 0, 0
	}
	return byte(n), k + 1
}

// longestReference is how long the longest name is with its signs.
const longestReference = len("&commat;")

// maxReference is how many digits a numeric reference has at the most.
const maxReference = 7

var namedReferences = [...]struct {
	text   string
	stands byte
}{{"&nbsp;", ' '}, {"&commat;", '@'}, {"&period;", '.'}, {"&hyphen;", '-'}, {"&lowbar;", '_'}, {"&plus;", '+'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&lt;", '<'}, {"&gt;", '>'}, {"&colon;", ':'}, {"&equals;", '='}}

// referenceIn reports whether a reference stands in a text.
func referenceIn(s string) bool {
	for i := 0; ; i++ {
		k := strings.IndexByte(s[i:], '&')
		if k < 0 || i+k+1 >= len(s) {
			return false
		}
		i += k
		if c := s[i+1]; c == '#' || class[c]&isLower != 0 {
			if _, end := reference(s, i); end > 0 {
				return true
			}
		}
	}
}

// endsUserinfo are the characters that end a password in a URL unless they are
// encoded, and so are not decoded there.
const endsUserinfo = "/?# <>\"'`\\{}|"

// inUserinfo reports a place between the slashes of a URL and its path, not far
// behind them: user:p%2Fss@host.
func inUserinfo(s string, i int) bool {
	for from := max(0, i-maxUserinfo); i > from; i-- {
		switch c := s[i-1]; {
		case c == '/':
			return i >= 3 && s[i-3:i] == "://"
		case c <= ' ', c == '?', c == '#', c == '"', c == '\'', c == '<':
			return false
		}
	}
	return false
}

const maxUserinfo = 96
