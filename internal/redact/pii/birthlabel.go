package pii

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// birthLabels are what a date of birth stands behind, in any form of a date.
var birthLabels = []string{
	"date of birth", "dateofbirth", "birth date", "birthdate", "birthday", "bday", "dob", "d.o.b", "born", "geburtsdatum", "geboren", "geb.", "date de naissance", "né le", "née le",
	"fecha de nacimiento", "nacido", "nacida", "nací", "naci el", "data di nascita", "nato il", "nata il", "data de nascimento", "nascido", "nascida", "nasci", "geboortedatum",
	"data urodzenia", "urodzony", "urodzona", "urodziłem się", "urodziłam się", "født", "född", "fødselsdato", "födelsedatum", "syntynyt", "doğum tarihi",
	"дата рождения", "родился", "родилась", "出生日期", "生年月日", "생년월일",
}

var birthLabelPattern = detect.Pattern{
	Entity: "DATE_OF_BIRTH", Name: "labelled-birth-date",
	Prefixes: birthLabels, Fold: true, Digit: true,
	Find: labelledBirth,
	Proof: detect.Proof{
		Hits: texts(
			"DOB: «7/30/85»", "BDAY:«1985-07-30»", "nací el «30/07/1985»", "D.O.B. «30-07-1985»", "geboren am «30. Juli 1985»", "née le «30 juillet 1985»", "nacido el «30 de julio de 1985»", "nata il «30 luglio 1985»",
			"geboren op «30 juli 1985»", "nascido em «30 de julho de 1985»", "urodzona «30 lipca 1985»", "född «1985-07-30»", "родился «30 июля 1985»",
			"出生日期：«1985年7月30日»", "생년월일: «1985년 7월 30일»", "Geburtsdatum: «30. 07. 1985»",
		),
		Misses: texts(
			"born in 1985",             // a year
			"dob: 13/31/85",            // no day
			"born on the 4th of July",  // no year
			"dob format is DD/MM/YYYY", // a form
			"newborn 30/07/1985",       // another word
			"geb. 12 Zimmer 1985",      // no month
			"born 7/30/85.2",           // goes on
		),
	},
}

// birthLabelsBy are birthLabels by their first letter, as foldedRune has it.
var birthLabelsBy = func() map[rune][]string {
	by := map[rune][]string{}
	for _, label := range birthLabels {
		first, _ := utf8.DecodeRuneInString(label)
		by[foldedRune(first)] = append(by[foldedRune(first)], label)
	}
	return by
}()

// foldedRune is the same for a letter in any case.
func foldedRune(r rune) rune {
	least := r
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		least = min(least, other)
	}
	return least
}

func labelledBirth(text string, at int) (int, int, detect.Confidence) {
	first, _ := utf8.DecodeRuneInString(text[at:])
	for _, label := range birthLabelsBy[foldedRune(first)] {
		if n := len(label); at+n <= len(text) && !differ(text[at+1], label[1]) && strings.EqualFold(text[at:at+n], label) {
			start := skipDateFiller(text, at+n)
			if end := dateEnd(text, start); end > 0 {
				return start, end, detect.High
			}
		}
	}
	return 0, 0, detect.None
}

// differ reports that two bytes of ASCII are different letters.
func differ(a, b byte) bool { return (a^b)&^0x20 != 0 && (a|b) < 0x80 }

// skipDateFiller skips punctuation and small words between a label and a date.
func skipDateFiller(text string, i int) int {
	for words, from := 0, i; i < len(text) && i-from < 24; {
		switch c := text[i]; {
		case c == ' ', c == ':', c == '=', c == '"', c == '\'', c == '.', c == '(', c == ')', c == '*', c == '-', c == ',':
			i++
		case isAlpha(c) && words < 3 && !isAlnum(byteAt(text, i-1)):
			n := wordLength(text, i)
			if !foldsTo(text[i:i+n], "is", "was", "on", "am", "le", "el", "il", "em", "op", "the", "den", "dnia", "of", "date", "r") {
				return i
			}
			words++
			i += n
		case strings.HasPrefix(text[i:], "："), strings.HasPrefix(text[i:], "は"), strings.HasPrefix(text[i:], "은"), strings.HasPrefix(text[i:], "是"):
			i += 3
		default:
			return i
		}
	}
	return i
}

// dateEnd is where a date ends that begins at i, in figures or with the month in
// words, or 0.
func dateEnd(text string, i int) int {
	if !isDigit(byteAt(text, i)) || isAlnum(byteAt(text, i-1)) {
		return 0
	}
	n := digitsAt(text, i)
	if n > 4 || n == 3 {
		return 0
	}
	first, k := number(text[i:i+n]), i+n
	if n == 4 && (strings.HasPrefix(text[k:], "年") || strings.HasPrefix(text[k:], "년")) {
		return wideDateEnd(text, k+3, first)
	}
	if sep := byteAt(text, k); sep == '-' || sep == '/' || sep == '.' {
		if end := figuresEnd(text, i, n, sep); end > 0 {
			return end
		}
	}
	if n > 2 {
		return 0
	}
	return wordsEnd(text, k, first)
}

func digitsAt(text string, i int) int {
	n := 0
	for i+n < len(text) && isDigit(text[i+n]) && n < 9 {
		n++
	}
	return n
}

// figuresEnd reads 1985-07-30, 30. 07. 1985, 7/30/85 from its first figure of n digits on.
func figuresEnd(text string, i, n int, sep byte) int {
	var part [3]int
	part[0] = number(text[i : i+n])
	k, last := i+n, 0
	for p := 1; p < 3; p++ {
		if byteAt(text, k) != sep {
			return 0
		}
		k++
		if sep == '.' && byteAt(text, k) == ' ' {
			k++
		}
		last = digitsAt(text, k)
		if last == 0 || last > 4 {
			return 0
		}
		part[p] = number(text[k : k+last])
		k += last
	}
	switch {
	case isAlnum(byteAt(text, k)) && text[k] != 'T', byteAt(text, k) == sep || byteAt(text, k) == '.' && isDigit(byteAt(text, k+1)):
		return 0
	case n == 4 && last <= 2 && aliveYear(part[0]) && day(part[1], part[2]),
		n <= 2 && (last == 2 || last == 4 && aliveYear(part[2])) && (day(part[0], part[1]) || day(part[1], part[0])):
		return k
	}
	return 0
}

// wideDateEnd reads the rest of 1985年7月30日 or 1985년 7월 30일 behind its year.
func wideDateEnd(text string, i, year int) int {
	var part [2]int
	for p, units := range [...][2]string{{"月", "월"}, {"日", "일"}} {
		if byteAt(text, i) == ' ' {
			i++
		}
		n := digitsAt(text, i)
		if n == 0 || n > 2 || !strings.HasPrefix(text[i+n:], units[0]) && !strings.HasPrefix(text[i+n:], units[1]) {
			return 0
		}
		part[p] = number(text[i : i+n])
		i += n + 3
	}
	if !aliveYear(year) || !day(part[0], part[1]) {
		return 0
	}
	return i
}

// wordsEnd reads the rest of 30 de julio de 1985 or 30. Juli 1985 behind its day.
func wordsEnd(text string, i, d int) int {
	if byteAt(text, i) == '.' {
		i++
	}
	i = skipWord(text, i, "de", "of")
	if byteAt(text, i) != ' ' || d < 1 || d > 31 {
		return 0
	}
	from := i + 1
	for i = from; i < len(text) && i-from < 20 && (isAlpha(text[i]) || text[i] >= 0x80); {
		i++
	}
	if !monthWord(text[from:i]) {
		return 0
	}
	if c := byteAt(text, i); c == '.' || c == ',' {
		i++
	}
	i = skipWord(text, i, "de", "del")
	if byteAt(text, i) != ' ' || digitsAt(text, i+1) != 4 || !aliveYear(number(text[i+1:i+5])) {
		return 0
	}
	return i + 5
}

// skipWord skips a space and one of some words behind it.
func skipWord(text string, i int, words ...string) int {
	if byteAt(text, i) != ' ' {
		return i
	}
	if n := wordLength(text, i+1); foldsTo(text[i+1:i+1+n], words...) {
		return i + 1 + n
	}
	return i
}

var months = [...]string{
	"januar", "jänner", "februar", "märz", "mai", "juni", "juli", "oktober", "dezember",
	"janvier", "février", "mars", "avril", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
	"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
	"gennaio", "febbraio", "aprile", "maggio", "giugno", "luglio", "settembre", "ottobre", "dicembre",
	"januari", "februari", "maart", "mei", "augustus", "december", "augusti", "januar", "desember",
	"janeiro", "fevereiro", "março", "maio", "junho", "julho", "setembro", "outubro", "novembro", "dezembro",
	"stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia",
	"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря",
	"ocak", "şubat", "mart", "nisan", "mayıs", "haziran", "temmuz", "ağustos", "eylül", "ekim", "kasım", "aralık",
}

// monthWord: the name of a month in one of a dozen languages.
func monthWord(w string) bool {
	if month(w) {
		return true
	}
	for _, m := range months {
		if strings.EqualFold(w, m) {
			return true
		}
	}
	return false
}
