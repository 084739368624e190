package redact

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Preview cuts a redacted text after so many runes, never inside a rune, an
// escape or a marker, and says how many bytes it left out: "...[+123 bytes]".
func Preview(s string, runes int) string {
	return preview(s, runes, func(i int) int {
		_, size := utf8.DecodeRuneInString(s[i:])
		return size
	})
}

// previewEscaped is Preview for the inside of a JSON string, where an escape is one rune.
func previewEscaped(s string, runes int) string {
	return preview(s, runes, func(i int) int {
		if s[i] != '\\' {
			_, size := utf8.DecodeRuneInString(s[i:])
			return size
		}
		if i+1 < len(s) && s[i+1] == 'u' {
			return min(len(s)-i, len(`\u0040`))
		}
		return min(len(s)-i, 2)
	})
}

// preview cuts after so many units, whose sizes unit tells.
func preview(s string, units int, unit func(i int) int) string {
	if len(s) <= units {
		return s
	}
	cut := 0
	for n := 0; n < units && cut < len(s); n++ {
		cut += unit(cut)
	}
	if cut == len(s) || previewed(s, cut) {
		return s
	}
	cut = beforeMarker(s, beforeEscape(s, cut))
	return s[:cut] + "...[+" + strconv.Itoa(len(s)-cut) + " bytes]"
}

// beforeMarker moves a place that is inside a marker to the marker's beginning.
func beforeMarker(s string, cut int) int {
	for i := cut - 1; i >= 0 && i > cut-maxMarkerBytes; i-- {
		if s[i] != '[' && s[i] != '<' {
			continue
		}
		if end := markerEnd(s, i); end > cut {
			return i
		}
	}
	return cut
}

// previewed reports that what is beyond the cut is only what an earlier cut, there
// or before a marker or an escape, has left.
func previewed(s string, cut int) bool {
	const lead, tail = "...[+", " bytes]"
	rest, ok := strings.CutSuffix(s, tail)
	if !ok {
		return false
	}
	start := strings.TrimRight(rest, "0123456789")
	return len(start) < len(rest) && strings.HasSuffix(start, lead) && len(start)-len(lead) <= cut
}
