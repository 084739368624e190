package redact

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// inRow turns down, before anything is asked, what is surely a piece of a longer
// row of numbers: any row has pieces that pass a checksum.
func (g *region) inRow(i, j int) bool {
	return g.groups[i].length != 4 && g.rowBehind(j, g.groups[i+1].sep)
}

// beginsInRow turns down all that begin with a group and go on.
func (g *region) beginsInRow(i int) bool {
	sep := g.groups[i+1].sep
	return g.groups[i].length != 4 && i > 0 && g.groups[i].sep == sep && g.groups[i-1].kind <= digitOrMixed && !g.otherBefore(i)
}

func (g *region) rowBehind(j int, sep byte) bool {
	return j+1 < g.n && g.groups[j+1].sep == sep && g.groups[j+1].kind <= digitOrMixed && !g.otherBehind(j)
}

// cardAndCode: four groups of four, one short number behind them, and no more, as
// a card's verification value stands. Rows of tables go on, or are of a width.
func (g *region) cardAndCode(i, j int) bool {
	if i != 0 || j != 3 || g.n != 5 || g.groups[4].length > 3 {
		return false
	}
	for k := range 4 {
		if g.groups[k].length != 4 {
			return false
		}
	}
	return true
}

// otherBehind: what follows a number after a space is joined to more by something
// else, as a date is: 4111 1111 1111 1111 12/28.
func (g *region) otherBehind(j int) bool {
	return j+2 < g.n && g.groups[j+1].sep == ' ' && g.groups[j+2].sep != ' '
}

func (g *region) otherBefore(i int) bool {
	return i > 1 && g.groups[i].sep == ' ' && g.groups[i-1].sep != ' '
}

// embedded is the confidence lost when more numbers of the same row stand
// before or behind: any row of numbers has parts that pass a checksum.
func (s *scanner) embedded(i, j int) detect.Confidence {
	t, g := s.text, &s.region
	start, end := g.groups[i].start, g.groups[j].end
	inner := byte(' ')
	if j > i {
		inner = g.groups[i+1].sep
	} else if end-start >= 12 {
		inner = 0 // a long number stands for itself, unless by a hyphen
	}
	row := i > 0 && g.inRowWith(i-1, i) && (g.groups[i].sep == inner || g.groups[i].sep != ' ') && !g.otherBefore(i) ||
		j+1 < g.n && g.inRowWith(j+1, j) && (g.groups[j+1].sep == inner || g.groups[j+1].sep != ' ') && !g.otherBehind(j) ||
		inner != 0 && start > 1 && t[start-2] == ']' && t[start-1] == inner ||
		inner != 0 && end+1 < len(t) && t[end+1] == '[' && t[end] == inner
	if !row || g.cardAndCode(i, j) || j == i+2 && g.groups[i].length == 4 && g.groups[i+1].length == 6 { // few things but cards are 4-6-5
		return 0
	}
	for k := i; k < j; k++ {
		if g.groups[k].length != 4 {
			return embeddedLoss
		}
	}
	if j == i && g.groups[i].length < 12 {
		return embeddedLoss
	}
	return embeddedRegular
}

// allAlike reports a row of nothing but cards in groups of four.
func (s *scanner) allAlike(i, j int, d *detector) bool {
	g := &s.region
	n := j - i + 1
	if n != 4 || g.n%n != 0 || i%n != 0 {
		return false
	}
	for k := 0; k < g.n; k += n {
		if d.check(g.text(s.text, k, k+n-1), s.text[g.groups[k].start:g.groups[k+n-1].end]) == detect.None {
			return false
		}
	}
	return true
}

// inRowWith reports whether group k beside group i is a number as well, or four
// characters of a dump in hexadecimal.
func (g *region) inRowWith(k, i int) bool {
	return g.groups[k].kind == digitGroup || g.groups[k].length == 4 && g.groups[i].length == 4
}

// otherwise reports what shows that a number that passed its check, and stands
// by no word for it, is something else: the line of a table, the code of a product.
func (s *scanner) otherwise(i, j int, d *detector) bool {
	start, end := s.region.groups[i].start, s.region.groups[j].end
	if j > i && strings.IndexByte(s.text[start:end], ' ') > 0 {
		return s.otherLine(start, end, d, -1) || s.otherLine(start, end, d, 1)
	}
	from, to := s.wordBefore(start)
	if j == i {
		return anyFold(s.text[from:to], productWords)
	}
	if j != i+2 || end-start > len("1-415-555-0132") {
		return false
	}
	if anyFold(s.text[from:to], numberWords) {
		from, to = s.wordBefore(from)
	}
	return anyFold(s.text[from:to], productWords) || anyFold(s.text[from:to], partWords)
}

// wordBefore is the word shortly before a place, empty where there is none.
func (s *scanner) wordBefore(at int) (from, to int) {
	to = at
	for to > 0 && at-to < 3 && class[s.text[to-1]]&isAlnum == 0 {
		to--
	}
	from = to
	for from > 0 && to-from < 12 && class[s.text[from-1]]&isLetter != 0 {
		from--
	}
	return from, to
}

func anyFold(word string, list []string) bool {
	for _, w := range list {
		if len(w) == len(word) && strings.EqualFold(word, w) {
			return true
		}
	}
	return false
}

// productWords are before numbers as long as cards that have a check digit too.
var productWords = []string{"ean", "upc", "gtin", "isbn", "issn", "barcode", "tracking", "seq", "sequence", "snowflake", "serial", "lot", "batch"}

// partWords are before numbers in groups as those of phones, numberWords may stand between.
var (
	partWords   = []string{"part", "parts", "sku", "mpn", "pn", "article", "artikel", "catalog", "catalogue", "model", "oem"}
	numberWords = []string{"no", "nr", "num", "number", "code"}
)

// otherLine reports that the line before (-1) or behind (1) one that is nothing
// but this number is of numbers too, and not of such: the next row of a table.
func (s *scanner) otherLine(start, end int, d *detector, step int) bool {
	t := s.text
	for start > 0 && (t[start-1] == ' ' || t[start-1] == '\t') {
		start--
	}
	for end < len(t) && (t[end] == ' ' || t[end] == '\t' || t[end] == '\r' || class[t[end]]&isDigit != 0) {
		end++
	}
	if start > 0 && t[start-1] != '\n' || end < len(t) && t[end] != '\n' {
		return false
	}
	var line string
	if step < 0 {
		line = t[max(0, start-maxRowBytes):max(0, start-1)]
		line = line[strings.LastIndexByte(line, '\n')+1:]
	} else if end < len(t) {
		line = t[end+1 : min(len(t), end+1+maxRowBytes)]
		if i := strings.IndexByte(line, '\n'); i >= 0 {
			line = line[:i]
		}
	}
	line = strings.TrimSpace(line)
	if line == "" || strings.Trim(line, "0123456789 .,-") != "" || strings.IndexByte(line, ' ') < 0 {
		return false
	}
	return d.check(compactOf(line), line) == detect.None
}

const maxRowBytes = 128
