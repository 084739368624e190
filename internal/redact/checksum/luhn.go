package checksum

// Luhn checks a number of at least two digits (ISO/IEC 7812-1 annex B): cards, IMEI, SIN.
func Luhn(s string) bool {
	return len(s) >= 2 && allDigits(s) && luhnSum(s)%10 == 0
}

// luhnDouble is the digit sum of twice a digit.
var luhnDouble = [10]uint8{0, 2, 4, 6, 8, 1, 3, 5, 7, 9}

func luhnSum(s string) int {
	sum := 0
	i := len(s) - 1
	for ; i > 0; i -= 2 {
		sum += digit(s, i) + int(luhnDouble[digit(s, i-1)])
	}
	if i == 0 {
		sum += digit(s, 0)
	}
	return sum
}

// luhn36 is Luhn in base 36, counted from the left as the GSTIN does: the
// factors are 1, 2, 1, 2, and the digits of a product are added in base 36.
func luhn36(s string) (int, bool) {
	sum := 0
	for i := range len(s) {
		v := base36(s[i])
		if v < 0 {
			return 0, false
		}
		v *= 1 + i%2
		sum += v/36 + v%36
	}
	return (36 - sum%36) % 36, true
}
