package person

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// hailed finds the one a letter begins with: a greeting, a name, a comma and the
// end of the line. In a running text "Hello Dolly, " may be anything.
func hailed() detect.Pattern {
	return detect.Pattern{
		Entity: Name, Name: "hailed-name", Prefixes: []string{"hi ", "hello ", "hey ", "hallo ", "hola ", "bonjour ", "ciao "}, Fold: true,
		Find: func(text string, at int) (int, int, detect.Confidence) {
			if at > 0 && text[at-1] != '\n' && text[at-1] != '"' {
				return 0, 0, detect.None
			}
			start, end, c := nameAt(text, afterTitle(text, at+strings.IndexByte(text[at:], ' ')+1))
			if c == detect.None || !strings.HasPrefix(text[end:], ",\n") || impersonal(text[start:end]) {
				return 0, 0, detect.None
			}
			return start, end, c
		},
		Proof: detect.Proof{
			Hits: func() []string { return []string{"Hi «Jane»,\nthanks", "Hello Ms. «Jane Roe»,\n\nplease"} },
			Misses: func() []string {
				return []string{"Hello World,\nthis", "Hi there,\nI", "Hi Jane, thanks", "say hello Jane,\nshe said", "Hey Team,\n"}
			},
		},
	}
}
