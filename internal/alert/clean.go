package alert

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of texts, in bytes.
const (
	maxSummary     = 1024
	maxDescription = 4096
	maxValue       = 256
	maxLabels      = 24
	maxDetails     = 24
)

// line is a text on one line without control characters, of at most a number of bytes.
func line(text string, limit int) string { return clean(text, limit, false) }

// paragraph is like line, but may have several.
func paragraph(text string, limit int) string { return clean(text, limit, true) }

func clean(text string, limit int, newlines bool) string {
	if len(text) > 4*limit { // it is cut further down; this bounds the work
		text = text[:4*limit]
	}
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' && newlines:
			return r
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		case unicode.Is(unicode.Bidi_Control, r):
			return -1
		default:
			return r
		}
	}, text)
	return cut(strings.TrimSpace(text), limit)
}

// cut shortens a text at a rune, and shows that it did.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	const more = "…"
	end := limit - len(more)
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + more
}
