package redact

// control reports the control characters that nobody sees and that may stand inside
// of a value: all but those that are spaces.
func control(r rune) bool {
	return r < ' ' && class[byte(r)&0x1f]&isSpace == 0 || r == 0x7f
}

// dropControl leaves out the control characters of a text.
func dropControl(m *scratch, t string) {
	m.reset()
	done := 0
	for i := range len(t) {
		if control(rune(t[i])) {
			m.plain(t, done, i)
			done = i + 1
		}
	}
	m.plain(t, done, len(t))
}
