package pii

import "github.com/otelcol-genai/otelcol-genai/internal/redact/detect"

// A German plate is short letters and digits with two different separators, so
// it is found behind its label.
var platePatterns = []detect.Pattern{{
	Entity: "DE_KFZ", Name: "german-number-plate",
	Prefixes: []string{"kennzeichen", "kfz-kennzeichen", "autokennzeichen", "nummernschild", "kfz"}, Fold: true,
	Find: germanPlate,
	Proof: detect.Proof{
		Hits: texts("Kennzeichen «B-AB 1234»", "Kennzeichen: «M-X 42», PKW", "KFZ-Kennzeichen «HH AB 123E»", "Nummernschild «MÜ-A 7»"),
		Misses: texts(
			"part M-X 42",           // no label
			"Kennzeichen B-AB 0234", // no zero in front
			"Kennzeichen 1234",      // no letters
			"Kennzeichen B-AB 12345",
			"Kennzeichens B-AB 1234", // another word
		),
	},
}, {
	Entity: "TR_LICENSE_PLATE", Name: "turkish-number-plate",
	Prefixes: []string{"plaka"}, Fold: true,
	Find: func(text string, at int) (int, int, detect.Confidence) {
		return labelledShape(text, at, "plaka", "99 AA 999", "99 AA 9999", "99 AAA 99", "99 AAA 999", "99 A 9999", "99 A 99999", "99-AA-999", "99-AA-9999", "99-AAA-99", "99-AAA-999", "99-A-9999")
	},
	Proof: detect.Proof{
		Hits:   texts("plaka «34 ABC 123»", "Plaka: «06 AB 1234»", "plaka «34-ABC-123»"),
		Misses: texts("34 ABC 123", "plaka 34 ABC 12345", "plakalar 34 ABC 123"),
	},
}, {
	Entity: "ES_LICENSE_PLATE", Name: "spanish-number-plate",
	Prefixes: []string{"matricula", "matrícula"}, Fold: true,
	Find: func(text string, at int) (int, int, detect.Confidence) {
		return labelledShape(text, at, "matrícula", "9999 AAA", "9999-AAA")
	},
	Proof: detect.Proof{
		Hits:   texts("matrícula «1234 BCD»", "Matricula: «4821-KLM»"),
		Misses: texts("1234 BCD", "matrícula 123 BCD", "matrícula 1234 BCDE"),
	},
}}

// labelledShape finds one of some shapes behind a label, which any word may be
// that begins with it.
func labelledShape(text string, at int, label string, shapes ...string) (int, int, detect.Confidence) {
	i := at
	for i < len(text) && i-at <= len(label) && (isAlpha(text[i]) || text[i] >= 0x80) {
		i++
	}
	if i-at > len(label) {
		return 0, 0, detect.None
	}
	i = skipFiller(text, i, at+32)
	for _, s := range shapes {
		if end := i + len(s); end <= len(text) && shaped(text[i:end], s) && !isAlnum(byteAt(text, end)) {
			return i, end, detect.High
		}
	}
	return 0, 0, detect.None
}

// germanPlate: one to three letters of the district, one or two more, up to four
// digits, E or H for electric and old ones.
func germanPlate(text string, at int) (int, int, detect.Confidence) {
	i := at
	for i < len(text) && i-at < 20 && (isAlpha(text[i]) || text[i] == '-') {
		i++
	}
	if !foldsTo(text[at:i], "kennzeichen", "kfz-kennzeichen", "autokennzeichen", "nummernschild", "kfz") {
		return 0, 0, detect.None
	}
	for i < len(text) && i-at < 32 && (text[i] == ' ' || text[i] == ':' || text[i] == '"' || text[i] == '=') {
		i++
	}
	start := i
	i, ok := plateLetters(text, i, 3)
	if !ok || byteAt(text, i) != '-' && byteAt(text, i) != ' ' {
		return 0, 0, detect.None
	}
	i, ok = plateLetters(text, i+1, 2)
	if !ok {
		return 0, 0, detect.None
	}
	if c := byteAt(text, i); c == ' ' || c == '-' {
		i++
	}
	from := i
	for i < len(text) && i-from < 5 && isDigit(text[i]) {
		i++
	}
	if n := i - from; n == 0 || n > 4 || text[from] == '0' {
		return 0, 0, detect.None
	}
	if c := byteAt(text, i); c == 'E' || c == 'H' {
		i++
	}
	if isAlnum(byteAt(text, i)) {
		return 0, 0, detect.None
	}
	return start, i, detect.High
}

// plateLetters skips one to n capital letters; Ä, Ö and Ü are two bytes.
func plateLetters(text string, i, n int) (int, bool) {
	from := i
	for ; n > 0; n-- {
		switch c := byteAt(text, i); {
		case isUpper(c):
			i++
		case c == 0xc3 && (byteAt(text, i+1) == 0x84 || byteAt(text, i+1) == 0x96 || byteAt(text, i+1) == 0x9c):
			i += 2
		default:
			n = 1
		}
	}
	return i, i > from && !isUpper(byteAt(text, i))
}
