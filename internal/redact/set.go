package redact

// A set is a set of detectors, by their number.
type set []uint64

func newSet(n int) set { return make(set, (n+63)/64) }

func (s set) has(i int32) bool { return s[i>>6]&(1<<(i&63)) != 0 }

func (s set) add(i int32) { s[i>>6] |= 1 << (i & 63) }

// with is the set and one more, longer where that needs it.
func (s set) with(i int32) set {
	for int(i>>6) >= len(s) {
		s = append(s, 0)
	}
	s.add(i)
	return s
}

func (s set) merge(of set) {
	for i, w := range of {
		s[i] |= w
	}
}

func (s set) any() bool {
	all := uint64(0)
	for _, w := range s {
		all |= w
	}
	return all != 0
}

// meets reports a detector that is in both; the other set may be shorter.
func (s set) meets(other set) bool {
	for i, w := range other {
		if s[i]&w != 0 {
			return true
		}
	}
	return false
}

// filled appends which of its words are not 0.
func (s set) filled(at []int) []int {
	for i, w := range s {
		if w != 0 {
			at = append(at, i)
		}
	}
	return at
}

// A sparseSet is the words of a set that are not 0.
type sparseSet []setWord

type setWord struct {
	at   int
	bits uint64
}

// sparse appends a set's words that are not 0.
func (s set) sparse(to sparseSet) sparseSet {
	for i, w := range s {
		if w != 0 {
			to = append(to, setWord{i, w})
		}
	}
	return to
}

func (s set) mergeSparse(of sparseSet) {
	for i := range of {
		s[of[i].at] |= of[i].bits
	}
}
