package checksum

var (
	rnokppWeights = [9]int{-1, 5, 7, 9, 4, 6, 10, 5, 7}
	innTen        = []uint8{2, 4, 10, 3, 5, 9, 4, 6, 8}
	innEleven     = []uint8{7, 2, 4, 10, 3, 5, 9, 4, 6, 8}
	innTwelve     = []uint8{3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8}
	snilsWeights  = []uint8{9, 8, 7, 6, 5, 4, 3, 2, 1}
	iinFirst      = []uint8{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}
	iinSecond     = []uint8{3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2}
)

// RNOKPP checks a Ukrainian taxpayer number: ten digits.
func RNOKPP(s string) bool {
	if !digits(s, 10) || same(s) {
		return false
	}
	sum := 0
	for i, w := range rnokppWeights {
		sum += digit(s, i) * w
	}
	return (sum%11+11)%11%10 == digit(s, 9)
}

// INN checks a Russian taxpayer number: ten digits for companies, twelve for persons.
func INN(s string) bool {
	switch {
	case same(s):
		return false
	case digits(s, 10):
		return weighted(s, innTen)%11%10 == digit(s, 9)
	}
	return digits(s, 12) && weighted(s, innEleven)%11%10 == digit(s, 10) && weighted(s, innTwelve)%11%10 == digit(s, 11)
}

// SNILS checks a Russian insurance number: nine digits and two check digits.
func SNILS(s string) bool {
	return digits(s, 11) && !same(s) && weighted(s, snilsWeights)%101%100 == number(s[9:])
}

// IIN checks a Kazakh individual number: twelve digits.
func IIN(s string) bool {
	if !digits(s, 12) {
		return false
	}
	check := weighted(s, iinFirst) % 11
	if check == 10 {
		check = weighted(s, iinSecond) % 11
	}
	return check == digit(s, 11)
}
