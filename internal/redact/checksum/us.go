package checksum

// NPI checks a US National Provider Identifier: Luhn with the prefix 80840 of health care.
func NPI(s string) bool {
	// The prefix adds 24 to the sum of the ten digits.
	return digits(s, 10) && (luhnSum(s)+24)%10 == 0
}

// DEA checks a US Drug Enforcement Administration number: two letters (or a
// letter and 9) and seven digits.
func DEA(s string) bool {
	if len(s) != 9 || !isLetter(s[0]) || !isLetter(s[1]) && s[1] != '9' || !allDigits(s[2:]) {
		return false
	}
	n := s[2:]
	sum := digit(n, 0) + digit(n, 2) + digit(n, 4) + 2*(digit(n, 1)+digit(n, 3)+digit(n, 5))
	return sum%10 == digit(n, 6)
}
