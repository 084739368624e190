package identity

import (
	"hash/maphash"
	"strings"
	"sync"
)

const shards = 16

// memory remembers the private forms of texts that come again. They are found by two hashes
// with seeds of this process, so that no text is kept and nobody can aim at another's place.
type memory struct {
	seeds    [2]maphash.Seed
	perShard int
	look     func(key, text, tenant string) (string, bool)
	redacted func()
	shards   [shards]shard
}

type place [2]uint64

// shard has the texts that are their own private form, which are nearly all, in sets of
// one line of the processor's cache, the last used first; and tokens in two
// generations: when the younger is full, the older is forgotten.
type shard struct {
	mu         sync.Mutex
	plain      []set // nil until there is one
	young, old map[place]string
}

const setSize = 4

type set [setSize]place

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
	var room [256]byte
	all := append(append(room[:0], key...), 0)
	all = append(append(append(all, tenant...), 0), text...)
	return place{maphash.Bytes(m.seeds[0], all), maphash.Bytes(m.seeds[1], all)}
}

// find returns "" for a text that is its own private form.
func (s *shard) find(at place, most int) (private string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.plain != nil && s.set(at).has(at) {
		return "", true
	}
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
	if private != "" {
		s.put(at, private, most)
		return
	}
	if s.plain == nil {
		s.plain = make([]set, max(2*most/setSize, 1))
	}
	s.set(at).add(at)
}

func (s *shard) set(at place) *set { return &s.plain[at[1]%uint64(len(s.plain))] }

func (s *set) has(at place) bool {
	for i := range s {
		if s[i] == at {
			copy(s[1:i+1], s[:i])
			s[0] = at
			return true
		}
	}
	return false
}

func (s *set) add(at place) {
	copy(s[1:], s[:])
	s[0] = at
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
		for j := range s.plain {
			for _, at := range s.plain[j] {
				if at != (place{}) {
					n++
				}
			}
		}
		s.mu.Unlock()
	}
	return n
}
