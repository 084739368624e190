package genaijudgeconnector

import (
	"container/list"
	"crypto/sha256"
	"sync"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/judge"
)

// cache keeps verdicts, the ones used last of them.
type cache struct {
	mu      sync.Mutex
	entries int
	ttl     time.Duration
	order   *list.List // of *cached, the one used last in front
	byKey   map[cacheKey]*list.Element
}

type cacheKey [sha256.Size]byte

type cached struct {
	key     cacheKey
	verdict judge.Verdict
	until   time.Time
}

func newCache(config CacheConfig) *cache {
	return &cache{entries: config.Entries, ttl: config.TTL, order: list.New(), byKey: map[cacheKey]*list.Element{}}
}

// keyOf is of an evaluator's version, which is one of its prompt and the model, and of all that is judged.
func keyOf(version string, s *judge.Subject) cacheKey {
	hash := sha256.New()
	for _, part := range []string{version, s.Instructions, s.Input, s.Steps, s.Response, s.Reference} {
		sum := sha256.Sum256([]byte(part))
		hash.Write(sum[:])
	}
	return cacheKey(hash.Sum(nil))
}

func (c *cache) get(key cacheKey, now time.Time) (judge.Verdict, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	element, ok := c.byKey[key]
	if !ok {
		return judge.Verdict{}, false
	}
	found := element.Value.(*cached)
	if now.After(found.until) {
		c.remove(element)
		return judge.Verdict{}, false
	}
	c.order.MoveToFront(element)
	return found.verdict, true
}

func (c *cache) put(key cacheKey, verdict judge.Verdict, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries == 0 {
		return
	}
	if element, ok := c.byKey[key]; ok {
		c.remove(element)
	}
	for c.order.Len() >= c.entries {
		c.remove(c.order.Back())
	}
	c.byKey[key] = c.order.PushFront(&cached{key: key, verdict: verdict, until: now.Add(c.ttl)})
}

func (c *cache) remove(element *list.Element) {
	delete(c.byKey, element.Value.(*cached).key)
	c.order.Remove(element)
}

func (c *cache) size() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.order.Len()
}
