package identity

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"sync"
)

// signer makes short keyed hashes: HMAC-SHA-256, cut to 64 bits.
type signer struct{ pool sync.Pool }

type signing struct {
	mac    hash.Hash
	buffer [512]byte
	sum    [sha256.Size]byte
}

func newSigner(key []byte) *signer {
	return &signer{pool: sync.Pool{New: func() any { return &signing{mac: hmac.New(sha256.New, key)} }}}
}

// sum is 0 only by a chance of one in 2^64.
func (s *signer) sum(parts []string) uint64 {
	work, ok := s.pool.Get().(*signing)
	if !ok {
		return 0
	}
	defer s.pool.Put(work)
	work.mac.Reset()
	for _, part := range parts {
		binary.BigEndian.PutUint64(work.buffer[:], uint64(len(part)))
		work.mac.Write(work.buffer[:8])
		for len(part) > 0 { // a string is no slice of bytes, and a copy of a long one would be garbage
			n := copy(work.buffer[:], part)
			work.mac.Write(work.buffer[:n])
			part = part[n:]
		}
	}
	return binary.BigEndian.Uint64(work.mac.Sum(work.sum[:0]))
}
