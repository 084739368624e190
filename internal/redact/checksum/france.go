package checksum

// NIR checks a French social security number: 13 characters and a key of two
// digits; 2A and 2B stand for the departments of Corsica.
func NIR(s string) bool {
	if len(s) != 15 || !allDigits(s[:6]) || !allDigits(s[7:]) {
		return false
	}
	n := number(s[:5])*100_000_000 + number(s[7:13])
	switch department := s[5:7]; {
	case s[6]-'0' <= 9:
		n += number(department) * 1_000_000
	case department == "2A":
		n += 19 * 1_000_000
	case department == "2B":
		n += 18 * 1_000_000
	default:
		return false
	}
	return 97-n%97 == number(s[13:])
}

// FrenchTaxID checks a numéro fiscal de référence: 13 digits, the first 0 to 3.
func FrenchTaxID(s string) bool {
	return digits(s, 13) && s[0] <= '3' && number(s[:10])%511 == number(s[10:])
}
