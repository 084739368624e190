// Package spanset remembers which spans were seen, the latest ones, in bounded memory.
package spanset

import (
	"sync"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Set remembers at least the latest half, and at most all, of a number of spans.
// It keeps two generations: when the younger is full the older is forgotten, so
// nothing is ever ordered or evicted one by one. It is safe for concurrent use.
type Set struct {
	generation int // size of one

	mu           sync.Mutex
	young, older map[identity]struct{}
}

type identity struct {
	trace pcommon.TraceID
	span  pcommon.SpanID
}

// New returns a set of at most maxSpans, but two; 0 remembers nothing.
func New(maxSpans int) *Set {
	if maxSpans <= 0 {
		return &Set{}
	}
	return &Set{
		generation: max(1, maxSpans/2),
		young:      make(map[identity]struct{}),
		older:      make(map[identity]struct{}),
	}
}

// Seen adds a span and reports whether it was there. A span without trace or
// span id has no identity and is never there.
func (s *Set) Seen(trace pcommon.TraceID, span pcommon.SpanID) bool {
	if s.generation == 0 || trace.IsEmpty() || span.IsEmpty() {
		return false
	}
	id := identity{trace: trace, span: span}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.young[id]; ok {
		return true
	}
	if _, ok := s.older[id]; ok {
		return true
	}
	if len(s.young) == s.generation {
		s.young, s.older = s.older, s.young
		clear(s.young) // keeps its memory
	}
	s.young[id] = struct{}{}
	return false
}

// Len is how many spans are remembered.
func (s *Set) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.young) + len(s.older)
}
