package checksum

var (
	weights371 = []uint8{3, 7, 1, 3, 7, 1, 3, 7, 1}
	weights17  = []uint8{3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7}
)

// ABA checks the check digit of a US routing number: nine digits.
func ABA(s string) bool { return digits(s, 9) && weighted(s, weights371)%10 == 0 }

// ABAPrefix says that the first two digits are ones the Federal Reserve uses.
func ABAPrefix(s string) bool {
	switch p := number(s[:2]); {
	case p <= 12, p >= 21 && p <= 32, p >= 61 && p <= 72, p == 80:
		return true
	}
	return false
}

// CLABE checks the Mexican bank account number: 18 digits, the products taken modulo 10.
func CLABE(s string) bool {
	if !digits(s, 18) || same(s) {
		return false
	}
	sum := 0
	for i, w := range weights17 {
		sum += digit(s, i) * int(w) % 10
	}
	return (10-sum%10)%10 == digit(s, 17)
}
