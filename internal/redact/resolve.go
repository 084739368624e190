package redact

import (
	"cmp"
	"slices"
)

// maxCluster bounds how many overlapping candidates are weighed against each
// other; of more, only as they come.
const maxCluster = 64

// resolve decides which of the overlapping candidates count and keeps those, in
// the bytes of the value.
func (s *scanner) resolve() {
	c := s.candidates
	if len(c) == 0 {
		return
	}
	if len(c) == 1 {
		s.keep(&c[0])
		s.candidates = c[:0]
		return
	}
	slices.SortFunc(c, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end))
	})
	for i := 0; i < len(c); {
		end, k := c[i].end, i+1
		for k < len(c) && c[k].start < end && k-i < maxCluster {
			end = max(end, c[k].end)
			k++
		}
		s.cluster(c[i:k])
		i = k
	}
	s.candidates = c[:0]
}

// cluster keeps the best of candidates that overlap: a secret before personal
// data, then the longest, the surest, the first in order. What overlaps the best
// in part widens it, so that no piece of a value is left; but a secret is not
// widened by the personal data it was mistaken for.
func (s *scanner) cluster(c []candidate) {
	for len(c) > 0 {
		best := 0
		for i := 1; i < len(c); i++ {
			if s.better(&c[i], &c[best]) {
				best = i
			}
		}
		b := c[best]
		secret := s.r.entities[b.entity].secret
		for widened := true; widened; {
			widened = false
			for i := range c {
				o := &c[i]
				if o.end <= b.start || o.start >= b.end || secret && !s.r.entities[o.entity].secret {
					continue
				}
				if o.start < b.start || o.end > b.end {
					b.start, b.end = min(b.start, o.start), max(b.end, o.end)
					widened = true
				}
			}
		}
		s.keep(&b)
		c = trim(c, b.start, b.end)
	}
}

// trim drops what is inside a span by now.
func trim(c []candidate, start, end int) []candidate {
	kept := c[:0]
	for _, o := range c {
		if o.end <= start || o.start >= end {
			kept = append(kept, o)
		}
	}
	return kept
}

func (s *scanner) better(a, b *candidate) bool {
	if x, y := s.r.entities[a.entity].secret, s.r.entities[b.entity].secret; x != y {
		return x
	}
	if x, y := a.end-a.start, b.end-b.start; x != y {
		return x > y
	}
	if a.confidence != b.confidence {
		return a.confidence > b.confidence
	}
	return a.detector < b.detector
}

// keep adds a candidate to the findings of the value.
func (s *scanner) keep(c *candidate) {
	s.kept = append(s.kept, *c)
	start, end := s.view.up(c.start, c.end)
	s.found = append(s.found, found{
		start: int32(start), end: int32(end), entity: c.entity, detector: c.detector,
		confidence: c.confidence, depth: uint8(s.depth),
	})
}
