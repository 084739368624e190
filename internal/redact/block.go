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
	high  uint64 // bytes that are not ASCII
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
	const half = 1<<(longRun/2) - 1
	if b.alnum>>(64-longRun/2) != half && after&half != half {
		return r
	}
	if n := bits.LeadingZeros64(^b.alnum); n+bits.TrailingZeros64(^after) >= longRun && n > 0 {
		r |= ^uint64(0) << (64 - n)
	}
	return r
}

const (
	// blocksAtOnce is how many blocks are filled ahead.
	blocksAtOnce = 16
	// blocksBefore is of how many before them it is known whether they had digits.
	blocksBefore = 2
)

// vectorTables are what vector code knows of the triggers. Its layout is known
// to the assembly.
type vectorTables struct {
	strong [16]byte                // by the lower half of a byte: the bits of the upper halves that make it a trigger
	weak   [16]byte                // that make it a trigger before a letter or digit
	near   [16]byte                // that make it a trigger behind a digit, or one more byte
	upper  [16]byte                // the bit of an upper half
	words  [2]*wordBloom           // of blocks that no digit is near, and of others
	masks  [1 << keyLetters]uint64 // wordMasks
}

// tables lays out the triggers for vector code.
func (t *triggers) tables() *vectorTables {
	v := &vectorTables{words: [2]*wordBloom{&t.words[0].filter, &t.words[1].filter}, masks: wordMasks}
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
	s.peekAt(&s.blocks[blocksBefore+n], base+64*n)
	text := unsafe.StringData(t[base:]) //nolint:gosec // as long as n blocks and eight bytes
	if vectorized && !s.r.scalar {
		fillVector(t, base, n, s.r.vector, carry, s.blocks[:])
	} else {
		s.fillScalar(text, n, carry)
	}
	return n
}

// fillLast fills one block near the end of a text.
func (s *scanner) fillLast(base int, carry uint64) int {
	t := s.text
	s.peekAt(&s.blocks[blocksBefore+1], base+64)
	n := copy(s.tail[:], t[base:])
	clear(s.tail[n:])
	if vectorized && !s.r.scalar {
		fillVectorBytes(&s.tail, s.r.vector, carry, s.blocks[:])
	} else {
		s.fillScalar(&s.tail[0], 1, carry)
	}
	return 1
}

// peekAt fills what is known of a block at i that is not read yet.
func (s *scanner) peekAt(b *block, i int) {
	b.alnum, b.digit = s.peek(i), 0
	if i < len(s.text) {
		b.digit = ^uint64(0) // any may be one
	}
}

// digitNearBlock is 1 if a digit may stand in a block that was filled, the one behind
// or the two before, else 0.
func (s *scanner) digitNearBlock(k int) int {
	b := s.blocks[k : k+blocksBefore+2]
	if b[0].digit|b[1].digit|b[2].digit|b[3].digit != 0 {
		return 1
	}
	return 0
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

// load32At reads four bytes behind k.
func load32At(text *byte, k int) uint32 {
	x := *(*[4]byte)(unsafe.Add(unsafe.Pointer(text), k)) //nolint:gosec // a text has eight bytes behind its blocks
	return binary.LittleEndian.Uint32(x[:])
}

// load64At reads eight bytes behind k.
func load64At(text *byte, k int) uint64 {
	x := *(*[8]byte)(unsafe.Add(unsafe.Pointer(text), k)) //nolint:gosec // a text has eight bytes behind its blocks
	return binary.LittleEndian.Uint64(x[:])
}

// blockAt is the 64 bytes of a text from i on.
func blockAt(t string, i int) *[64]byte {
	return (*[64]byte)(unsafe.Pointer(unsafe.StringData(t[i : i+64]))) //nolint:gosec // as long as that, and only read
}

// load64In reads eight bytes of a block.
func load64In(block *[64]byte, i int) uint64 { return binary.LittleEndian.Uint64(block[i : i+8]) }

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
