package redact

import "strings"

// Bounds of the look back for a marker's opening bracket; encrypted values are the longest.
const (
	maxMarkerBytes   = 1024
	shortMarkerBytes = 64
)

// inMarker reports whether a span is, or begins in, something that stands for a value
// already: our markers, those of others, a masked value. Such a span is never a
// finding, so that redacting twice changes nothing.
func inMarker(s string, start, end int) bool {
	return maskedValue(s[start:end]) || enclosed(s, start)
}

func maskedValue(v string) bool {
	for v != "" && (v[0] == '"' || v[0] == '\'' || v[0] == '`') {
		v = v[1:]
	}
	switch {
	case strings.HasPrefix(v, "**"), strings.HasPrefix(v, "••"), strings.HasPrefix(v, "██"):
		return true
	case v != "" && (v[0] == '[' || v[0] == '<'):
		return markerEnd(v, 0) > 0
	default:
		return containsFold(v, "redacted")
	}
}

// enclosed looks for an opening bracket before a span and whether the span
// begins in the marker there.
func enclosed(s string, start int) bool {
	from := max(0, start-shortMarkerBytes)
	if strings.IndexByte(s[from:start], ' ') < 0 { // only short ones hold spaces: [OVERSIZE 123 bytes]
		from = max(0, start-maxMarkerBytes)
	}
	window := s[from:min(start+1, len(s))]
	open := lastOpening(window)
	return open >= 0 && markerEnd(s, from+open) > start
}

// lastOf is strings.LastIndexByte for bytes that seldom stand anywhere.
func lastOf(s string, c byte) int {
	first := strings.IndexByte(s, c)
	if first < 0 {
		return -1
	}
	return first + strings.LastIndexByte(s[first:], c)
}

// markerEnd is where the marker that opens at i ends, or 0 if it is none. The
// grammar is narrow: a value in brackets, [AB123456C], is a value.
func markerEnd(s string, i int) int {
	k := i + 1
	for k < len(s) && (s[k] >= 'A' && s[k] <= 'Z' || s[k] == '_') {
		k++
	}
	if end := sealedEnd(s, i); end > 0 {
		return end
	}
	if k < i+3 || k == len(s) {
		return 0
	}
	name := s[i+1 : k]
	switch {
	case s[i] == '<':
		return closes(s, k, '>') // <EMAIL_ADDRESS>
	case s[k] == ']': // [EMAIL], or a token without a digit
		return k + 1
	case strings.HasPrefix(name, "REDACTED"):
		return closes(s, skip(s, k, isLetter, "_:- "), ']')
	case s[k] == ' ' && (name == oversizeName || name == blobName):
		return closes(s, skip(s, k, isLetter|isDigit, " "), ']')
	default:
		return tokenEnd(s, i)
	}
}

// sealedEnd is where [NAME_ENC:keyid:...] ends that opens at i. A rule of the
// user's may have digits in its name.
func sealedEnd(s string, i int) int {
	if s[i] != '[' {
		return 0
	}
	k := skip(s, i+1, isUpper|isDigit, "_")
	if k == len(s) || s[k] != ':' || !strings.HasSuffix(s[i+1:k], encryptSuffix) {
		return 0
	}
	return closes(s, skip(s, k, isAlnum|isBase64, ":"), ']')
}

// tokenEnd is the end of [NAME_<token>]: 13 characters of base32, at least 8 of
// lower-case hex, or a counter of up to 4 digits.
func tokenEnd(s string, i int) int {
	end := strings.IndexByte(s[i:min(len(s), i+128)], ']')
	if end < 0 {
		return 0
	}
	inside := s[i+1 : i+end]
	cut := strings.LastIndexByte(inside, '_')
	if cut < 1 || skip(inside, 0, isUpper, "_") < cut {
		return 0
	}
	token := inside[cut+1:]
	digits, letters := 0, 0
	base32, hex := len(token) == tokenLength, len(token) >= 8
	for k := range len(token) {
		c := token[k]
		if class[c]&isDigit != 0 {
			digits++
		} else {
			letters++
		}
		base32 = base32 && (c >= 'A' && c <= 'Z' || c >= '2' && c <= '7')
		hex = hex && class[c]&isHex != 0 && class[c]&isUpper == 0
	}
	if letters > 0 && (base32 || hex) || letters == 0 && digits <= 4 {
		return i + end + 1
	}
	return 0
}

// skip is where the bytes of the classes or of the set that follow i end.
func skip(s string, i int, classes uint8, set string) int {
	for i < len(s) && (class[s[i]]&classes != 0 || strings.IndexByte(set, s[i]) >= 0) {
		i++
	}
	return i
}

func closes(s string, i int, with byte) int {
	if i < len(s) && s[i] == with {
		return i + 1
	}
	return 0
}

// containsFold reports whether s contains an ASCII word, which begins with a letter
// and is given in lower case, in any case.
func containsFold(s, lower string) bool {
	for i := 0; i+len(lower) <= len(s); i++ {
		if s[i]|0x20 == lower[0] && equalFold(s[i:i+len(lower)], lower) {
			return true
		}
	}
	return false
}

// equalFold compares with an ASCII text that is in lower case.
func equalFold(s, lower string) bool {
	if len(s) != len(lower) {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}
