package pii

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// germanAddress is called at the word for street after another name, and at a
// comma, before which a house number and a compound of that word may stand.
func germanAddress(text string, at int) (int, int, detect.Confidence) {
	if text[at] == ',' {
		return germanBefore(text, at)
	}
	i := at
	for text[i] != ' ' {
		i++
	}
	end := houseEnd(text, i+1)
	start := nameBefore(text, at-1)
	if end < 0 || start < 0 || !isUpper(text[at]) {
		return 0, 0, detect.None
	}
	if e, placed := placeAfter(text, end); placed {
		return start, e, detect.High
	}
	return start, end, detect.Low
}

func germanBefore(text string, comma int) (int, int, detect.Confidence) {
	if !isDigit(byteAt(text, comma-1)) && !isDigit(byteAt(text, comma-2)) { // 12, or 12a,
		return 0, 0, detect.None
	}
	i := comma
	for i > 0 && comma-i < 6 && isAlnum(text[i-1]) {
		i--
	}
	if i == comma || byteAt(text, i-1) != ' ' || !isDigit(text[i]) || !houseNumber(text[i:comma]) {
		return 0, 0, detect.None
	}
	start := i - 1
	for start > 0 && i-start < 48 && (isAlpha(text[start-1]) || text[start-1] >= 0x80 || text[start-1] == '-' || text[start-1] == '.') {
		start--
	}
	word := text[start : i-1]
	if strings.HasSuffix(text[:start], "ul. ") || strings.HasSuffix(text[:start], "al. ") { // a street in Poland
		start -= 4
	} else if !streetEnding(word) || !isUpper(word[0]) && word[0] < 0x80 {
		return 0, 0, detect.None
	}
	if foldsTo(word, "straße", "strasse", "platz", "weg", "allee", "markt", "ring", "damm", "linden") { // Lange Straße
		before := start - 1
		if before > 4 && foldsTo(text[before-3:before], "den", "der", "dem") && text[before-4] == ' ' { // Unter den Linden
			before -= 4
		}
		if start = nameBefore(text, before); start < 0 {
			return 0, 0, detect.None
		}
	}
	if end, placed := placeAfter(text, comma); placed {
		return start, end, detect.High
	}
	return 0, 0, detect.None
}

var streetEndings = [...]string{
	"straße", "strasse", "str.", "weg", "platz", "allee", "gasse", "ring", "damm", "ufer", "markt", "hof", "berg", "steig", "chaussee", "linden",
	"straat", "gracht", "laan", "plein", "kade", "dijk", "singel", // the Netherlands
	"gatan", "vägen", "gata", "vej", "gade", "veien", "gaten", "allé", "torget", "katu", "tie", // the North
}

// streetLast are the two bytes that they end with, in any case, by the last one: a
// bit for the lower half of the one before.
var streetLast = func() (last [256]uint16) {
	for _, e := range streetEndings {
		for _, e := range [...]string{e, strings.ToUpper(e)} {
			c, before := e[len(e)-1], uint16(1)<<(e[len(e)-2]&15)
			last[c] |= before
			if isAlpha(c) {
				last[c^0x20] |= before
			}
		}
	}
	return last
}()

// streetEnding: the word ends as names of streets do.
func streetEnding(word string) bool {
	if len(word) < 2 || streetLast[word[len(word)-1]]>>(word[len(word)-2]&15)&1 == 0 {
		return false
	}
	for _, e := range streetEndings {
		if n := len(word) - len(e); n >= 0 && (word[n:] == e || strings.EqualFold(word[n:], e)) {
			return true
		}
	}
	return false
}

// nameBefore is where a capitalised word starts that ends at the space at i, or -1.
func nameBefore(text string, i int) int {
	if byteAt(text, i) != ' ' {
		return -1
	}
	start := i
	for start > 0 && i-start < 30 && (isAlpha(text[start-1]) || text[start-1] >= 0x80 || text[start-1] == '-') {
		start--
	}
	if start == i || !isUpper(text[start]) && text[start] < 0x80 {
		return -1
	}
	return start
}

// houseEnd is where a house number at i ends, or -1.
func houseEnd(text string, i int) int {
	end := i
	for end < len(text) && end-i < 6 && isAlnum(text[end]) {
		end++
	}
	if end == i || !isDigit(text[i]) || !houseNumber(text[i:end]) || isAlnum(byteAt(text, end)) {
		return -1
	}
	return end
}

func frenchAddress(text string, at int) (int, int, detect.Confidence) {
	if at < 2 || text[at-1] != ' ' {
		return 0, 0, detect.None
	}
	end := at - 1
	if w := text[max(0, end-4):end]; len(w) == 4 && (w == " bis" || w == " ter") {
		end -= 4
	}
	start := end
	if byteAt(text, end-1) == ',' {
		start--
	}
	numberEnd := start
	for start > 0 && numberEnd-start < 5 && isDigit(text[start-1]) {
		start--
	}
	if start == numberEnd || !houseNumber(text[start:numberEnd]) || isAlnum(byteAt(text, start-1)) || byteAt(text, start-1) == '.' {
		return 0, 0, detect.None
	}
	name := nameAfter(text, at+wordLength(text, at))
	if name < 0 {
		return 0, 0, detect.None
	}
	if e, placed := placeAfter(text, name); placed {
		return start, e, detect.High
	}
	return start, name, detect.Low
}

func southernAddress(text string, at int) (int, int, detect.Confidence) {
	word := at + wordLength(text, at)
	dotted := byteAt(text, word) == '.'
	if dotted {
		word++
	}
	i := nameAfter(text, word)
	if i < 0 {
		return 0, 0, detect.None
	}
	if byteAt(text, i) == ',' {
		i++
	}
	if byteAt(text, i) != ' ' {
		return 0, 0, detect.None
	}
	end := houseEnd(text, i+1)
	if end < 0 {
		return 0, 0, detect.None
	}
	if e, placed := placeAfter(text, end); placed {
		return at, e, detect.High
	}
	return at, end, pick(isUpper(text[at]) || dotted, detect.Low)
}

// nameAfter reads a street's name behind the word for street: articles and up to
// four capitalised words. It returns where the name ends or -1.
func nameAfter(text string, i int) int {
	for i < len(text) && text[i] >= 0x80 { // allée
		i++
		i += wordLength(text, i)
	}
	end := -1
	for words := 0; words < 6 && byteAt(text, i) == ' '; words++ {
		j, n := i+1, 0
		for j+n < len(text) && (isAlpha(text[j+n]) || text[j+n] >= 0x80 || text[j+n] == '\'' || text[j+n] == '-') && n < 24 {
			n++
		}
		if n == 0 {
			break
		}
		if w := text[j : j+n]; isUpper(w[0]) || w[0] >= 0xc3 || n > 2 && w[1] == '\'' {
			end = j + n
		} else if !foldsTo(w, "de", "la", "le", "les", "du", "des", "del", "los", "las", "della", "dei", "di", "da", "do", "das", "dos", "san", "santa") {
			break
		}
		i = j + n
	}
	return end
}
