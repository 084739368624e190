package judge

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Subject is what is judged. Everything in it is text that somebody else wrote.
type Subject struct {
	Instructions string // of the system, to the model that is judged
	Input        string // what it was told: the conversation before the response
	Steps        string // what was done in between, for a turn or a trace
	Response     string
	Reference    string // the known good answer, where there is one
}

// Bound cuts what is longer than so many bytes out of each part, and reports whether any was.
func (s *Subject) Bound(most int) (cut bool) {
	for _, part := range []*string{&s.Instructions, &s.Input, &s.Steps, &s.Response, &s.Reference} {
		short, isCut := Cut(*part, most)
		*part, cut = short, cut || isCut
	}
	return cut
}

// Cut keeps the beginning and the end of a text within a bound in bytes, and says in
// between how many bytes are left out. Of a bound too small for that it keeps the beginning.
func Cut(text string, most int) (string, bool) {
	if len(text) <= most {
		return text, false
	}
	note := "\n[... " + strconv.Itoa(len(text)) + " bytes, shortened here ...]\n"
	room := most - len(note)
	if room < 2 {
		return strings.ToValidUTF8(text[:most], ""), true
	}
	head, tail := room-room/2, len(text)-room/2
	for head > 0 && !utf8.RuneStart(text[head]) {
		head--
	}
	for tail < len(text) && !utf8.RuneStart(text[tail]) {
		tail++
	}
	return text[:head] + note + text[tail:], true
}
