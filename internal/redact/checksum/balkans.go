package checksum

var (
	cnpWeights  = []uint8{2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9}
	egnWeights  = []uint8{2, 4, 8, 5, 10, 9, 7, 3, 6}
	emsoWeights = []uint8{7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2}
	siTaxID     = []uint8{8, 7, 6, 5, 4, 3, 2}
)

// CNP checks a Romanian personal numeric code: 13 digits.
func CNP(s string) bool {
	if !digits(s, 13) || s[0] == '0' {
		return false
	}
	check := weighted(s, cnpWeights) % 11
	if check == 10 {
		check = 1
	}
	return check == digit(s, 12)
}

// EGN checks a Bulgarian citizen number: ten digits.
func EGN(s string) bool {
	return digits(s, 10) && weighted(s, egnWeights)%11%10 == digit(s, 9)
}

// AFM checks a Greek tax number: nine digits, weights that are powers of two.
func AFM(s string) bool {
	if !digits(s, 9) || same(s) {
		return false
	}
	sum := 0
	for i := range 8 {
		sum += digit(s, i) << (8 - i)
	}
	return sum%11%10 == digit(s, 8)
}

// AMKA checks a Greek social security number: eleven digits, Luhn.
func AMKA(s string) bool { return digits(s, 11) && Luhn(s) }

// OIB checks a Croatian personal number: eleven digits, ISO 7064 MOD 11,10.
func OIB(s string) bool { return digits(s, 11) && Mod1110(s) }

// EMSO checks a Slovenian personal number, or any JMBG of former Yugoslavia: 13 digits.
func EMSO(s string) bool {
	if !digits(s, 13) {
		return false
	}
	return (11-weighted(s, emsoWeights)%11)%11%10 == digit(s, 12)
}

// SlovenianTaxID checks a Slovenian tax number: eight digits.
func SlovenianTaxID(s string) bool {
	if !digits(s, 8) || s[0] == '0' {
		return false
	}
	check := 11 - weighted(s, siTaxID)%11
	return check != 11 && check%10 == digit(s, 7)
}
