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
	from := len(dst)
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x80 {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r = lowerLetter(r); r != 0 {
				eastern := r >= firstEastern
				if len(dst) > from && dst[len(dst)-1] != ' ' && eastern != endsEastern(dst) {
					dst = space(dst, from)
				}
				dst = utf8.AppendRune(dst, r)
				if eastern && i+n < len(s) && class[s[i+n]]&isAlnum != 0 {
					dst = space(dst, from)
				}
			} else {
				dst = space(dst, from)
			}
			i += n
			continue
		}
		k := class[c]
		switch {
		case k&isUpper != 0:
			if as == name && i > 0 && (class[s[i-1]]&isLower != 0 || class[s[i-1]]&isUpper != 0 && i+1 < len(s) && class[s[i+1]]&isLower != 0) {
				dst = space(dst, from)
			}
			dst = append(dst, c|0x20)
		case k&isAlnum != 0, c == '\'' && len(dst) > from && dst[len(dst)-1] != ' ':
			dst = append(dst, c)
		default:
			dst = space(dst, from)
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
