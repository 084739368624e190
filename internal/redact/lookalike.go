package redact

import (
	"strings"
	"unicode/utf8"
)

// disguised reports whether a text may hold something that [undisguise] undoes.
// It is the test most texts fail, so it is cheap.
func disguised(s string) bool {
	from := 0
	if vectorized {
		from = plainVector(s)
	}
	if len(s)-from < 64 {
		var odd uint8
		for i := from; i < len(s); i++ {
			odd |= oddBytes[s[i]]
		}
		if odd == 0 {
			return false
		}
	}
	s = s[from:]
	return escapeIn(s) || percentIn(s) || referenceIn(s) || lookAlikeFrom(s, 0) < len(s)
}

// oddBytes are those without which a text is not disguised.
var oddBytes = func() (t [256]uint8) {
	for c := 0x80; c < 256; c++ {
		t[c] = 1
	}
	t['\\'], t['%'], t['&'] = 1, 1, 1
	return t
}()

func escapeIn(s string) bool {
	for i := 0; ; {
		k := strings.IndexByte(s[i:], '\\')
		if k < 0 || i+k+1 >= len(s) {
			return false
		}
		i += k + 1
		if hidingEscape(s, i) {
			return true
		}
	}
}

// hidingEscape reports whether the escape whose letter is at i hides anything:
// \u, \x, \056 and \/ do, \n does where its letter hangs on what follows. Quotes and
// backslashes end words as they stand.
func hidingEscape(s string, i int) bool {
	switch s[i] {
	case 'u', '/':
		return true
	case 'x', 'U', '0', '1':
		_, end := byteEscape(s, i)
		return end > 0
	case 'n', 't', 'r', 'b', 'f':
		return i+1 < len(s) && (class[s[i+1]]&(isAlnum|isHigh) != 0 || s[i+1] == '-' || s[i+1] == '+')
	default:
		return false
	}
}

func escapeLetter(c byte) bool {
	switch c {
	case 'n', 't', 'r', 'b', 'f', 'u', '"', '/', '\\', '\'':
		return true
	default:
		return false
	}
}

func percentIn(s string) bool {
	for i := 0; ; {
		k := strings.IndexByte(s[i:], '%')
		if k < 0 {
			return false
		}
		i += k
		if _, end := percent(s, i); end > i {
			return true
		}
		i++
	}
}

// percent decodes %40 and %2540, printing ASCII only, at i.
func percent(s string, i int) (byte, int) {
	if i+2 >= len(s) || s[i] != '%' {
		return 0, 0
	}
	hi, ok1 := hexValue(s[i+1])
	lo, ok2 := hexValue(s[i+2])
	if !ok1 || !ok2 {
		return 0, 0
	}
	c := hi<<4 | lo
	if c == '%' && i+4 < len(s) && class[s[i+3]]&isHex != 0 && class[s[i+4]]&isHex != 0 {
		return percentAgain(s, i+2)
	}
	if c < ' ' || c > '~' {
		return 0, 0
	}
	return c, i + 3
}

// percentAgain decodes the rest of %2540, of which s[i] is the 5.
func percentAgain(s string, i int) (byte, int) {
	hi, _ := hexValue(s[i+1])
	lo, _ := hexValue(s[i+2])
	c := hi<<4 | lo
	if c < ' ' || c > '~' {
		return 0, 0
	}
	return c, i + 3
}

// lookAlikeFrom is where the next look-alike or invisible rune starts, or len(s).
func lookAlikeFrom(s string, i int) int {
	for i < len(s) {
		if vectorized {
			i += unsuspectVector(s[i:])
		}
		for i+32 <= len(s) && (load64(s, i)|load64(s, i+8)|load64(s, i+16)|load64(s, i+24))&highBits == 0 {
			i += 32
		}
		for to := min(len(s), i+32); i < to; i++ {
			for i+8 <= to && leadsIn(s[i:i+8]) == 0 {
				i += 8
			}
			for i < to && !suspectLead[s[i]] {
				i++
			}
			if i == to {
				break
			}
			if suspect(s, i) {
				if r, _ := utf8.DecodeRuneInString(s[i:]); r != utf8.RuneError {
					if c, ok := plainOf(r); ok && (c&^1 != '(' || bracketed(s, i)) {
						return i
					}
				}
			}
		}
	}
	return len(s)
}

// leadsIn is 0 if none of eight bytes is of suspectLead.
func leadsIn(b string) uint8 {
	_ = b[7]
	return leads[b[0]] | leads[b[1]] | leads[b[2]] | leads[b[3]] | leads[b[4]] | leads[b[5]] | leads[b[6]] | leads[b[7]]
}

// suspect turns down, by the second byte, most of what the commonest lead bytes begin.
func suspect(s string, i int) bool {
	if i+1 >= len(s) {
		return false
	}
	second := s[i+1]
	switch s[i] {
	case 0xc2:
		return second == 0xa0 || second == 0xad
	case 0xe2:
		return second == 0x80 || second == 0x81 || second == 0x88
	case 0xe3:
		return second == 0x80 && i+2 < len(s) && s[i+2] == 0x80
	case 0xef:
		return second >= 0xb9 && second <= 0xbd
	default:
		return true
	}
}

// bracketed reports a wide bracket around one digit or letter behind a digit, as
// the identity numbers of Hong Kong have them: A123456（3）. Others are how Chinese is
// punctuated.
func bracketed(s string, i int) bool {
	const opening, closing = "（", "）"
	if strings.HasPrefix(s[i:], closing) {
		if i > len(closing) && s[i-1] < 0x80 {
			i -= 1 + len(opening)
		} else {
			i = max(0, i-2*len(opening))
		}
	}
	if i == 0 || !strings.HasPrefix(s[i:], opening) {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	inside, n := utf8.DecodeRuneInString(s[i+len(opening):])
	return isDigit&plainClass(before) != 0 && isAlnum&plainClass(inside) != 0 && strings.HasPrefix(s[i+len(opening)+n:], closing)
}

// plainClass is the class of what a rune is read as.
func plainClass(r rune) uint8 {
	if r < utf8.RuneSelf {
		return class[r]
	}
	c, _ := plainOf(r)
	return class[c]
}

// invisible is what plainOf returns for runes that are dropped.
const invisible = 0

// plainOf is the ASCII byte that a rune is read as, if it is a look-alike.
func plainOf(r rune) (byte, bool) {
	switch {
	case r >= 0x200b && r <= 0x200d, r == 0x2060, r == 0xfeff, r == 0xad:
		return invisible, true
	case r == 0xa0, r >= 0x2000 && r <= 0x200a, r == 0x202f, r == 0x205f, r == 0x3000:
		return ' ', true
	case r >= 0x2010 && r <= 0x2015, r == 0x2212, r == 0xfe58, r == 0xfe63:
		return '-', true
	case r >= 0xff01 && r <= 0xff5e:
		c := byte(r - 0xff01 + '!')
		return c, class[c]&isAlnum != 0 || strings.IndexByte("@.-_:/+=%&#()", c) >= 0 // brackets where they are bracketed; the others are how Chinese is punctuated
	case r == 0xfe6b:
		return '@', true
	}
	for _, zero := range digitZeros {
		if r >= zero && r < zero+10 {
			return byte('0' + r - zero), true
		}
	}
	if r >= 0x1d7ce && r <= 0x1d7ff { // mathematical digits, five alphabets
		return byte('0' + (r-0x1d7ce)%10), true
	}
	return 0, false
}

// digitZeros are the zeros of the decimal digits in use in other scripts.
var digitZeros = []rune{
	0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66,
	0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x17e0, 0x1810, 0xa8d0, 0xa9d0, 0xaa50, 0xabf0,
}

// suspectLead are the UTF-8 lead bytes of runes that plainOf may know.
var suspectLead = func() (t [256]bool) {
	mark := func(r rune) {
		var b [utf8.UTFMax]byte
		utf8.EncodeRune(b[:], r)
		t[b[0]] = true
	}
	for _, r := range []rune{0xad, 0x2010, 0x2212, 0x3000, 0xfe58, 0xfeff, 0xff01, 0x1d7ce} {
		mark(r)
	}
	for _, r := range digitZeros {
		mark(r)
	}
	return t
}()

// leads is 1 for the bytes of suspectLead.
var leads = func() (t [256]uint8) {
	for c, suspect := range suspectLead {
		if suspect {
			t[c] = 1
		}
	}
	return t
}()

// suspectTables are the bytes of suspectLead as vector code looks them up: the
// bit of the upper half is set for the lower half.
type suspectTables struct{ lower, upper [16]byte }

var leadTables = func() (t suspectTables) {
	for h := 0xc; h <= 0xf; h++ {
		t.upper[h] = 1 << (h - 0xc)
	}
	for c, suspect := range suspectLead {
		if suspect {
			t.lower[c&15] |= 1 << (c>>4 - 0xc)
		}
	}
	return t
}()
