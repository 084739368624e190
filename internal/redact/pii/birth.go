package pii

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var birthContext = []string{
	"dob", "date of birth", "birth date", "birthdate", "birthday", "b day", "bday", "born", "born on", "d o b", "geboren", "geburtsdatum", "geb", "geburtstag", "né le", "née le", "date de naissance",
	"fecha de nacimiento", "nacido", "nacida", "data di nascita", "nato il", "nata il", "data de nascimento", "nascido", "geboortedatum", "data urodzenia", "födelsedatum", "fødselsdato", "syntymäaika",
	"дата рождения", "родился", "родилась", "出生日期", "生日", "生年月日", "생년월일", "doğum tarihi", "ημερομηνία γέννησης",
}

var birthCodes = []detect.Code{{
	Entity: "DATE_OF_BIRTH", Min: 6, Max: 8,
	Check:   birthDate,
	Context: birthContext, NeedsContext: true,
	Proof: detect.Proof{
		Hits: texts(
			"DOB: «1985-07-30»",
			"born on «30.07.1985»",
			"date of birth «07/30/1985»",
			"geb. «30.07.85»",
			"dob «19850730»",
			"生日«1985-07-30»",
		),
		Misses: texts(
			"due 1985-07-30",  // no word says that it is one
			"dob 1985-13-30",  // no month 13
			"born 12345678",   // no day
			"born in 1985",    // a year
			"born 30.07-1985", // two separators
			"dob 2085-07-30",  // not yet
		),
	},
}}

// monthNames are the English names of months.
var monthNames = []string{
	"jan", "january", "feb", "february", "mar", "march", "apr", "april", "may", "jun", "june", "jul", "july", "aug", "august",
	"sep", "sept", "september", "oct", "october", "nov", "november", "dec", "december",
}

var birthPatterns = []detect.Pattern{birthLabelPattern, {
	Entity: "DATE_OF_BIRTH", Name: "birth-date-in-words",
	Prefixes: monthNames,
	Fold:     true, Whole: true, Digit: true,
	Context: birthContext, NeedsContext: true,
	Find: birthInWords,
	Proof: detect.Proof{
		Hits: texts("born on «July 30, 1985» in Rome", "date of birth: «30 July 1985»", "DOB «Mar 3 1990»", "birthday is «1st of May 1979»"),
		Misses: texts(
			"due July 30, 1985",   // no word says that it is one
			"born in July",        // no day
			"dob Marching 3 1990", // another word
		),
	},
}}

// agePatterns: an age says little of a person, and max-age much of a cache, so it
// is off unless asked for.
var agePatterns = []detect.Pattern{{
	Entity: "AGE", Name: "age",
	Prefixes: []string{"age", "aged", "years old", "year old", "yo ", "y/o", "-year-old", "jahre alt", "ans", "años", "anni", "turned ", "turn ", "turning ", "when he was ", "when she was ", "when i was "}, Fold: true,
	Off:  true,
	Find: age,
	Proof: detect.Proof{
		Hits: texts("age: «42»", "aged «7»", "she is «42» years old", "a «7»-year-old boy", "er ist «42» Jahre alt", "my brother just turned «60»", "I'll turn «23».", "Written when he was «78»."),
		Misses: texts(
			"max-age: 3600",     // a cache
			"age: 430",          // nobody's
			"page 42",           // another word
			"ages 42",           // another word
			"3600 years old",    // a tree
			"turned 60 degrees", // to the left
			"turn 5 pages",      // of a book
		),
	},
}}

// birthDate: day, month and year in any order that is in use, of someone alive.
func birthDate(compact, printed string) detect.Confidence {
	sizes, n, _, ok := groups(printed)
	if n == 1 {
		return pick(len(compact) == 8 && yyyymmdd(compact), detect.Medium)
	}
	if !ok || n != 3 {
		return detect.None
	}
	a, b := int(sizes[0]), int(sizes[1])
	first, second, third := number(compact[:a]), number(compact[a:a+b]), number(compact[a+b:])
	switch {
	case a == 4 && b <= 2 && sizes[2] <= 2:
		return pick(aliveYear(first) && day(second, third), detect.Medium)
	case a <= 2 && b <= 2 && (sizes[2] == 4 && aliveYear(third) || sizes[2] == 2):
		return pick(day(second, first) || day(first, second), detect.Medium)
	}
	return detect.None
}

func aliveYear(y int) bool { return y >= 1900 && y <= 2035 }

// birthInWords reads "July 30, 1985", "30 July 1985", "1st of May 1979" around a month.
func birthInWords(text string, at int) (int, int, detect.Confidence) {
	word := at + wordLength(text, at)
	i := word
	if byteAt(text, i) == '.' {
		i++
	}
	start := at
	if d := dayBefore(text, at); d >= 0 {
		start = d
	} else {
		from := i + 1
		end := from
		for end < len(text) && end-from < 2 && isDigit(text[end]) {
			end++
		}
		if end <= from || byteAt(text, i) != ' ' || number(text[from:end]) > 31 {
			return 0, 0, detect.None
		}
		if foldsTo(text[end:min(len(text), end+2)], "st", "nd", "rd", "th") {
			end += 2
		}
		i = end
	}
	if byteAt(text, i) == ',' {
		i++
	}
	if byteAt(text, i) != ' ' || i+5 > len(text) || !allDigits(text[i+1:i+5]) || isAlnum(byteAt(text, i+5)) || !aliveYear(number(text[i+1:i+5])) || !month(text[at:word]) {
		return 0, 0, detect.None
	}
	return start, i + 5, detect.Medium
}

func month(w string) bool { return foldsTo(w, monthNames...) }

// dayBefore is where a day of the month before i starts, or -1.
func dayBefore(text string, i int) int {
	if byteAt(text, i-1) != ' ' {
		return -1
	}
	i--
	if i > 3 && text[i-3:i] == " of" {
		i -= 3
	}
	if i > 2 && foldsTo(text[i-2:i], "st", "nd", "rd", "th") {
		i -= 2
	}
	start := i
	for start > 0 && i-start < 3 && isDigit(text[start-1]) {
		start--
	}
	if n := i - start; n == 0 || n > 2 || number(text[start:i]) > 31 || isAlnum(byteAt(text, start-1)) {
		return -1
	}
	return start
}

func age(text string, at int) (int, int, detect.Confidence) {
	i := at
	for i < len(text) && i-at < 10 && (isAlpha(text[i]) || text[i] >= 0x80) {
		i++
	}
	if start, end, c := labelled(text, at, 1, 3, "age", "aged"); c != detect.None {
		if number(text[start:end]) > 120 || byteAt(text, at-1) == '-' || byteAt(text, at-1) == '_' {
			return 0, 0, detect.None
		}
		return start, end, detect.Medium
	}
	if start := ageBehind(text, at); start > 0 {
		end := start + digitsAt(text, start)
		if n := end - start; n == 2 && ends(text, end) && (end == len(text) || strings.IndexByte(".,!?;\n", text[end]) >= 0) {
			return start, end, detect.Medium
		}
		return 0, 0, detect.None
	}
	end := at
	if byteAt(text, end-1) == ' ' {
		end--
	}
	start := end
	for start > 0 && end-start < 4 && isDigit(text[start-1]) {
		start--
	}
	if n := end - start; n == 0 || n > 3 || number(text[start:end]) > 120 || isAlnum(byteAt(text, start-1)) || byteAt(text, start-1) == '.' {
		return 0, 0, detect.None
	}
	return start, end, detect.Medium
}

// ageBehind is where the number behind "turned" or "when she was" begins, or 0.
func ageBehind(text string, at int) int {
	for _, label := range [...]string{"turned ", "turn ", "turning ", "when he was ", "when she was ", "when i was "} {
		if end := at + len(label); end <= len(text) && strings.EqualFold(text[at:end], label) {
			return end
		}
	}
	return 0
}
