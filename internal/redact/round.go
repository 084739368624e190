package redact

import (
	"cmp"
	"slices"
	"strings"
)

// maxRounds bounds how often a text is scanned again with markers in it, one
// longer than maxRoundBytes once.
const (
	maxRounds     = 3
	maxRoundBytes = 32 << 10
)

// tight reports that something found hangs together with what stands beside it:
// then a marker in its place may show something that was no value before, and
// the text is scanned again, so that a second redactor finds nothing more.
func (s *scanner) tight() bool {
	t := s.text
	for i := range s.kept {
		c := &s.kept[i]
		if c.start > 0 && hangs(t[c.start-1]) || c.end < len(t) && (hangs(t[c.end]) || t[c.end] == '.' && alnumAt(t, c.end+1)) {
			return true
		}
	}
	return false
}

// hangs reports the bytes that may join a value to what stands beside it.
func hangs(b byte) bool {
	return class[b]&isAlnum != 0 || strings.IndexByte("+-_@/\\%&#$*~^", b) >= 0
}

// masked is the text that was scanned, with markers for what was found.
func (s *scanner) masked(round int) *view {
	slices.SortFunc(s.kept, func(a, b candidate) int { return cmp.Compare(a.start, b.start) })
	m := &s.rounds[round].memory
	m.reset()
	done := 0
	for i := range s.kept {
		c := &s.kept[i]
		if c.start < done {
			continue
		}
		m.plain(s.text, done, c.start)
		m.unit(c.start, c.end, '[')
		m.buf = append(m.buf, s.r.entities[c.entity].marker...)
		m.buf = append(m.buf, ']')
		done = c.end
	}
	m.plain(s.text, done, len(s.text))
	v := &s.rounds[round].view
	*v = view{text: m.text(), segments: m.segments, parent: s.view}
	return v
}
