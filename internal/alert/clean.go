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
func line(text string, limit int) string { return clean(text, limit, "") }

// paragraph is like line, but may have several.
func paragraph(text string, limit int) string { return clean(text, limit, "\n") }

func clean(text string, limit int, keep string) string {
	if len(text) > 4*limit { // it is cut further down; this bounds the work
		text = text[:4*limit]
	}
	return cut(strings.TrimSpace(Printable(text, keep)), limit)
}

// Printable is a text as valid UTF-8, with a space for each control character that is not to
// be kept. Marks that turn the direction of what follows are left out.
func Printable(text, keep string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(keep, r):
			return r
		case unicode.Is(unicode.Bidi_Control, r):
			return -1
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		default:
			return r
		}
	}, strings.ToValidUTF8(text, string(utf8.RuneError)))
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
