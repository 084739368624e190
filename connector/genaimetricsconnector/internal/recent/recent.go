// Package recent remembers what was seen, the latest of it, in bounded memory.
package recent

import "sync"

// Set remembers at least the latest half, and at most all, of a number of keys.
// It keeps two generations: when the younger is full the older is forgotten, so
// nothing is ever ordered or evicted one by one. It is safe for concurrent use.
type Set[K comparable] struct {
	generation int // size of one

	mu           sync.Mutex
	young, older map[K]struct{}
}

// New returns a set of at most so many keys, but two; 0 remembers nothing.
func New[K comparable](most int) *Set[K] {
	if most <= 0 {
		return &Set[K]{}
	}
	return &Set[K]{
		generation: max(1, most/2),
		young:      make(map[K]struct{}),
		older:      make(map[K]struct{}),
	}
}

// Seen adds a key and reports whether it, or one that is as good, was there.
func (s *Set[K]) Seen(key K, asGood ...K) bool {
	if s.generation == 0 {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.has(key) {
		return true
	}
	var found bool
	for _, other := range asGood {
		found = found || s.has(other)
	}
	if len(s.young) == s.generation {
		s.young, s.older = s.older, s.young
		clear(s.young) // keeps its memory
	}
	s.young[key] = struct{}{}
	return found
}

func (s *Set[K]) has(key K) bool {
	if _, ok := s.young[key]; ok {
		return true
	}
	_, ok := s.older[key]
	return ok
}

// Len is how many keys are remembered.
func (s *Set[K]) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.young) + len(s.older)
}
