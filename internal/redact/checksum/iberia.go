package checksum

const dniLetters = "TRWAGMYFPDXBNJZSQVHLCKE"

// DNI checks a Spanish identity number: eight digits, or seven without their
// zero, and a letter. All zeros is a placeholder.
func DNI(s string) bool {
	n := len(s) - 1
	if n != 7 && n != 8 || !isLetter(s[n]) || !allDigits(s[:n]) {
		return false
	}
	dni := number(s[:n])
	return dni > 0 && s[n] == dniLetters[dni%23]
}

// NIE checks a Spanish foreigner's number: X, Y or Z, seven digits and a letter.
func NIE(s string) bool {
	if len(s) != 9 || s[0]-'X' > 2 || !allDigits(s[1:8]) {
		return false
	}
	return s[8] == dniLetters[(int(s[0]-'X')*10_000_000+number(s[1:8]))%23]
}

// NUSS checks a Spanish social security number: province, number of seven or
// eight digits, and two check digits.
func NUSS(s string) bool {
	if !digits(s, 12) {
		return false
	}
	n := number(s[2:10])
	if n < 10_000_000 {
		n += number(s[:2]) * 10_000_000
	} else {
		n = number(s[:10])
	}
	return n%97 == number(s[10:])
}

var nifWeights = []uint8{9, 8, 7, 6, 5, 4, 3, 2}

// PortugueseNIF checks a Portuguese tax number: nine digits.
func PortugueseNIF(s string) bool {
	if !digits(s, 9) || s[0] == '0' || same(s) {
		return false
	}
	return (11-weighted(s, nifWeights)%11)%11%10 == digit(s, 8)
}
