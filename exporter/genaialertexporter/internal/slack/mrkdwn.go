package slack

import (
	"strings"
	"unicode/utf8"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/phrase"
)

// escape is all that Slack asks for: without these three nothing can be a mention or a link.
// What is left of its mark-up (*_~`) changes no more than how a text looks.
var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// mrkdwn is a text within a message, at most limit characters after it is escaped. It is cut before, so that no escape is.
func mrkdwn(text string, limit int) string {
	return escape.Replace(phrase.Cut(text, limit, func(r rune) int {
		switch r {
		case '&':
			return len("&amp;")
		case '<', '>':
			return len("&lt;")
		default:
			return phrase.Width(r)
		}
	}))
}

// code is a value set apart, on one line, in which no mark-up is read.
func code(text string, limit int) string {
	return "`" + mrkdwn(strings.ReplaceAll(phrase.Line(text, limit), "`", "'"), limit-2) + "`"
}

func link(url, text string) string {
	return "<" + escape.Replace(url) + "|" + mrkdwn(text, phrase.MaxFieldName) + ">"
}

func width(text string) (n int) {
	if utf8.RuneCountInString(text) == len(text) {
		return len(text)
	}
	for _, r := range text {
		n += phrase.Width(r)
	}
	return n
}
