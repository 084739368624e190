package redact

import (
	"unicode/utf8"
)

// Bounds of the text around a candidate that may hold a context word.
const (
	contextBytes = 64 // before it; one block, so that its words are known
	afterBytes   = 24 // behind it
	afterWords   = 2
)

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
	s.wordsBefore(start, into)
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
			into.mergeSparse(words)
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
		into.mergeSparse(words)
	}
}

// aroundWords is around for texts in which words do not begin and end with ASCII.
func (s *scanner) aroundWords(text string, start, end int, into set) {
	from := max(0, start-contextBytes)
	for from > 0 && from < start && (alnumAt(text, from) && alnumAt(text, from-1) || !utf8.RuneStart(text[from])) {
		from++
	}
	before := text[from:start]
	if i := lastClosing(before); i >= 0 && markerBefore(before, i) {
		before = before[i+1:]
	}
	s.words = normalWords(s.words[:0], before, prose)
	s.r.vocabulary.find(s.words, into)

	behind := text[end:min(len(text), end+afterBytes)]
	for i := range len(behind) {
		if c := behind[i]; c == '[' || c == '<' || c == '\n' {
			behind = behind[:i]
			break
		}
	}
	s.words = firstWords(someWords(s.words[:0], behind, prose, afterWords), afterWords)
	s.r.vocabulary.find(s.words, into)
}

func markerBefore(s string, closing int) bool {
	if arrow(s, closing) {
		return false
	}
	open := lastOpening(s[:closing])
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
