package checksum

const hetuLetters = "0123456789ABCDEFHJKLMNPRSTUVWXY"

// HETU checks a Finnish personal identity code with or without its century sign:
// ddmmyy, a number from 002, and the check character.
func HETU(s string) bool {
	serial := 6
	if len(s) == 11 {
		serial = 7
	}
	if len(s) != serial+4 || !allDigits(s[:6]) || !allDigits(s[serial:serial+3]) || s[serial:serial+3] < "002" {
		return false
	}
	n := number(s[:6])*1000 + number(s[serial:serial+3])
	return s[serial+3] == hetuLetters[n%31]
}

// Personnummer checks the last ten digits of a Swedish personal, coordination or
// organisation number.
func Personnummer(s string) bool {
	if len(s) == 12 {
		s = s[2:]
	}
	return digits(s, 10) && Luhn(s)
}

var (
	fnrFirst   = []uint8{3, 7, 6, 1, 8, 9, 4, 5, 2, 1}
	fnrSecond  = []uint8{5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1}
	cprWeights = []uint8{4, 3, 2, 7, 6, 5, 4, 3, 2, 1}
)

// Fodselsnummer checks the two check digits of a Norwegian birth number.
func Fodselsnummer(s string) bool {
	return digits(s, 11) && weighted(s, fnrFirst)%11 == 0 && weighted(s, fnrSecond)%11 == 0
}

// CPR checks the modulus 11 that Danish numbers had until 2007; newer ones need not have it.
func CPR(s string) bool { return digits(s, 10) && weighted(s, cprWeights)%11 == 0 }
