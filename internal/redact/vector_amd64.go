//go:build !purego

package redact

import (
	"unsafe"

	"golang.org/x/sys/cpu"
)

// vectorized says that blocks can be filled with AVX2.
var vectorized = cpu.X86.HasAVX2 && cpu.X86.HasBMI1 && cpu.X86.HasBMI2

// fillAVX2 fills n blocks from the text at p, which goes on for at least eight
// bytes behind them. Bit 0 of carry says that a letter or digit stands before,
// and the block behind those that are filled holds the letters and digits behind,
// and whether digits are there, as do the two before.
//
//go:noescape
func fillAVX2(p *byte, n int, t *vectorTables, carry uint64, out *block)

// fillVector fills blocks from the text at base, behind the first blocksBefore.
func fillVector(s string, base, n int, t *vectorTables, carry uint64, out []block) {
	_, _ = s[base+64*n+7], out[blocksBefore+n]
	p := unsafe.Add(unsafe.Pointer(unsafe.StringData(s)), base) //nolint:gosec // in bounds, as just checked
	fillAVX2((*byte)(p), n, t, carry, &out[blocksBefore])
}

// fillVectorBytes fills one block from the end of a text.
func fillVectorBytes(tail *[72]byte, t *vectorTables, carry uint64, out []block) {
	_ = out[blocksBefore+1]
	fillAVX2(&tail[0], 1, t, carry, &out[blocksBefore])
}

// plainAVX2 returns how many of the first n bytes at p, in steps of 32, are ASCII
// and no backslash, % or &.
//
//go:noescape
func plainAVX2(p *byte, n int) int

// suspectAVX2 returns how many of the first n bytes at p, in steps of 32, come
// before a lead byte of the tables.
//
//go:noescape
func suspectAVX2(p *byte, n int, t *suspectTables) int

// unsuspectVector is how much of the beginning of a text surely holds no look-alike.
func unsuspectVector(s string) int {
	return suspectAVX2(unsafe.StringData(s), len(s), &leadTables) //nolint:gosec // reads the string's own bytes
}

// plainVector is how much of the beginning of a text is surely not disguised.
func plainVector(s string) int {
	return plainAVX2(unsafe.StringData(s), len(s)) //nolint:gosec // reads the string's own bytes
}

// quotesAVX2 returns which of the 64 bytes at p are quotes or backslashes.
//
//go:noescape
func quotesAVX2(p *byte) uint64

// quotesOf is which bytes of a block are quotes or backslashes.
func quotesOf(block *[64]byte) uint64 {
	if vectorized {
		return quotesAVX2(&block[0])
	}
	return quotesIn(block)
}
