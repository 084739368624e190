package genaifeedbackreceiver

import (
	"slices"
	"sync"
)

// vocabulary bounds words that become attributes of metrics.
type vocabulary struct {
	allowed []string // empty for any
	most    int

	mu   sync.Mutex
	seen map[string]struct{}
}

func newVocabulary(allowed []string, most int) *vocabulary {
	return &vocabulary{allowed: allowed, most: most, seen: map[string]struct{}{}}
}

// admit reports whether a word may be used.
func (v *vocabulary) admit(word string) bool {
	if len(v.allowed) > 0 {
		return slices.Contains(v.allowed, word)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if _, known := v.seen[word]; known {
		return true
	}
	if len(v.seen) >= v.most {
		return false
	}
	v.seen[word] = struct{}{}
	return true
}
