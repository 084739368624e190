package identity

import (
	"hash/maphash"
	"strings"
	"sync"
)

const shards = 16

// memory remembers the private forms of texts that come again, in two generations:
// when the younger is full, the older is forgotten. It is found by two hashes with
// seeds of this process, so that no text is kept and nobody can aim at another's place.
type memory struct {
	seeds    [2]maphash.Seed
	perShard int
	look     func(key, text, tenant string) (string, bool)
	redacted func()
	shards   [shards]shard
}

type place [2]uint64

type shard struct {
	mu         sync.Mutex
	young, old map[place]string // empty for a text that is its own private form
}

func newMemory(entries int, look func(key, text, tenant string) (string, bool), redacted func()) *memory {
	m := &memory{
		seeds:    [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()},
		perShard: max(entries/shards/2, 1), look: look, redacted: redacted,
	}
	for i := range m.shards {
		m.shards[i].young = map[place]string{}
	}
	return m
}

func (m *memory) get(key, text, tenant string) string {
	at := m.place(key, text, tenant)
	s := &m.shards[at[0]%shards]
	private, ok := s.find(at, m.perShard)
	if !ok {
		looked, changed := m.look(key, text, tenant)
		if changed {
			private = strings.Clone(looked)
		}
		s.keep(at, private, m.perShard)
	}
	if private == "" {
		return text
	}
	m.redacted()
	return private
}

func (m *memory) place(key, text, tenant string) (at place) {
	for i, seed := range m.seeds {
		var h maphash.Hash
		h.SetSeed(seed)
		for _, part := range [...]string{key, tenant, text} {
			h.WriteString(part) //nolint:gosec // it cannot fail
			h.WriteByte(0)      //nolint:gosec // it cannot fail
		}
		at[i] = h.Sum64()
	}
	return at
}

func (s *shard) find(at place, most int) (private string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if private, ok = s.young[at]; ok {
		return private, true
	}
	if private, ok = s.old[at]; ok {
		s.put(at, private, most)
	}
	return private, ok
}

func (s *shard) keep(at place, private string, most int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(at, private, most)
}

func (s *shard) put(at place, private string, most int) {
	if len(s.young) >= most {
		s.old, s.young = s.young, make(map[place]string, most)
	}
	s.young[at] = private
}

func (m *memory) len() (n int) {
	for i := range m.shards {
		s := &m.shards[i]
		s.mu.Lock()
		n += len(s.young) + len(s.old)
		s.mu.Unlock()
	}
	return n
}
