// Package checksum holds the check digits of cards, accounts and national ids.
//
// Every function takes the code without separators and in upper case, says
// whether its check characters agree with the rest, and allocates nothing. It
// rejects a wrong length or alphabet, and what the issuer never gives out. Dates
// and places inside a code are judged where its detector is, unless the check
// needs them. Package pii turns these answers into confidences.
package checksum

// digits reports whether s is exactly n decimal digits.
func digits(s string, n int) bool {
	return len(s) == n && allDigits(s)
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i]-'0' > 9 {
			return false
		}
	}
	return true
}

// same reports whether s repeats one character, as placeholders do.
func same(s string) bool {
	for i := 1; i < len(s); i++ {
		if s[i] != s[0] {
			return false
		}
	}
	return true
}

// number reads decimal digits; callers keep s below 19 of them.
func number(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

func digit(s string, i int) int { return int(s[i] - '0') }

// weighted is the sum of the leading digits of s, each times its weight.
func weighted(s string, weights []uint8) int {
	sum := 0
	for i, w := range weights {
		sum += int(s[i]-'0') * int(w)
	}
	return sum
}

// base36 is the value of a digit or capital letter, or -1.
func base36(c byte) int {
	switch {
	case c-'0' <= 9:
		return int(c - '0')
	case c-'A' <= 25:
		return int(c-'A') + 10
	}
	return -1
}

func isLetter(c byte) bool { return c-'A' <= 25 }
