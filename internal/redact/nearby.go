package redact

// nearby are the detectors that have a context word by a span of the text being
// scanned. Several detectors ask for the same span, so the last answer is kept.
type nearby struct {
	// What the answer depends on.
	serial           uint32
	start, end, base int
	inBlob           bool

	words set
	any   bool
}

// nearbyOf is the detectors with a context word around a span, until the next call.
func (s *scanner) nearbyOf(start, end int) *nearby {
	n := &s.nearby
	if n.serial == s.serial && n.start == start && n.end == end && n.base == s.base && n.inBlob == s.inBlob {
		return n
	}
	n.serial, n.start, n.end, n.base, n.inBlob = s.serial, start, end, s.base, s.inBlob
	clear(n.words)
	s.around(start, end, n.words)
	n.any = n.words.any()
	return n
}

// endingsKept is how many words are remembered for the next number: where values
// stand close together, each looks at the words of some before it.
const endingsKept = 1 << endingBits

const endingBits = 7

// wordEnding is the detectors of the phrases that end with one word of the text.
type wordEnding struct {
	serial   uint32
	from, to int
	words    sparseSet // nil for none
	memory   sparseSet
}

// endingWith is the detectors of the phrases that end with a word, nil for none,
// until a word has been asked for that begins at the same of endingsKept.
func (s *scanner) endingWith(from, to int) sparseSet {
	e := &s.endings[from%endingsKept]
	if e.serial == s.serial && e.from == from && e.to == to {
		return e.words
	}
	e.serial, e.from, e.to, e.words = s.serial, from, to, nil
	if f, ok := s.r.vocabulary.mayEnd(s.text, from, to); ok {
		e.words = s.endingOf(e, f)
	}
	return e.words
}

func (s *scanner) endingOf(e *wordEnding, f ending) sparseSet {
	v := s.r.vocabulary
	word, to := v.lastWord(s.text, e.from, e.to, f.hash)
	if !f.longer {
		return word
	}
	clear(s.longer)
	v.addLonger(s.text, e.from, to, f, s.longer)
	if !s.longer.any() {
		return word
	}
	s.longer.mergeSparse(word)
	e.memory = s.longer.sparse(e.memory[:0])
	return e.memory
}

// markerBetween reports a marker that ends between a word before a span and the span.
func (s *scanner) markerBetween(to, span int) bool {
	i := lastClosing(s.text[to:span])
	return i >= 0 && s.markerCloses(to+i)
}

// lastClosing is where the last bracket closes that may be a marker's, or -1.
func lastClosing(text string) int { return max(lastOf(text, ']'), lastOf(text, '>')) }

// opening is the last bracket that opens before a place and may be a marker's. It
// is kept, for it may be far before all the numbers that ask for it.
type opening struct {
	serial uint32
	read   int // what of the text was looked at
	at     int // -1 for none
	end    int // where the marker ends that opens there, 0 for none
}

// markerCloses reports that the bracket at a place closes a marker, or what may be
// one of whose beginning nothing is to be seen.
func (s *scanner) markerCloses(at int) bool {
	t, o := s.text, &s.opening
	if arrow(t, at) {
		return false
	}
	if o.serial != s.serial || o.at >= at {
		*o = opening{serial: s.serial, at: -1}
	}
	if o.read < at {
		if i := lastOpening(t[o.read:at]); i >= 0 {
			o.at = o.read + i
			o.end = markerEnd(t, o.at)
		}
		o.read = at
	}
	return o.at < 0 || o.end == at+1
}

// lastOpening is where the last bracket opens that may be a marker's, or -1.
func lastOpening(text string) int { return max(lastOf(text, '['), lastOf(text, '<')) }

// arrow reports a > that ends an arrow.
func arrow(s string, at int) bool {
	return at > 0 && s[at] == '>' && (s[at-1] == '=' || s[at-1] == '-')
}
