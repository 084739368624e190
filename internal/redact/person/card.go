package person

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// carded finds names in cards and calendars: FN and N of vCard (RFC 6350), CN of
// iCalendar (RFC 5545).
func carded() detect.Pattern {
	return detect.Pattern{
		Entity: Name, Name: "card-name", Prefixes: []string{"FN:", "FN;CHARSET=UTF-8:", "BEGIN:VCARD", "CN="},
		Find: func(text string, at int) (int, int, detect.Confidence) {
			before := byte('\n')
			if at > 0 {
				before = text[at-1]
			}
			i := at + strings.IndexAny(text[at:], ":=") + 1
			switch {
			case text[at] == 'B':
				return structuredName(text, at)
			case (text[at] == 'C') != (before == ';'), text[at] == 'F' && before != '\n':
				return 0, 0, detect.None
			case strings.HasPrefix(text[at:], "FN;"):
				i = at + len("FN;CHARSET=UTF-8:")
			}
			if i < len(text) && text[i] == '"' {
				i++
			}
			start, end, c := nameOrCapitals(text, i)
			if c == detect.None || impersonal(text[start:end]) {
				return 0, 0, detect.None
			}
			return start, end, c
		},
		Proof: detect.Proof{
			Hits: func() []string {
				return []string{"BEGIN:VCARD\nFN:«Jane Roe»\n", "BEGIN:VCARD\nN:«Roe;Jane»;;;\n", "FN;CHARSET=UTF-8:«Lucía Fernández»", "ORGANIZER;CN=«Jane Roe»:mailto:jane@example.com", `ATTENDEE;CN="«Bob Stone»";ROLE=CHAIR:mailto:b@example.com`}
			},
			Misses: func() []string {
				return []string{"BEGIN:VCARD\nN:12;3", "N:Total;Sum;", "xFN:Jane Roe", "O=Acme, CN=Acme Root", "FN:Acme Support", "ORGANIZER;CN=room-12:mailto:r@example.com"}
			},
		},
	}
}

// structuredName is the family and the given name of a card: N:Roe;Jane;M.;Dr.;
func structuredName(text string, at int) (int, int, detect.Confidence) {
	const maxCard = 512
	card := text[at:min(len(text), at+maxCard)]
	n := strings.Index(card, "\nN:")
	if n < 0 {
		return 0, 0, detect.None
	}
	start, end, c := nameAt(text, at+n+len("\nN:"))
	if c == detect.None || end >= len(text) || text[end] != ';' {
		return 0, 0, detect.None
	}
	_, to, c := nameAt(text, end+1)
	if c == detect.None || to >= len(text) || strings.IndexByte(";\r\n", text[to]) < 0 {
		return 0, 0, detect.None
	}
	return start, to, c
}
