package checksum

// fiscalOdd are the values of A to Z, or 0 to 9, at odd positions of a codice fiscale.
var fiscalOdd = [26]uint8{1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23}

// FiscalCode checks the last letter of a codice fiscale: 16 characters, where
// letters may stand for digits (omocodia).
func FiscalCode(s string) bool {
	if len(s) != 16 || !isLetter(s[15]) {
		return false
	}
	sum := 0
	for i := range 15 {
		v := base36(s[i])
		if v < 0 {
			return false
		}
		if v >= 10 {
			v -= 10
		}
		if i%2 == 0 {
			v = int(fiscalOdd[v])
		}
		sum += v
	}
	return sum%26 == int(s[15]-'A')
}

// PartitaIVA checks an Italian VAT number: eleven digits, Luhn.
func PartitaIVA(s string) bool { return digits(s, 11) && !same(s) && Luhn(s) }
