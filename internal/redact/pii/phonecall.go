package pii

import "github.com/otelcol-genai/otelcol-genai/internal/redact/detect"

// Numbers beside words that say little on their own: agents call tools, and an
// office has versions. They count where the number follows, or stands before, at once.
var calledPatterns = []detect.Pattern{
	{
		Entity:   phoneEntity,
		Name:     "called-phone",
		Prefixes: []string{"call ", "dial ", "text ", "ring "},
		Fold:     true,
		Digit:    true,
		Find:     called,
		Proof: detect.Proof{
			Hits: texts("Call «415 555 0132» now", "please call «0412 345 678».", "dial «(02) 9876 5432»", "text «020 7946 0958»"),
			Misses: texts(
				"call 415 times",       // too short
				"call 4155550132",      // an id, as likely
				"call 2026 11 23",      // a day
				"call 12 345 678",      // no number begins so
				"call 0 1 2 3 4 5 6 7", // arguments
				"call 0412 345 678 90", // more of the same
			),
		},
	},
	{
		Entity:   phoneEntity,
		Name:     "office-phone",
		Prefixes: []string{"office"},
		Fold:     true,
		Digit:    true,
		Whole:    true,
		Find:     ofOffice,
		Proof: detect.Proof{
			Hits: texts("«416 60 039» office\n", "Jane\n«(37) 788-063»-Office", "«28-64-66-98» office", "«781 1704» Office"),
			Misses: texts(
				"in 2016 Office",             // a year
				"sold 12 345 678 office",     // not at the beginning of a line
				"16.0.12345.20000 Office",    // a version
				"2026-11-23 office party",    // a day
				"100 200 300 400 500 office", // a row
			),
		},
	},
}

// called reads a number directly behind a verb.
func called(text string, at int) (int, int, detect.Confidence) {
	start := at + 5
	end, parts, digits := spelledNumber(text, start)
	if digits < 9 || digits > 11 || parts < 2 || parts > 5 || isAlnum(byteAt(text, end)) || dated(text[start:end]) {
		return 0, 0, detect.None
	}
	var compact [12]byte
	n := 0
	for _, c := range []byte(text[start:end]) {
		if isDigit(c) {
			compact[n] = c
			n++
		}
	}
	if number := string(compact[:n]); number[0] != '0' && !northAmerican(number) || number[:2] == "00" {
		return 0, 0, detect.None
	}
	return start, end, detect.Medium
}

// spelledNumber reads groups of two to five digits with a space, a hyphen or a
// point between, the first in parentheses or not.
func spelledNumber(text string, start int) (end, parts, digits int) {
	i := start
	for i < len(text) && parts < 8 {
		open := byteAt(text, i) == '(' && parts == 0
		if open {
			i++
		}
		from := i
		for i < len(text) && isDigit(text[i]) && i-from < 9 {
			i++
		}
		if i-from < 2 || i-from > 8 {
			return end, parts, digits
		}
		digits += i - from
		parts++
		if open {
			if byteAt(text, i) != ')' {
				return end, 0, 0
			}
			i++
		}
		end = i
		if c := byteAt(text, i); c == ' ' || c == '-' || c == '.' {
			i++
		} else if !open {
			return end, parts, digits
		}
	}
	return end, parts, digits
}

// ofOffice reads the number that begins a line which goes on with "office".
func ofOffice(text string, at int) (int, int, detect.Confidence) {
	if c := byteAt(text, at-1); c != ' ' && c != '-' {
		return 0, 0, detect.None
	}
	start := at - 1
	for start > 0 && at-start < 24 && text[start-1] != '\n' {
		start--
	}
	if start > 0 && text[start-1] != '\n' {
		return 0, 0, detect.None
	}
	end, parts, digits := spelledNumber(text, start)
	if end != at-1 || digits < 7 || digits > 12 || parts > 4 || dated(text[start:end]) {
		return 0, 0, detect.None
	}
	return start, end, detect.Medium
}
