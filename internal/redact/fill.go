package redact

import (
	"math/bits"
	"unsafe"
)

// fillScalar fills n blocks from a text that goes on for at least eight bytes behind
// them, without vector code.
func (s *scanner) fillScalar(text *byte, n int, carry uint64) {
	digits := uint64(0) // the blocks in which digits are, from the first of blocks on
	for k := range blocksBefore {
		digits |= oneIf(s.blocks[k].digit) << k
	}
	for k := range n {
		b := &s.blocks[blocksBefore+k]
		classify((*[64]byte)(unsafe.Add(unsafe.Pointer(text), 64*k)), b) //nolint:gosec // the text is as long as n blocks
		b.starts = b.alnum &^ (b.alnum<<1 | carry)
		b.hits = 0
		carry = b.alnum >> 63
		digits |= oneIf(b.digit) << (blocksBefore + k)
	}
	digits |= oneIf(s.blocks[blocksBefore+n].digit) << (blocksBefore + n)
	// a block's two before, itself, and the next
	s.fillHits(text, n, digits|digits>>1|digits>>2|digits>>3)
}

// oneIf is 1 if any bit is set, else 0.
func oneIf(x uint64) uint64 { return (x | -x) >> 63 }

// fillHits finds the words of n blocks that may be in the filter for blocks that digits
// are near, or in the other one. It lists those whose beginnings may be, three at a time,
// so that the branch is easily foretold, and past the last one of a block looks at what
// begins the next, for nothing.
func (s *scanner) fillHits(text *byte, n int, near uint64) {
	begins, list := &s.r.triggers.begins, unsafe.Pointer(&s.places) //nolint:gosec // it has room for all, and what is read of it was written
	size := uintptr(0)                                              // of the list
	for k := range n {
		at := (*byte)(unsafe.Add(unsafe.Pointer(text), 64*k)) //nolint:gosec // as above
		for m := s.blocks[blocksBefore+k].starts; m != 0; {
			i := bits.TrailingZeros64(m)
			*(*uint16)(unsafe.Add(list, size)) = uint16(64*k + i)
			size += uintptr(begins[stemHash(load32At(at, i))>>(32-beginBits)])
			m &= m - 1
			i = bits.TrailingZeros64(m)
			*(*uint16)(unsafe.Add(list, size)) = uint16(64*k + i)
			size += uintptr(begins[stemHash(load32At(at, i))>>(32-beginBits)])
			m &= m - 1
			i = bits.TrailingZeros64(m)
			*(*uint16)(unsafe.Add(list, size)) = uint16(64*k + i)
			size += uintptr(begins[stemHash(load32At(at, i))>>(32-beginBits)])
			m &= m - 1
		}
	}
	blocks := unsafe.Pointer(&s.blocks[blocksBefore]) //nolint:gosec // the places are in these
	for i := uintptr(0); i < size; i += 2 {
		place := uintptr(*(*uint16)(unsafe.Add(list, i)))
		b := (*block)(unsafe.Add(blocks, place>>6*unsafe.Sizeof(block{})))
		after := (*block)(unsafe.Add(blocks, (place>>6+1)*unsafe.Sizeof(block{}))).alnum
		x := load64At(text, int(place))
		filter := &s.r.triggers.words[near>>(place>>6)&1].filter
		b.hits |= filter.has(wordKey(x, b.run(int(place), after)), uint32(x)) << (place & 63) & b.starts
	}
}

// places are where words begin, as distances from the first of the blocks: of each block
// every second byte at the most, and what is looked at for nothing.
type places [blocksAtOnce * 36]uint16
