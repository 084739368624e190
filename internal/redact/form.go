package redact

import "strings"

// pluses are what may stand for the spaces of a value in a form as it is sent:
// ?card=4111+1111+1111+1111&n=1.
var pluses = []string{"+0", "+1", "+2", "+3", "+4", "+5", "+6", "+7", "+8", "+9"}

const maxFormValue = 64

// inForm reports a plus sign in a value of a form or a query, which a question mark or
// an ampersand shows: 4111+1111 alone is a sum.
func inForm(t string, i int) bool {
	start := i
	for start > 0 && i-start < maxFormValue && (class[t[start-1]]&isAlnum != 0 || strings.IndexByte("+%.-_~()", t[start-1]) >= 0) {
		start--
	}
	if start == i || start < 2 || t[start-1] != '=' {
		return false
	}
	name := start - 1
	for name > 0 && start-name < maxFormValue && (class[t[name-1]]&isAlnum != 0 || t[name-1] == '_' || t[name-1] == '-') {
		name--
	}
	if name > 0 && (t[name-1] == '?' || t[name-1] == '&') {
		return true
	}
	end := i
	for end < len(t) && end-i < maxFormValue && (class[t[end]]&isAlnum != 0 || strings.IndexByte("+%.-_~()", t[end]) >= 0) {
		end++
	}
	return end+1 < len(t) && t[end] == '&' && class[t[end+1]]&isAlnum != 0
}

// sent looks at a text once more with spaces in place of the plus signs of its forms.
func (s *scanner) sent(v *view) {
	m, t := &s.unprinted, v.text
	m.reset()
	done := 0
	for {
		k := strings.IndexByte(t[done:], '+')
		if k < 0 {
			break
		}
		i := done + k
		if m.plain(t, done, i); i > 0 && t[i-1] == '=' {
			m.plain(t, i, i+1) // one that was encoded begins a phone number
		} else {
			m.unit(i, i+1, ' ')
		}
		done = i + 1
	}
	m.plain(t, done, len(t))
	s.withoutPrint = view{text: m.text(), segments: m.segments, parent: v}
	s.look(&s.withoutPrint, 0, 0)
}
