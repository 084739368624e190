package checksum

var (
	tfnNine  = []uint8{1, 4, 3, 7, 5, 8, 6, 9, 10}
	tfnEight = []uint8{10, 7, 8, 4, 6, 3, 5, 1}
	abn      = []uint8{10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19}
	acn      = []uint8{8, 7, 6, 5, 4, 3, 2, 1}
	medicare = []uint8{1, 3, 7, 9, 1, 3, 7, 9}
	ird      = []uint8{3, 2, 7, 6, 5, 4, 3, 2}
	irdAgain = []uint8{7, 4, 3, 2, 5, 2, 7, 6}
)

// TFN checks an Australian tax file number of nine or, before 1989, eight digits.
func TFN(s string) bool {
	if same(s) {
		return false
	}
	return digits(s, 9) && weighted(s, tfnNine)%11 == 0 || digits(s, 8) && weighted(s, tfnEight)%11 == 0
}

// ABN checks an Australian business number: eleven digits, modulus 89.
func ABN(s string) bool {
	return digits(s, 11) && s[0] != '0' && (weighted(s, abn)-10)%89 == 0
}

// ACN checks an Australian company number: nine digits.
func ACN(s string) bool {
	return digits(s, 9) && !same(s) && (10-weighted(s, acn)%10)%10 == digit(s, 8)
}

// Medicare checks an Australian Medicare card: ten digits, and an eleventh for the person on it.
func Medicare(s string) bool {
	if len(s) == 11 {
		s = s[:10]
	}
	return digits(s, 10) && s[0] >= '2' && s[0] <= '6' && s[9] != '0' &&
		weighted(s, medicare)%10 == digit(s, 8)
}

// IRD checks a New Zealand tax number: eight or nine digits between 10 and 150 million.
func IRD(s string) bool {
	if len(s) < 8 || len(s) > 9 || !allDigits(s) {
		return false
	}
	if n := number(s); n < 10_000_000 || n > 150_000_000 {
		return false
	}
	skip := 9 - len(s)
	check := irdCheck(s, ird[skip:])
	if check == 10 {
		check = irdCheck(s, irdAgain[skip:])
	}
	return check == digit(s, len(s)-1)
}

func irdCheck(s string, weights []uint8) int {
	return (11 - weighted(s, weights)%11) % 11
}
