package redact

import (
	"math/bits"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// disguised reports whether a text may hold something that [undisguise] undoes, and from
// where on there may be look-alikes. It is the test most texts fail, so it is cheap.
func disguised(s string) (lookAlikes int, ok bool) {
	from := 0
	if vectorized {
		from = plainVector(s)
	}
	if len(s)-from < 64 && !oddIn(s[from:]) {
		return len(s), false
	}
	if rest := s[from:]; escapeIn(rest) || percentIn(rest) || referenceIn(rest) {
		return from, true
	}
	lookAlikes = lookAlikeFrom(s, from)
	return lookAlikes, lookAlikes < len(s)
}

// oddIn reports whether any byte stands in a text without which it is not disguised.
func oddIn(s string) bool {
	if len(s) < 8 {
		var odd uint8
		for i := range len(s) {
			odd |= oddBytes[s[i]]
		}
		return odd != 0
	}
	odd := oddBits(load64(s, len(s)-8))
	for i := 0; i+8 <= len(s); i += 8 {
		odd |= oddBits(load64(s, i))
	}
	return odd&highBits != 0
}

// oddBits has the highest bit of any byte set if one of eight bytes is not ASCII, or one
// of the bytes with which something is hidden.
func oddBits(x uint64) uint64 {
	escape, percent, reference := x^'\\'*eachByte, x^'%'*eachByte, x^'&'*eachByte
	return x | (escape-eachByte)&^escape | (percent-eachByte)&^percent | (reference-eachByte)&^reference
}

// oddBytes are those that oddBits tells.
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
		i += asciiIn(s[i:])
		to := min(len(s), i+foreignStretch)
		for ; i+8 <= to; i += 8 {
			for leads := suspectLeads(load64(s, i)); leads != 0; leads &= leads - 1 {
				if at := i + bits.TrailingZeros64(leads)/8; lookAlikeAt(s, at) {
					return at
				}
			}
		}
		for ; i < to; i++ {
			if lookAlikeAt(s, i) {
				return i
			}
		}
	}
	return len(s)
}

// lookAlikeAt reports whether a look-alike or invisible rune starts at i.
func lookAlikeAt(s string, i int) bool {
	if !suspectLead[s[i]] || !suspect(s, i) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	if r == utf8.RuneError {
		return false
	}
	c, ok := plainOf(r)
	return ok && (c&^1 != '(' || bracketed(s, i))
}

// foreignStretch is for how many bytes a text is taken to go on with letters that are
// not ASCII where one is.
const foreignStretch = 512

// asciiIn is how much of the beginning of a text is ASCII, in steps of 64 bytes.
func asciiIn(s string) int {
	p, n := unsafe.Pointer(unsafe.StringData(s)), len(s)&^63 //nolint:gosec // within the text
	for i := 0; i < n; i += 64 {
		b := (*[8]uint64)(unsafe.Add(p, i))
		if (b[0]|b[1]|b[2]|b[3]|b[4]|b[5]|b[6]|b[7])&highBits != 0 {
			return i
		}
	}
	return n
}

// suspectLeads marks, by its highest bit, each of eight bytes that may be of
// suspectLead. The leads of Latin, Greek, Cyrillic and Chinese letters it tells apart.
func suspectLeads(x uint64) uint64 {
	const (
		latin, thaana = 0xc3 - 0x80, 0xd9 - 0x80 // from one to before the other
		ideographs    = 0xe4 - 0x80
		yi            = 0xea - 0x80
	)
	lead := x & (x << 1) & highBits // the two upper bits are set
	low := x & lowBits
	twoBytes := (low + (0x80-latin)*eachByte) &^ (low + (0x80-thaana)*eachByte)
	threeBytes := (low + (0x80-ideographs)*eachByte) &^ (low + (0x80-yi)*eachByte)
	return lead &^ (twoBytes | threeBytes)
}

// suspect turns down, by the bytes behind it, most of what the commonest lead bytes begin.
func suspect(s string, i int) bool {
	if i+2 >= len(s) {
		return i+1 < len(s)
	}
	second, third := s[i+1], s[i+2]
	switch s[i] {
	case 0xc2:
		return second == 0xa0 || second == 0xad
	case 0xe2:
		return second == 0x80 || second == 0x81 || second == 0x88
	case 0xe3:
		return second == 0x80 && third == 0x80
	case 0xef:
		return second == 0xbc && fullWidth>>(third&0x3f)&1 != 0 || second >= 0xb9 && second <= 0xbd && second != 0xbc
	default:
		return true
	}
}

// fullWidth are the last bytes of the look-alikes from U+FF00 to U+FF3F.
var fullWidth = func() (set uint64) {
	for last := range rune(64) {
		if _, ok := plainOf(0xff00 + last); ok {
			set |= 1 << last
		}
	}
	return set
}()

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
