package redact

import "unsafe"

// Bounds of what is looked at as one printed number.
const (
	maxCodeLength = 40 // without separators
	maxGroups     = 24 // in a region
	groupsPerCode = 9  // an IBAN of 34 in fours
	maxWordGroup  = 6  // letters in a group of their own
)

// A group is a run of letters and digits; groups joined by one separator each
// are a region, in which printed numbers are looked for.
type group struct {
	start, end int
	// at is where the group is in the region's compact text, and length how long.
	at, length int
	// from is the first group of the part of the region that stands in one context.
	from int
	kind groupKind
	// sep is the separator before it, 0 for the first.
	sep byte
	// decimal: part of a number with a fraction.
	decimal bool
}

type groupKind uint8

const (
	digitGroup groupKind = iota
	mixedGroup           // digits and capital letters
	upperGroup           // capital letters
	lowerGroup           // small letters and digits: a code only if it is long
	wordGroup            // anything else
)

// digitOrMixed is the last of the kinds that have digits.
const digitOrMixed = mixedGroup

// region is the groups around one number, and their text without separators.
type region struct {
	groups     [maxGroups]group
	n          int
	compact    [maxGroups * maxCodeLength]byte
	written    bool // compact is that of these groups
	first      int  // the first group with a digit
	context    set
	contextAt  []int // which words of it are not 0
	hasContext bool
	contextFor int  // the group context was computed for
	mixed      bool // the groups being tried have spaces and other separators between them
	// mixedLengths are the bits of the lengths of codes that may have both in this context.
	mixedLengths uint64
}

// text is the groups i to j without separators, in capitals.
func (g *region) text(s string, i, j int) string {
	first := &g.groups[i]
	if i == j && first.kind != lowerGroup && first.sep != '(' {
		return s[first.start:first.end]
	}
	if !g.written {
		g.written = true
		g.compactly(s)
	}
	from, to := first.at, g.groups[j].at+g.groups[j].length
	return unsafe.String(&g.compact[from], to-from) //nolint:gosec // read only while the region stands; a copy would cost an allocation per number
}

// isSeparator reports the bytes that people print between the groups of a number.
func isSeparator(c byte) bool {
	return c == ' ' || c == '-' || c == '.' || c == '/'
}

// kindOf classifies a run of letters and digits.
func kindOf(s string, start, end int) groupKind {
	var acc uint8
	for i := start; i < end; i++ {
		acc |= class[s[i]]
	}
	switch acc & isAlnum {
	case isDigit:
		return digitGroup
	case isUpper:
		return upperGroup
	case isDigit | isUpper:
		return mixedGroup
	case isDigit | isLower:
		return lowerGroup
	default:
		return wordGroup
	}
}

// gather collects the groups from the run at start on, and returns where to
// look for the next region.
func (g *region) gather(s string, start, end int, kind groupKind) int {
	g.n, g.first, g.contextFor, g.written = 0, 0, -1, false
	if from := letterGroupBefore(s, start); from >= 0 {
		g.add(from, start-1, upperGroup, 0)
		g.first = 1
		g.add(start, end, kind, s[start-1])
	} else {
		g.add(start, end, kind, 0)
	}
	for g.n < maxGroups && end+1 < len(s) && isSeparator(s[end]) && class[s[end+1]]&isAlnum != 0 {
		next := runEnd(s, end+1)
		if next-end-1 > maxCodeLength {
			break
		}
		kind := kindOf(s, end+1, next)
		if kind == wordGroup || kind == upperGroup && !g.takesLetters(next-end-1) {
			break
		}
		g.add(end+1, next, kind, s[end])
		end = next
	}
	if g.n < maxGroups && end+2 < len(s) && s[end] == '(' && alnumAt(s, end+1) && s[end+2] == ')' {
		g.add(end, end+3, kindOf(s, end+1, end+2), '(') // the check digit of Hong Kong
		g.groups[g.n-1].length = 1
		end += 3
	}
	if g.n > 1 {
		g.markDecimals()
	}
	if g.n == maxGroups { // the region goes on: start again where a code could begin that was cut off
		return g.groups[maxGroups-groupsPerCode].start
	}
	return end
}

// row reports a long row of short numbers and abbreviations, all with the same
// between them: a table, of which no piece is a code.
func (g *region) row() bool {
	if g.n <= groupsPerCode+1 {
		return false
	}
	for k := 1; k < g.n; k++ {
		if gr := &g.groups[k]; gr.sep != g.groups[1].sep || gr.kind > upperGroup || gr.length >= 4 {
			return false
		}
	}
	return g.groups[0].length < 4
}

// takesLetters reports whether capital letters on their own may be a part of the
// number: a check letter, or the bank in an IBAN. Else they begin the next one, TFN 1 ABN 2.
func (g *region) takesLetters(n int) bool {
	return n <= 2 || n <= maxWordGroup && g.groups[g.first].kind == mixedGroup
}

func (g *region) add(start, end int, kind groupKind, sep byte) {
	at, from := 0, g.n
	if g.n > 0 {
		last := &g.groups[g.n-1]
		at = last.at + last.length
		if last.kind != upperGroup {
			from = last.from
		}
	}
	gr := &g.groups[g.n] // in place: a literal would be written twice
	gr.start, gr.end, gr.at, gr.length, gr.from = start, end, at, end-start, from
	gr.kind, gr.sep, gr.decimal = kind, sep, false
	g.n++
}

// compactly writes the region's text without separators, in capitals.
func (g *region) compactly(s string) {
	for k := range g.n {
		gr := &g.groups[k]
		from := gr.start
		if gr.sep == '(' {
			from++
		}
		to := g.compact[gr.at : gr.at+gr.length]
		copy(to, s[from:])
		if gr.kind == lowerGroup {
			for i, c := range to {
				if class[c]&isLower != 0 {
					to[i] = c - 0x20
				}
			}
		}
	}
}

// letterGroupBefore finds the capital letters before a number that may be its
// beginning, AB 12 34 56 C, and returns -1 for none.
func letterGroupBefore(s string, start int) int {
	if start < 2 || s[start-1] != ' ' && s[start-1] != '-' && s[start-1] != '.' {
		return -1
	}
	i := start - 1
	for i > 0 && start-1-i <= maxWordGroup && class[s[i-1]]&isUpper != 0 {
		i--
	}
	if n := start - 1 - i; n == 0 || n > maxWordGroup || i > 0 && (alnumAt(s, i-1) || s[i-1] == '_') {
		return -1
	}
	return i
}

// markDecimals finds pairs of groups that are one number with a fraction.
func (g *region) markDecimals() {
	for i := 1; i < g.n; i++ {
		a, b := &g.groups[i-1], &g.groups[i]
		if b.sep != '.' || a.kind != digitGroup || b.kind != digitGroup && b.kind != lowerGroup {
			continue
		}
		before := a.sep == 0 || a.sep == ' '
		behind := i+1 == g.n || g.groups[i+1].sep == ' '
		if before && behind {
			a.decimal, b.decimal = true, true
		}
	}
}
