package checksum

import (
	"bytes"
	"crypto/sha256"
)

// base58Digits holds one more than the value of each character, so that zero means none.
var base58Digits = func() (t [256]uint8) {
	const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	for i := range len(alphabet) {
		t[alphabet[i]] = uint8(i + 1)
	}
	return t
}()

// IsBase58 reports whether c is in Bitcoin's alphabet, which leaves out 0, O, I and l.
func IsBase58(c byte) bool { return base58Digits[c] != 0 }

// Base58Check decodes 25 bytes, as of a Bitcoin address, and checks the four
// bytes of double SHA-256 at their end. version is the first byte.
func Base58Check(s string) (version byte, ok bool) {
	if len(s) < 25 || len(s) > 36 {
		return 0, false
	}
	var b [25]byte
	for i := range len(s) {
		carry := int(base58Digits[s[i]]) - 1
		if carry < 0 {
			return 0, false
		}
		for j := len(b) - 1; j >= 0; j-- {
			carry += int(b[j]) * 58
			b[j] = byte(carry)
			carry >>= 8
		}
		if carry != 0 {
			return 0, false
		}
	}
	// Each leading 1 is a zero byte, and there are no other zero bytes in front.
	for i := range b {
		if one := s[i] == '1'; one != (b[i] == 0) {
			return 0, false
		} else if !one {
			break
		}
	}
	first := sha256.Sum256(b[:21])
	second := sha256.Sum256(first[:])
	return b[0], bytes.Equal(second[:4], b[21:])
}

// Bitcoin checks a pay-to-public-key-hash (1...) or pay-to-script-hash (3...) address.
func Bitcoin(s string) bool {
	version, ok := Base58Check(s)
	return ok && (version == 0x00 || version == 0x05)
}

// base58Block decodes at most eleven characters and reports overflow past 64 bits.
func base58Block(s string) (uint64, bool) {
	v := uint64(0)
	for i := range len(s) {
		d := base58Digits[s[i]]
		if d == 0 {
			return 0, false
		}
		next := v*58 + uint64(d-1)
		if v > (1<<64-1)/58 || next < v*58 {
			return 0, false
		}
		v = next
	}
	return v, true
}
