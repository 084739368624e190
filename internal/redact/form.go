package redact

import "strings"

// pluses are what may stand for the spaces of a value in a form as it is sent:
// ?card=4111+1111+1111+1111&n=1.
var pluses = []string{"+0", "+1", "+2", "+3", "+4", "+5", "+6", "+7", "+8", "+9"}

const maxFormValue = 64

// inForm reports whether the plus sign at i stands in a value of a form or a query, which
// a question mark or an ampersand shows: 4111+1111 alone is a sum. What it says is the same
// for all plus signs before end.
func inForm(t string, i int) (ok bool, end int) {
	for end = i; end < len(t) && end-i < maxFormValue && formBytes[t[end]]; end++ {
	}
	start := i
	for start > 0 && i-start < maxFormValue && formBytes[t[start-1]] {
		start--
	}
	switch {
	case start == i: // one that was encoded, or the first byte of a text
		return false, i + 1
	case start < 2 || t[start-1] != '=':
		return false, end
	}
	name := start - 1
	for name > 0 && start-name < maxFormValue && (class[t[name-1]]&isAlnum != 0 || t[name-1] == '_' || t[name-1] == '-') {
		name--
	}
	if name > 0 && (t[name-1] == '?' || t[name-1] == '&') {
		return true, end
	}
	return end+1 < len(t) && t[end] == '&' && class[t[end+1]]&isAlnum != 0, end
}

// formBytes are those of a value in a form as it is sent.
var formBytes = func() (t [256]bool) {
	for c := range t {
		t[c] = class[c]&isAlnum != 0
	}
	for _, c := range []byte("+%.-_~()") {
		t[c] = true
	}
	return t
}()

// sent looks at a text once more with spaces in place of the plus signs of its forms.
func (s *scanner) sent(v *view) {
	m, t := &s.decoded, v.text
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
	s.lookDecoded(v)
}
