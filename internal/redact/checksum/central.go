package checksum

var (
	peselWeights = []uint8{1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1}
	nipWeights   = []uint8{6, 5, 7, 2, 3, 4, 5, 6, 7}
	austrian     = []uint8{3, 7, 9, 0, 5, 8, 4, 2, 1, 6}
	tajWeights   = []uint8{3, 7, 3, 7, 3, 7, 3, 7}
	hungarian    = []uint8{1, 2, 3, 4, 5, 6, 7, 8, 9}
)

// PESEL checks a Polish personal number: eleven digits.
func PESEL(s string) bool { return digits(s, 11) && weighted(s, peselWeights)%10 == 0 }

// NIP checks a Polish tax number: ten digits.
func NIP(s string) bool {
	return digits(s, 10) && !same(s) && weighted(s, nipWeights)%11 == digit(s, 9)
}

// PolishIDCard checks a Polish identity card number: three letters, a check digit, five digits.
func PolishIDCard(s string) bool {
	if len(s) != 9 || !allDigits(s[3:]) || !isLetter(s[0]) || !isLetter(s[1]) || !isLetter(s[2]) {
		return false
	}
	sum := 0
	for i := range 9 {
		sum += base36(s[i]) * [9]int{7, 3, 1, 9, 7, 3, 1, 7, 3}[i]
	}
	return sum%10 == 0
}

// RodneCislo checks a Czech or Slovak birth number of ten digits; those of nine
// digits, from before 1954, have no check digit.
func RodneCislo(s string) bool {
	if len(s) == 9 {
		return allDigits(s)
	}
	return digits(s, 10) && (number(s)%11 == 0 || number(s[:9])%11 == 10 && s[9] == '0')
}

// HungarianTaxID checks an adóazonosító jel: ten digits.
func HungarianTaxID(s string) bool {
	return digits(s, 10) && weighted(s, hungarian)%11 == digit(s, 9)
}

// TAJ checks a Hungarian social security number: nine digits.
func TAJ(s string) bool {
	return digits(s, 9) && !same(s) && weighted(s, tajWeights)%10 == digit(s, 8)
}

// AustrianSVNR checks an Austrian social insurance number: serial number, check
// digit in fourth place, date of birth.
func AustrianSVNR(s string) bool {
	return digits(s, 10) && s[0] != '0' && weighted(s, austrian)%11 == digit(s, 3)
}
