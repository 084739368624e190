package pii

import "github.com/otelcol-genai/otelcol-genai/internal/redact/detect"

// A check judges a candidate; see [detect.Code].
type check = func(compact, printed string) detect.Confidence

// shaped reports whether text has a shape, in which 9 stands for a digit, A for
// a capital letter, X for either, and any other byte for itself.
func shaped(text, shape string) bool {
	if len(text) != len(shape) {
		return false
	}
	for i := range len(shape) {
		c := text[i]
		switch shape[i] {
		case '9':
			if !isDigit(c) {
				return false
			}
		case 'A':
			if !isUpper(c) {
				return false
			}
		case 'X':
			if !isDigit(c) && !isUpper(c) {
				return false
			}
		default:
			if c != shape[i] {
				return false
			}
		}
	}
	return true
}

func anyShape(text string, shapes []string) bool {
	for _, s := range shapes {
		if shaped(text, s) {
			return true
		}
	}
	return false
}

// official is for numbers that are nothing special when bare: High in one of the
// forms their issuer prints, Low bare, and none in other groups.
func official(valid func(string) bool, shapes ...string) check {
	return func(compact, printed string) detect.Confidence {
		switch {
		case len(printed) == len(compact):
			return pick(valid(compact), detect.Low)
		case anyShape(printed, shapes):
			return pick(valid(compact), detect.High)
		}
		return detect.None
	}
}

// bareNeedsContext parts a code into what is found by its printed form alone and
// what a word must stand by. Most numbers in any text are bare, and this way
// nobody looks at their check digits in vain.
func bareNeedsContext(list []detect.Code) []detect.Code {
	parted := make([]detect.Code, 0, 2*len(list))
	for _, c := range list {
		if c.NeedsContext || c.Letters || bareIsTelling[c.Entity] {
			parted = append(parted, c)
			continue
		}
		alone, beside := c, c
		alone.Context = nil
		alone.Printed = true
		alone.Check = func(compact, printed string) detect.Confidence {
			if len(printed) == len(compact) {
				return detect.None
			}
			if found := c.Check(compact, printed); found >= detect.Medium {
				return found
			}
			return detect.None
		}
		beside.NeedsContext = true
		parted = append(parted, alone, beside)
	}
	return parted
}

// bareIsTelling are the entities whose bare digits can stand alone.
var bareIsTelling = map[detect.Entity]bool{"CREDIT_CARD": true, "CH_AHV": true, "AE_EMIRATES_ID": true}

// telling is for codes that are hardly anything else even when bare; in small
// letters, as hashes are written, they are Low.
func telling(c detect.Confidence, valid func(string) bool) check {
	return func(compact, printed string) detect.Confidence {
		switch {
		case !valid(compact):
			return detect.None
		case hasLower(printed):
			return detect.Low
		}
		return c
	}
}

// valued is for codes that need context: the same confidence however printed.
func valued(c detect.Confidence, valid func(string) bool) check {
	return func(compact, _ string) detect.Confidence {
		if valid(compact) {
			return c
		}
		return detect.None
	}
}

// formed is a format without a check, for codes that need context.
func formed(shapes ...string) func(string) bool {
	return func(compact string) bool { return anyShape(compact, shapes) }
}

// texts is a list of a proof.
func texts(list ...string) func() []string { return func() []string { return list } }

func isDigit(c byte) bool { return c-'0' <= 9 }
func isUpper(c byte) bool { return c-'A' <= 25 }
func isLower(c byte) bool { return c-'a' <= 25 }
func isAlpha(c byte) bool { return (c|0x20)-'a' <= 25 }
func isAlnum(c byte) bool { return isDigit(c) || isAlpha(c) }
func isHex(c byte) bool   { return isDigit(c) || (c|0x20)-'a' <= 5 }

func hasLower(s string) bool {
	for i := range len(s) {
		if isLower(s[i]) {
			return true
		}
	}
	return false
}

func countDigits(s string) int {
	n := 0
	for i := range len(s) {
		if isDigit(s[i]) {
			n++
		}
	}
	return n
}

func allDigits(s string) bool { return countDigits(s) == len(s) }

func number(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// repeats reports whether s is one character again and again, as placeholders are.
func repeats(s string) bool {
	for i := 1; i < len(s); i++ {
		if s[i] != s[0] {
			return false
		}
	}
	return true
}

// groups are the lengths of the parts of a printed number. sep is 0 when it is
// printed without separators; ok says that all separators are the same byte.
func groups(printed string) (sizes [10]uint8, n int, sep byte, ok bool) {
	for i := range len(printed) {
		if isAlnum(printed[i]) {
			sizes[n]++
			continue
		}
		if sep == 0 {
			sep = printed[i]
		}
		if n++; printed[i] != sep || n == len(sizes) {
			return sizes, n, sep, false
		}
	}
	return sizes, n + 1, sep, true
}

// byteAt is 0 outside of the text.
func byteAt(s string, i int) byte {
	if i < 0 || i >= len(s) {
		return 0
	}
	return s[i]
}
