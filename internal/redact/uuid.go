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
	if i < 0 || i+36 > len(t) || t[i+8] != '-' || alnumAt(t, i-1) || alnumAt(t, i+36) {
		return 0
	}
	u := t[i : i+36]
	if u[13] != '-' || u[18] != '-' || u[23] != '-' {
		return 0
	}
	all := uint8(isHex) // without branches: most of what gets here is one
	for k := range 8 {
		all &= class[u[k]] & class[u[28+k]]
	}
	for k := range 4 {
		all &= class[u[9+k]] & class[u[14+k]] & class[u[19+k]] & class[u[24+k]]
	}
	if all == 0 {
		return 0
	}
	return i + 36
}
