package pii

import "github.com/otelcol-genai/otelcol-genai/internal/redact/detect"

// ipv6 is called at every colon, and goes on at the first of an address.
func ipv6(text string, at int) (int, int, detect.Confidence) {
	next := byteAt(text, at+1)
	if next != ':' && !isHex(next) {
		return 0, 0, detect.None
	}
	start := at
	for start > 0 && at-start < 5 && isHex(text[start-1]) {
		start--
	}
	if at-start > 4 || start == at && next != ':' {
		return 0, 0, detect.None
	}
	if c := byteAt(text, start-1); isAlnum(c) || c == ':' && !labelEnds(text, start-1) || c == '_' || c == '.' || c == '-' {
		return 0, 0, detect.None
	}
	a, ok := readIPv6(text, start)
	if !ok || !a.credible() {
		return 0, 0, detect.None
	}
	return start, zoneEnd(text, a.end), detect.High
}

type ipv6Address struct {
	end    int
	groups [8]uint16
	widths [8]uint8 // digits of each group
	n      int
	gap    int // where :: stands, -1 for nowhere
	tail   bool
}

// readIPv6 reads as much of an address as RFC 4291 section 2.2 allows.
func readIPv6(text string, i int) (a ipv6Address, ok bool) {
	a.gap = -1
	if byteAt(text, i) == ':' {
		if byteAt(text, i+1) != ':' {
			return a, false
		}
		a.gap = 0
		i += 2
	}
	for a.n < 8 {
		from := i
		value := 0
		for i < len(text) && i-from < 5 && isHex(text[i]) {
			value = value<<4 | hexValue(text[i])
			i++
		}
		width := i - from
		if width > 4 || width == 0 && (a.gap != a.n || byteAt(text, i) == ':') {
			return a, false
		}
		if width == 0 {
			break // ends with ::
		}
		if byteAt(text, i) == '.' && width < 4 && a.n <= 6 {
			if end, _ := quad(text, from); end > 0 {
				i, a.tail = end, true
				a.n += 2
				break
			}
		}
		a.groups[a.n], a.widths[a.n] = uint16(value), uint8(width)
		a.n++
		if byteAt(text, i) != ':' || a.n == 8 {
			break
		}
		switch {
		case byteAt(text, i+1) == ':' && a.gap < 0:
			a.gap = a.n
			i += 2
		case isHex(byteAt(text, i+1)):
			i++
		default: // a colon of the sentence or before a port
			a.end = i
			return a, a.complete() && byteAt(text, i+1) != ':'
		}
	}
	a.end = i
	c := byteAt(text, i)
	return a, a.complete() && !isAlnum(c) && c != '_' && (c != ':' || !isAlnum(byteAt(text, i+1)) && byteAt(text, i+1) != ':')
}

func (a *ipv6Address) complete() bool { return a.n == 8 || a.gap >= 0 && a.n < 8 }

// credible leaves out loopback and unspecified, slices of arrays (1::2), names
// of letters (Dad::Cafe), and rows of bytes.
func (a *ipv6Address) credible() bool {
	if a.gap < 0 {
		two := 0
		for _, w := range a.widths {
			if w <= 2 {
				two++
			}
		}
		return a.tail || two < 8
	}
	if a.tail {
		return true
	}
	first := a.groups[0]
	if a.gap == 0 {
		return false
	}
	switch {
	case a.widths[0] == 4 && first>>13 == 1: // 2000::/3
		return true
	case a.widths[0] == 4 && (first>>9 == 0xfc>>1 || first>>6 == 0xfe80>>6 || first>>8 == 0xff):
		return a.n > 1
	case first == 0x64 && a.groups[1] == 0xff9b:
		return true
	}
	return false
}

func zoneEnd(text string, end int) int {
	if byteAt(text, end) != '%' {
		return end
	}
	i := end + 1
	for i < len(text) && i-end < 17 && isAlnum(text[i]) {
		i++
	}
	if i == end+1 {
		return end
	}
	return i
}

func hexValue(c byte) int {
	if isDigit(c) {
		return int(c - '0')
	}
	return int((c|0x20)-'a') + 10
}
