package checksum

var ppsWeights = []uint8{8, 7, 6, 5, 4, 3, 2}

// PPS checks an Irish personal public service number: seven digits, a check
// letter, and since 2013 a second letter, of which W counts as none.
func PPS(s string) bool {
	if len(s) != 8 && len(s) != 9 || !isLetter(s[7]) || !allDigits(s[:7]) {
		return false
	}
	sum := weighted(s, ppsWeights)
	if len(s) == 9 {
		if !isLetter(s[8]) {
			return false
		}
		if s[8] != 'W' {
			sum += 9 * int(s[8]-'A'+1)
		}
	}
	return s[7] == "WABCDEFGHIJKLMNOPQRSTUV"[sum%23]
}
