package redact

import (
	"math/bits"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// candidate is what a detector found in the text being scanned.
type candidate struct {
	start, end int
	detector   int32 // or one of the numbers below
	entity     int32
	confidence detect.Confidence
}

// Numbers of findings that no detector made.
const (
	byKey    int32 = -1
	byBlob   int32 = -2
	byBudget int32 = -3
	byExtra  int32 = -4
	byRule   int32 = -5 // and below: user rule n is byRule-n
)

// nowhere is where the block that is looked at begins when none is.
const nowhere = -1 << 30

// scan looks for all detectors' values in one plain text.
func (s *scanner) scan(v *view) {
	s.view, s.text = v, v.text
	s.serial++
	s.numberFrom, s.blobUntil, s.plusUntil = 0, 0, 0
	s.region.contextFor = -1
	t := v.text
	s.highFrom, s.highTo, s.foreignBlocks = -1, 0, s.foreignBlocks[:0]
	s.blocks[0].digit, s.blocks[1] = 0, block{}
	for base := 0; base < len(t); {
		if len(s.candidates) > s.r.maxFindings {
			s.tooMany(base)
			break
		}
		n := s.fillBlocks(base, s.blocks[blocksBefore-1].alnum>>63)
		for k := range n {
			b := &s.blocks[blocksBefore+k]
			if bits.OnesCount64(b.alnum) >= 54 && base+64 <= len(t) {
				if start, end := s.blob(base, ^b.alnum|1<<63 /* of a full block, its last byte */); end > base+64 {
					s.intoBlob(base, k)
					s.addBlob(start, end)
					base = end
					s.blocks[blocksBefore+n-1] = block{alnum: ^uint64(0), digit: 1} // what was skipped
					break
				}
			}
			if b.high != 0 {
				s.noteHigh(base, b.high)
			}
			if b.hits|b.punct|b.digit != 0 {
				s.block(base, k)
			}
			base += 64
		}
		s.blocks[0].digit, s.blocks[1] = s.blocks[n].digit, s.blocks[n+1]
	}
	s.base = nowhere
	if s.highFrom >= 0 {
		s.foreign()
	}
}

// noteHigh remembers where a block is not ASCII, and whether four such bytes may
// stand in a row: what is behind the block is not known and taken for such.
func (s *scanner) noteHigh(base int, high uint64) {
	if s.highFrom < 0 {
		s.highFrom = base
	}
	s.highTo = base + 64
	if rows := high & (high>>1 | 1<<63) & (high>>2 | 3<<62) & (high>>3 | 7<<61) & everyFifth[uint(base)%foreignStep]; rows != 0 {
		s.foreignBlocks = append(s.foreignBlocks, foreignBlock{base, rows})
	}
}

// foreignBlock is the block at base, in which four bytes that are not ASCII begin at
// the places of rows, those that foreign looks at.
type foreignBlock struct {
	base int
	rows uint64
}

// everyFifth are the places of a block that are a multiple of foreignStep in the
// text, by where the block begins.
var everyFifth = func() (masks [foreignStep]uint64) {
	for base := range masks {
		for k := range 64 {
			if (base+k)%foreignStep == 0 {
				masks[base] |= 1 << k
			}
		}
	}
	return masks
}()

// intoBlob follows the triggers of the block a blob begins in, but for numbers:
// the blob may be a token, or the value of a name before it.
func (s *scanner) intoBlob(base, k int) {
	s.numberFrom = max(s.numberFrom, base+64)
	s.inBlob = true // look at the words around one by one
	s.block(base, k)
	s.inBlob = false
}

// tooMany replaces what was not scanned of a text with more findings than are
// kept, and all that comes after it.
func (s *scanner) tooMany(base int) {
	s.failure, s.budget = Oversize, 0
	s.candidates = append(s.candidates, candidate{start: base, end: len(s.text), detector: byBudget, entity: s.r.oversizeEntity, confidence: detect.Certain})
}

// foreign tries the prefixes that do not begin with ASCII, wherever they stand.
// It looks at every fifth place, and knows the first pieces of all but short ones.
func (s *scanner) foreign() {
	t, tr := s.text, s.r.triggers
	for k := range tr.foreignShort {
		p := &tr.foreignShort[k]
		to := min(len(t), s.highTo+len(p.text))
		for i := s.highFrom; ; i++ {
			n := strings.Index(t[i:to], p.text)
			if n < 0 {
				break
			}
			i += n
			s.pattern(p.detector, i)
		}
	}
	if len(tr.foreign) == 1 {
		return
	}
	for k := range s.foreignBlocks {
		b := &s.foreignBlocks[k]
		for m := b.rows; m != 0; m &= m - 1 {
			i := b.base + bits.TrailingZeros64(m)
			if i+4 > len(t) {
				break
			}
			x := load32(t, i)
			if x&highHalf != highHalf { // behind the block
				continue
			}
			if list := tr.foreignFour[foreignHash(x)]; list != 0 {
				s.foreignAt(i, tr.foreign[list])
			}
		}
	}
}

func (s *scanner) foreignAt(i int, list []foreignPiece) {
	for k := range list {
		p := &list[k]
		if at := i - p.offset; at >= 0 && strings.HasPrefix(s.text[at:], p.text) {
			s.pattern(p.detector, at)
		}
	}
}

// block follows the triggers of block k of those that were filled, which begins at
// base.
func (s *scanner) block(base, k int) {
	b := &s.blocks[blocksBefore+k]
	s.base, s.k = base, k
	if b.hits != 0 {
		s.followWords(b)
	}
	if b.punct != 0 {
		if marks := s.marks(base, b); marks != 0 {
			s.followMarks(marks)
		}
	}
	if s.r.triggers.hasLong {
		if long := b.starts & b.longRuns(s.blocks[blocksBefore+k+1].alnum); long != 0 { // 0x, and other addresses
			s.followLong(long)
		}
	}
	if b.digit != 0 && s.r.codes.longest != 0 {
		if numbers := b.numbers(s.blocks[blocksBefore+k-1].alnum >> 63); numbers != 0 {
			s.followNumbers(b, numbers)
		}
	}
}

// followWords looks up the words with which a prefix may begin.
func (s *scanner) followWords(b *block) {
	words, after := &s.r.triggers.words[s.digitNearBlock(s.k)], s.blocks[blocksBefore+s.k+1].alnum
	for m := b.hits; m != 0; m &= m - 1 {
		k := bits.TrailingZeros64(m)
		i := s.base + k
		x := load64From(s.text, i)
		if list := words.at(wordKey(x, b.run(k, after)), x); len(list) > 0 {
			s.prefixes(i, list)
		}
	}
}

// followMarks calls what there is at punctuation.
func (s *scanner) followMarks(marks uint64) {
	t, tr := s.text, s.r.triggers
	for m := marks; m != 0; m &= m - 1 {
		i := s.base + bits.TrailingZeros64(m)
		next := byte(0)
		if i+1 < len(t) {
			next = t[i+1]
		}
		kind := tr.follow[t[i]&0x7f][next]
		if list := kind &^ anchorFits; list != 0 {
			s.prefixes(i, tr.marks[list])
		}
		if kind&anchorFits != 0 {
			s.anchors(i, next)
		}
	}
}

// followLong tries the prefixes of long runs of letters and digits.
func (s *scanner) followLong(starts uint64) {
	for m := starts; m != 0; m &= m - 1 {
		i := s.base + bits.TrailingZeros64(m)
		s.prefixes(i, s.r.triggers.long[s.text[i]&0x7f])
	}
}

// followNumbers looks at numbers.
func (s *scanner) followNumbers(b *block, numbers uint64) {
	base := s.base
	for m := numbers; m != 0; {
		k := bits.TrailingZeros64(m)
		i := base + k
		if i >= s.numberFrom {
			n := bits.TrailingZeros64(^(b.digit >> k))
			if n < s.r.codes.shortestFree && s.short(i, n) && (n < s.r.codes.shortest || !s.keyHasContext() && !s.inContext(i, i+n)) {
				s.numberFrom = i + n
			} else {
				s.numberFrom = s.number(i)
			}
		}
		if s.numberFrom >= base+64 {
			return
		}
		m &= ^uint64(0) << (s.numberFrom - base)
	}
}

// short reports the most common number: a few digits that nothing joins to
// others or to letters, so that no code can begin there.
func (s *scanner) short(i, n int) bool {
	t, end := s.text, i+n
	if i > 0 && class[t[i-1]]&isAlnum != 0 {
		return false
	}
	if i > 1 && isSeparator(t[i-1]) && class[t[i-2]]&isUpper != 0 {
		return false
	}
	if end >= len(t) {
		return true
	}
	if class[t[end]]&isAlnum != 0 {
		return false
	}
	return !isSeparator(t[end]) && t[end] != '(' || end+1 >= len(t) || class[t[end+1]]&(isDigit|isUpper) == 0
}

// prefixes calls the patterns of those prefixes that begin at i.
func (s *scanner) prefixes(i int, list []prefix) {
	if i < s.blobUntil {
		return
	}
	s.asked = nil
	for k := range list {
		if p := &list[k]; p.matches(s.text, i) {
			s.pattern(p.detector, i)
		}
	}
}

// anchors calls the patterns of the byte at i that ask for what stands around it.
func (s *scanner) anchors(i int, next byte) {
	t, c := s.text, s.text[i]&0x7f
	before := uint8(0)
	if i > 0 {
		before = class[t[i-1]] &^ isNearDigit
		if before&isDigit != 0 || i > 1 && class[t[i-2]]&isDigit != 0 {
			before |= isNearDigit
		}
	}
	if any := s.r.triggers.beside[c].before; any != 0 && any&before == 0 || i < s.blobUntil {
		return
	}
	list := s.r.triggers.anchors[c]
	s.asked = nil
	for k := range list {
		a := &list[k]
		if !a.fits(t, i, before, next) || a.gate != nil && !s.ask(a.gate, i) {
			continue
		}
		for _, d := range a.detectors {
			s.pattern(d, i)
		}
	}
}

// ask asks a gate, once for all patterns of a place.
func (s *scanner) ask(g *detect.Gate, i int) bool {
	if g != s.asked {
		s.asked, s.open = g, g.Ask(s.text, i)
	}
	return s.open
}

// pattern calls a pattern's Find, unless the place is inside what it found last.
func (s *scanner) pattern(d int32, i int) {
	if d >= s.r.dataURL {
		s.special(d, i)
		return
	}
	last := &s.lastFound[d]
	if last.serial == s.serial && i < last.end {
		return
	}
	det := &s.r.detectors[d]
	if det.gate != nil && !s.ask(det.gate, i) {
		return
	}
	start, end, c := det.find(s.text, i)
	if c == detect.None || start < 0 || end > len(s.text) || start >= end {
		return
	}
	least := s.r.entities[det.entity].min
	if det.hasContext && (det.needsContext || c < least && c+contextGain >= least) {
		if s.hasContext(d, start, end) {
			if !det.needsContext {
				c = min(detect.Certain, c+contextGain)
			}
		} else if det.needsContext {
			return
		}
	}
	if inUUID(s.text, start) && (!s.r.entities[det.entity].secret || uuidAt(s.text, start) == 0) {
		return // a piece of one; a whole one may be a key, where its name says so
	}
	if s.candidate(start, end, d, c) {
		last.serial, last.end = s.serial, end
	}
}

// special does what the engine itself wants to do at a prefix.
func (s *scanner) special(d int32, i int) {
	switch d {
	case s.r.dataURL:
		s.dataURL(i)
	case s.r.softBreak:
		s.again, s.breaks = true, true
	case s.r.label:
		s.atLabel(i)
	case s.r.sign:
		s.markup(i)
	case s.r.plus:
		if s.form || i < s.plusUntil {
			break
		}
		if s.form, s.plusUntil = inForm(s.text, i); s.form {
			s.again = true
		}
	}
}

// inContext reports whether any context word stands around a span.
func (s *scanner) inContext(start, end int) bool {
	return s.nearbyOf(start, end).any
}

func (s *scanner) hasContext(d int32, start, end int) bool {
	if s.key.context.has(d) || s.parent.context.has(d) {
		return true
	}
	return s.nearbyOf(start, end).words.has(d)
}

// candidate keeps what a detector found, if it is sure enough and not allowed.
func (s *scanner) candidate(start, end int, d int32, c detect.Confidence) bool {
	e := s.r.detectors[d].entity
	if c < s.r.entities[e].min || inMarker(s.text, start, end) || s.r.allow.allows(s.r.entities[e].name, s.text[start:end]) {
		return false
	}
	s.candidates = append(s.candidates, candidate{start: start, end: end, detector: d, entity: e, confidence: c})
	return true
}
