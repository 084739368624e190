package redact

import "github.com/otelcol-genai/otelcol-genai/internal/redact/detect"

// What confidence a printed number gains or loses.
const (
	contextGain     detect.Confidence = 35 // a context word stands by it
	embeddedLoss    detect.Confidence = 50 // it is part of a longer row of numbers
	embeddedRegular detect.Confidence = 25 // the same, printed in groups of four

	shortestCard, longestCard = 12, 19
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

// codesFrom tries all codes of so many groups that begin with a group.
func (s *scanner) codesFrom(i, longest int) {
	g := &s.region
	digits := true
	g.mixed = false
	first := &g.groups[i]
	if first.kind == lowerGroup && !s.keyHasContext() && !lowerCode(s.text[first.start:first.end]) {
		return
	}
	for j := i; j < g.n && j < i+longest; j++ {
		gr := &g.groups[j]
		if gr.decimal {
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
		digits = digits && gr.kind == digitGroup
		if j > i && g.inRow(i, j) && !s.regionHasContext(i) {
			continue
		}
		length := gr.at + gr.length - g.groups[i].at
		if length > s.r.codes.longest {
			return
		}
		if length < s.r.codes.shortest || i < g.first && j == i {
			continue
		}
		codes := &s.r.codes.byLength[length]
		if codes.none {
			continue
		}
		loss := s.embedded(i, j)
		if loss == embeddedRegular && digits && (length < shortestCard || length > longestCard) {
			loss = embeddedLoss // in a row of fours only a card is known by its looks
		}
		if digits {
			s.tryCodes(i, j, &codes.digits, loss)
		}
		s.tryCodes(i, j, &codes.letters, loss)
	}
}

// inRow turns down, before anything is asked, what is surely a piece of a longer
// row of numbers: any row has pieces that pass a checksum.
func (g *region) inRow(i, j int) bool {
	sep := g.groups[i+1].sep
	return g.groups[i].length != 4 &&
		(j+1 < g.n && g.groups[j+1].sep == sep && g.groups[j+1].kind <= digitOrMixed && !g.otherBehind(j) ||
			i > 0 && g.groups[i].sep == sep && g.groups[i-1].kind <= digitOrMixed && !g.otherBefore(i))
}

// cardAndCode: four groups of four, one short number behind them, and no more, as
// a card's verification value stands. Rows of tables go on, or are of a width.
func (g *region) cardAndCode(i, j int) bool {
	if i != 0 || j != 3 || g.n != 5 || g.groups[4].length > 3 {
		return false
	}
	for k := range 4 {
		if g.groups[k].length != 4 {
			return false
		}
	}
	return true
}

// otherBehind: what follows a number after a space is joined to more by something
// else, as a date is: 4111 1111 1111 1111 12/28.
func (g *region) otherBehind(j int) bool {
	return j+2 < g.n && g.groups[j+1].sep == ' ' && g.groups[j+2].sep != ' '
}

func (g *region) otherBefore(i int) bool {
	return i > 1 && g.groups[i].sep == ' ' && g.groups[i-1].sep != ' '
}

func (s *scanner) regionHasContext(i int) bool {
	s.regionContext(i)
	return s.region.hasContext
}

// joins reports whether a separator goes on as the first one did. Points,
// hyphens and slashes mix (12.345.678/0001-95), spaces do not.
func joins(first, sep byte) bool {
	return first == sep || sep == '(' || first != ' ' && sep != ' '
}

// tryCodes tries codes of one length on the groups i to j. In a row of numbers
// only those in whose context it stands: of the others none would be sure enough.
func (s *scanner) tryCodes(i, j int, codes *codeList, loss detect.Confidence) {
	if len(codes.free)+len(codes.bound) == 0 {
		return
	}
	context := s.regionContext(i)
	inContext := s.region.hasContext
	if loss >= embeddedLoss && !inContext {
		return
	}
	for _, d := range codes.free {
		switch {
		case inContext && context.has(d):
			s.tryCode(i, j, d, loss, besideWord)
		case loss < embeddedLoss:
			s.tryCode(i, j, d, loss, alone)
		}
	}
	if inContext {
		for _, d := range codes.bound {
			if context.has(d) {
				s.tryCode(i, j, d, loss, besideWord)
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
func (s *scanner) tryCode(i, j int, detector int32, loss detect.Confidence, at standing) {
	g := &s.region
	start, end := g.groups[i].start, g.groups[j].end
	d := &s.r.detectors[detector]
	if g.mixed && !d.mixed {
		return
	}
	c := d.check(g.text(s.text, i, j), s.text[start:end])
	if c == detect.None || at == alone && (s.idKey() || s.glued(i, j)) {
		return
	}
	if loss > 0 && (at == besideWord && (i <= g.first || g.groups[i].from == i) || loss == embeddedRegular && s.allAlike(i, j, d)) {
		loss = 0 // the word is directly before it
	}
	c -= min(c, loss)
	if at == besideWord {
		c = min(detect.Certain, c+contextGain)
	}
	s.candidate(start, end, detector, c)
}

// allAlike reports a row of nothing but cards in groups of four.
func (s *scanner) allAlike(i, j int, d *detector) bool {
	g := &s.region
	n := j - i + 1
	if n != 4 || g.n%n != 0 || i%n != 0 {
		return false
	}
	for k := 0; k < g.n; k += n {
		if d.check(g.text(s.text, k, k+n-1), s.text[g.groups[k].start:g.groups[k+n-1].end]) == detect.None {
			return false
		}
	}
	return true
}

// regionContext is which detectors have a context word near the region, or the
// part of it that begins behind letters and holds group i, or in its key.
func (s *scanner) regionContext(i int) set {
	g := &s.region
	start := g.groups[g.groups[max(i, g.first)].from].start
	if g.contextFor != start {
		g.contextFor = start
		clear(g.context)
		g.hasContext = false
		s.around(start, g.groups[g.n-1].end, g.context)
		for _, w := range g.context {
			g.hasContext = g.hasContext || w != 0
		}
		if s.keyHasContext() {
			g.hasContext = g.context.merge(s.key.context) || g.hasContext
			g.hasContext = g.context.merge(s.parent.context) || g.hasContext
		}
	}
	return g.context
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

// embedded is the confidence lost when more numbers of the same row stand
// before or behind: any row of numbers has parts that pass a checksum.
func (s *scanner) embedded(i, j int) detect.Confidence {
	t, g := s.text, &s.region
	start, end := g.groups[i].start, g.groups[j].end
	inner := byte(' ')
	if j > i {
		inner = g.groups[i+1].sep
	} else if end-start >= 12 {
		inner = 0 // a long number stands for itself, unless by a hyphen
	}
	row := i > 0 && g.groups[i-1].kind == digitGroup && (g.groups[i].sep == inner || g.groups[i].sep != ' ') && !g.otherBefore(i) ||
		j+1 < g.n && g.groups[j+1].kind == digitGroup && (g.groups[j+1].sep == inner || g.groups[j+1].sep != ' ') && !g.otherBehind(j) ||
		inner != 0 && start > 1 && t[start-2] == ']' && t[start-1] == inner ||
		inner != 0 && end+1 < len(t) && t[end+1] == '[' && t[end] == inner
	if !row || g.cardAndCode(i, j) || j == i+2 && g.groups[i].length == 4 && g.groups[i+1].length == 6 { // few things but cards are 4-6-5
		return 0
	}
	for k := i; k < j; k++ {
		if g.groups[k].length != 4 {
			return embeddedLoss
		}
	}
	if j == i && g.groups[i].length < 12 {
		return embeddedLoss
	}
	return embeddedRegular
}

// uuidEnd is where the UUID ends that the run is part of, or 0.
func uuidEnd(t string, start, end int) int {
	var before int // how much of a UUID stands before a run of this length
	switch n := end - start; {
	case n == 8 && end < len(t) && t[end] == '-':
		return uuidAt(t, start)
	case n == 12 && start > 0 && t[start-1] == '-':
		before = 24
	case n == 4 && start > 0 && t[start-1] == '-':
		for _, before := range [...]int{9, 14, 19} {
			if u := uuidAt(t, start-before); u > 0 {
				return u
			}
		}
		return 0
	default:
		return 0
	}
	return uuidAt(t, start-before)
}

// inUUID reports whether a value begins at one of the pieces of a UUID.
func inUUID(t string, start int) bool {
	for _, before := range [...]int{0, 9, 14, 19, 24} {
		if start >= before && uuidAt(t, start-before) > 0 {
			return true
		}
	}
	return false
}

func uuidAt(t string, i int) int {
	if i < 0 || i+36 > len(t) || alnumAt(t, i-1) || alnumAt(t, i+36) {
		return 0
	}
	for k := range 36 {
		c := t[i+k]
		if k == 8 || k == 13 || k == 18 || k == 23 {
			if c != '-' {
				return 0
			}
		} else if class[c]&isHex == 0 {
			return 0
		}
	}
	return i + 36
}
