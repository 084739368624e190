package alert

import (
	"cmp"
	"maps"
	"slices"
)

// index finds records by what settles them.
type index map[string]map[*record]struct{}

func (x index) add(key string, r *record) {
	if key == "" {
		return
	}
	if x[key] == nil {
		x[key] = map[*record]struct{}{}
	}
	x[key][r] = struct{}{}
}

func (x index) remove(key string, r *record) {
	delete(x[key], r)
	if len(x[key]) == 0 {
		delete(x, key)
	}
}

// each calls f with the records of a key, oldest first, and reports whether there were any.
func (x index) each(key string, f func(*record)) bool {
	if key == "" {
		return false
	}
	found := slices.SortedFunc(maps.Keys(x[key]), func(a, b *record) int { return cmp.Compare(a.Opened, b.Opened) })
	for _, r := range found {
		f(r)
	}
	return len(found) > 0
}
