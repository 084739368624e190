package redact

// uuidEnd is where the UUID ends that the run is part of, or 0.
func uuidEnd(t string, start, end int) int {
	var before int // how much of a UUID stands before a run of this length
	switch n := end - start; {
	case n == 8 && end < len(t) && t[end] == '-':
		return uuidAt(t, start)
	case n == 12 && start > 0 && t[start-1] == '-':
		before = 24
	case n == 4 && start > 0 && t[start-1] == '-':
		for _, before := range [...]int{9, 14, 19} {
			if u := uuidAt(t, start-before); u > 0 {
				return u
			}
		}
		return 0
	default:
		return 0
	}
	return uuidAt(t, start-before)
}

// inUUID reports whether a value begins at one of the pieces of a UUID.
func inUUID(t string, start int) bool {
	for _, before := range [...]int{0, 9, 14, 19, 24} {
		if start >= before && uuidAt(t, start-before) > 0 {
			return true
		}
	}
	return false
}

func uuidAt(t string, i int) int {
	if i < 0 || i+36 > len(t) || alnumAt(t, i-1) || alnumAt(t, i+36) {
		return 0
	}
	for k := range 36 {
		c := t[i+k]
		if k == 8 || k == 13 || k == 18 || k == 23 {
			if c != '-' {
				return 0
			}
		} else if class[c]&isHex == 0 {
			return 0
		}
	}
	return i + 36
}
