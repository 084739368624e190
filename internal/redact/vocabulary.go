package redact

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// vocabulary knows the context words of all detectors.
type vocabulary struct {
	// byLast finds phrases by their last two words, or the only one.
	byLast map[string][]phrase
	// ends are the last words of phrases of several words.
	ends map[string]bool
	// foreign are words without spaces around them in their script, which are
	// looked for as substrings, by their first rune: 电话. foreignFirst holds the
	// low bits of those runes.
	foreign      map[rune][]phrase
	foreignFirst [1 << foreignBits / 64]uint64
	size         int
	// The tests that nearly all words fail, by their beginning and length: single
	// holds the phrases of one word, last the last words of longer ones, and
	// pairs the two last words of those together.
	single, last, pairs wordFilter
	// either is single and last together.
	either wordFilter
	// words are the last words of all phrases, and twoWords the last two of those that
	// have as many, when all are there.
	words    wordTable
	twoWords map[string]twoWords
}

const foreignBits = 12

type phrase struct {
	text      string // words joined by single spaces
	detectors []int32
}

func newVocabulary(size int) *vocabulary {
	fillLowerLetters()
	return &vocabulary{byLast: map[string][]phrase{}, ends: map[string]bool{}, foreign: map[rune][]phrase{}, size: size}
}

func (v *vocabulary) add(text string, detector int32) {
	var buf [256]byte
	text = string(normalWords(buf[:0], text, prose))
	if text == "" {
		return
	}
	two := lastTwo(text)
	v.byLast[two] = addPhrase(v.byLast[two], text, detector)
	v.file(two)
	if r, _ := utf8.DecodeRuneInString(text); spaceless(r) {
		v.foreign[r] = addPhrase(v.foreign[r], text, detector)
		low := r & (1<<foreignBits - 1)
		v.foreignFirst[low>>6] |= 1 << (low & 63)
	}
}

// file marks the last words of a phrase, one or two, and its plural.
func (v *vocabulary) file(two string) {
	before, last, longer := strings.Cut(two, " ")
	if !longer {
		before, last = "", before
	} else {
		v.ends[last] = true
	}
	for _, length := range [...]int{len(last), len(last) + 1} {
		h := wordHash(load32(last+"s\x00\x00\x00", 0), length)
		v.either.add(h)
		if longer {
			v.last.add(h)
			v.pairs.add(pairHash(wordHash(load32(before+"\x00\x00\x00", 0), len(before)), h))
		} else {
			v.single.add(h)
		}
	}
}

// ending is what mayEnd knows of the word before one that may end a phrase.
type ending struct {
	hash          uint32 // of the word
	first, before int    // from and to where the one before stands
	longer        bool
}

// mayEnd is the test nearly all words fail: whether a phrase may end with the word
// from start to end.
func (v *vocabulary) mayEnd(s string, start, end int) (f ending, ok bool) {
	n := end - start
	h := wordHash(load32(s, start), n)
	single, longer := v.single.has(h), v.last.has(h)
	if !single && !longer || n > maxWordBytes {
		return f, false
	}
	f = ending{hash: h, first: start, before: start}
	if longer {
		for f.before > 0 && start-f.before < 3 && class[s[f.before-1]]&(isAlnum|isHigh) == 0 {
			f.before--
		}
		f.first = f.before
		for f.first > 0 && f.before-f.first < maxWordBytes && class[s[f.first-1]]&(isAlnum|isHigh) != 0 {
			f.first--
		}
		f.longer = f.first < f.before && f.before < start && v.pairs.has(pairHash(wordHash(load32(s, f.first), f.before-f.first), h))
	}
	return f, single || f.longer
}

// lastWord is the detectors of the phrase that is no more than the word from start
// to end, and where that ends without the s of its plural.
func (v *vocabulary) lastWord(s string, start, end int, hash uint32) (sparseSet, int) {
	w := v.words.find(s[start:end], hash)
	if w == nil && end-start > 3 && s[end-1]|0x20 == 's' {
		end--
		w = v.words.find(s[start:end], wordHash(load32(s, start), end-start))
	}
	if w == nil || start > 0 && class[s[start-1]]&(isAlnum|isHigh) != 0 {
		return nil, end
	}
	return w.alone, end
}

// addLonger adds the detectors of the phrases of several words that end with it.
func (v *vocabulary) addLonger(s string, start, end int, f ending, into set) {
	var buf [2*maxWordBytes + 1]byte
	k := lowerInto(buf[:], s[f.first:f.before])
	buf[k] = ' '
	k += 1 + lowerInto(buf[k+1:], s[start:end])
	two, ok := v.twoWords[string(buf[:k])]
	if !ok {
		return
	}
	if f.first == 0 || class[s[f.first-1]]&(isAlnum|isHigh) == 0 {
		into.mergeSparse(two.alone)
	}
	addMatching(two.longer, s, end, into)
}

// lowerInto copies an ASCII word in small letters.
func lowerInto(dst []byte, word string) int {
	n := copy(dst, word)
	for i := range n {
		if class[dst[i]]&isUpper != 0 {
			dst[i] |= 0x20
		}
	}
	return n
}

// addMatching adds the detectors of the phrases that end at end.
func addMatching(list []phrase, s string, end int, into set) {
	for i := range list {
		if p := &list[i]; endsWithPhrase(s, end, p.text) {
			for _, d := range p.detectors {
				into.add(d)
			}
		}
	}
}

// endsWithPhrase reports whether the words of a phrase end at end, with anything
// but letters and digits between them.
func endsWithPhrase(s string, end int, phrase string) bool {
	for k := len(phrase) - 1; k >= 0; k-- {
		if phrase[k] == ' ' {
			from := end
			for end > 0 && from-end < 3 && class[s[end-1]]&(isAlnum|isHigh) == 0 {
				end--
			}
			if end == from {
				return false
			}
			continue
		}
		if end--; end < 0 {
			return false
		}
		c := s[end]
		if class[c]&isUpper != 0 {
			c |= 0x20
		}
		if c != phrase[k] {
			return false
		}
	}
	return end == 0 || class[s[end-1]]&(isAlnum|isHigh) == 0
}

const maxWordBytes = 32

// lastTwo are the last two words of a normalised text, the first from an
// apostrophe in it on: driver's license is s license.
func lastTwo(text string) string {
	if i := strings.LastIndexByte(text, ' '); i >= 0 {
		return text[strings.LastIndexAny(text[:i], " '")+1:]
	}
	return text
}

func addPhrase(list []phrase, text string, detector int32) []phrase {
	for i := range list {
		if list[i].text == text {
			list[i].detectors = append(list[i].detectors, detector)
			return list
		}
	}
	return append(list, phrase{text: text, detectors: []int32{detector}})
}

// firstSpaceless is the least byte with which a letter begins of such a script: that
// of Thai.
const firstSpaceless = 0xe0

// spaceless reports scripts that put no spaces between words.
func spaceless(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// find adds the detectors that have a context word in normalised words.
func (v *vocabulary) find(words []byte, into set) {
	if len(words) == 0 {
		return
	}
	text := unsafe.String(&words[0], len(words)) //nolint:gosec // read only here; a copy would cost an allocation per number
	for start := 0; start < len(words); {
		end := start
		high := false // may have letters of a script without spaces
		for end < len(words) && words[end] != ' ' {
			high = high || words[end] >= firstSpaceless
			end++
		}
		if v.either.has(wordHash(load32(text, start), end-start)) {
			v.word(words, start, end, into)
		}
		if high {
			v.inside(words[start:end], into)
		}
		start = end + 1
	}
}

func (v *vocabulary) word(words []byte, start, end int, into set) {
	if !v.oneWord(words, start, end, into) && end-start > 3 && words[end-1] == 's' { // plural
		v.oneWord(words, start, end-1, into)
	}
}

func (v *vocabulary) oneWord(words []byte, start, end int, into set) (ok bool) {
	text := unsafe.String(&words[0], len(words)) //nolint:gosec // read only here
	h := wordHash(load32(text, start), end-start)
	w := v.words.find(text[start:end], h)
	if w == nil {
		return false
	}
	into.mergeSparse(w.alone)
	if start > 1 && w.ends {
		first := start - 1
		for first > 0 && words[first-1] != ' ' && words[first-1] != '\'' {
			first--
		}
		if v.pairs.has(pairHash(wordHash(load32(text, first), start-1-first), h)) {
			more := v.byLast[text[first:end]]
			v.phrasesOf(more, words, end, into)
			ok = more != nil
		}
	}
	return ok || w.alone != nil
}

func (v *vocabulary) phrasesOf(list []phrase, words []byte, end int, into set) {
	for _, p := range list {
		if from := end - len(p.text); from < 0 || from > 0 && words[from-1] != ' ' || string(words[from:end]) != p.text {
			continue
		}
		for _, d := range p.detectors {
			into.add(d)
		}
	}
}

// phrases adds the detectors of phrases of several words that end normalised words.
func (v *vocabulary) phrases(words []byte, into set) {
	if bytes.IndexByte(words, ' ') >= 0 {
		v.phrasesOf(v.byLast[lastTwo(string(words))], words, len(words), into)
	}
}

func (v *vocabulary) inside(word []byte, into set) {
	for i, r := range string(word) { // no copy: the range is over the bytes
		low := r & (1<<foreignBits - 1)
		if v.foreignFirst[low>>6]&(1<<(low&63)) == 0 {
			continue
		}
		for _, p := range v.foreign[r] {
			if len(word)-i >= len(p.text) && string(word[i:i+len(p.text)]) == p.text {
				for _, d := range p.detectors {
					into.add(d)
				}
			}
		}
	}
}
