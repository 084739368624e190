package redact

import "math/bits"

const (
	eachByte = 0x0101010101010101
	highBits = 0x80 * eachByte
	lowBits  = 0x7f * eachByte
	caseBits = 0x20 * eachByte
)

// load64 reads eight bytes, the first in the lowest bits; compilers make it one load.
func load64(s string, i int) uint64 {
	s = s[i : i+8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// classify reads a block of 64 bytes. It turns eight words of eight bytes into
// one word for each bit of a byte, so that a class is a few operations on all of
// them at once.
func classify(s *[64]byte, b *block) {
	b0, b1, b2, b3 := load64In(s, 0), load64In(s, 8), load64In(s, 16), load64In(s, 24)
	b4, b5, b6, b7 := load64In(s, 32), load64In(s, 40), load64In(s, 48), load64In(s, 56)
	b0, b4 = swapBits(b0, b4, 4, halfByte)
	b1, b5 = swapBits(b1, b5, 4, halfByte)
	b2, b6 = swapBits(b2, b6, 4, halfByte)
	b3, b7 = swapBits(b3, b7, 4, halfByte)
	b0, b2 = swapBits(b0, b2, 2, bitPairs)
	b1, b3 = swapBits(b1, b3, 2, bitPairs)
	b4, b6 = swapBits(b4, b6, 2, bitPairs)
	b5, b7 = swapBits(b5, b7, 2, bitPairs)
	b0, b1 = swapBits(b0, b1, 1, everyOther)
	b2, b3 = swapBits(b2, b3, 1, everyOther)
	b4, b5 = swapBits(b4, b5, 1, everyOther)
	b6, b7 = swapBits(b6, b7, 1, everyOther)

	low := b0 | b1 | b2 | b3 | b4 // not the first of 32
	letter := b6 & low &^ (b4 & b3 & (b2 | b1&b0)) &^ b7
	digit := b5 & b4 &^ (b3 & (b2 | b1)) &^ (b6 | b7)
	alnum := letter | digit
	b.alnum = inOrder(alnum)
	b.punct = inOrder((b6 | b5&low) &^ (alnum | b7))
	b.high, b.digit, b.upper = 0, 0, 0
	if b7 != 0 {
		b.high = inOrder(b7)
	}
	if digit != 0 { // else nobody asks for the capitals
		b.digit, b.upper = inOrder(digit), inOrder(letter&^b5)
	}
}

const (
	halfByte   = 0x0f * eachByte
	bitPairs   = 0x33 * eachByte
	everyOther = 0x55 * eachByte
)

// swapBits exchanges the upper bits of each pair in a byte of x with the lower ones of y.
func swapBits(x, y uint64, by int, mask uint64) (uint64, uint64) {
	t := (x>>(by&7) ^ y) & mask
	return x ^ t<<(by&7), y ^ t
}

// inOrder puts the bits of a class in the order of the text: bit 8i+j is of byte 8j+i.
func inOrder(x uint64) uint64 {
	t := (x ^ x>>7) & 0x00aa00aa00aa00aa
	x ^= t ^ t<<7
	t = (x ^ x>>14) & 0x0000cccc0000cccc
	x ^= t ^ t<<14
	t = (x ^ x>>28) & 0x00000000f0f0f0f0
	return x ^ t ^ t<<28
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

// digitsEnd is where the digits that start at i end.
func digitsEnd(s string, i int) int {
	for i+8 <= len(s) {
		x := load64(s, i) ^ '0'*eachByte
		if other := ((x & lowBits) + (0x7f-9)*eachByte | x) & highBits; other != 0 {
			return i + bits.TrailingZeros64(other)/8
		}
		i += 8
	}
	for i < len(s) && class[s[i]]&isDigit != 0 {
		i++
	}
	return i
}

// hexDigest reports whether all of a text, of a multiple of eight bytes, is digits
// and small letters of hexadecimal, with at least one letter.
func hexDigest(s string) bool {
	other, letters := uint64(0), uint64(0)
	for i := 0; i+8 <= len(s); i += 8 {
		x := load64(s, i)
		digit, letter := x^'0'*eachByte, x^0x60*eachByte // a is 1
		notDigit := (digit&lowBits + (0x7f-9)*eachByte | digit) & highBits
		inHex := (letter&lowBits + lowBits) &^ (letter&lowBits + (0x7f-6)*eachByte) &^ letter & highBits
		other |= notDigit &^ inHex
		letters |= inHex
	}
	return other == 0 && letters != 0
}
