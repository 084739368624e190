package redact

import (
	"bytes"
	"math/bits"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// Bounds of the text around a candidate that may hold a context word.
const (
	contextBytes = 64 // before it; one block, so that its words are known
	afterBytes   = 24 // behind it
	afterWords   = 2
)

// A set is a set of detectors, by their number.
type set []uint64

func newSet(n int) set         { return make(set, (n+63)/64) }
func (s set) has(i int32) bool { return s[i>>6]&(1<<(i&63)) != 0 }
func (s set) add(i int32)      { s[i>>6] |= 1 << (i & 63) }

// with is the set and one more, longer where that needs it.
func (s set) with(i int32) set {
	for int(i>>6) >= len(s) {
		s = append(s, 0)
	}
	s.add(i)
	return s
}

func (s set) merge(of set) (any bool) {
	for i, w := range of {
		s[i] |= w
		any = any || w != 0
	}
	return any
}

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
}

const (
	wordBits    = 16
	foreignBits = 12
)

// wordHash hashes the first four bytes of a word, given in any case and with
// what follows it, and its length.
func wordHash(x uint32, length int) uint32 {
	if length < 4 {
		x &= 1<<(8*length) - 1
	}
	return bits.RotateLeft32((x|0x20202020)*0x9e3779b1+uint32(length)*0x85ebca6b, wordBits)
}

// wordFilter has two bits of one of its words set for each hash.
type wordFilter [1 << wordBits / 64]uint64

func (f *wordFilter) has(h uint32) bool {
	return f[h>>6&(1<<wordBits/64-1)]>>(h&63)&(f[h>>6&(1<<wordBits/64-1)]>>(h>>16&63))&1 != 0
}

func (f *wordFilter) add(h uint32) { f[h>>6&(1<<wordBits/64-1)] |= 1<<(h&63) | 1<<(h>>16&63) }

// pairHash hashes two words by their hashes.
func pairHash(before, last uint32) uint32 { return before*31 ^ last }

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
	first, before int // from and to where it stands
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
	f = ending{first: start, before: start}
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

// addEnding adds the detectors of the phrases that do end with it.
func (v *vocabulary) addEnding(s string, start, end int, f ending, into set) {
	n := end - start
	var buf [2*maxWordBytes + 1]byte
	k := lowerInto(buf[:], s[f.first:f.before])
	buf[k] = ' '
	last := buf[k+1 : k+1+lowerInto(buf[k+1:], s[start:end])]
	list := v.byLast[string(last)]
	if list == nil && !v.ends[string(last)] && n > 3 && last[n-1] == 's' { // plural
		end--
		last = last[:n-1]
		list = v.byLast[string(last)]
	}
	addMatching(list, s, end, into)
	if f.longer {
		addMatching(v.byLast[string(buf[:k+1+len(last)])], s, end, into)
	}
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

// around adds the detectors with a context word shortly before or directly
// behind a span of the text being scanned. What stands beyond a marker does not
// count: else replacing one value would change what the next one is taken for.
func (s *scanner) around(start, end int, into set) {
	if behindName(s.text, start) {
		s.camelBefore(start, into)
	}
	k := start - s.base // in the current block; below 0 in the one before
	if k > 63 || k <= -64 {
		if s.aroundASCII(start, into) {
			s.wordBehind(end, into)
		} else {
			s.aroundWords(s.text, start, end, into)
		}
		return
	}
	b, last := &s.blocks[blocksBefore+s.k], &s.blocks[blocksBefore+s.k-1]
	if b.high|last.high != 0 || s.inBlob {
		s.aroundWords(s.text, start, end, into)
		return
	}
	var here, before uint64
	if k >= 0 {
		here, before = b.starts&(1<<k-1), last.starts&(^uint64(0)<<k)
	} else {
		before = last.starts & (1<<(64+k) - 1)
	}
	v, t := s.r.vocabulary, s.text
	for ; here != 0; here &= here - 1 {
		i := bits.TrailingZeros64(here)
		n := bits.TrailingZeros64(^(b.alnum >> i))
		if v.either.has(wordHash(load32(t, s.base+i), n)) {
			s.wordAt(s.base+i, s.base+i+n, start, into)
		}
	}
	for ; before != 0; before &= before - 1 {
		i := bits.TrailingZeros64(before)
		n := bits.TrailingZeros64(^(last.alnum >> i))
		if i+n >= 64 {
			n = 64 - i + bits.TrailingZeros64(^b.alnum)
		}
		if v.either.has(wordHash(load32(t, s.base-64+i), n)) {
			s.wordAt(s.base-64+i, s.base-64+i+n, start, into)
		}
	}
	s.wordBehind(end, into)
}

// maxQuoting bounds what stands between a name in code and its value: setPhone("
const maxQuoting = 6

// behindName reports what may be a value behind a name in code: most numbers stand
// behind a word and a space, or another number and a comma.
func behindName(t string, start int) bool {
	if start < 2 {
		return false
	}
	c := t[start-1]
	if c == ' ' {
		c = t[start-2]
	}
	return c == ':' || c == '=' || c == '"' || c == '\'' || c == '(' || c == '>' || c == '`'
}

// camelBefore adds what the name directly before a span says of it, if it is one
// in camelCase: mobileNumber=, setPhone(".
func (s *scanner) camelBefore(start int, into set) {
	t, end := s.text, start
	for end > 0 && start-end < maxQuoting && class[t[end-1]]&(isAlnum|isHigh) == 0 {
		end--
	}
	from, humps := end, 0
	for from > 0 && end-from < maxWordBytes && alnumAt(t, from-1) {
		from--
		if from+1 < end && class[t[from]]&isLower != 0 && class[t[from+1]]&isUpper != 0 {
			humps++
		}
	}
	if humps == 0 || end == start {
		return
	}
	s.words = normalWords(s.words[:0], t[from:end], name)
	s.r.vocabulary.find(s.words, into)
}

// wordBehind adds what the word directly behind a span says of it.
func (s *scanner) wordBehind(end int, into set) {
	t := s.text
	for n := 0; n < 2 && end < len(t) && (t[end] == ' ' || t[end] == '('); n++ {
		end++
	}
	if alnumAt(t, end) {
		if words := s.endingWith(end, runEnd(t, end)); words != nil {
			into.merge(words)
		}
	}
}

// aroundASCII looks at the words before a span beyond the block, and says whether
// it could: not where they are not ASCII.
func (s *scanner) aroundASCII(start int, into set) bool {
	v, t := s.r.vocabulary, s.text
	for i := max(0, start-contextBytes); i < start; i++ {
		k := class[t[i]]
		if k&isHigh != 0 {
			return false
		}
		if k&isAlnum == 0 || alnumAt(t, i-1) {
			continue
		}
		n := runEnd(t, i) - i
		if v.either.has(wordHash(load32(t, i), n)) {
			s.wordAt(i, i+n, start, into)
		}
		i += n
	}
	return true
}

// wordAt adds what a word before a span says of it, if no marker is between them.
func (s *scanner) wordAt(from, to, span int, into set) {
	if to > span {
		return
	}
	if words := s.endingWith(from, to); words != nil && !s.markerBetween(to, span) {
		into.merge(words)
	}
}

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
		high := false
		for end < len(words) && words[end] != ' ' {
			high = high || words[end] >= 0x80
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

func (v *vocabulary) oneWord(words []byte, start, end int, into set) bool {
	list, ok := v.byLast[string(words[start:end])]
	v.phrasesOf(list, words, end, into)
	if start > 1 && v.ends[string(words[start:end])] {
		first := bytes.LastIndexAny(words[:start-1], " '") + 1
		more := v.byLast[string(words[first:end])]
		v.phrasesOf(more, words, end, into)
		ok = ok || more != nil
	}
	return ok
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

// style says what a text is whose words are read.
type style uint8

const (
	prose style = iota
	name        // camelCase begins a word
)

// normalWords appends a text or key as lower-case words joined by single
// spaces: the name "billingPhone_no" is "billing phone no". A word of East Asia and
// one of ASCII are two: 客户的SSN, SSN은.
func normalWords(dst []byte, s string, as style) []byte {
	from := len(dst)
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x80 {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r = lowerLetter(r); r != 0 {
				eastern := r >= firstEastern
				if eastern && i > 0 && class[s[i-1]]&isAlnum != 0 {
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

// aroundWords is around for texts in which words do not begin and end with ASCII.
func (s *scanner) aroundWords(text string, start, end int, into set) {
	from := max(0, start-contextBytes)
	for from > 0 && from < start && (alnumAt(text, from) && alnumAt(text, from-1) || !utf8.RuneStart(text[from])) {
		from++
	}
	before := text[from:start]
	if i := strings.LastIndexAny(before, "]>"); i >= 0 && markerBefore(before, i) {
		before = before[i+1:]
	}
	s.words = normalWords(s.words[:0], before, prose)
	s.r.vocabulary.find(s.words, into)

	behind := text[end:min(len(text), end+afterBytes)]
	if i := strings.IndexAny(behind, "[<\n"); i >= 0 {
		behind = behind[:i]
	}
	s.words = firstWords(normalWords(s.words[:0], behind, prose), afterWords)
	s.r.vocabulary.find(s.words, into)
}

func markerBefore(s string, closing int) bool {
	if closing > 0 && s[closing] == '>' && (s[closing-1] == '=' || s[closing-1] == '-') { // an arrow
		return false
	}
	open := strings.LastIndexAny(s[:closing], "[<")
	return open < 0 || markerEnd(s, open) == closing+1
}

func firstWords(words []byte, n int) []byte {
	for i, c := range words {
		if c == ' ' {
			if n--; n == 0 {
				return words[:i]
			}
		}
	}
	return words
}
