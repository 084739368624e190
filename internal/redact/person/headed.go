package person

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// headed finds the display name in the header of a message, From: Jane <...>.
func headed() detect.Pattern {
	return detect.Pattern{
		Entity: Name, Name: "header-name", Prefixes: []string{"from: ", "to: ", "cc: ", "reply-to: ", "author: ", "von: ", "an: ", "van: ", "aan: "}, Fold: true,
		Find: func(text string, at int) (int, int, detect.Confidence) {
			i := at + strings.IndexByte(text[at:], ' ') + 1
			if i < len(text) && text[i] == '"' {
				i++
			}
			start, end, c := nameAt(text, i)
			if rest := strings.TrimPrefix(text[end:], "\""); c == detect.None || !strings.HasPrefix(rest, " <") || impersonal(text[start:end]) {
				return 0, 0, detect.None
			}
			return start, end, c
		},
		Proof: detect.Proof{
			Hits: func() []string {
				return []string{"From: «Jane Roe» <jane@example.com>", `To: "«Jane Roe»" <jane@example.com>`, "Author: «Lucía Fernández» <l@example.com>"}
			},
			Misses: func() []string {
				return []string{"from: Paris to: Rome", "From: Acme Support <help@example.com>", "goto: Label <x>", "To: <x@example.com>"}
			},
		},
	}
}
