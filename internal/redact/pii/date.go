package pii

var monthDays = [13]int{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// day reports whether month and day exist in some year.
func day(month, d int) bool {
	return month >= 1 && month <= 12 && d >= 1 && d <= monthDays[month]
}

// yymmdd, ddmmyy: the first six digits of s are a date in that order.
func yymmdd(s string) bool { return day(number(s[2:4]), number(s[4:6])) }
func ddmmyy(s string) bool { return day(number(s[2:4]), number(s[:2])) }

// yyyymmdd: the first eight digits of s are a date on which a living person may
// have been born.
func yyyymmdd(s string) bool {
	y := number(s[:4])
	if y < 1900 || y > 2035 || !day(number(s[4:6]), number(s[6:8])) {
		return false
	}
	return s[4:8] != "0229" || y%4 == 0 && y != 1900
}
