package redact

import "math/bits"

const wordBits = 16

// wordHash hashes the first four bytes of a word, given in any case and with
// what follows it, and its length.
func wordHash(x uint32, length int) uint32 {
	if length < 4 {
		x &= 1<<(8*length) - 1
	}
	return bits.RotateLeft32((x|0x20202020)*0x9e3779b1+uint32(length)*0x85ebca6b, wordBits)
}

// wordFilter has two bits of one of its words set for each hash.
type wordFilter [1 << wordBits / 64]uint64

func (f *wordFilter) has(h uint32) bool {
	return f[h>>6&(1<<wordBits/64-1)]>>(h&63)&(f[h>>6&(1<<wordBits/64-1)]>>(h>>16&63))&1 != 0
}

func (f *wordFilter) add(h uint32) { f[h>>6&(1<<wordBits/64-1)] |= 1<<(h&63) | 1<<(h>>16&63) }

// pairHash hashes two words by their hashes.
func pairHash(before, last uint32) uint32 { return before*31 ^ last }
