package redact

import "math/bits"

// maxWindowWords is how many context words are kept: twice as many as contextBytes
// may hold, so that half may be forgotten.
const maxWindowWords = contextBytes

// window is the context words of a piece of the text. Where numbers stand close
// together each looks at much the same words, so those are kept, and only what
// stands behind them is read for the next number.
type window struct {
	serial   uint32
	from, to int // of the words that begin from there to there all are known
	n        int
	words    [maxWindowWords]contextWord
}

// contextWord is a word that says of a number behind it what it may be.
type contextWord struct {
	from, to int
	words    sparseSet // detectors
}

// wordsBefore adds what the words before a span say of it that begins in the
// present block or the one before, all of them ASCII.
func (s *scanner) wordsBefore(start int, into set) {
	w := &s.window
	from := max(start, s.base) - contextBytes
	if w.serial != s.serial || from < w.from || from > w.to {
		w.serial, w.from, w.to, w.n = s.serial, from, from, 0
	}
	if w.to < start {
		s.readWords(start)
	}
	last := w.n - 1
	for last >= 0 && w.words[last].to > start {
		last--
	}
	if last < 0 || w.words[last].from < from {
		return
	}
	first := last
	for first > 0 && w.words[first-1].from >= from {
		first--
	}
	if i := lastClosing(s.text[w.words[first].to:start]); i >= 0 {
		if closing := w.words[first].to + i; s.markerCloses(closing) {
			for first <= last && w.words[first].to <= closing {
				first++
			}
		}
	}
	for k := first; k <= last; k++ {
		into.mergeSparse(w.words[k].words)
	}
}

// readWords reads the words up to a span.
func (s *scanner) readWords(start int) {
	w := &s.window
	b, last := &s.blocks[blocksBefore+s.k], &s.blocks[blocksBefore+s.k-1]
	if i := w.to - s.base + 64; i < 64 { // in the block before
		for m := last.starts >> i << i; m != 0; m &= m - 1 {
			i := bits.TrailingZeros64(m)
			n := bits.TrailingZeros64(^(last.alnum >> i))
			if i+n >= 64 {
				n = 64 - i + bits.TrailingZeros64(^b.alnum)
			}
			if !s.readWord(s.base-64+i, n, start) {
				return
			}
		}
	}
	if k := start - s.base; k > 0 {
		from := max(0, w.to-s.base)
		for m := b.starts & (1<<k - 1) >> from << from; m != 0; m &= m - 1 {
			i := bits.TrailingZeros64(m)
			if !s.readWord(s.base+i, bits.TrailingZeros64(^(b.alnum >> i)), start) {
				return
			}
		}
	}
	w.to = start
}

// readWord keeps the word of n bytes at a place, if it is a context word, and says
// whether it ends before a span. One that does not is read again.
func (s *scanner) readWord(at, n, span int) bool {
	w := &s.window
	if at+n > span {
		w.to = at
		return false
	}
	if !s.r.vocabulary.either.has(wordHash(load32(s.text, at), n)) {
		return true
	}
	words := s.endingWith(at, at+n)
	if words == nil {
		return true
	}
	if w.n == maxWindowWords {
		w.forget()
	}
	word := &w.words[w.n]
	word.from, word.to = at, at+n
	word.words = append(word.words[:0], words...)
	w.n++
	return true
}

// forget drops the first half of the words.
func (w *window) forget() {
	const half = maxWindowWords / 2
	for i := range half {
		w.words[i], w.words[half+i] = w.words[half+i], w.words[i]
	}
	w.n = half
	w.from = w.words[0].from
}
