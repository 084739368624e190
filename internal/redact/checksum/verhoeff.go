package checksum

// The dihedral group D5 and the permutation of Verhoeff's scheme.
var (
	d5 = [10][10]uint8{
		{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
		{1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
		{2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
		{3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
		{4, 0, 1, 2, 3, 9, 5, 6, 7, 8},
		{5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
		{6, 5, 9, 8, 7, 1, 0, 4, 3, 2},
		{7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
		{8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
		{9, 8, 7, 6, 5, 4, 3, 2, 1, 0},
	}
	verhoeffPermutation = [8][10]uint8{
		{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
		{1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
		{5, 8, 0, 3, 7, 9, 6, 1, 4, 2},
		{8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
		{9, 4, 5, 3, 1, 2, 6, 8, 7, 0},
		{4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
		{2, 7, 9, 3, 8, 0, 6, 4, 1, 5},
		{7, 0, 4, 6, 9, 1, 3, 2, 5, 8},
	}
)

// Verhoeff checks a number whose last digit is Verhoeff's.
func Verhoeff(s string) bool {
	if len(s) < 2 || !allDigits(s) {
		return false
	}
	c := uint8(0)
	for i := range len(s) {
		c = d5[c][verhoeffPermutation[i%8][s[len(s)-1-i]-'0']]
	}
	return c == 0
}

// Aadhaar checks the Indian resident number: 12 digits, the first 2 to 9, Verhoeff.
func Aadhaar(s string) bool {
	return digits(s, 12) && s[0] >= '2' && !palindrome(s) && Verhoeff(s)
}

// palindrome: UIDAI gives out none, and test data is full of them.
func palindrome(s string) bool {
	for i, j := 0, len(s)-1; i < j; i, j = i+1, j-1 {
		if s[i] != s[j] {
			return false
		}
	}
	return true
}

// NIN checks the Nigerian national identification number: 11 digits, Verhoeff.
func NIN(s string) bool { return digits(s, 11) && !same(s) && Verhoeff(s) }
