package redact

import (
	"math/bits"
	"unsafe"
)

const (
	eachByte = 0x0101010101010101
	highBits = 0x80 * eachByte
	lowBits  = 0x7f * eachByte
	caseBits = 0x20 * eachByte

	// gather brings the lowest bit of each byte together in the highest byte.
	gather = 0x0102040810204080
)

// load64 reads eight bytes, the first in the lowest bits; compilers make it one load.
func load64(s string, i int) uint64 {
	s = s[i : i+8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// classify reads a block of 64 bytes, eight at a time. In each byte, adding
// 0x80-c carries into the high bit when the byte is c or more. Few blocks have
// digits, and only of those the capitals are asked for.
func classify(s string, b *block) {
	_ = s[63]
	var alnum, punct, high, digits uint64
	for i := 0; i < 64; i += 8 {
		x := load64(s, i)
		high |= x
		low := x & lowBits
		folded := low | caseBits
		letter := (folded + (0x80-'a')*eachByte) &^ (folded + (0x7f-'z')*eachByte)
		digit := (low + (0x80-'0')*eachByte) &^ (low + (0x7f-'9')*eachByte)
		digits |= digit &^ x
		either := (letter | digit) &^ x & highBits
		mark := (low + (0x7f-' ')*eachByte) &^ x & highBits &^ either
		alnum |= (either >> 7 * gather) >> 56 << i
		punct |= (mark >> 7 * gather) >> 56 << i
	}
	b.alnum, b.punct, b.high, b.digit, b.upper = alnum, punct, high&highBits, 0, 0
	if digits&highBits != 0 {
		for i := 0; i < 64; i += 8 {
			b.numerals(load64(s, i), i)
		}
	}
}

// numerals fills in the digits and capitals among eight bytes.
func (b *block) numerals(x uint64, i int) {
	low := x & lowBits
	digit := (low + (0x80-'0')*eachByte) &^ (low + (0x7f-'9')*eachByte) &^ x & highBits
	capital := (low + (0x80-'A')*eachByte) &^ (low + (0x7f-'Z')*eachByte) &^ x & highBits
	b.digit |= (digit >> 7 * gather) >> 56 << i
	b.upper |= (capital >> 7 * gather) >> 56 << i
}

// classifyTail reads the last, incomplete block of a text.
func classifyTail(s string, b *block) {
	var block [64]byte
	copy(block[:], s)
	classify(unsafe.String(&block[0], len(block)), b) //nolint:gosec // read here only
}

// Classes of bytes.
const (
	isDigit = 1 << iota
	isUpper
	isLower
	isPunct
	isBase64 // beside letters and digits, what both base64 alphabets use
	isHex
	isSpace
	isHigh

	// isNearDigit is given to what stands before an anchor, in place of a class
	// that is of no use there.
	isNearDigit = isBase64

	isLetter = isUpper | isLower
	isAlnum  = isDigit | isLetter
)

var class = func() (t [256]uint8) {
	for c := range 256 {
		switch {
		case c >= '0' && c <= '9':
			t[c] = isDigit | isHex
		case c >= 'A' && c <= 'Z':
			t[c] = isUpper
		case c >= 'a' && c <= 'z':
			t[c] = isLower
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			t[c] = isSpace
		case c > ' ' && c < 0x7f:
			t[c] = isPunct
		case c >= 0x80:
			t[c] = isHigh
		}
	}
	for _, c := range "abcdefABCDEF" {
		t[c] |= isHex
	}
	for _, c := range "+/-_=" {
		t[c] |= isBase64
	}
	return t
}()

func trailing(m uint64) int { return bits.TrailingZeros64(m) }

func alnumAt(s string, i int) bool {
	return i >= 0 && i < len(s) && class[s[i]]&isAlnum != 0
}

func digitAt(s string, i int) bool {
	return i >= 0 && i < len(s) && class[s[i]]&isDigit != 0
}

// runEnd is where the letters and digits that start at i end.
func runEnd(s string, i int) int {
	for i+8 <= len(s) {
		x := load64(s, i)
		low := x & lowBits
		folded := low | caseBits
		letter := (folded + (0x80-'a')*eachByte) &^ (folded + (0x7f-'z')*eachByte)
		digit := (low + (0x80-'0')*eachByte) &^ (low + (0x7f-'9')*eachByte)
		other := ^(letter | digit) | x
		if other &= highBits; other != 0 {
			return i + bits.TrailingZeros64(other)/8
		}
		i += 8
	}
	for i < len(s) && class[s[i]]&isAlnum != 0 {
		i++
	}
	return i
}
