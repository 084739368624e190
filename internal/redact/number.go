package redact

import (
	"math/bits"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// What confidence a printed number gains or loses.
const (
	contextGain     detect.Confidence = 35 // a context word stands by it
	embeddedLoss    detect.Confidence = 50 // it is part of a longer row of numbers
	embeddedRegular detect.Confidence = 25 // the same, printed in groups of four

	shortestCard, longestCard = 12, 19

	// wholeGroup is how long a group is that is not printed beside another as long,
	// as parts of one code: 0091 98765 43210 has none.
	wholeGroup = 9
)

// lowerCode reports what may be a code in small letters, an IBAN. Other codes
// are written so only under a key that says what they are.
func lowerCode(v string) bool {
	return len(v) >= 15 && class[v[0]]&class[v[1]]&isLower != 0 && class[v[2]]&class[v[3]]&isDigit != 0
}

// number looks for codes around the digit at i, and returns where to look on.

func (s *scanner) number(i int) int {
	t := s.text
	start := i
	for start > 0 && i-start <= maxCodeLength && class[t[start-1]]&isAlnum != 0 {
		start--
	}
	end := runEnd(t, i)
	if end-start > maxCodeLength {
		return end
	}
	kind := kindOf(t, start, end)
	if kind == wordGroup {
		return end
	}
	if u := uuidEnd(t, start, end); u > 0 {
		return u
	}
	if start > 1 && t[start-1] == '.' && digitAt(t, start-2) {
		return end // digits of a fraction
	}
	if kind == lowerGroup && !s.keyHasContext() && !lowerCode(t[start:end]) {
		return end
	}
	if n, behind := codeLength(t, start, end, kind, s.r.codes.shortestFree); n < s.r.codes.shortest || n < s.r.codes.shortestFree && !s.keyHasContext() && !s.inContext(start, behind) {
		return behind
	}
	g := &s.region
	next := g.gather(t, start, end, kind)
	if start > 0 && t[start-1] == '+' && !alnumAt(t, start-2) {
		return max(next, end) // a phone number with its country, for which there is a pattern
	}
	last := &g.groups[g.n-1]
	if last.at+last.length >= s.r.codes.shortest {
		longest := groupsPerCode
		if g.row() && !s.regionHasContext(g.first) {
			longest = 1
		}
		for k := range g.n {
			gr := &g.groups[k]
			if gr.decimal || gr.start >= next || longest == 1 && gr.length < s.r.codes.shortest {
				continue
			}
			s.codesFrom(k, longest)
		}
	}
	return max(next, end)
}

// codeLength counts the digits of the groups from the run at start on, and says
// where they end. Where there are enough, or letters may belong to the number, it
// is as many as a code may have.
func codeLength(t string, start, end int, kind groupKind, enough int) (n, behind int) {
	if start > 1 && class[t[start-2]]&isUpper != 0 && isSeparator(t[start-1]) {
		return maxCodeLength, end
	}
	for {
		if kind != digitGroup {
			return maxCodeLength, end
		}
		n += end - start
		if n >= enough || end < len(t) && t[end] == '(' {
			return maxCodeLength, end
		}
		if end+1 >= len(t) || !isSeparator(t[end]) || class[t[end+1]]&isAlnum == 0 {
			return n, end
		}
		next := runEnd(t, end+1)
		if kind = kindOf(t, end+1, next); kind == wordGroup {
			return n, end
		}
		start, end = end+1, next
	}
}

// codesFrom tries all codes of so many groups that begin with a group.
func (s *scanner) codesFrom(i, longest int) {
	g, x := &s.region, &s.r.codes
	kind := onlyDigits
	g.mixed = false
	first := &g.groups[i]
	if first.kind == lowerGroup && !s.keyHasContext() && !lowerCode(s.text[first.start:first.end]) {
		return
	}
	for j := i; j < g.n && j < i+longest; j++ {
		gr := &g.groups[j]
		if gr.decimal || j > i && gr.length >= wholeGroup && g.groups[j-1].length >= wholeGroup {
			return
		}
		if j > i && !joins(g.groups[i+1].sep, gr.sep) {
			if g.mixed = s.regionHasContext(i); !g.mixed {
				return
			}
		}
		if gr.kind == lowerGroup && first.kind != lowerGroup && !s.keyHasContext() {
			return // capitals and small letters
		}
		if gr.kind != digitGroup {
			kind = withLetters
		}
		length := gr.at + gr.length - first.at
		if length > x.longest || g.mixed && g.mixedLengths>>length == 0 {
			return
		}
		lengths := x.lengths[kind]
		if g.mixed {
			lengths = g.mixedLengths
		}
		if lengths>>length&1 == 0 || i < g.first && j == i {
			continue
		}
		inContext := s.regionHasContext(i)
		if !inContext && j > i && g.beginsInRow(i) {
			return
		}
		if !inContext && (x.freeLengths[kind][j-i+1]>>length&1 == 0 || j > i && g.inRow(i, j)) {
			continue
		}
		codes := &x.byLength[length][kind]
		if g.mixed {
			if codes = codes.mixed; codes == nil {
				continue
			}
		}
		loss := s.embedded(i, j)
		if loss == embeddedRegular && kind == onlyDigits && (length < shortestCard || length > longestCard) {
			loss = embeddedLoss // in a row of fours only a card is known by its looks
		}
		if loss >= embeddedLoss && !inContext {
			continue // of a row of numbers, only those in whose context it stands
		}
		s.tryCodes(i, j, codes, loss)
	}
}

// joins reports whether a separator goes on as the first one did. Points,
// hyphens and slashes mix (12.345.678/0001-95), spaces do not.
func joins(first, sep byte) bool {
	return first == sep || sep == '(' || first != ' ' && sep != ' '
}

// printed is a piece of a region as it stands in the text, and without separators.
type printed struct {
	i, j       int // groups
	start, end int
	compact    string
}

// tryCodes tries codes of one length on the groups i to j. In a row of numbers
// only those in whose context it stands: of the others none would be sure enough.
func (s *scanner) tryCodes(i, j int, codes *codeList, loss detect.Confidence) {
	g := &s.region
	context, inContext := g.context, g.hasContext
	p := printed{i: i, j: j, start: g.groups[i].start, end: g.groups[j].end, compact: g.text(s.text, i, j)}
	if loss < embeddedLoss {
		for _, d := range codes.free[j-i+1] {
			if !inContext || !context.has(d) {
				s.tryCode(&p, d, loss, alone)
			}
		}
	}
	if inContext {
		for _, k := range g.contextAt {
			for m := codes.all[k] & context[k]; m != 0; m &= m - 1 {
				s.tryCode(&p, int32(k<<6+bits.TrailingZeros64(m)), loss, besideWord)
			}
		}
	}
}

// standing says whether a context word stands by a number.
type standing bool

const (
	alone      standing = false
	besideWord standing = true
)

// tryCode asks a detector and weighs its answer by what stands around the number.
func (s *scanner) tryCode(p *printed, detector int32, loss detect.Confidence, at standing) {
	d := &s.r.detectors[detector]
	c := d.check(p.compact, s.text[p.start:p.end])
	if c == detect.None {
		return
	}
	g, i, j := &s.region, p.i, p.j
	if at == alone && (s.idKey() || s.glued(i, j)) {
		return
	}
	if at == alone && s.otherwise(i, j, d) {
		return
	}
	if loss > 0 && (at == besideWord && (i <= g.first || g.groups[i].from == i) || loss == embeddedRegular && s.allAlike(i, j, d)) {
		loss = 0 // the word is directly before it
	}
	c -= min(c, loss)
	if at == besideWord {
		c = min(detect.Certain, c+contextGain)
	}
	s.candidate(p.start, p.end, detector, c)
}

// regionHasContext reports whether any detector has a context word near the region,
// or the part of it that begins behind letters and holds group i, or in its key.
// Which detectors those are is in the region then.
func (s *scanner) regionHasContext(i int) bool {
	g := &s.region
	if from := g.groups[max(i, g.first)].from; g.contextFor != from {
		s.readContext(from)
	}
	return g.hasContext
}

// readContext looks for the context words of the part of the region from a group on.
func (s *scanner) readContext(from int) {
	g := &s.region
	g.contextFor = from
	near := s.nearbyOf(g.groups[from].start, g.groups[g.n-1].end)
	g.contextAt = g.contextAt[:0]
	if g.hasContext = near.any || s.keyHasContext(); !g.hasContext {
		return
	}
	copy(g.context, near.words)
	if s.keyHasContext() {
		g.context.merge(s.key.context)
		g.context.merge(s.parent.context)
	}
	g.contextAt = g.context.filled(g.contextAt)
	g.mixedLengths = s.r.codes.freeMixed
	if g.context.meets(s.r.codes.mixed) {
		g.mixedLengths = s.r.codes.anyMixed
	}
}

// glued reports that a number hangs together with a word or a longer number, as
// in SKU-41874911 or v1.234: then it is part of an identifier.
func (s *scanner) glued(i, j int) bool {
	t, g := s.text, &s.region
	start, end := g.groups[i].start, g.groups[j].end
	if start > 0 {
		switch t[start-1] {
		case '_', '+', '$', '#', '\\':
			return true
		case '-', '.':
			if start > 1 && (t[start-2] == ']' || alnumAt(t, start-2) && (i == 0 || g.groups[i-1].kind != digitGroup)) {
				return true
			}
		}
	}
	if end < len(t) {
		switch t[end] {
		case '_', '$':
			return true
		case '-':
			return end+1 < len(t) && (t[end+1] == '[' || alnumAt(t, end+1) && (j+1 == g.n || g.groups[j+1].kind != digitGroup))
		case '.':
			return j+1 == g.n && digitAt(t, end+1)
		}
	}
	return false
}
