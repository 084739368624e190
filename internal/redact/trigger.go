package redact

import (
	"math"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// triggers say, at the beginning of a word and at punctuation, which patterns
// to try. The tests that nearly all places fail are one look into a small table.
type triggers struct {
	// words are the prefixes that begin with a letter or digit: those that count
	// where no digit is near, and all of them.
	words [2]wordIndex
	// begins are the first three bytes of them all, by stemHash: 2 where one may be, else
	// 0. Bytes take more memory than the filters' bits, and three instructions less.
	begins [1 << beginBits]uint8
	// long are those that ask for a run of at least longRun letters and digits, by
	// their first byte, and hasLong says that there are any.
	long    [128][]prefix
	hasLong bool
	// marks are the prefixes that begin with punctuation, by their first two bytes,
	// as the lower bits of follow count them.
	marks [][]prefix
	// follow says what a byte of punctuation may begin, by the byte behind it, 0 at
	// the end of a text: which of marks, and anchorFits.
	follow [128][256]uint8
	// worth says whether a byte of punctuation is looked at, by the byte behind it:
	// always, or only near behind a digit.
	worth [128][256]uint8
	// kinds says what a first byte of punctuation is, and weak which of it is a
	// trigger only before a letter or digit.
	kinds [128]byteKind
	weak  [128]bool
	// near are those that are triggers only behind digits.
	near [128]bool
	// foreign are the prefixes that do not begin with ASCII; they are searched
	// for, in texts that are not ASCII.
	foreignShort []prefix
	// foreignFour says which of foreign a piece of four bytes belongs to, by its
	// hash: there is one for each place of a prefix a step may come to.
	foreignFour [1 << foreignFourBits]uint8
	foreign     [][]foreignPiece
	// anchors are the patterns to call at a byte, and beside what any of them asks for.
	anchors [128][]anchor
	beside  [128]surroundings
}

// anchor is what must stand around a byte, and the patterns to call where it does.
type anchor struct {
	surroundings
	detectors []int32
}

type surroundings struct {
	before uint8     // classes, 0 for any
	next   [4]uint64 // bytes
	beyond detect.Beyond
	gate   *detect.Gate
}

// foreignPiece is a place in a prefix.
type foreignPiece struct {
	text     string
	offset   int
	detector int32
}

type byteKind uint8

const (
	anchorByte  byteKind = 1 << iota
	prefixStart          // a prefix begins with it
)

const (
	// anchorFits says that behind a byte stands what one of its anchors asks for.
	anchorFits = 1 << 7
	maxMarks   = anchorFits - 1

	alwaysWorth    = 1
	nearDigitWorth = 2
	// longRun is the shortest run that is looked for in blocks.
	longRun = 16

	foreignFourBits = 12
	foreignStep     = 5 // three letters of Chinese, four of Cyrillic, have five pieces
	highHalf        = highBits & 0xffffffff
)

func foreignHash(x uint32) uint32 { return x * 0x85ebca6b >> (32 - foreignFourBits) }

func newTriggers() *triggers {
	return &triggers{marks: make([][]prefix, 1), foreign: make([][]foreignPiece, 1)}
}

// add files a pattern's prefixes and its anchor.
func (t *triggers) add(d *detect.Pattern, detector int32) {
	for _, text := range d.Prefixes {
		if text != "" {
			t.file(newPrefix(text, d, detector))
		}
	}
	if c := d.Anchor; c > 0 && c < 128 {
		first := t.kinds[c] == 0
		t.near[c] = (first || t.near[c]) && d.Before != 0 && d.Before&^(detect.Digit|detect.NearDigit) == 0
		t.weak[c] = (first || t.weak[c]) && d.After != 0 && d.After&^(detect.Digit|detect.Letter|detect.HexLetter) == 0
		t.kinds[c] |= anchorByte
		around := surroundings{before: classesOf(d.Before), next: nextOf(d), beyond: d.Beyond, gate: d.Gate}
		if len(t.anchors[c]) == 0 {
			t.beside[c] = surroundings{before: around.before}
		}
		t.beside[c].widen(around)
		if n := len(t.anchors[c]); n > 0 && t.anchors[c][n-1].surroundings == around {
			t.anchors[c][n-1].detectors = append(t.anchors[c][n-1].detectors, detector)
			return
		}
		t.anchors[c] = append(t.anchors[c], anchor{surroundings: around, detectors: []int32{detector}})
	}
}

// file puts a prefix where its first bytes are looked up.
func (t *triggers) file(p prefix) {
	switch first := p.text[0]; {
	case first >= 0x80:
		t.fileForeign(p)
	case class[first]&isAlnum == 0:
		t.mark(p)
	case p.minRun >= longRun:
		t.hasLong = true
		for _, a := range p.variants(0) {
			t.long[a] = append(t.long[a], p)
		}
	default:
		if t.words[1].add(p); !p.digit {
			t.words[0].add(p)
		}
	}
}

// fileForeign marks the pieces of a prefix. Of one that is short, or soon goes on
// in ASCII, there are too few: it is searched for.
func (t *triggers) fileForeign(p prefix) {
	for k := range foreignStep {
		if k+4 > len(p.text) || load32(p.text, k)&highHalf != highHalf {
			t.foreignShort = append(t.foreignShort, p)
			return
		}
	}
	for k := range foreignStep {
		list := &t.foreignFour[foreignHash(load32(p.text, k))]
		if *list == 0 && len(t.foreign) <= math.MaxUint8 {
			*list = uint8(len(t.foreign))
			t.foreign = append(t.foreign, nil)
		}
		t.foreign[*list] = append(t.foreign[*list], foreignPiece{text: p.text, offset: k, detector: p.detector})
	}
}

// mark files a prefix that begins with punctuation under its first two bytes.
func (t *triggers) mark(p prefix) {
	c := p.text[0]
	first := t.kinds[c] == 0
	t.kinds[c] |= prefixStart
	t.near[c] = false
	t.weak[c] = (first || t.weak[c]) && len(p.text) > 1 && class[p.text[1]]&isAlnum != 0
	for _, b := range p.variants(1) {
		k := t.follow[c][b]
		if k == 0 {
			k = uint8(min(len(t.marks), maxMarks))
			t.follow[c][b] = k
			if int(k) == len(t.marks) {
				t.marks = append(t.marks, nil)
			}
		}
		t.marks[k] = append(t.marks[k], p)
	}
}

// settle completes the tables, when all patterns are there.
func (t *triggers) settle() {
	t.words[0].settle()
	t.words[1].settle()
	for h := range 1 << stemBits {
		if t.words[1].filter.stems[h>>5]>>(h&31)&1 != 0 {
			t.begins[h>>(stemBits-beginBits)] = 2
		}
	}
	for c := range 128 {
		for next := range 256 {
			if t.kinds[c]&anchorByte != 0 && t.beside[c].precedes(byte(next)) {
				t.follow[c][next] |= anchorFits
			}
			switch kind := t.follow[c][next]; {
			case kind&^anchorFits != 0, kind != 0 && (t.beside[c].before == 0 || t.beside[c].before&^(isDigit|isNearDigit) != 0):
				t.worth[c][next] = alwaysWorth
			case kind != 0:
				t.worth[c][next] = nearDigitWorth
			}
		}
	}
}

// nextOf is the bytes that may stand behind an anchor.
func nextOf(d *detect.Pattern) (next [4]uint64) {
	after := classesOf(d.After)
	for c := range 256 {
		if (after == 0 || after&class[c] != 0) && (d.Next == "" || strings.IndexByte(d.Next, byte(c)) >= 0) {
			next[c>>6] |= 1 << (c & 63)
		}
	}
	return next
}

// widen makes surroundings those of what either asks for.
func (a *surroundings) widen(b surroundings) {
	if a.before == 0 || b.before == 0 {
		a.before = 0
	} else {
		a.before |= b.before
	}
	for i := range a.next {
		a.next[i] |= b.next[i]
	}
}

func (a *surroundings) precedes(next byte) bool { return a.next[next>>6]>>(next&63)&1 != 0 }

// fits reports whether what stands around a place is what an anchor asks for.
func (a *surroundings) fits(text string, i int, before uint8, next byte) bool {
	if a.before != 0 && a.before&before == 0 || !a.precedes(next) {
		return false
	}
	at := i + a.beyond.Distance
	return at == i || at < len(text) && text[at] == a.beyond.Byte
}

// classesOf is a set of classes as bytes have them here.
func classesOf(c detect.Class) (classes uint8) {
	for from, to := range map[detect.Class]uint8{
		detect.Digit: isDigit, detect.Upper: isUpper, detect.Lower: isLower, detect.HexLetter: isHex, detect.Space: isSpace,
		detect.NearDigit: isNearDigit,
	} {
		if c&from != 0 {
			classes |= to
		}
	}
	return classes
}
