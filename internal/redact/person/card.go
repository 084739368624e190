package person

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// carded finds names in cards and calendars: FN and N of vCard (RFC 6350), CN of
// iCalendar (RFC 5545).
func carded() detect.Pattern {
	return detect.Pattern{
		Entity: Name, Name: "card-name", Prefixes: []string{"FN:", "FN;CHARSET=UTF-8:", "N:", ";CN="},
		Find: func(text string, at int) (int, int, detect.Confidence) {
			if text[at] != ';' && at > 0 && text[at-1] != '\n' {
				return 0, 0, detect.None
			}
			i := at + strings.IndexAny(text[at:], ":=") + 1
			if strings.HasPrefix(text[at:], "FN;") {
				i = at + len("FN;CHARSET=UTF-8:")
			}
			if i < len(text) && text[i] == '"' {
				i++
			}
			start, end, c := nameOrCapitals(text, i)
			if c == detect.None || impersonal(text[start:end]) {
				return 0, 0, detect.None
			}
			if text[at] == 'N' {
				return structuredName(text, start, end)
			}
			return start, end, c
		},
		Proof: detect.Proof{
			Hits: func() []string {
				return []string{"BEGIN:VCARD\nFN:«Jane Roe»\n", "BEGIN:VCARD\nN:«Roe;Jane»;;;\n", "FN;CHARSET=UTF-8:«Lucía Fernández»", "ORGANIZER;CN=«Jane Roe»:mailto:jane@example.com", `ATTENDEE;CN="«Bob Stone»";ROLE=CHAIR:mailto:b@example.com`}
			},
			Misses: func() []string {
				return []string{"N: 12", "N:Total", "xFN:Jane Roe", "O=Acme, CN=Acme Root", "FN:Acme Support", "ORGANIZER;CN=room-12:mailto:r@example.com"}
			},
		},
	}
}

// structuredName goes on at a family name: N:Roe;Jane;M.;Dr.;
func structuredName(text string, start, end int) (int, int, detect.Confidence) {
	if end >= len(text) || text[end] != ';' {
		return 0, 0, detect.None
	}
	_, to, c := nameAt(text, end+1)
	if c == detect.None || to >= len(text) || strings.IndexByte(";\r\n", text[to]) < 0 {
		return 0, 0, detect.None
	}
	return start, to, c
}
