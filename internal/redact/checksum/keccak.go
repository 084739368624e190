package checksum

import (
	"hash"
	"sync"

	"golang.org/x/crypto/sha3"
)

// keccak is a state of the hash that came before SHA-3, with the memory its input
// and output live in, so that a check allocates nothing.
type keccak struct {
	hash hash.Hash
	in   [80]byte
	out  [32]byte
}

var keccaks = sync.Pool{New: func() any { return &keccak{hash: sha3.NewLegacyKeccak256()} }}

func (k *keccak) sum(n int) []byte {
	k.hash.Reset()
	_, _ = k.hash.Write(k.in[:n]) // a hash never fails
	return k.hash.Sum(k.out[:0])
}

// Ethereum checks an address with 0x: forty hexadecimal digits in the case that
// EIP-55 gives them. One all in small letters has no checksum and fails, and so
// do nearly all in capitals.
func Ethereum(s string) bool {
	if len(s) != 42 || s[0] != '0' || s[1] != 'x' {
		return false
	}
	k, _ := keccaks.Get().(*keccak)
	defer keccaks.Put(k)
	s = s[2:]
	for i := range len(s) {
		c := s[i]
		switch {
		case c-'0' <= 9, c-'a' <= 5:
			k.in[i] = c
		case c-'A' <= 5:
			k.in[i] = c | 0x20
		default:
			return false
		}
	}
	sum := k.sum(len(s))
	upper := false
	for i := range len(s) {
		nibble := sum[i/2] >> 4
		if i%2 == 1 {
			nibble = sum[i/2] & 15
		}
		if isLetter(s[i]&^0x20) && (nibble >= 8) != isLetter(s[i]) {
			return false
		}
		upper = upper || isLetter(s[i])
	}
	return upper
}

// Monero checks an address of the main net: 95 characters, or 106 with a payment
// id, in blocks of eleven that each encode eight bytes; a network byte, and four
// bytes of Keccak at the end.
func Monero(s string) bool {
	if len(s) != 95 && len(s) != 106 {
		return false
	}
	k, _ := keccaks.Get().(*keccak)
	defer keccaks.Put(k)
	n := 0
	for at := 0; at < len(s); at += 11 {
		block := s[at:min(len(s), at+11)]
		size := 8
		if len(block) < 11 { // the last: seven characters
			size = 5
		}
		v, ok := base58Block(block)
		if !ok || size == 5 && v >= 1<<40 {
			return false
		}
		for i := size - 1; i >= 0; i-- {
			k.in[n+i] = byte(v)
			v >>= 8
		}
		n += size
	}
	switch k.in[0] {
	case 18, 19, 42: // standard, integrated, subaddress
	default:
		return false
	}
	sum := k.sum(n - 4)
	return [4]byte(sum[:4]) == [4]byte(k.in[n-4:n])
}
