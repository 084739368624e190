package checksum

// TCKN checks a Turkish identity number: eleven digits, two of them checks.
func TCKN(s string) bool {
	if !digits(s, 11) || s[0] == '0' {
		return false
	}
	odd := digit(s, 0) + digit(s, 2) + digit(s, 4) + digit(s, 6) + digit(s, 8)
	even := digit(s, 1) + digit(s, 3) + digit(s, 5) + digit(s, 7)
	return (odd*7-even+100)%10 == digit(s, 9) && (odd+even+digit(s, 9))%10 == digit(s, 10)
}

// IsraeliID checks a teudat zehut: nine digits, Luhn.
func IsraeliID(s string) bool { return digits(s, 9) && !same(s) && Luhn(s) }

// EmiratesID checks an Emirates identity number: 784 and twelve digits, Luhn.
func EmiratesID(s string) bool { return digits(s, 15) && s[:3] == "784" && Luhn(s) }

// SaudiID checks a Saudi national id (1) or iqama (2): ten digits, Luhn.
func SaudiID(s string) bool { return digits(s, 10) && (s[0] == '1' || s[0] == '2') && Luhn(s) }
