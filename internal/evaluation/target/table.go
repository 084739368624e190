package target

import "hash/maphash"

// table is a map by hashes: open addressing without deletion marks, so that what is far
// away in memory is one line. Its seed is not known to who sends spans.
type table[V any] struct {
	seed  uint64    // odd
	cells []cell[V] // a power of two, at most three quarters full; nil until there is one
	shift int
	count int
}

type cell[V any] struct {
	key   uint64 // 0 for none, and 1 for 0
	value V
}

const minCells = 8

func newTable[V any]() table[V] {
	return table[V]{seed: maphash.Comparable(maphash.MakeSeed(), 0) | 1}
}

func (t *table[V]) home(key uint64) int { return int(key * t.seed >> t.shift) }

// place is where a key is, or belongs.
func (t *table[V]) place(key uint64) int {
	at := t.home(key)
	for t.cells[at].key != 0 && t.cells[at].key != key {
		at = (at + 1) & (len(t.cells) - 1)
	}
	return at
}

func (t *table[V]) get(key uint64) (value V, ok bool) {
	if t.count == 0 {
		return value, false
	}
	c := &t.cells[t.place(max(key, 1))]
	return c.value, c.key != 0
}

// near reads the cell that a key belongs in; see Index.fetch.
func (t *table[V]) near(key uint64) uint64 {
	if t.count == 0 {
		return 0
	}
	return t.cells[t.home(key)].key
}

func (t *table[V]) put(key uint64, value V) {
	if t.count*4 >= len(t.cells)*3 {
		t.grow()
	}
	key = max(key, 1)
	c := &t.cells[t.place(key)]
	if c.key == 0 {
		t.count++
	}
	*c = cell[V]{key, value}
}

func (t *table[V]) grow() {
	old := t.cells
	t.cells = make([]cell[V], max(2*len(old), minCells))
	for t.shift = 64; 1<<(64-t.shift) < len(t.cells); {
		t.shift--
	}
	for _, c := range old {
		if c.key != 0 {
			t.cells[t.place(c.key)] = c
		}
	}
}

// remove moves up those behind a key that would not be found across the gap.
func (t *table[V]) remove(key uint64) {
	if t.count == 0 {
		return
	}
	gap := t.place(max(key, 1))
	if t.cells[gap].key == 0 {
		return
	}
	t.count--
	last := len(t.cells) - 1
	for next := (gap + 1) & last; t.cells[next].key != 0; next = (next + 1) & last {
		if home := t.home(t.cells[next].key); (next-home)&last >= (next-gap)&last {
			t.cells[gap] = t.cells[next]
			gap = next
		}
	}
	t.cells[gap] = cell[V]{}
}
