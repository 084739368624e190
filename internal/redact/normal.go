package redact

import (
	"sync"
	"unicode"
	"unicode/utf8"
)

// style says what a text is whose words are read.
type style uint8

const (
	prose style = iota
	name        // camelCase begins a word
)

// normalWords appends a text or key as lower-case words joined by single
// spaces: the name "billingPhone_no" is "billing phone no". A word of East Asia and
// one of another script are two: 客户的SSN, SSN은, 客户的ИНН.
func normalWords(dst []byte, s string, as style) []byte {
	return someWords(dst, s, as, len(s))
}

// someWords is normalWords of a text of which no more are needed than so many.
func someWords(dst []byte, s string, as style, most int) []byte {
	from := len(dst)
	for i, n := 0, 0; i < len(s) && n < most; {
		c := s[i]
		if c >= 0x80 {
			dst, i = normalRune(dst, from, s, i)
			continue
		}
		letter := lowerASCII[c]
		switch {
		case letter != 0:
			if as == name && class[c]&isUpper != 0 && i > 0 && (class[s[i-1]]&isLower != 0 || class[s[i-1]]&isUpper != 0 && i+1 < len(s) && class[s[i+1]]&isLower != 0) {
				dst = space(dst, from)
			}
			dst = append(dst, letter)
		case c == '\'' && len(dst) > from && dst[len(dst)-1] != ' ':
			dst = append(dst, c)
		case len(dst) > from && dst[len(dst)-1] != ' ':
			dst = append(dst, ' ')
			n++
		}
		i++
	}
	if len(dst) > from && dst[len(dst)-1] == ' ' {
		dst = dst[:len(dst)-1]
	}
	return dst
}

// endsEastern reports words that end with a sign of East Asia: their first byte of
// three is at least that of firstEastern.
func endsEastern(words []byte) bool {
	n := len(words)
	return n >= 3 && words[n-1] >= 0x80 && words[n-2] < 0xc0 && words[n-3] >= 0xe2
}

// lowerASCII is the small letter or the digit that a byte is in words, 0 for none.
var lowerASCII = func() (lower [256]byte) {
	for c := range 0x80 {
		if class[c]&isAlnum != 0 {
			lower[c] = byte(c)
		}
		if class[c]&isUpper != 0 {
			lower[c] |= 0x20
		}
	}
	return lower
}()

// normalRune appends the letter at i that is not ASCII, or what parts words for what
// is none, and returns where the next one is.
func normalRune(dst []byte, from int, s string, i int) ([]byte, int) {
	if i+1 < len(s) && s[i] >= 0xc2 && s[i] < 0xe0 && s[i+1]&0xc0 == 0x80 { // two bytes: most alphabets
		r := rune(lowerLetters[rune(s[i]&0x1f)<<6|rune(s[i+1]&0x3f)])
		switch {
		case r >= 0x80 && r < 0x800:
			if len(dst) > from && endsEastern(dst) {
				dst = space(dst, from)
			}
			return append(dst, 0xc0|byte(r>>6), 0x80|byte(r&0x3f)), i + 2
		case r == 0:
			return space(dst, from), i + 2
		}
	}
	r, n := utf8.DecodeRuneInString(s[i:])
	if r = lowerLetter(r); r == 0 {
		return space(dst, from), i + n
	}
	eastern := r >= firstEastern
	if len(dst) > from && dst[len(dst)-1] != ' ' && eastern != endsEastern(dst) {
		dst = space(dst, from)
	}
	dst = utf8.AppendRune(dst, r)
	if eastern && i+n < len(s) && class[s[i+n]]&isAlnum != 0 {
		dst = space(dst, from)
	}
	return dst, i + n
}

// firstEastern begins the radicals, syllables and signs of East Asia.
const firstEastern = 0x2e80

// lowerLetter is a letter beyond ASCII in lower case, 0 for what is no letter.
func lowerLetter(r rune) rune {
	switch {
	case r >= 0 && r < rune(len(lowerLetters)):
		return rune(lowerLetters[r])
	case r >= 0x4e00 && r <= 0x9fff, r >= 0xac00 && r <= 0xd7a3:
		return r
	default:
		return readLetter(r)
	}
}

func readLetter(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsMark(r) {
		return unicode.ToLower(r)
	}
	return 0
}

// lowerLetters is lowerLetter for alphabets and syllabaries, filled with the
// first vocabulary.
var lowerLetters [0x3100]uint16

var fillLowerLetters = sync.OnceFunc(func() {
	for r := range lowerLetters {
		lowerLetters[r] = uint16(readLetter(rune(r)))
	}
})

func space(dst []byte, from int) []byte {
	if len(dst) > from && dst[len(dst)-1] != ' ' {
		dst = append(dst, ' ')
	}
	return dst
}
