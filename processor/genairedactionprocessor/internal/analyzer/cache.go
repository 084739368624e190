package analyzer

import (
	"hash/maphash"
	"sync"
)

// textKey is a 128-bit hash of a text: the texts themselves are not kept.
type textKey [2]uint64

// cache keeps answers by text. It has two generations of half its size each: when
// the younger is full, the elder goes. What is asked for again becomes young.
type cache struct {
	mu           sync.Mutex
	seeds        [2]maphash.Seed
	half         int
	young, elder map[textKey][]Hit
}

func newCache(entries int) *cache {
	return &cache{
		seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()},
		half:  max(entries/2, 1),
		young: map[textKey][]Hit{},
	}
}

func (c *cache) key(text string) textKey {
	return textKey{maphash.String(c.seeds[0], text), maphash.String(c.seeds[1], text)}
}

func (c *cache) get(key textKey) ([]Hit, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if hits, ok := c.young[key]; ok {
		return hits, true
	}
	hits, ok := c.elder[key]
	if ok {
		c.keep(key, hits)
	}
	return hits, ok
}

func (c *cache) put(key textKey, hits []Hit) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keep(key, hits)
}

func (c *cache) keep(key textKey, hits []Hit) {
	if len(c.young) >= c.half {
		c.elder, c.young = c.young, make(map[textKey][]Hit)
	}
	c.young[key] = hits
}

func (c *cache) len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.young) + len(c.elder)
}
