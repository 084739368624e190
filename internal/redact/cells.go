package redact

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/person"
)

// A cell is a value in a text that stands under a label: what is looked for in it
// is what would be under a key of JSON.
type cell struct {
	start, end  int
	key, parent *keyFacts // of parent: what the table is called
	place       place
}

// place says how sure it is that a cell is what its label says: one in a column is,
// one beside a label must look like it.
type place bool

const (
	beside   place = false
	inColumn place = true
)

// cellsOf looks at the cells that were found while a text was scanned.
func (s *scanner) cellsOf(v *view) {
	key, parent := s.key, s.parent
	for k := range s.cells {
		c := &s.cells[k]
		s.key, s.parent = c.key, c.parent
		s.cellView = view{text: v.text[c.start:c.end], offset: c.start, parent: v}
		s.view, s.text, s.candidates = &s.cellView, s.cellView.text, s.candidates[:0]
		s.lookAtCell(c)
	}
	s.key, s.parent = key, parent
}

func (s *scanner) lookAtCell(c *cell) {
	t := s.text
	if rule := s.ruleOfKey(); rule != nil && !inMarker(t, 0, len(t)) {
		if cellFits(rule, strings.TrimSpace(t), c.place) && s.byRule(rule, t) {
			s.resolve()
		}
		return
	}
	switch {
	case s.key.secret && len(t) <= maxKeyedBytes:
		before := s.showKey(&s.cellView)
		s.withKey = view{text: s.keyed.text(), segments: s.keyed.segments, parent: &s.cellView}
		s.look(&s.withKey, before, 1)
	case s.keyHasContext() && strings.ContainsAny(t, "0123456789"):
		s.look(&s.cellView, 0, 0)
	}
}

// ruleOfKey is the rule of the present key, by what stands above it.
func (s *scanner) ruleOfKey() *keyRule {
	if s.key.personRule != nil && (s.parent.person || s.key.person) {
		return s.key.personRule
	}
	return s.key.rule
}

// cellFits reports whether a cell may be what a rule finds. There are more ways to
// say nothing in a table than in JSON, and in a column other things than in a pair.
func cellFits(rule *keyRule, v string, at place) bool {
	switch rule.entity {
	case "PERSON":
		if at == inColumn {
			return looksNamed(v) && strings.Count(v, " ") < maxLabelWords && strings.IndexByte("(<%?@", v[0]) < 0
		}
		return person.Alone(v)
	case "DATE_OF_BIRTH":
		return looksDated(v) && !strings.ContainsAny(v, "(){}%_=")
	case "STREET_ADDRESS":
		return looksAddressed(v) && figureBegins(v)
	default:
		return rule.check(v)
	}
}

// figureBegins reports a word that begins with a figure: 12 Main St, but not IPv4.
func figureBegins(v string) bool {
	for i := range len(v) {
		if class[v[i]]&isDigit != 0 && (i == 0 || class[v[i-1]]&(isAlnum|isHigh) == 0) {
			return true
		}
	}
	return false
}
