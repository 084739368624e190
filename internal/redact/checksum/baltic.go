package checksum

var (
	balticFirst  = []uint8{1, 2, 3, 4, 5, 6, 7, 8, 9, 1}
	balticSecond = []uint8{3, 4, 5, 6, 7, 8, 9, 1, 2, 3}
	latvian      = []uint8{1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
)

// BalticID checks an Estonian isikukood or a Lithuanian asmens kodas: eleven
// digits, the first one sex and century.
func BalticID(s string) bool {
	if !digits(s, 11) || s[0] == '0' || s[0] == '9' {
		return false
	}
	check := weighted(s, balticFirst) % 11
	if check == 10 {
		check = weighted(s, balticSecond) % 11 % 10
	}
	return check == digit(s, 10)
}

// LatvianID checks a personas kods: eleven digits. Those since 2017 begin with 32
// and carry neither a date nor a published check digit.
func LatvianID(s string) bool {
	if !digits(s, 11) {
		return false
	}
	return s[:2] == "32" || (1101-weighted(s, latvian))%11 == digit(s, 10)
}
