package pricing

// dateShapes are the ways in which makers write the date of a build, longest
// first: Y is a year, M a month, D a day. What is no possible date is a version.
var dateShapes = []string{"YYYY-MM-DD", "YYYYMMDD", "YYYY-MM", "MM-YYYY", "YYMMDD", "MMDD", "YYMM"}

// dateLength takes -2024-08-06, -20250929, @20250929, -03-2025, -250115, -0613 and
// -2411, and -05-20 after a word, since after a number it would be a version.
func dateLength(text string, before byte) int {
	if text[0] != '-' && text[0] != '@' {
		return 0
	}
	for _, shape := range dateShapes {
		if isDate(text[1:], shape) {
			return 1 + len(shape)
		}
	}
	if afterWord := 'a' <= before && before <= 'z'; afterWord && isDate(text[1:], "MM-DD") {
		return 1 + len("MM-DD")
	}
	return 0
}

func isDate(text, shape string) bool {
	if len(text) < len(shape) || !endsToken(text[len(shape):]) {
		return false
	}
	year, month, day, years := 0, 0, 0, 0
	for i := range shape {
		digit := int(text[i]) - '0'
		if shape[i] == '-' {
			if text[i] != '-' {
				return false
			}
			continue
		}
		if digit < 0 || digit > 9 {
			return false
		}
		switch shape[i] {
		case 'Y':
			year = year*10 + digit
			years++
		case 'M':
			month = month*10 + digit
		default:
			day = day*10 + digit
		}
	}
	if years == 2 {
		year += 2000
	}
	return (years == 0 || 2020 <= year && year <= 2039) &&
		1 <= month && month <= 12 &&
		(day == 0 && shape[len(shape)-1] != 'D' || 1 <= day && day <= 31)
}

// isFullDate reports whether rest is a separator and one whole day, such as -2024-08-06.
func isFullDate(rest string) bool {
	if rest == "" || rest[0] != '-' && rest[0] != '@' {
		return false
	}
	for _, shape := range []string{"YYYY-MM-DD", "YYYYMMDD"} {
		if len(rest) == 1+len(shape) && isDate(rest[1:], shape) {
			return true
		}
	}
	return false
}
