package checksum

var (
	nhsWeights = []uint8{10, 9, 8, 7, 6, 5, 4, 3, 2}
	utrWeights = []uint8{6, 7, 8, 9, 10, 5, 4, 3, 2}
)

// NHS checks an NHS number: ten digits, modulus 11.
func NHS(s string) bool {
	if !digits(s, 10) || same(s) {
		return false
	}
	check := 11 - weighted(s, nhsWeights)%11
	return check%11 == digit(s, 9) && check != 10
}

// UTR checks a Unique Taxpayer Reference: ten digits, the first one the check.
// HMRC prints a K after it or the three digits of an office before it.
func UTR(s string) bool {
	if n := len(s); n > 0 && s[n-1] == 'K' {
		s = s[:n-1]
	}
	if len(s) == 13 && allDigits(s[:3]) {
		s = s[3:]
	}
	return digits(s, 10) && "21987654321"[weighted(s[1:], utrWeights)%11] == s[0]
}
