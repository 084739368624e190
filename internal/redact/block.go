package redact

import (
	"encoding/binary"
	"math/bits"
	"unsafe"
)

// A block is 64 bytes of text as masks, bit i for byte i. This is the seam for
// vector code: fill and fillAVX2 are two ways to the same masks.
type block struct {
	alnum uint64 // ASCII letters and digits
	digit uint64 // ASCII digits
	punct uint64 // punctuation that may be a trigger
	high  uint64 // not ASCII
	hits  uint64 // beginnings of words with which a prefix may begin
	upper uint64 // capital letters
	// starts are the letters and digits that begin a word.
	starts uint64
}

// numbers are the digits at which a number may begin that is worth a look: five
// or more, joined to others, beside a letter, before or behind capitals. What stands
// beyond the block is not known and taken for such.
func (b *block) numbers(carry uint64) uint64 {
	d, letters := b.digit, b.alnum&^b.digit
	const first, last = 3, 3 << 62
	long := d & (d >> 1) & (d >> 2) & (d >> 3) & (d >> 4)
	if run := d &^ (d << 1); d>>63 != 0 { // one that goes on behind the block
		long |= uint64(1) << (63 - bits.LeadingZeros64(run))
	}
	joined := d & (d >> 2) &^ (b.alnum >> 1)
	mixed := d & (letters<<1 | letters>>1 | carry)
	behind := d & (b.upper << 2) &^ (b.alnum << 1)
	before := d & (b.upper >> 2) &^ (b.alnum >> 1) &^ ((letters &^ b.upper) >> 3) // 1012 AB, not 12 March
	return long | joined | mixed | behind | before | d&(first|last)
}

// run has bit 0 set if the byte at k is a letter or digit, bit 1 if the next is,
// and so on, into the block behind.
func (b *block) run(k int, after uint64) uint64 { return b.alnum>>(k&63) | after<<1<<(^k&63) }

// longRuns are the letters and digits with which a run begins of at least
// longRun of them, which may go on into the block behind.
func (b *block) longRuns(after uint64) uint64 {
	r := b.alnum & (b.alnum >> 1)
	r &= r >> 2
	r &= r >> 4
	r &= r >> 8
	if n := bits.LeadingZeros64(^b.alnum); n+bits.TrailingZeros64(^after) >= longRun && n > 0 {
		r |= ^uint64(0) << (64 - n)
	}
	return r
}

// blocksAtOnce is how many blocks are filled ahead.
const blocksAtOnce = 16

// vectorTables are what vector code knows of the triggers. Its layout is known
// to the assembly.
type vectorTables struct {
	strong [16]byte // by the lower half of a byte: the bits of the upper halves that make it a trigger
	weak   [16]byte // that make it a trigger before a letter or digit
	near   [16]byte // that make it a trigger behind a digit, or one more byte
	upper  [16]byte // the bit of an upper half
	words  *wordBloom
	masks  [1 << keyLetters]uint64 // wordMasks
}

// tables lays out the triggers for vector code.
func (t *triggers) tables() *vectorTables {
	v := &vectorTables{words: &t.words.filter, masks: wordMasks}
	for h := range 8 {
		v.upper[h] = 1 << h
	}
	for c := range 128 {
		switch {
		case t.kinds[c] == 0 || class[c]&isPunct == 0:
		case t.near[c]:
			v.near[c&15] |= 1 << (c >> 4)
		case t.weak[c]:
			v.weak[c&15] |= 1 << (c >> 4)
		default:
			v.strong[c&15] |= 1 << (c >> 4)
		}
	}
	return v
}

// fillBlocks fills some blocks from base on, says how many, and leaves the
// letters and digits behind them in the next one.
func (s *scanner) fillBlocks(base int, carry uint64) int {
	t := s.text
	n := min(blocksAtOnce, (len(t)-base-8)/64)
	if n <= 0 {
		return s.fillLast(base, carry)
	}
	s.blocks[n].alnum = s.peek(base + 64*n)
	if vectorized && !s.r.scalar {
		fillVector(t, base, n, s.r.vector, carry, s.blocks[:])
		return n
	}
	for k := range n {
		classify(t[base+64*k:base+64*k+64], &s.blocks[k])
	}
	for k := range n {
		carry = s.hits(&s.blocks[k], base+64*k, carry, s.blocks[k+1].alnum)
	}
	return n
}

// fillLast fills one block near the end of a text.
func (s *scanner) fillLast(base int, carry uint64) int {
	t, b := s.text, &s.blocks[0]
	s.blocks[1].alnum = s.peek(base + 64)
	if vectorized && !s.r.scalar {
		n := copy(s.tail[:64], t[base:])
		copy(s.tail[64:], t[min(len(t), base+64):]) // what a word that ends the block goes on with
		n += min(8, len(t)-base-n)
		clear(s.tail[n:])
		fillVectorBytes(&s.tail, s.r.vector, carry, s.blocks[:2])
		return 1
	}
	if base+64 <= len(t) {
		classify(t[base:base+64], b)
	} else {
		classifyTail(t[base:], b)
	}
	s.hits(b, base, carry, s.blocks[1].alnum)
	return 1
}

// peek is which of the bytes from i on are letters and digits: of the first few,
// and where all of them are, the others are taken for such.
func (s *scanner) peek(i int) uint64 {
	for k := range keyLetters - 1 {
		if !alnumAt(s.text, i+k) {
			return 1<<k - 1
		}
	}
	return ^uint64(0)
}

// hits finds the words with which a prefix may begin, and returns the carry for
// the block behind.
func (s *scanner) hits(b *block, base int, carry, after uint64) uint64 {
	t, filter := s.text, &s.r.triggers.words.filter
	var hits uint64
	b.starts = b.alnum &^ (b.alnum<<1 | carry)
	if base+72 > len(t) {
		for m := b.starts; m != 0; m &= m - 1 {
			k := bits.TrailingZeros64(m)
			hits |= filter.has(wordKey(load64From(t, base+k), b.run(k, after))) << k
		}
	} else {
		text := unsafe.StringData(t[base : base+72]) //nolint:gosec // as long as that, so that the bounds are known below
		for m := b.starts; m != 0; m &= m - 1 {
			k := bits.TrailingZeros64(m) & 63
			x := binary.LittleEndian.Uint64((*[8]byte)(unsafe.Add(unsafe.Pointer(text), k))[:]) //nolint:gosec // k+8 is in bounds
			hits |= filter.has(wordKey(x, b.run(k, after))) << k
		}
	}
	b.hits = hits
	return b.alnum >> 63
}

// marks is the punctuation of a block that may be a trigger, by what stands
// around it. It has no branches but the loop: in source code any would be missed.
func (s *scanner) marks(base int, b *block) (marks uint64) {
	t, worth := s.text, &s.r.triggers.worth
	near := b.digit<<1 | b.digit<<2 | 3 // what stands before the block is not known
	if base+65 > len(t) {
		for m := b.punct; m != 0; m &= m - 1 {
			k := bits.TrailingZeros64(m)
			next := byte(0)
			if base+k+1 < len(t) {
				next = t[base+k+1]
			}
			w := uint64(worth[t[base+k]&0x7f][next])
			marks |= (w&1 | w>>1&(near>>k)) << k
		}
		return marks
	}
	text := (*[65]byte)(unsafe.Pointer(unsafe.StringData(t[base : base+65]))) //nolint:gosec // as long as that, so that the bounds are known below
	for m := b.punct; m != 0; m &= m - 1 {
		k := bits.TrailingZeros64(m) & 63
		w := uint64(worth[text[k]&0x7f][text[k+1]])
		marks |= (w&1 | w>>1&(near>>k)) << k
	}
	return marks
}
