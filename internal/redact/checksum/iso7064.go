package checksum

// Mod1110 checks ISO 7064 MOD 11,10 over digits: DE tax id and VAT, HR OIB.
func Mod1110(s string) bool {
	if len(s) < 2 || !allDigits(s) {
		return false
	}
	p := 10
	for i := range len(s) - 1 {
		if p = (p + digit(s, i)) % 10; p == 0 {
			p = 10
		}
		p = p * 2 % 11
	}
	return (p+digit(s, len(s)-1))%10 == 1
}

// Mod112 checks ISO 7064 MOD 11-2: digits, and X for ten at the end.
func Mod112(s string) bool {
	if len(s) < 2 || !allDigits(s[:len(s)-1]) {
		return false
	}
	p := 0
	for i := range len(s) - 1 {
		p = (p + digit(s, i)) * 2 % 11
	}
	last := s[len(s)-1]
	switch {
	case last-'0' <= 9:
		p += int(last - '0')
	case last == 'X':
		p += 10
	default:
		return false
	}
	return p%11 == 1
}

// Mod97 checks ISO 7064 MOD 97-10 over digits and letters, which stand for 10 to 35.
func Mod97(s string) bool {
	r, ok := mod97(0, s)
	return ok && r == 1
}

func mod97(r int, s string) (int, bool) {
	for i := range len(s) {
		v := base36(s[i])
		switch {
		case v < 0:
			return 0, false
		case v < 10:
			r = (r*10 + v) % 97
		default:
			r = (r*100 + v) % 97
		}
	}
	return r, true
}

// MRZ is the check digit of ICAO Doc 9303: weights 7, 3, 1 over base 36, '<' is 0.
// It is -1 for any other character.
func MRZ(s string) int {
	sum := 0
	for i := range len(s) {
		v := base36(s[i])
		if v < 0 && s[i] != '<' {
			return -1
		}
		sum += max(v, 0) * [3]int{7, 3, 1}[i%3]
	}
	return sum % 10
}

// EAN13 checks a GS1 number of 13 digits; the Swiss AHV number is one with prefix 756.
func EAN13(s string) bool {
	return digits(s, 13) && weighted(s, ean13)%10 == 0
}

var ean13 = []uint8{1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1}
