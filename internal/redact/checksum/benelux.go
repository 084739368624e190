package checksum

var bsnWeights = []uint8{9, 8, 7, 6, 5, 4, 3, 2}

// BSN checks a Dutch citizen service number (elfproef): nine digits, or seven or
// eight where leading zeros were lost.
func BSN(s string) bool {
	n := len(s)
	if n < 7 || n > 9 || !allDigits(s) || same(s) {
		return false
	}
	return (weighted(s, bsnWeights[9-n:])-digit(s, n-1))%11 == 0
}

// DutchPassport checks the ninth character of a Dutch passport or identity card number.
func DutchPassport(s string) bool {
	return len(s) == 9 && s[8]-'0' <= 9 && MRZ(s[:8]) == digit(s, 8)
}

// BelgianNRN checks a Belgian national register (or BIS) number: eleven digits,
// 97 minus the rest of the first nine, with a 2 before them for births from 2000.
func BelgianNRN(s string) bool {
	if !digits(s, 11) {
		return false
	}
	n, check := number(s[:9]), number(s[9:])
	return 97-n%97 == check || 97-(2_000_000_000+n)%97 == check
}

// LuxembourgNIN checks a Luxembourg personal number: 13 digits, a Luhn digit and
// a Verhoeff digit, both over the first eleven.
func LuxembourgNIN(s string) bool {
	if !digits(s, 13) || !Luhn(s[:12]) {
		return false
	}
	c := uint8(0)
	for i := range 12 {
		d := s[12]
		if i > 0 {
			d = s[11-i]
		}
		c = d5[c][verhoeffPermutation[i%8][d-'0']]
	}
	return c == 0
}
