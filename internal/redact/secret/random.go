package secret

import "math"

// filler says that a random part is none: xxxxxxxx, 1111111111, ********.
func filler(s string) bool {
	if len(s) <= 5 {
		return false
	}
	var counts [8]uint16
	for i := range len(s) {
		counts[fillers[s[i]]&7]++
	}
	marks := max(counts[1], counts[2], counts[3], counts[4], counts[5])
	numbers := max(counts[6], counts[7])
	return int(marks)*10 >= len(s)*7 || int(numbers)*10 >= len(s)*9
}

// fillers numbers the bytes that values are filled up with, and is 0 for others.
var fillers = [256]uint8{'x': 1, 'X': 1, '*': 2, '.': 3, '#': 4, '?': 5, '0': 6, '1': 7}

// dummy says that a random part was written by hand: it says so, or repeats itself.
func dummy(s string) bool {
	if filler(s) || len(s) >= 20 && twoBits.over(s) {
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

// threshold is an entropy, and of how many bytes that all come as often the entropy
// is more than that.
type threshold struct {
	bits  float64
	bytes int
}

var (
	twoBits       = threshold{2, 5}
	twoHalfBits   = threshold{2.5, 6}
	threeBits     = threshold{3, 9}
	threeMoreBits = threshold{3.2, 10}
)

// surely says that the entropy of s is over a threshold because no byte comes often
// enough for less, which is so for what is random.
func (t threshold) surely(s string) bool {
	var counts [256]uint16
	most := uint16(0)
	for i := range len(s) {
		counts[s[i]]++
		most = max(most, counts[s[i]])
	}
	return s != "" && len(s) < 1<<16 && int(most)*t.bytes <= len(s)
}

// under says that the threshold is under the entropy of s, over that it is over.
func (t threshold) under(s string) bool { return t.surely(s) || entropy(s) > t.bits }

func (t threshold) over(s string) bool { return !t.surely(s) && entropy(s) < t.bits }

// entropy is that of the bytes of s, in bits a byte.
func entropy(s string) float64 {
	if s == "" {
		return 0
	}
	var counts [256]uint16
	least, most := s[0], s[0]
	for i := range len(s) {
		b := s[i]
		counts[b]++
		least, most = min(least, b), max(most, b)
	}
	sum, n := 0.0, float64(len(s))
	var last uint16 // most bytes stand there as often as the one before
	var share float64
	for _, c := range counts[least : int(most)+1] {
		if c == 0 {
			continue
		}
		if c != last {
			p := float64(c) / n
			last, share = c, p*math.Log2(p)
		}
		sum -= share
	}
	return sum
}
