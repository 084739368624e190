package checksum

var (
	cpfFirst    = []uint8{10, 9, 8, 7, 6, 5, 4, 3, 2}
	cpfSecond   = []uint8{11, 10, 9, 8, 7, 6, 5, 4, 3, 2}
	cuitWeights = []uint8{5, 4, 3, 2, 7, 6, 5, 4, 3, 2}
	nitWeights  = [15]uint8{3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71}
	ciWeights   = []uint8{2, 9, 8, 7, 6, 3, 4}
)

// CPF checks a Brazilian person's tax number: eleven digits, two of them checks.
func CPF(s string) bool {
	return digits(s, 11) && !same(s) &&
		cpfCheck(weighted(s, cpfFirst)) == digit(s, 9) && cpfCheck(weighted(s, cpfSecond)) == digit(s, 10)
}

func cpfCheck(sum int) int {
	if r := sum % 11; r >= 2 {
		return 11 - r
	}
	return 0
}

// CNPJ checks a Brazilian company's tax number: 12 digits or, since July 2026,
// letters (which count as their ASCII code less 48), and two check digits.
func CNPJ(s string) bool {
	if len(s) != 14 || !allDigits(s[12:]) || same(s) {
		return false
	}
	for n := 12; n < 14; n++ {
		sum := 0
		for i := range n {
			if base36(s[i]) < 0 {
				return false
			}
			sum += int(s[i]-'0') * (2 + (n-1-i)%8)
		}
		if cpfCheck(sum) != digit(s, n) {
			return false
		}
	}
	return true
}

// CURP checks the last digit of a Mexican population registry code: 18 characters.
func CURP(s string) bool {
	if len(s) != 18 || s[17]-'0' > 9 {
		return false
	}
	sum := 0
	for i := range 17 {
		v := base36(s[i])
		if v < 0 {
			return false
		}
		if s[i] > 'N' { // Ñ stands between N and O
			v++
		}
		sum += v * (18 - i)
	}
	return (10-sum%10)%10 == digit(s, 17)
}

// RFC checks the last character of a Mexican taxpayer code: twelve characters for
// companies, thirteen for persons. Some older ones break the rule.
func RFC(s string) bool {
	if len(s) != 12 && len(s) != 13 {
		return false
	}
	n := len(s) - 1
	sum := 0
	if n == 11 {
		sum = 37 * 13 // a space in front
	}
	for i := range n {
		v := base36(s[i])
		if v < 0 {
			return false
		}
		if s[i] > 'N' { // & stands between N and O
			v++
		}
		sum += v * (n + 1 - i)
	}
	return s[n] == "0123456789A"[(11-sum%11)%11]
}

// CUIT checks an Argentine tax or labour number: eleven digits.
func CUIT(s string) bool {
	return digits(s, 11) && (11-weighted(s, cuitWeights)%11)%11 == digit(s, 10)
}

// RUT checks a Chilean number: seven or eight digits and a digit or K.
func RUT(s string) bool {
	n := len(s) - 1
	if n != 7 && n != 8 || !allDigits(s[:n]) || same(s[:n]) {
		return false
	}
	sum := 0
	for i := range n {
		sum += digit(s, n-1-i) * (2 + i%6)
	}
	return s[n] == "0K987654321"[sum%11]
}

// NIT checks a Colombian tax number: eight to ten digits and a check digit.
func NIT(s string) bool {
	n := len(s) - 1
	if n < 8 || n > 10 || !allDigits(s) {
		return false
	}
	sum := 0
	for i := range n {
		sum += digit(s, n-1-i) * int(nitWeights[i])
	}
	return "01987654321"[sum%11] == s[n]
}

// Cedula checks an Ecuadorian identity card: province, ten digits in all, Luhn.
func Cedula(s string) bool {
	return digits(s, 10) && s[:2] > "00" && (s[:2] <= "24" || s[:2] == "30") && s[2] < '6' && Luhn(s)
}

// UruguayanCI checks a Uruguayan identity card: seven digits and a check digit.
func UruguayanCI(s string) bool {
	return digits(s, 8) && !same(s) && (10-weighted(s, ciWeights)%10)%10 == digit(s, 7)
}

// RUC checks a Peruvian taxpayer number: eleven digits from 10, 15, 16, 17 or 20.
func RUC(s string) bool {
	if !digits(s, 11) {
		return false
	}
	switch s[:2] {
	case "10", "15", "16", "17", "20":
		return (11-weighted(s, cuitWeights)%11)%10 == digit(s, 10)
	}
	return false
}
