package session

import (
	"encoding/binary"

	"github.com/zeebo/xxh3"
)

// HashID is what [Posting].ResponseID holds of an id that somebody gave to a call; 0 for none.
func HashID(id string) uint64 {
	if id == "" {
		return 0
	}
	return max(1, xxh3.HashString(id))
}

// These hashes are kept in snapshots: they are the same in every run.

// mix takes a word into a hash. For any hash, different words give different results.
func mix(hash, word uint64) uint64 {
	hash = (hash ^ word) * 0x9E3779B97F4A7C15
	hash ^= hash >> 32
	hash *= 0xD6E8FEB86659FD93
	return hash ^ hash>>29
}

func hashSpan(kind uint64, trace TraceID, span SpanID, in, out int64) uint64 {
	hash := mix(kind, binary.LittleEndian.Uint64(trace[:8]))
	hash = mix(hash, binary.LittleEndian.Uint64(trace[8:]))
	hash = mix(hash, binary.LittleEndian.Uint64(span[:]))
	return max(mix(mix(hash, uint64(in)), uint64(out)), 1) // 0 is none
}

func hashText(text string) uint64 {
	hash := uint64(len(text))
	for len(text) >= 8 {
		hash = mix(hash, binary.LittleEndian.Uint64([]byte(text[:8])))
		text = text[8:]
	}
	var rest uint64
	for i := range len(text) {
		rest |= uint64(text[i]) << (8 * i)
	}
	return mix(hash, rest)
}
