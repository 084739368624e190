package checksum

// GermanTaxID checks a Steueridentifikationsnummer: eleven digits, no zero in
// front, no digit more than three times in the first ten.
func GermanTaxID(s string) bool {
	if !digits(s, 11) || s[0] == '0' {
		return false
	}
	var times [10]uint8
	for i := range 10 {
		if times[digit(s, i)]++; times[digit(s, i)] > 3 {
			return false
		}
	}
	return Mod1110(s)
}

// GermanVAT checks an Umsatzsteuer-Identifikationsnummer with its DE.
func GermanVAT(s string) bool {
	return len(s) == 11 && s[:2] == "DE" && s[2] != '0' && Mod1110(s[2:])
}

// GermanDocument checks the number of an identity card or passport: eight or
// nine characters and the check digit of ICAO 9303, with an optional D after it.
func GermanDocument(s string) bool {
	if len(s) == 11 && s[10] == 'D' {
		s = s[:10]
	}
	n := len(s) - 1
	return (n == 8 || n == 9) && s[n]-'0' <= 9 && MRZ(s[:n]) == digit(s, n)
}

var (
	svnrWeights = [12]uint8{2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1}
	lanrWeights = []uint8{4, 9, 4, 9, 4, 9}
)

// GermanSocialSecurity checks a Rentenversicherungsnummer: area, date of birth,
// initial, serial number and check digit, twelve characters.
func GermanSocialSecurity(s string) bool {
	if len(s) != 12 || !allDigits(s[:8]) || !isLetter(s[8]) || !allDigits(s[9:]) {
		return false
	}
	sum, at := 0, 0
	add := func(d int) {
		p := d * int(svnrWeights[at])
		sum += p/10 + p%10
		at++
	}
	for i := range 11 {
		if i != 8 {
			add(digit(s, i))
			continue
		}
		letter := int(s[8]-'A') + 1
		add(letter / 10)
		add(letter % 10)
	}
	return sum%10 == digit(s, 11)
}

// GermanHealthInsurance checks a Krankenversichertennummer: a letter and nine digits.
func GermanHealthInsurance(s string) bool {
	if len(s) != 10 || !isLetter(s[0]) || !allDigits(s[1:]) {
		return false
	}
	letter := int(s[0]-'A') + 1
	sum := letter/10 + cross(letter%10*2)
	for i := 1; i < 9; i++ {
		sum += cross(digit(s, i) * (2 - i%2))
	}
	return sum%10 == digit(s, 9)
}

func cross(n int) int { return n/10 + n%10 }

// LANR checks a German physician number: six digits, check digit, two of the specialty.
func LANR(s string) bool {
	return digits(s, 9) && (10-weighted(s, lanrWeights)%10)%10 == digit(s, 6)
}
