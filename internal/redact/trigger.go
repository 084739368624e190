package redact

import (
	"slices"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// triggers say, at the beginning of a word and at punctuation, which patterns
// to try. The test that nearly all words fail is one look into a small bitmap.
type triggers struct {
	// three holds the first three bytes of prefixes that have no fourth, four the
	// first four of the others, folded.
	three bitmap
	four  [1 << fourBits / 64]uint64
	// index is which of lists holds the prefixes of a hash of three bytes.
	index [1 << triggerBits]uint16
	lists [][]prefix
	// kinds says what a first byte is, and weak which of punctuation is a trigger
	// only before a letter or digit.
	kinds [256]byteKind
	weak  [128]bool
	// near are those that are triggers only behind digits.
	near [128]bool
	// pairs are the prefixes that have no third byte, by their first two, and
	// hasPair which of those there are.
	pairs   map[uint16][]prefix
	hasPair [1 << 16 / 64]uint64
	// minRun is the shortest run of letters and digits that any of the pairs
	// asks for, by their first byte.
	minRun [256]uint8
	// shortestRun is the least of those of first bytes that are digits.
	shortestRun uint8
	// foreign are the prefixes that do not begin with ASCII; they are searched
	// for, in texts that are not ASCII.
	foreign, foreignShort []prefix
	// foreignFour holds the pieces of four bytes that they begin with, one for
	// each place a step may come to.
	foreignFour [1 << foreignFourBits / 64]uint64
	// anchors are the patterns to call at a byte, and beside what any of them asks for.
	anchors [128][]anchor
	beside  [128]anchor
}

// anchor is a pattern to call at a byte, and the classes that must stand around it, 0 for any.
type anchor struct {
	detector      int32
	before, after uint8
}

type bitmap [1 << triggerBits / 64]uint64

func (b *bitmap) has(h uint32) bool { return b[h>>6&(1<<triggerBits/64-1)]&(1<<(h&63)) != 0 }
func (b *bitmap) add(h uint32)      { b[h>>6] |= 1 << (h & 63) }

type prefix struct {
	text     string
	head     uint64 // its first eight bytes, folded, and which bits of them there are
	bits     uint64
	fold     bool
	whole    bool
	minRun   int
	detector int32
}

type byteKind uint8

const (
	anchorByte  byteKind = 1 << iota
	prefixStart          // of punctuation: a prefix begins with it
	pairStart            // a prefix of one or two bytes begins with it
)

const (
	triggerBits = 16
	fourBits    = 17

	foreignFourBits = 12
	foreignStep     = 5 // three letters of Chinese, four of Cyrillic, have five pieces
	highHalf        = highBits & 0xffffffff
)

func foreignHash(x uint32) uint32 { return x * 0x85ebca6b >> (32 - foreignFourBits) }

// hash3 hashes the lower three bytes, folded, to triggerBits bits, hash4 all four to fourBits.
func hash3(x uint32) uint32 { return ((x | 0x20202020) << 8) * 0x9e3779b1 >> (32 - triggerBits) }
func hash4(x uint32) uint32 { return (x | 0x20202020) * 0x85ebca6b >> (32 - fourBits) }

// load32 reads four bytes, the first in the lowest bits; beyond the end are zeros.
func load32(s string, i int) uint32 {
	if i+4 <= len(s) {
		s = s[i : i+4]
		return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
	}
	var x uint32
	for k := len(s) - 1; k >= i; k-- {
		x = x<<8 | uint32(s[k])
	}
	return x
}

func newTriggers() *triggers {
	return &triggers{lists: make([][]prefix, 1), pairs: map[uint16][]prefix{}}
}

// add files a pattern's prefixes.
func (t *triggers) add(d *detect.Pattern, detector int32) {
	for _, text := range d.Prefixes {
		if d.Fold {
			text = strings.ToLower(text)
		}
		if text != "" {
			p := prefix{text: text, fold: d.Fold, whole: d.Whole, minRun: d.MinRun, detector: detector}
			p.bits = ^uint64(0)
			if len(text) < 8 {
				p.bits = 1<<(8*len(text)) - 1
			}
			p.head = (load64(text+"\x00\x00\x00\x00\x00\x00\x00\x00", 0) | caseBits) & p.bits
			t.file(p)
		}
	}
	if c := d.Anchor; c > 0 && c < 128 {
		first := t.kinds[c] == 0
		t.near[c] = (first || t.near[c]) && d.Before != 0 && d.Before&^(detect.Digit|detect.NearDigit) == 0
		t.weak[c] = (first || t.weak[c]) && d.After != 0 && d.After&^(detect.Digit|detect.Letter|detect.HexLetter) == 0
		t.kinds[c] |= anchorByte
		a := anchor{detector: detector, before: classesOf(d.Before), after: classesOf(d.After)}
		if len(t.anchors[c]) == 0 {
			t.beside[c] = a
		}
		t.beside[c].widen(a)
		t.anchors[c] = append(t.anchors[c], a)
	}
}

// widen makes an anchor ask for what either asks for.
func (a *anchor) widen(b anchor) {
	a.before, a.after = either(a.before, b.before), either(a.after, b.after)
}

// either is the union of two sets of classes, of which 0 is any.
func either(a, b uint8) uint8 {
	if a == 0 || b == 0 {
		return 0
	}
	return a | b
}

// fits reports whether the classes around a place are those an anchor asks for.
func (a *anchor) fits(before, behind uint8) bool {
	return (a.before == 0 || a.before&before != 0) && (a.after == 0 || a.after&behind != 0)
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

func (t *triggers) file(p prefix) {
	text := p.text
	if text[0] >= 0x80 {
		t.fileForeign(p)
		return
	}
	for _, a := range p.variants(0) {
		if class[a]&isAlnum == 0 {
			first := t.kinds[a] == 0
			t.kinds[a] |= prefixStart
			if a < 128 {
				t.near[a] = false
				t.weak[a] = (first || t.weak[a]) && len(text) > 1 && class[text[1]]&isAlnum != 0
			}
		}
		for _, b := range p.variants(1) {
			two := uint32(a) | uint32(b)<<8
			if len(text) == 2 && p.whole {
				for _, c := range []byte(wordEnds) {
					t.mark(two|uint32(c)<<16, p)
				}
				continue
			}
			if len(text) == 2 && class[a]&isLetter != 0 {
				for c := range 256 {
					if class[c]&isAlnum != 0 {
						t.mark(two|uint32(c)<<16, p)
					}
				}
				continue
			}
			if len(text) < 3 {
				t.pairKind(a, &p)
				t.hasPair[two>>6] |= 1 << (two & 63)
				t.pairs[uint16(two)] = append(t.pairs[uint16(two)], p)
				continue
			}
			for _, c := range p.variants(2) {
				t.mark(two|uint32(c)<<16, p)
			}
		}
	}
}

func (t *triggers) pairKind(first byte, p *prefix) {
	if run := uint8(min(p.minRun, 64)); t.kinds[first]&pairStart == 0 || run < t.minRun[first] {
		t.minRun[first] = run
	}
	t.kinds[first] |= pairStart
	t.shortestRun = 64
	for c := '0'; c <= '9'; c++ {
		if t.kinds[c]&pairStart != 0 {
			t.shortestRun = min(t.shortestRun, t.minRun[c])
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
	t.foreign = append(t.foreign, p)
	for k := range foreignStep {
		h := foreignHash(load32(p.text, k))
		t.foreignFour[h>>6] |= 1 << (h & 63)
	}
}

// mark files a prefix under its first three bytes.
func (t *triggers) mark(three uint32, p prefix) {
	h := hash3(three)
	if t.index[h] == 0 {
		t.index[h] = uint16(len(t.lists))
		t.lists = append(t.lists, nil)
	}
	list := &t.lists[t.index[h]]
	if !slices.Contains(*list, p) { // its cases share a hash
		*list = append(*list, p)
	}
	if len(p.text) <= 3 {
		t.three.add(h)
		return
	}
	for _, d := range p.variants(3) {
		h := hash4(three | uint32(d)<<24)
		t.four[h>>6] |= 1 << (h & 63)
	}
}

// wordEnds are what a word of two letters may end at; 0 stands for the end of the text.
const wordEnds = " ,.;:!?)]\"'/-<\n\r\t\x00"

// may reports whether a prefix of three bytes or more may begin with four bytes:
// the two looks that most words get.
func (t *triggers) may(x uint32) bool {
	h := hash4(x)
	return t.four[h>>6]&(1<<(h&63)) != 0 || t.three.has(hash3(x))
}

// variants are the bytes that may stand at i of a prefix; any behind a short one.
func (p *prefix) variants(i int) []byte {
	if i >= len(p.text) {
		all := make([]byte, 256)
		for c := range all {
			all[c] = byte(c)
		}
		return all
	}
	c := p.text[i]
	if p.fold && class[c]&isLower != 0 {
		return []byte{c, c - 0x20}
	}
	return []byte{c}
}

// at returns the prefixes that may begin with four bytes, those of up to two and the longer ones.
func (t *triggers) at(x uint32) (short, long []prefix) {
	if t.pair(x) {
		short = t.pairs[uint16(x)]
	}
	return short, t.lists[t.index[hash3(x)]]
}

// pair reports whether a prefix without a third byte begins with the lower two.
func (t *triggers) pair(x uint32) bool {
	return t.hasPair[uint16(x)>>6]&(1<<(x&63)) != 0
}

func (p *prefix) matches(s string, i int) bool {
	if i+8 <= len(s) && (load64(s, i)|caseBits)&p.bits != p.head || i+len(p.text) > len(s) {
		return false
	}
	if p.whole && alnumAt(s, i+len(p.text)) {
		return false
	}
	if p.fold && !equalFold(s[i:i+len(p.text)], p.text) || !p.fold && s[i:i+len(p.text)] != p.text {
		return false
	}
	return p.minRun == 0 || runIsLong(s, i, p.minRun)
}

// runIsLong reports whether at least n letters and digits begin at i.
func runIsLong(s string, i, n int) bool {
	if i+n > len(s) {
		return false
	}
	for k := i + n - 1; k >= i; k-- {
		if class[s[k]]&isAlnum == 0 {
			return false
		}
	}
	return true
}
