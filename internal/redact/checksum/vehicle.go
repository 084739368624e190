package checksum

// vinValues are the values of letters A to Z in a VIN; I, O and Q have none.
const vinValues = "12345678-12345-7-923456789"

var vinWeights = [17]int{8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2}

// VIN checks position nine of a vehicle identification number (ISO 3779 with the
// check of 49 CFR 565, which only North America and China demand).
func VIN(s string) bool {
	if len(s) != 17 {
		return false
	}
	sum := 0
	for i := range 17 {
		v := vinValue(s[i])
		if v < 0 {
			return false
		}
		sum += v * vinWeights[i]
	}
	if r := sum % 11; r < 10 {
		return s[8] == byte('0'+r)
	}
	return s[8] == 'X'
}

func vinValue(c byte) int {
	switch {
	case c-'0' <= 9:
		return int(c - '0')
	case isLetter(c) && vinValues[c-'A'] != '-':
		return int(vinValues[c-'A'] - '0')
	}
	return -1
}
