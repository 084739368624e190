package redact

import (
	"strings"
	"unicode/utf8"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// scanner is the state of looking through one value. Scanners are pooled, and
// everything in them is reused.
type scanner struct {
	r *Redactor

	// Where we are: the key the text stands under, the one above, and the path.
	key, parent *keyFacts
	path        []byte
	depth       int

	// The text being scanned, and what was found in it so far.
	view       *view
	text       string
	serial     uint32
	numberFrom int
	blobUntil  int
	// The block being scanned begins at base and is block k of those that were filled.
	base, k          int
	inBlob           bool // a blob begins in it
	highFrom, highTo int  // from and to which blocks are not ASCII, -1 for none
	foreignBlocks    []foreignBlock
	blocks           [blocksBefore + blocksAtOnce + 1]block
	places           places
	tail             [72]byte // the end of a text, with zeros behind it
	candidates       []candidate
	lastFound        []lastFound
	// asked is the gate asked last at this place, and open its answer.
	asked   *detect.Gate
	open    bool
	region  region
	nearby  nearby
	window  window
	opening opening
	endings []wordEnding
	longer  set // of the phrases of several words that end with the last one
	words   []byte

	// found is what was found in the whole value.
	found []found
	// budget is how many bytes may still be scanned.
	budget  int
	failure Failure

	levels  [maxDepth + 2]level
	walkers [maxDepth + 2]walker
	plain   scratch // undisguised text
	clean   scratch // text without control characters
	keyed   scratch // text with its key before it

	cut, cleaned, undisguised, withKey, number1 view

	// again says that a text is looked at once more: breaks, because it may be
	// quoted-printable, form, because it is a form with plus signs, or for its cells.
	again, breaks, form bool
	plusUntil           int // before it, what is known of one plus sign is so of all
	cells               []cell
	header              header
	cellView            view
	decoded             scratch // a text without its quoted-printable, or its plus signs
	asDecoded           view

	// kept is what was found in the view being scanned, and rounds the views with
	// markers in its place.
	kept   []candidate
	rounds [maxRounds]struct {
		view   view
		memory scratch
	}
	keys map[string]*keyFacts
	// lastKeys are those of keys that were met last, by keySlot.
	lastKeys [256]*keyFacts
}

// level is the memory of one depth of JSON in JSON.
type level struct {
	inside    view
	unescaped view
	rest      view
	memory    scratch
}

type lastFound struct {
	serial uint32
	end    int
}

// found is a finding, in the bytes of the value.
type found struct {
	start, end       int32
	entity, detector int32
	confidence       detect.Confidence
	depth            uint8 // of the JSON strings around it
	number           bool  // it is a number of JSON: its replacement needs quotes
}

// leaf looks at one text: the value itself or the inside of a JSON string.
func (s *scanner) leaf(raw *view, depth int) {
	s.depth = depth
	if len(raw.text) < minCachedBytes || s.r.cache == nil || !cacheable(raw, depth) {
		s.inside(raw, depth)
		return
	}
	id := s.identity(raw.text, depth)
	if known, ok := s.r.cache.get(id); ok {
		s.recall(raw, known)
		return
	}
	mark := len(s.found)
	s.inside(raw, depth)
	if s.failure == NoFailure {
		s.remember(raw, id, s.found[mark:])
	}
}

// inside undoes the escapes of a text and looks at it as JSON or as plain text.
func (s *scanner) inside(raw *view, depth int) {
	l := &s.levels[depth]
	v := raw
	if depth > 0 && strings.IndexByte(raw.text, '\\') >= 0 {
		unescape(&l.memory, raw.text)
		l.unescaped = view{text: l.memory.text(), segments: l.memory.segments, parent: raw, control: l.memory.control}
		v = &l.unescaped
	}
	if depth > maxDepth || !looksJSON(v.text) {
		s.plainText(v)
		return
	}
	key, parent, path := s.key, s.parent, len(s.path)
	end := s.json(v, depth)
	s.depth = depth
	if end < len(v.text) {
		if end > 0 {
			s.key, s.parent = s.r.noKey, s.r.noKey
		}
		l.rest = view{text: v.text[end:], offset: end, parent: v}
		s.plainText(&l.rest)
	}
	s.key, s.parent, s.path = key, parent, s.path[:path]
}

// plainText looks at a text that is no JSON.
func (s *scanner) plainText(v *view) {
	s.candidates = s.candidates[:0]
	if n := len(v.text); n > s.budget {
		s.overBudget(v)
		s.cut = view{text: v.text[:s.budget], parent: v}
		v = &s.cut
	}
	s.budget -= len(v.text)
	s.view = v
	if s.skips(v.text) {
		return
	}
	if s.byKeyRule(v.text) {
		s.resolve()
		return
	}
	shown := v
	if v.control {
		dropControl(&s.clean, v.text)
		s.cleaned = view{text: s.clean.text(), segments: s.clean.segments, parent: v}
		shown = &s.cleaned
	}
	if lookAlikes, ok := disguised(shown.text); ok {
		undisguise(&s.plain, shown.text, lookAlikes)
		s.undisguised = view{text: s.plain.text(), segments: s.plain.segments, parent: shown}
		shown = &s.undisguised
	}
	before, behind := 0, 0 // what of the text that is shown is the key's
	if s.key.secret && len(shown.text) <= maxKeyedBytes {
		before, behind = s.showKey(shown), 1
		s.withKey = view{text: s.keyed.text(), segments: s.keyed.segments, parent: shown}
		shown = &s.withKey
	}
	s.look(shown, before, behind)
	if len(s.kept) > 0 || s.again {
		s.lookOn(shown, before, behind)
	}
}

// lookOn looks at a text again in which something was found, or where there is more
// to see.
func (s *scanner) lookOn(shown *view, before, behind int) {
	cells, rounds := len(s.cells), maxRounds
	if len(shown.text) > maxRoundBytes {
		rounds = 1
	}
	for round := 0; round < rounds && s.tight(); round++ {
		s.look(s.masked(round), before, behind)
	}
	if s.again {
		s.cells = s.cells[:cells] // those of the rounds are of other texts
		if before == 0 {
			s.lookAgain(shown)
		}
		s.again, s.breaks, s.form, s.cells = false, false, false, s.cells[:0]
	}
}

// lookAgain looks at what stands in a text as in a form of its own.
func (s *scanner) lookAgain(v *view) {
	breaks, form := s.breaks, s.form
	s.cellsOf(v)
	if breaks {
		s.printed(v)
	}
	if form {
		s.sent(v)
	}
}

// lookDecoded looks at what a text is when it is decoded.
func (s *scanner) lookDecoded(v *view) {
	s.asDecoded = view{text: s.decoded.text(), segments: s.decoded.segments, parent: v}
	s.look(&s.asDecoded, 0, 0)
}

// skips reports a text in which nothing is looked for under the present key.
func (s *scanner) skips(t string) bool {
	return len(t) <= min(64, s.budget) && !s.key.secret && s.key.rule == nil && s.key.personRule == nil && s.r.rules.expression == nil && meaningless(t)
}

const maxSmallWord = 12

// meaningless reports a UUID, a hash or a small word that is all of a text: the
// most common values of JSON, in which nothing is found.
func meaningless(t string) bool {
	if len(t) <= maxSmallWord {
		for i := range len(t) {
			if class[t[i]]&isLower == 0 && t[i] != '_' {
				return false
			}
		}
		return true
	}
	if len(t) == 36 {
		return uuidAt(t, 0) > 0
	}
	return (len(t) == 32 || len(t) == 40 || len(t) == 64) && hexDigest(t)
}

// look scans a text, of which the first and last bytes are not its own.
func (s *scanner) look(v *view, before, behind int) {
	s.kept = s.kept[:0]
	s.scan(v)
	if before > 0 {
		s.clip(before, len(v.text)-behind)
	}
	s.userRules()
	s.resolve()
}

const maxKeyedBytes = 4096

// showKey writes the text with its key before it, as a key-value detector would
// see it in a file, and returns where the text begins.
func (s *scanner) showKey(shown *view) int {
	m := &s.keyed
	m.reset()
	m.segments = append(m.segments, segment{})
	for _, c := range []byte(s.key.words) {
		if c == ' ' {
			c = '_'
		}
		m.buf = append(m.buf, c)
	}
	quote := byte('"')
	if strings.IndexByte(shown.text, quote) >= 0 {
		quote = '\''
	}
	m.buf = append(m.buf, '=', quote)
	before := len(m.buf)
	m.plain(shown.text, 0, len(shown.text))
	n := int32(len(shown.text))
	m.unit(int(n), int(n), quote)
	return before
}

// clip drops and cuts candidates to what is between two places.
func (s *scanner) clip(from, to int) {
	kept := s.candidates[:0]
	for _, c := range s.candidates {
		c.start, c.end = max(c.start, from), min(c.end, to)
		if c.start < c.end {
			kept = append(kept, c)
		}
	}
	s.candidates = kept
}

// byKeyRule finds the whole text by its key.
func (s *scanner) byKeyRule(t string) bool {
	if s.key.personRule != nil && (s.parent.person || s.key.person) && s.byRule(s.key.personRule, t) {
		return true
	}
	return s.key.rule != nil && s.byRule(s.key.rule, t)
}

func (s *scanner) byRule(rule *keyRule, t string) bool {
	trimmed := strings.TrimSpace(t)
	if trimmed == "" || !rule.check(trimmed) || inMarker(trimmed, 0, len(trimmed)) {
		return false
	}
	start := strings.Index(t, trimmed)
	e := s.r.ruleEntities[rule.entity]
	if s.r.entities[e].min > detect.High || s.r.allow.allows(rule.entity, trimmed) {
		return false
	}
	s.candidates = append(s.candidates, candidate{start: start, end: start + len(trimmed), detector: byKey, entity: e, confidence: detect.High})
	return true
}

// wholeNumber looks at a number of JSON, from start to end of a view.
func (s *scanner) wholeNumber(v *view, start, end, depth int) {
	s.number1 = view{text: v.text[start:end], offset: start, parent: v}
	s.candidates = s.candidates[:0]
	s.view, s.text, s.depth = &s.number1, s.number1.text, depth
	if rule := s.key.rule; rule == nil || !rule.numbers || !s.byKeyRule(s.text) {
		s.numberCodes()
	}
	mark := len(s.found)
	s.resolve()
	for i := mark; i < len(s.found); i++ {
		s.found[i].number = true
	}
}

// numberCodes looks for codes that are all of a number.
func (s *scanner) numberCodes() {
	if s.idKey() && !s.keyHasContext() || len(s.text) > s.r.codes.longest {
		return
	}
	s.serial++
	s.region.contextFor = -1
	s.base, s.k, s.inBlob = 0, 0, false // a block without words
	s.blocks[blocksBefore-1], s.blocks[blocksBefore] = block{}, block{}
	s.number(0)
	kept := s.candidates[:0]
	for _, c := range s.candidates {
		if c.start == 0 && c.end == len(s.text) { // part of a number cannot be replaced
			kept = append(kept, c)
		}
	}
	s.candidates = kept
}

// idKey reports that the text stands under the key of an identifier.
func (s *scanner) idKey() bool { return s.key.id }

func (s *scanner) keyHasContext() bool { return s.key.hasContext || s.parent.hasContext }

// keyAllowed reports that nothing is to be looked for under the key.
func (s *scanner) keyAllowed() bool {
	if !s.r.usesPaths {
		return false
	}
	path := string(s.path)
	last := path[strings.LastIndexByte(path, '.')+1:]
	return matchesAny(s.r.allow.keys, strings.TrimPrefix(path, ".")) || matchesAny(s.r.allow.keys, last)
}

// overBudget replaces what is past the budget of bytes: the text's end from the
// last space before the budget ends, so that no value is cut in half.
func (s *scanner) overBudget(v *view) {
	cut := max(0, s.budget-budgetMargin)
	if from := max(0, cut-4*budgetMargin); cut > 0 {
		if i := strings.LastIndexAny(v.text[from:cut], " \n\t"); i >= 0 {
			cut = from + i
		} else {
			cut = from
		}
	}
	cut = beforeEscape(v.text, cut)
	if rest := strings.TrimSpace(v.text[cut:]); rest != "" && rest[0] == '[' && markerEnd(rest, 0) == len(rest) {
		return // cut before
	}
	start, end := v.up(cut, len(v.text))
	s.failure = Oversize
	s.found = append(s.found, found{
		start: int32(start), end: int32(end), entity: s.r.oversizeEntity, detector: byBudget,
		confidence: detect.Certain, depth: uint8(s.depth),
	})
}

const budgetMargin = 256

// beforeEscape moves a place to the left until it is at the beginning of a rune and of an escape.
func beforeEscape(t string, i int) int {
	for i > 0 && i < len(t) && !utf8.RuneStart(t[i]) {
		i--
	}
	const longest = len(`\u0040`)
	k := strings.LastIndexByte(t[max(0, i-longest):i], '\\')
	if k < 0 {
		return i
	}
	for i = max(0, i-longest) + k; i > 0 && t[i-1] == '\\'; i-- {
	}
	return i
}
