package pii

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// boxPatterns find the addresses that are a box in a post office.
var boxPatterns = []detect.Pattern{
	{
		Entity:   addressEntity,
		Name:     "po-box",
		Prefixes: []string{"po box ", "p.o. box ", "p.o.box ", "p. o. box ", "postbox ", "postfach "},
		Fold:     true,
		Context:  addressContext,
		Find: func(text string, at int) (int, int, detect.Confidence) {
			i := at + 6
			for i < len(text) && !isDigit(text[i]) && i-at < 12 {
				i++
			}
			n := digitsAt(text, i)
			if n == 0 || n > 6 || isAlnum(byteAt(text, i+n)) || text[i-1] != ' ' {
				return 0, 0, detect.None
			}
			if end, placed := placeAfter(text, i+n); placed {
				return at, end, detect.High
			}
			return at, i + n, detect.Medium
		},
		Proof: detect.Proof{
			Hits: texts("«P.O. Box 123, Springfield, IL 62704»", "send it to «PO Box 4567».", "«Postfach 1234, 10115 Berlin»"),
			Misses: texts(
				"po box office hits",    // no number
				"a repo box 12",         // another word
				"PO Box 12345678",       // too long
				"the lightbox 12 works", // another word
			),
		},
	},
	{
		Entity:   addressEntity,
		Name:     "military-address",
		Prefixes: []string{"psc ", "cmr ", "unit ", "uss "},
		Fold:     true,
		Find:     militaryAddress,
		Proof: detect.Proof{
			Hits: texts("«PSC 1437, Box 3833\nAPO AA 66791»", "«unit 1009 box 0219\ndpo ap 51065»", "to «PSC 0413, Box 8144, APO AE 09012-1234»"),
			Misses: texts(
				"unit 1009 box 0219",     // no post office
				"unit tests of box 12",   // a word
				"unit 12, apo aa 123456", // no postal code
				"psc 12 fpo xx 09012",    // no region
			),
		},
	},
}

// militaryAddress reads a unit, a box, and the post office with its region and
// postal code, on one line or two.
func militaryAddress(text string, at int) (int, int, detect.Confidence) {
	i := at
	for words := range 6 {
		n := 0
		for i+n < len(text) && isAlnum(text[i+n]) && n < 16 {
			n++
		}
		w := text[i : i+n]
		switch {
		case n == 0:
			return 0, 0, detect.None
		case foldsTo(w, "apo", "fpo", "dpo"):
			rest := text[i+n:]
			if len(rest) < 9 || rest[0] != ' ' || rest[3] != ' ' || !foldsTo(rest[1:3], "aa", "ae", "ap") || !allDigits(rest[4:9]) || isAlnum(byteAt(rest, 9)) {
				return 0, 0, detect.None
			}
			end := i + n + 9
			if byteAt(text, end) == '-' && digitsAt(text, end+1) == 4 {
				end += 5
			}
			return at, end, detect.High
		case words > 0 && !isDigit(w[0]) && !strings.EqualFold(w, "box"):
			return 0, 0, detect.None
		}
		i += n
		for n := 0; n < 3 && i < len(text) && (text[i] == ' ' || text[i] == ',' || text[i] == '\n'); n++ {
			i++
		}
	}
	return 0, 0, detect.None
}
