package session

// slab keeps values without pointers in pages, so that a million of them are a few
// thousand objects to the garbage collector. A value is named by its slot; slot 0
// is none. Slots are used again.
type slab[T any] struct {
	pages []*[pageSize]T
	free  []uint32
	used  uint32 // slots that ever were in use, 0 included
	live  int
}

const pageSize = 256

func (s *slab[T]) at(slot uint32) *T { return &s.pages[slot/pageSize][slot%pageSize] }

// take returns a slot whose value is zero.
func (s *slab[T]) take() uint32 {
	s.live++
	if n := len(s.free); n > 0 {
		slot := s.free[n-1]
		s.free = s.free[:n-1]
		return slot
	}
	if s.used == 0 {
		s.used = 1
	}
	if int(s.used/pageSize) == len(s.pages) {
		s.pages = append(s.pages, new([pageSize]T))
	}
	slot := s.used
	s.used++
	return slot
}

// put gives a slot back; its value becomes zero.
func (s *slab[T]) put(slot uint32) {
	var zero T
	*s.at(slot) = zero
	s.free = append(s.free, slot)
	s.live--
}

// grow makes slots up to one exist, as when an image is read back.
func (s *slab[T]) grow(used uint32) {
	for int(used+pageSize-1)/pageSize > len(s.pages) {
		s.pages = append(s.pages, new([pageSize]T))
	}
	s.used = max(s.used, used)
}
