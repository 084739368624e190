package redact

import (
	"math/bits"
	"sync"

	"github.com/zeebo/xxh3"
)

// minCachedBytes is the shortest text whose result is kept; a shorter one is
// scanned in less time than it takes to find it.
const minCachedBytes = 256

// cache keeps what was found in texts by the hash of the text and of what else
// decides the result. It is a table of sets of four, so that it never grows.
type cache struct {
	seed uint64
	sets []cacheSet
	mask uint64
}

type cacheSet struct {
	mu      sync.Mutex
	entries [4]cacheEntry
	next    uint8
}

type cacheEntry struct {
	id    identity
	found []found // relative to the text
}

// identity names a text and its circumstances; 128 bits of a seeded hash.
type identity struct{ high, low uint64 }

func newCache(entries int, seed uint64) *cache {
	n := uint64(1) << bits.Len(uint(max(1, entries/4-1)))
	return &cache{seed: seed, sets: make([]cacheSet, n), mask: n - 1}
}

// identity is that of a text under the current key.
func (s *scanner) identity(text string, depth int) identity {
	seed := s.r.cache.seed
	h := xxh3.HashString128Seed(text, seed)
	around := xxh3.HashStringSeed(s.key.words, seed+uint64(depth)) ^ bits.RotateLeft64(xxh3.HashStringSeed(s.parent.words, seed), 1)
	if s.r.usesPaths {
		around ^= xxh3.HashSeed(s.path, seed+3)
	}
	return identity{high: h.Hi ^ around, low: h.Lo + bits.RotateLeft64(around, 32)}
}

func (c *cache) get(id identity) ([]found, bool) {
	set := &c.sets[id.low&c.mask]
	set.mu.Lock()
	defer set.mu.Unlock()
	for i := range set.entries {
		if set.entries[i].id == id {
			return set.entries[i].found, true
		}
	}
	return nil, false
}

// cacheable reports texts whose findings are relative to where they stand: not
// those inside escapes. JSON as a whole is not kept, as its messages are.
func cacheable(raw *view, depth int) bool {
	if depth == 0 && looksJSON(raw.text) {
		return false
	}
	for v := raw; v != nil; v = v.parent {
		if len(v.segments) > 0 {
			return false
		}
	}
	return true
}

// maxFoundKept bounds the memory of an entry; a text with more is scanned again.
const maxFoundKept = 64

// remember keeps the result of a text.
func (s *scanner) remember(raw *view, id identity, list []found) {
	if len(list) > maxFoundKept {
		return
	}
	start, _ := raw.up(0, 0)
	var kept []found
	if len(list) > 0 {
		kept = make([]found, len(list))
		for i, f := range list {
			f.start -= int32(start)
			f.end -= int32(start)
			kept[i] = f
		}
	}
	set := &s.r.cache.sets[id.low&s.r.cache.mask]
	set.mu.Lock()
	set.entries[set.next&3] = cacheEntry{id: id, found: kept}
	set.next++
	set.mu.Unlock()
}

// recall adds the kept result of a text.
func (s *scanner) recall(raw *view, list []found) {
	start, _ := raw.up(0, 0)
	for _, f := range list {
		f.start += int32(start)
		f.end += int32(start)
		s.found = append(s.found, f)
	}
}
