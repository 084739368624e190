package pricing

import (
	"strings"
	"sync"
)

// maxFound bounds how many answers a book remembers. Names of models come from
// outside, so that without a bound anybody could fill the memory.
const maxFound = 4096

// memo remembers answers in two generations. When the young one is full it
// becomes the old one, and the old one is forgotten; what is asked for again
// moves to the young one.
type memo struct {
	mu         sync.RWMutex
	young, old map[question]found
}

type question struct{ provider, model string }

func (m *memo) get(provider, model string) (found, bool) {
	q := question{provider, model}
	m.mu.RLock()
	f, ok := m.young[q]
	fromOld := false
	if !ok {
		f, fromOld = m.old[q]
	}
	m.mu.RUnlock()
	if fromOld {
		m.put(provider, model, f)
	}
	return f, ok || fromOld
}

func (m *memo) put(provider, model string, f found) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.young == nil || len(m.young) >= maxFound/2 {
		m.old, m.young = m.young, make(map[question]found)
	}
	// The strings may be pieces of a large buffer that must not be kept alive.
	m.young[question{strings.Clone(provider), strings.Clone(model)}] = f
}
