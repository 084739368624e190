package checksum

var (
	thaiWeights     = []uint8{13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2}
	rrnWeights      = []uint8{2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5}
	brnWeights      = []uint8{1, 3, 7, 1, 3, 7, 1, 3, 5}
	myNumberWeights = []uint8{6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2}
	taiwanWeights   = []uint8{8, 7, 6, 5, 4, 3, 2, 1, 1}
	nricWeights     = []uint8{2, 7, 6, 5, 4, 3, 2}
	hkidWeights     = []uint8{7, 6, 5, 4, 3, 2}
	uenBusiness     = []uint8{10, 4, 9, 3, 8, 2, 7, 1}
	uenCompany      = []uint8{10, 8, 6, 4, 9, 7, 5, 3, 1}
	uenOther        = [9]uint8{4, 3, 5, 3, 10, 2, 2, 5, 7}
)

// GSTIN checks an Indian goods and services tax number: 15 characters.
func GSTIN(s string) bool {
	if len(s) != 15 {
		return false
	}
	check, ok := luhn36(s[:14])
	return ok && check == base36(s[14])
}

// ChineseID checks a Chinese resident identity number: 18 characters, ISO 7064 MOD 11-2.
func ChineseID(s string) bool { return len(s) == 18 && s[0] != '0' && Mod112(s) }

// ThaiID checks a Thai national id: 13 digits.
func ThaiID(s string) bool {
	return digits(s, 13) && s[0] != '0' && (11-weighted(s, thaiWeights)%11)%10 == digit(s, 12)
}

// RRN checks the last digit of a Korean resident number. It is random for
// numbers given out since October 2020.
func RRN(s string) bool {
	return digits(s, 13) && (11-weighted(s, rrnWeights)%11)%10 == digit(s, 12)
}

// FRN checks the last digit of a Korean foreigner's number, likewise until 2020.
func FRN(s string) bool {
	return digits(s, 13) && (13-weighted(s, rrnWeights)%11)%10 == digit(s, 12)
}

// BRN checks a Korean business registration number: ten digits.
func BRN(s string) bool {
	if !digits(s, 10) || same(s) {
		return false
	}
	sum := weighted(s, brnWeights) + digit(s, 8)*5/10
	return (10-sum%10)%10 == digit(s, 9)
}

// MyNumber checks a Japanese individual number: twelve digits.
func MyNumber(s string) bool {
	if !digits(s, 12) || same(s) {
		return false
	}
	check := 11 - weighted(s, myNumberWeights)%11
	if check > 9 {
		check = 0
	}
	return check == digit(s, 11)
}

// taiwanLetters are the numbers of A to Z, from 10.
var taiwanLetters = [26]uint8{10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33}

// TaiwanID checks a national id or a resident certificate of the new form: a
// letter, 1, 2, 8 or 9, and eight digits.
func TaiwanID(s string) bool {
	if len(s) != 10 || !isLetter(s[0]) || !allDigits(s[1:]) {
		return false
	}
	letter := int(taiwanLetters[s[0]-'A'])
	return (letter/10+letter%10*9+weighted(s[1:], taiwanWeights))%10 == 0
}

// HKID checks a Hong Kong identity card: one or two letters, six digits, and 0 to 9 or A.
func HKID(s string) bool {
	first := 36 // a space
	switch len(s) {
	case 8:
	case 9:
		if !isLetter(s[0]) {
			return false
		}
		first, s = base36(s[0]), s[1:]
	default:
		return false
	}
	if !isLetter(s[0]) || !allDigits(s[1:7]) {
		return false
	}
	sum := first*9 + base36(s[0])*8 + weighted(s[1:], hkidWeights)
	switch c := s[7]; {
	case c == 'A':
		return (sum+10)%11 == 0
	case c-'0' <= 9:
		return (sum+int(c-'0'))%11 == 0
	}
	return false
}

// NRIC checks a Singaporean NRIC or FIN: S, T, F, G or M, seven digits and a letter.
func NRIC(s string) bool {
	if len(s) != 9 || !allDigits(s[1:8]) {
		return false
	}
	sum := weighted(s[1:], nricWeights)
	switch s[0] {
	case 'S':
		return s[8] == "JZIHGFEDCBA"[sum%11]
	case 'T':
		return s[8] == "JZIHGFEDCBA"[(sum+4)%11]
	case 'F':
		return s[8] == "XWUTRQPNMLK"[sum%11]
	case 'G':
		return s[8] == "XWUTRQPNMLK"[(sum+4)%11]
	case 'M':
		return s[8] == "XWUTRQPNJLK"[(sum+3)%11]
	}
	return false
}

// UEN checks a Singaporean unique entity number in any of its three forms.
func UEN(s string) bool {
	switch {
	case s == "" || !isLetter(s[len(s)-1]) && !isLetter(s[0]):
		return false
	case len(s) == 9 && allDigits(s[:8]):
		return s[8] == "XMKECAWLJDB"[weighted(s, uenBusiness)%11]
	case len(s) == 10 && allDigits(s[:9]):
		return s[9] == "ZKCMDNERGWH"[weighted(s, uenCompany)%11]
	case len(s) == 10 && isLetter(s[0]) && allDigits(s[1:3]) && allDigits(s[5:9]):
		const alphabet = "ABCDEFGHJKLMNPQRSTUVWX0123456789"
		sum := 0
		for i, w := range uenOther {
			v := indexByte(alphabet, s[i])
			if v < 0 {
				return false
			}
			sum += v * int(w)
		}
		return s[9] == alphabet[((sum-5)%11+11)%11]
	}
	return false
}

func indexByte(s string, c byte) int {
	for i := range len(s) {
		if s[i] == c {
			return i
		}
	}
	return -1
}
