package secret

import "math"

// filler says that a random part is none: xxxxxxxx, 1111111111, ********.
func filler(s string) bool {
	var counts [256]uint16
	for i := range len(s) {
		counts[lowered(s[i])]++
	}
	marks := max(counts['x'], counts['*'], counts['.'], counts['#'], counts['?'])
	numbers := max(counts['0'], counts['1'])
	return len(s) > 5 && (int(marks)*10 >= len(s)*7 || int(numbers)*10 >= len(s)*9)
}

// dummy says that a random part was written by hand: it says so, or repeats itself.
func dummy(s string) bool {
	if filler(s) || len(s) >= 20 && entropy(s) < 2 {
		return true
	}
	for i := range len(s) {
		hint := ""
		switch lowered(s[i]) {
		case 'x':
			hint = "xxxxxx"
		case 'e':
			hint = "example"
		case 'p':
			hint = "placeholder"
		case 'y':
			hint = "your_"
		case '_':
			hint = "_here"
		}
		if hint != "" && hasPrefixFold(s[i:], hint) {
			return true
		}
	}
	return false
}

// anyOf says that s has a byte of a.
func anyOf(a alphabet, s string) bool {
	var seen alphabet
	for i := range len(s) {
		seen |= classes[s[i]]
	}
	return seen&a != 0
}

// mixed says that s has letters and digits.
func mixed(s string) bool {
	var seen alphabet
	for i := range len(s) {
		seen |= classes[s[i]]
	}
	return seen&letters != 0 && seen&digits != 0
}

// entropy is that of the bytes of s, in bits a byte.
func entropy(s string) float64 {
	if s == "" {
		return 0
	}
	var counts [256]uint16
	for i := range len(s) {
		counts[s[i]]++
	}
	sum, n := 0.0, float64(len(s))
	for _, c := range counts {
		if c > 0 {
			p := float64(c) / n
			sum -= p * math.Log2(p)
		}
	}
	return sum
}
