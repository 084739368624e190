package dialect

import (
	"math/bits"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Scope is what an instrumentation scope and its resource say about all of
// their records. It is looked at once per scope.
type Scope struct {
	Name    string
	Version string
	Service string // service.name
	SDK     string // telemetry.sdk.name

	claims uint64 // dialects that know the scope, one bit per place
}

// Scope recognises an instrumentation scope.
func (n *Normalizer) Scope(resource pcommon.Resource, scope pcommon.InstrumentationScope) Scope {
	s := Scope{
		Name:    scope.Name(),
		Version: scope.Version(),
		Service: textOf(resource.Attributes(), "service.name"),
		SDK:     textOf(resource.Attributes(), "telemetry.sdk.name"),
	}
	for at, d := range registered {
		if d != nil && (matchesAny(d.scopes, s.Name) || d.claims != nil && d.claims(&s)) {
			s.claims |= 1 << at
		}
	}
	s.claims &= n.enabled
	return s
}

func textOf(attrs pcommon.Map, key string) string {
	if v, ok := attrs.Get(key); ok && v.Type() == pcommon.ValueTypeStr {
		return v.Str()
	}
	return ""
}

func matchesAny(patterns []string, name string) bool {
	for _, pattern := range patterns {
		if matches(pattern, name) {
			return true
		}
	}
	return false
}

func matches(pattern, name string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(name, prefix)
	}
	return pattern == name
}

// mark is a pattern of attribute keys by which dialects recognise a record.
type mark struct {
	pattern string
	certain uint64 // places
	hinted  uint64
}

// collectMarks gives the patterns by the first segment of a key, so that an
// attribute of a record that is not GenAI costs one lookup.
func collectMarks() map[string][]mark {
	found := make(map[string][]mark)
	add := func(pattern string, certain, hinted uint64) {
		first := firstSegment(strings.TrimSuffix(pattern, "*"))
		found[first] = append(found[first], mark{pattern, certain, hinted})
	}
	for at, d := range registered {
		if d == nil {
			continue
		}
		for _, pattern := range d.marks {
			add(pattern, 1<<at, 0)
		}
		for _, pattern := range d.hints {
			add(pattern, 0, 1<<at)
		}
	}
	return found
}

// initialsOf are the first letters of all patterns: most attributes of other
// spans begin with another one.
func initialsOf(marks map[string][]mark) (initials [256]bool) {
	for first := range marks {
		initials[first[0]] = true
	}
	return initials
}

func firstSegment(key string) string {
	for i := range len(key) {
		if key[i] == '.' || key[i] == ':' {
			return key[:i]
		}
	}
	return key
}

// recognise finds the dialect of a record: the first in the order of detection
// that is certain, else the first that has a hint. It returns nil for a record
// that is not GenAI, and for one that was normalised before.
func (n *Normalizer) recognise(scope *Scope, attrs pcommon.Map) *definition {
	certain, hinted := scope.claims, uint64(0)
	for key := range attrs.All() {
		if key == "" || !n.initials[key[0]] {
			continue
		}
		for _, m := range n.marks[firstSegment(key)] {
			if matches(m.pattern, key) {
				certain |= m.certain
				hinted |= m.hinted
			}
		}
	}
	certain &= n.enabled
	hinted &= n.enabled
	if certain == 0 {
		certain = hinted
	}
	if certain == 0 {
		return nil
	}
	return registered[bits.TrailingZeros64(certain)]
}
