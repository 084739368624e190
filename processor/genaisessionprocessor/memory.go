package genaisessionprocessor

// memory remembers numbers by hashes, in two generations: when the younger is full the
// older is forgotten. It is not safe for concurrent use.
type memory struct {
	generation   int
	young, older map[uint64]int64
	forgotten    int64
}

func newMemory(most int) memory {
	return memory{generation: max(most/2, 1), young: map[uint64]int64{}, older: map[uint64]int64{}}
}

func (m *memory) get(key uint64) (int64, bool) {
	if value, ok := m.young[key]; ok {
		return value, true
	}
	value, ok := m.older[key]
	return value, ok
}

func (m *memory) put(key uint64, value int64) {
	if _, ok := m.young[key]; !ok && len(m.young) >= m.generation {
		m.forgotten += int64(len(m.older))
		m.young, m.older = m.older, m.young
		clear(m.young)
	}
	m.young[key] = value
}
