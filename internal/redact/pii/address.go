package pii

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

const addressEntity = "STREET_ADDRESS"

var addressContext = []string{
	"address", "street address", "home address", "mailing address", "billing address", "ship to", "shipping", "deliver to", "delivery", "lives at", "live at", "located at", "residing at", "mail to",
	"anschrift", "adresse", "wohnhaft", "lieferadresse", "dirección", "direccion", "domicilio", "indirizzo", "endereço", "wohnt", "habite", "vivo", "vive", "abito", "abita", "moro", "mora", "mieszkam", "mieszka", "woont",
}

// streetWords are the English words for a street.
var streetWords = []string{
	"street", "st", "avenue", "ave", "road", "rd", "boulevard", "blvd", "drive", "dr", "lane", "ln", "parkway", "pkwy", "court", "ct",
	"square", "sq", "highway", "hwy", "terrace", "ter", "way", "place", "pl", "circle", "cir", "crescent", "close", "trail", "alley", "gardens", "mews", "loop", "row", "walk", "grove", "hill", "plaza", "path", "pike", "crossing", "cres", "pass", "ridge", "run", "view", "cove", "bend", "point", "extension", "extensions",
}

// Addresses are found by the word for street in them. With postal code or state
// they stand alone; without, a word must say that it is one.
var addressPatterns = []detect.Pattern{
	{
		Entity:   addressEntity,
		Name:     "english-address",
		Prefixes: streetWords,
		Fold:     true,
		Whole:    true,
		Digit:    true,
		Context:  addressContext,
		Find:     englishAddress,
		Proof: detect.Proof{
			Hits: texts(
				"ship to «1600 Amphitheatre Parkway, Mountain View, CA 94043»",
				"«221B Baker Street, London NW1 6XE» is a museum",
				"«350 5th Ave, New York, NY 10118-0110».",
				"my address is «12 Old Mill Road»",
				"ship to «100 Queen Street West»",
				"ship to «350 Fifth Ave, Apt 21B», please",
				"ship to «1600 Pennsylvania Avenue NW»",
				"«742 Evergreen Terrace, Apt 3, Springfield, IL 62704»",
				"«1 N Main St, Suite 200, Salem OR 97301»",
				"«742 Evergreen Terrace\nSpringfield, IL 62704»\nUSA",
				"«10 Downing Street\nLondon\nSW1A 2AA»",
				"{'address': '«102 Elm Ave, Austin, TX 78701»'}",
				"地址：«102 Elm Ave, Austin, TX 78701»，请核对",
				"«Unit 5, 12 Smith Street, Sydney NSW 2000»",
				"«Flat 2, 45 High Street, Oxford OX1 4AP»",
				"«1600 Pennsylvania Ave NW, Washington, DC 20500»",
				"«1 Infinite Loop, Cupertino, CA 95014»",
			),
			Misses: texts(
				"version 3 Street Fighter",      // no number before a name before the word
				"12 Old Mill Road",              // no word says that it is one
				"5 ways to drive",               // small letters
				"the 3 Way handshake",           // no name between
				"error 404 Not Found at Street", // other words
				"address 2.12 Old Mill Road",    // a version
			),
		},
	},
	{
		Entity:   addressEntity,
		Name:     "german-address",
		Prefixes: []string{"straße ", "strasse "},
		Fold:     true,
		Digit:    true,
		Anchor:   ',',
		Before:   detect.NearDigit,
		Context:  addressContext,
		Find:     germanAddress,
		Proof: detect.Proof{
			Hits: texts(
				"wohnt «Musterstraße 12, 10115 Berlin»",
				"«Lange Straße 5a, 60313 Frankfurt am Main»",
				"Anschrift: «Münchner Straße 7»",
				"«Bahnhofstraße 1, A-1010 Wien»",
				"«Bahnhofstrasse 1, 8001 Zürich»",
				"«Mariahilfer Straße 10, 1070 Wien»",
				"«Prinsengracht 263, 1016 GV Amsterdam»",
				"«Kungsgatan 4, 111 43 Stockholm»",
				"«ul. Marszałkowska 10, 00-590 Warszawa»",
				"«Am Markt 3, 28195 Bremen»",
				"«Unter den Linden 77, 10117 Berlin»",
			),
			Misses: texts(
				"die Straße 12 ist lang",       // no name, no town
				"Münchner Straße 7",            // no word says that it is one
				"Straßenbahn 12, 10115 Berlin", // a tram
				"auf Autostraße 12, 101 Autos", // no postal code
				"Straßen, 12",
			),
		},
	},
	{
		Entity:   addressEntity,
		Name:     "french-address",
		Prefixes: []string{"rue ", "avenue ", "boulevard ", "chemin ", "impasse ", "quai ", "allée ", "place "},
		Fold:     true,
		Digit:    true,
		Context:  addressContext,
		Find:     frenchAddress,
		Proof: detect.Proof{
			Hits: texts(
				"«12 rue de la Paix, 75002 Paris»",
				"habite «3 bis avenue Victor Hugo, 69006 Lyon»",
				"adresse: «5, boulevard Voltaire»",
			),
			Misses: texts(
				"la rue de la Paix", // no number
				"12 rue de la Paix", // no word says that it is one
				"12 rues de Paris",  // more than one
				"75002 avenue",      // no name
			),
		},
	},
	{
		Entity:   addressEntity,
		Name:     "southern-address",
		Prefixes: []string{"via ", "viale ", "piazza ", "corso ", "calle ", "avenida ", "plaza ", "paseo ", "rua ", "travessa ", "ul. ", "al. ", "av. ", "avda. "},
		Fold:     true,
		Context:  addressContext,
		Find:     southernAddress,
		Proof: detect.Proof{
			Hits: texts(
				"«Via Roma 12, 00184 Roma»",
				"«Calle Mayor 5, 28013 Madrid»",
				"domicilio: «Avenida de América 32»",
				"«Rua Augusta 1500, 01304-001 São Paulo»",
				"moro na «Rua das Flores, 12».",
				"mieszkam przy «ul. Długa 12», Warszawa",
				"endereço: «Av. Paulista, 1578»",
			),
			Misses: texts(
				"via HTTP 2",    // by way of
				"via Roma 12",   // no word says that it is one
				"Calle Mayor",   // no number
				"via port 8080", // small letters
			),
		},
	},
}

func englishAddress(text string, at int) (int, int, detect.Confidence) {
	i := at + wordLength(text, at)
	if at < 3 || !isUpper(text[at]) || isAlnum(byteAt(text, i)) || text[at-1] != ' ' {
		return 0, 0, detect.None
	}
	start := houseBefore(text, at)
	if start < 0 || !streetWord(text[at:i]) {
		return 0, 0, detect.None
	}
	if c := byteAt(text, i+1); byteAt(text, i) == '.' && (c == ',' || c == '\n' || c == ' ') {
		i++
	}
	end, placed := placeAfter(text, i)
	if placed {
		return unitBefore(text, start), end, detect.High
	}
	return unitBefore(text, start), unitAfter(text, quarterAfter(text, i)), detect.Low
}

// quarterAfter is where a point of the compass ends behind a street: Queen Street West.
func quarterAfter(text string, i int) int {
	if byteAt(text, i) != ' ' {
		return i
	}
	n := wordLength(text, i+1)
	switch text[i+1 : i+1+n] {
	case "N", "S", "E", "W", "NE", "NW", "SE", "SW", "North", "South", "East", "West":
		if !isAlnum(byteAt(text, i+1+n)) {
			return i + 1 + n
		}
	}
	return i
}

// unitAfter is where the flat or unit behind a street ends: 350 Fifth Ave, Apt 21B.
func unitAfter(text string, i int) int {
	j := i
	if byteAt(text, j) == ',' {
		j++
	}
	if byteAt(text, j) != ' ' {
		return i
	}
	n := wordLength(text, j+1)
	if !foldsTo(text[j+1:j+1+n], "apt", "apartment", "suite", "unit", "flat", "floor", "ste") {
		return i
	}
	k := j + 1 + n
	for k < len(text) && k-j-1-n < 3 && (text[k] == ' ' || text[k] == '.' || text[k] == '#') {
		k++
	}
	end := k
	for end < len(text) && end-k < 5 && isAlnum(text[end]) {
		end++
	}
	if end == k || countDigits(text[k:end]) == 0 {
		return i
	}
	return end
}

// unitBefore is where the flat or unit before a house number begins, Flat 2, 45
// High Street, or the start.
func unitBefore(text string, start int) int {
	i := start
	if byteAt(text, i-1) != ' ' || byteAt(text, i-2) != ',' {
		return start
	}
	i -= 2
	from := i
	for i > 0 && from-i < 5 && isAlnum(text[i-1]) {
		i--
	}
	if i == from || byteAt(text, i-1) != ' ' || countDigits(text[i:from]) == 0 {
		return start
	}
	for _, w := range [...]string{"Flat", "Unit", "Apt", "Apartment", "Suite", "Level", "Room"} {
		if n := i - 1 - len(w); n >= 0 && text[n:i-1] == w && !isAlnum(byteAt(text, n-1)) {
			return n
		}
	}
	return start
}

func streetWord(w string) bool { return foldsTo(w, streetWords...) }

// houseBefore finds a house number and one to four names before i, and returns
// where it starts or -1.
func houseBefore(text string, i int) int {
	for words := range 5 {
		end := i - 1 // the space
		start := end
		for start > 0 && end-start < 20 && (isAlnum(text[start-1]) || text[start-1] == '.' || text[start-1] == '\'' || text[start-1] >= 0x80) {
			start--
		}
		start = houseStart(text, start, end)
		w := text[start:end]
		switch {
		case w == "":
			return -1
		case isDigit(w[0]) && words > 0 && houseNumber(w) && !strings.HasPrefix(text[end:], " The "):
			if c := byteAt(text, start-1); c == '-' || c == '/' || c == '$' || c == '#' || c == ':' && isDigit(byteAt(text, start-2)) {
				return -1
			}
			return start
		case !isUpper(w[0]) && !isDigit(w[0]), start == 0, text[start-1] != ' ':
			return -1
		}
		i = start
	}
	return -1
}

// houseStart passes over what stands directly before a house number, a quote or
// signs of East Asia, as in 地址：102 Elm Ave.
func houseStart(text string, start, end int) int {
	i := start
	for i < end && (text[i] >= 0x80 || text[i] == '\'') {
		i++
	}
	if i < end && isDigit(text[i]) {
		return i
	}
	return start
}

// houseNumber: 12, 221B.
func houseNumber(w string) bool {
	n := len(w)
	if isAlpha(w[n-1]) {
		n--
	}
	return n > 0 && n <= 5 && allDigits(w[:n]) && w[0] != '0'
}

// placeAfter reads unit, town and state or postal code behind a street, and says
// whether there is a postal code.
func placeAfter(text string, i int) (end int, placed bool) {
	from, line := i, false
	for words := 0; words < 9 && i < len(text) && i-from < 80; words++ {
		j := i
		if text[j] == ',' {
			j++
		}
		switch byteAt(text, j) {
		case ' ':
			j++
		case '\n', '\r':
			for byteAt(text, j) == '\r' || byteAt(text, j) == '\n' || byteAt(text, j) == ' ' {
				j++
			}
			line = true
		default:
			return from, false
		}
		if byteAt(text, j) == ',' && line && byteAt(text, j+1) == ' ' { // a template's: Boston\n, MA\n 02118
			j += 2
		}
		n := 0
		for j+n < len(text) && inPlace(text, j+n, n == 0) {
			n++
		}
		if n == 0 || isLower(text[j]) && !foldsTo(text[j:j+n], "am", "an", "der", "de", "la", "le", "sur", "upon", "of", "apt", "suite", "unit") {
			break
		}
		i = j + n
		if e := postalCode(text, j, i); e > 0 {
			return townAfter(text, e), true
		}
		if e := shortCode(text, from, j, i); e > 0 && (words > 0 || townAfter(text, e) > e) {
			return townAfter(text, e), true
		}
	}
	return from, false
}

// inPlace: letters, digits and what joins them; a sign of East Asia ends a number.
func inPlace(text string, i int, first bool) bool {
	switch c := text[i]; {
	case c >= 0xe3 && isDigit(text[i-1]):
		return false
	case c >= 0x80:
		return c >= 0xc3 || !first
	case c == '-', c == '\'', c == '#':
		return isAlnum(byteAt(text, i+1))
	default:
		return isAlnum(c)
	}
}

// postalCode reports where a postal code ends whose first word is text[j:i]: a ZIP
// behind a state, a British or Canadian one, or five digits, as in Berlin.
func postalCode(text string, j, i int) int {
	w := text[j:i]
	switch {
	case shaped(w, "99999"), shaped(w, "99999-9999"), shaped(w, "99999-999"), shaped(w, "A-9999"):
		return i
	case byteAt(text, i) == ' ' && (outward(w) && i+4 <= len(text) && shaped(text[i+1:i+4], "9AA") || shaped(w, "A9A") && i+4 <= len(text) && shaped(text[i+1:i+4], "9A9")) && !isAlnum(byteAt(text, i+4)):
		return i + 4
	}
	return 0
}

// shortCode reports where a postal code ends that could be a year or a number
// elsewhere: four digits before a town or behind a state of Australia, with the
// two letters of the Netherlands, 111 43 in Sweden, 00-590 in Poland.
func shortCode(text string, from, j, i int) int {
	switch w := text[j:i]; {
	case shaped(w, "99-999"):
		return i
	case shaped(w, "9999") && i+3 <= len(text) && text[i] == ' ' && shaped(text[i+1:min(len(text), i+3)], "AA") && !isAlnum(byteAt(text, i+3)):
		return i + 3
	case shaped(w, "9999") && w[0] != '0' && (stateBefore(text, j) || continental(text[from:j]) && townAfter(text, i) > i):
		return i
	case shaped(w, "999") && i+3 <= len(text) && text[i] == ' ' && allDigits(text[i+1:i+3]) && townAfter(text, i+3) > i+3:
		return i + 3
	}
	return 0
}

// continental: nothing but a comma or a new line stands between house number and
// postal code.
func continental(between string) bool { return strings.Trim(between, ", \r\n") == "" }

// stateBefore: NSW 2000.
func stateBefore(text string, j int) bool {
	for _, s := range [...]string{"NSW ", "VIC ", "QLD ", "SA ", "WA ", "TAS ", "ACT ", "NT "} {
		if strings.HasSuffix(text[:j], s) {
			return true
		}
	}
	return false
}

// townAfter: a town behind the postal code, as on the Continent.
func townAfter(text string, i int) int {
	for words := 0; words < 3 && byteAt(text, i) == ' '; words++ {
		j, n := i+1, 0
		for j+n < len(text) && (isAlpha(text[j+n]) || text[j+n] >= 0xc3 || text[j+n] >= 0x80 && n > 0 || text[j+n] == '-' && n > 0) && n < 24 {
			n++
		}
		if n < 2 || isLower(text[j]) && (words == 0 || !foldsTo(text[j:j+n], "am", "an", "der", "de", "la", "le", "sur", "im", "bei")) {
			return i
		}
		if words > 0 && isUpper(text[j]) && !foldsTo(text[i-2:i], "am", "er", "de", "la", "le", "ur", "im") && text[i-1] != 'o' {
			return i
		}
		i = j + n
	}
	return i
}
