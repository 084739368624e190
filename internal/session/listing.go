package session

import "slices"

// listing keeps the first of many slots: a heap whose root is the last of those kept.
type listing struct {
	less  func(a, b uint32) bool
	most  int
	slots []uint32
}

func (t *listing) add(slot uint32) {
	if len(t.slots) < t.most {
		t.slots = append(t.slots, slot)
		for i := len(t.slots) - 1; i > 0 && t.less(t.slots[(i-1)/2], t.slots[i]); i = (i - 1) / 2 {
			t.slots[i], t.slots[(i-1)/2] = t.slots[(i-1)/2], t.slots[i]
		}
		return
	}
	if !t.less(slot, t.slots[0]) {
		return
	}
	t.slots[0] = slot
	for i := 0; ; {
		last := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(t.slots); child++ {
			if t.less(t.slots[last], t.slots[child]) {
				last = child
			}
		}
		if last == i {
			return
		}
		t.slots[i], t.slots[last] = t.slots[last], t.slots[i]
		i = last
	}
}

func (t *listing) sorted() []uint32 {
	slices.SortFunc(t.slots, func(a, b uint32) int {
		switch {
		case t.less(a, b):
			return -1
		case t.less(b, a):
			return 1
		default:
			return 0
		}
	})
	return t.slots
}
