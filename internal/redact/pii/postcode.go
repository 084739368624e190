package pii

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// Postal codes alone are places, not persons; they count beside a word for an
// address or, in Britain, a town.
var postcodeCodes = []detect.Code{
	{
		Entity: "UK_POSTCODE", Region: "GB", Min: 5, Max: 7, Letters: true,
		Check: ukPostcode,
		Context: []string{
			"postcode", "post code", "postal code", "zip", "address", "delivery", "mailing", "shipping", "ship to", "deliver to", "london", "manchester", "birmingham", "leeds", "glasgow", "edinburgh",
			"liverpool", "bristol", "cardiff", "belfast", "oxford", "cambridge", "sheffield", "york", "street", "road", "lane",
		},
		NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("London «SW1A 1AA»", "postcode «M1 1AE»", "post code: «EC1A1BB»", "Manchester «M60 1NW», England"),
			Misses: texts(
				"model SW1A 1AA",     // no word says that it is one
				"postcode SW1A 1CA",  // C is not in the second half
				"postcode QW1A 1AA",  // no area begins with Q
				"postcode SW1A 11AA", // too long
			),
		},
	},
	{
		Entity: "CA_POSTAL_CODE", Region: "CA", Min: 6, Max: 6, Letters: true,
		Check: func(compact, printed string) detect.Confidence {
			if !shaped(compact, "A9A9A9") || hasLower(printed) || !canadianLetter(compact[0]) || !canadianLetter(compact[2]) || !canadianLetter(compact[4]) {
				return detect.None
			}
			// Without its space it may be hexadecimal: A1B2C3.
			hex := len(printed) == 6 && compact[0] <= 'F' && compact[2] <= 'F' && compact[4] <= 'F'
			return pick(!hex && compact[0] != 'W' && compact[0] != 'Z', detect.Medium)
		},
		Context: []string{"postal code", "postcode", "code postal", "zip", "address", "adresse", "ship to", "shipping", "toronto", "montreal", "montréal", "vancouver", "ottawa", "ontario", "quebec", "québec"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("postal code «K1A 0B1»", "Montréal, Québec «H2X 1Y4»"),
			Misses: texts(
				"part K1A 0B1",        // no word says that it is one
				"postal code K1D 0B1", // no D, F, I, O, Q or U
			),
		},
	},
	{
		Entity: "NL_POSTCODE", Region: "NL", Min: 6, Max: 6, Letters: true,
		Check: func(compact, printed string) detect.Confidence {
			s := compact[4:]
			return pick(shaped(compact, "9999AA") && compact[0] != '0' && !hasLower(printed) && s != "SA" && s != "SD" && s != "SS", detect.Medium)
		},
		Context: []string{"postcode", "adres", "woonplaats", "straat", "amsterdam", "rotterdam", "utrecht", "den haag"}, //nolint:misspell // Dutch

		NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("postcode «1012 AB»", "Amsterdam, «1012AB»"),
			Misses: texts("postcode 0012 AB", "postcode 1012 SS", "bus 1012 AB"),
		},
	},
}

var postcodePatterns = []detect.Pattern{
	{
		Entity: "US_ZIP_CODE", Name: "us-zip-code",
		Prefixes: []string{"zip", "zipcode", "postal code", "postal_code", "postcode", "post code"}, Fold: true, Whole: true,
		Find: zip,
		Proof: detect.Proof{
			Hits: texts(
				"ZIP «94043»", "zip code: «10118»", `"zip":"«62704»"`, "zipcode=«10115»", "zip «94043-1234».", "postal code «94043»", "Postal code: «110-0001»",
				"ZIP: «394 13»", "ZIP: «75534-030»", "ZIP: «7412 SL»", "postcode: «1010»", "zip: «941031234»",
			),
			Misses: texts(
				"zip 940",             // too short
				"zip file of 94043 B", // no label
				"zipped 94043 rows",   // another word
				"94043",               // no word says that it is one
				"zip 394 13 files",    // no colon
				"zip 94043 files",     // to pack
				"data.zip 94043",      // a file
				"zip: 394135",         // no code has six figures
				"postal codes 94043",  // several
			),
		},
	},
	{
		Entity: "DE_PLZ", Name: "german-postcode",
		Prefixes: []string{"plz", "postleitzahl"}, Fold: true, Whole: true,
		Find: func(text string, at int) (int, int, detect.Confidence) {
			start, end, c := labelled(text, at, 5, 5, "plz", "postleitzahl")
			if c != detect.None && (text[start:end] < "01001" || text[start:end] == "99999") {
				return 0, 0, detect.None
			}
			return start, end, min(c, detect.Medium)
		},
		Proof: detect.Proof{
			Hits:   texts("PLZ «10115» Berlin", "Postleitzahl: «80331»"),
			Misses: texts("PLZ 1011", "PLZ 00115", "Platz 10115"),
		},
	},
}

func ukPostcode(compact, printed string) detect.Confidence {
	n := len(compact)
	in := compact[n-3:]
	if hasLower(printed) || !shaped(in, "9AA") || !inwardLetter(in[1]) || !inwardLetter(in[2]) || !outward(compact[:n-3]) {
		return detect.None
	}
	if len(printed) > n && printed[n-3] != ' ' {
		return detect.None
	}
	return detect.Medium
}

// outward: the first half, area and district: M1, M60, B33, CR2, DN55, W1A, EC1A.
func outward(s string) bool {
	switch {
	case len(s) < 2 || len(s) > 4 || s[0] == 'Q' || s[0] == 'V' || s[0] == 'X':
		return false
	case shaped(s, "A9"), shaped(s, "A99"), shaped(s, "A9A"):
		return true
	case shaped(s, "AA9"), shaped(s, "AA99"), shaped(s, "AA9A"):
		return s[1] != 'I' && s[1] != 'J' && s[1] != 'Z'
	}
	return s == "GIR"
}

// inwardLetter: C, I, K, M, O and V are not used: they look like others.
func inwardLetter(c byte) bool {
	return c != 'C' && c != 'I' && c != 'K' && c != 'M' && c != 'O' && c != 'V'
}

func canadianLetter(c byte) bool {
	return c != 'D' && c != 'F' && c != 'I' && c != 'O' && c != 'Q' && c != 'U'
}

// zip reads a postal code of figures behind its label. Those of parts, 394 13 or
// 7412 SL, need a colon as well.
func zip(text string, at int) (int, int, detect.Confidence) {
	i := at
	for i < len(text) && i-at < 12 && (isAlpha(text[i]) || (text[i] == ' ' || text[i] == '_') && i-at <= 6 && (byteAt(text, i+1)|0x20) == 'c') {
		i++
	}
	if w := text[at:i]; !foldsTo(w, "zip", "zipcode", "zip code", "zip_code", "postcode", "postal code", "postal_code", "post code") || byteAt(text, at-1) == '.' && isAlnum(byteAt(text, at-2)) {
		return 0, 0, detect.None
	}
	from := i
	i = skipFiller(text, i, at+40)
	n := digitsAt(text, i)
	end := i + n
	colon := strings.ContainsAny(text[from:i], ":=")
	switch c := byteAt(text, end); {
	case c == '-' && n >= 2 && n <= 5 && tailDigits(text, end+1) >= 3:
		end += 1 + digitsAt(text, end+1)
	case c == ' ' && colon && n == 3 && tailDigits(text, end+1) == 2:
		end += 3
	case c == ' ' && colon && n == 4 && end+3 <= len(text) && shaped(text[end+1:end+3], "AA") && !isAlnum(byteAt(text, end+3)):
		end += 3
	case n != 4 && n != 5 && n != 9:
		return 0, 0, detect.None
	}
	counted := !colon && i == from+1 && byteAt(text, end) == ' ' && isLower(byteAt(text, end+1)) // zip 94043 files
	if !ends(text, end) || !isFree(text, i) || counted {
		return 0, 0, detect.None
	}
	return i, end, detect.Medium
}

// tailDigits counts the last figures of a postal code, two to four.
func tailDigits(text string, i int) int {
	if n := digitsAt(text, i); n <= 4 && !isAlnum(byteAt(text, i+n)) {
		return n
	}
	return 0
}
