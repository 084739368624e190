package pii

import "github.com/otelcol-genai/otelcol-genai/internal/redact/detect"

// macOctets is called at every separator, and goes on at the first of six octets.
// Six pairs of decimal digits are as likely times or numbers, unless one begins
// with a zero.
func macOctets(text string, at int, sep byte) (int, int, detect.Confidence) {
	start, end := at-2, at+15
	if start < 0 || end > len(text) || text[at+3] != sep || text[at+6] != sep {
		return 0, 0, detect.None
	}
	if c := byteAt(text, start-1); isAlnum(c) || c == sep && !labelEnds(text, start-1) || c == '_' || isAlnum(byteAt(text, end)) || byteAt(text, end) == '_' || byteAt(text, end) == sep && isAlnum(byteAt(text, end+1)) {
		return 0, 0, detect.None
	}
	for i := start; i < end; i++ {
		if (i-start)%3 == 2 {
			if text[i] != sep {
				return 0, 0, detect.None
			}
		} else if !isHex(text[i]) {
			return 0, 0, detect.None
		}
	}
	return judgedMAC(text, start, end)
}

// labelEnds: the colon at i stands behind a word that is no part of an address, as
// in mac:3c:22:fb:01:02:03. It has a letter beyond f.
func labelEnds(text string, i int) bool {
	if byteAt(text, i) != ':' {
		return false
	}
	for from := i; i > 0 && from-i < 12 && isAlpha(text[i-1]); i-- {
		if text[i-1]|0x20 > 'f' {
			return true
		}
	}
	return false
}

func macDotted(text string, at int) (int, int, detect.Confidence) {
	start, end := at-4, at+10
	if start < 0 || end > len(text) || text[at+5] != '.' {
		return 0, 0, detect.None
	}
	if c := byteAt(text, start-1); isAlnum(c) || c == '.' || c == '_' || isAlnum(byteAt(text, end)) || byteAt(text, end) == '.' && isAlnum(byteAt(text, end+1)) {
		return 0, 0, detect.None
	}
	for i := start; i < end; i++ {
		if (i-start)%5 != 4 && !isHex(text[i]) {
			return 0, 0, detect.None
		}
	}
	if countDigits(text[start:end]) == 12 { // three numbers, as likely
		return start, end, detect.Low
	}
	return judgedMAC(text, start, end)
}

func judgedMAC(text string, start, end int) (int, int, detect.Confidence) {
	digits, letters, zeros, same := 0, 0, 0, true // zeros: octets that begin with one
	for i := start; i < end; i++ {
		c := text[i]
		switch {
		case isDigit(c):
			digits++
			if c == '0' && !isAlnum(byteAt(text, i-1)) {
				zeros++
			}
		case isAlpha(c):
			letters++
		default:
			continue
		}
		same = same && c == text[start]
	}
	switch {
	case same, digits == 0:
		return 0, 0, detect.None
	case letters == 0 && zeros == 0:
		return start, end, detect.Low
	}
	return start, end, detect.High
}
