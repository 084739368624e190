package redact

import "math/bits"

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

// longRuns are the letters and digits with which a run begins of at least 16, if
// that is what is asked for, or one that is not seen to end.
func (b *block) longRuns(least uint8) uint64 {
	if least < 16 {
		return ^uint64(0)
	}
	r := b.alnum & (b.alnum >> 1)
	r &= r >> 2
	r &= r >> 4
	r &= r >> 8
	if b.alnum>>63 != 0 {
		r |= ^uint64(0) << (64 - bits.LeadingZeros64(^b.alnum))
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
	four   *[1 << fourBits / 64]uint64
	three  *[1 << triggerBits / 64]uint64
}

// tables lays out the triggers for vector code.
func (t *triggers) tables() *vectorTables {
	v := &vectorTables{four: &t.four, three: (*[1 << triggerBits / 64]uint64)(&t.three)}
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

// fillBlocks fills some blocks from base on, and says how many.
func (s *scanner) fillBlocks(base int, carry uint64) int {
	t := s.text
	if n := min(blocksAtOnce, (len(t)-base-4)/64); vectorized && n > 0 && !s.r.scalar {
		fillVector(t, base, n, s.r.vector, carry, s.blocks[:])
		return n
	}
	b := &s.blocks[0]
	if vectorized && !s.r.scalar {
		n := copy(s.tail[:64], t[base:])
		copy(s.tail[64:], t[min(len(t), base+64):]) // what a word that ends the block goes on with
		n += min(4, len(t)-base-n)
		clear(s.tail[n:])
		fillVectorBytes(&s.tail, s.r.vector, carry, b)
		return 1
	}
	if base+64 <= len(t) {
		*b = classify(t[base : base+64])
	} else {
		*b = classifyTail(t[base:])
	}
	s.hits(b, base, carry)
	return 1
}

// hits finds the words with which a prefix may begin.
func (s *scanner) hits(b *block, base int, carry uint64) {
	t, tr := s.text, s.r.triggers
	var hits uint64
	b.starts = b.alnum &^ (b.alnum<<1 | carry)
	for m := b.starts; m != 0; m &= m - 1 {
		if tr.may(load32(t, base+trailing(m))) {
			hits |= m & -m
		}
	}
	b.hits = hits
}
