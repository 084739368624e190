package redact

import (
	"strings"
)

// markupSigns stand where markup says what a value is: at the end of an element, at
// one with an attribute called value, between the strings that PHP writes.
var markupSigns = []string{"</", "<input", "<param", "<field", "<property", "<attribute", "<meta ", "<add ", "<entry", "<option", `";s:`}

// Bounds of what is looked at around such a place.
const (
	maxValueBytes = 256
	maxTagBytes   = 256
)

// markup looks for a value and its label around a place that markupSigns found.
func (s *scanner) markup(i int) {
	t := s.text
	switch {
	case t[i] == '"':
		s.serialized(i)
	case t[i+1] == '/':
		s.element(i)
	default:
		s.attributes(i)
	}
}

// element reads <ns:firstName x="y">Jane</ns:firstName>, and the label of what comes
// next, <th>First name</th><td>Jane</td>, at the beginning of the tag that closes it.
func (s *scanner) element(i int) {
	t := s.text
	from := i + len("</")
	to := from
	for to < len(t) && to-from < maxLabelBytes && (alnumAt(t, to) || strings.IndexByte("_-.:", t[to]) >= 0) {
		to++
	}
	if to >= len(t) || t[to] != '>' || to == from {
		return
	}
	start := textBefore(t, i)
	if start < 0 {
		return
	}
	switch name := t[from:to]; strings.ToLower(name) {
	case "th", "dt", "label", "td", "b", "strong":
		value := textBehind(t, to+1)
		if v := t[value.start:value.end]; strings.HasPrefix(t[value.end:], t[i:to]) && (name != "td" || len(v) <= maxLabelBytes && isLabel(v) && s.factsOf(v).telling()) {
			return // the next label
		}
		s.fileCell(strings.Trim(t[start:i], " :\n"), value.start, value.end)
	default:
		end := i
		if strings.HasSuffix(t[start:end], "]]>") {
			end -= len("]]>")
		}
		s.fileCell(name[strings.IndexByte(name, ':')+1:], start, end)
	}
}

// textBefore is where the text begins that ends at i, behind a tag; -1 for nowhere.
func textBefore(t string, i int) int {
	const section = "<![CDATA["
	for start := i; start > 0 && i-start <= maxValueBytes; start-- {
		switch {
		case strings.HasSuffix(t[:start], section):
			return start
		case t[start-1] == '>' && (start < 3 || t[start-2] != ']'):
			return start
		case t[start-1] == '<':
			return -1
		}
	}
	return -1
}

// textBehind is the text behind tags and spaces that begin at i, up to the next tag.
func textBehind(t string, i int) (p piece) {
	for from := i; i < len(t) && i-from < maxTagBytes; {
		switch {
		case class[t[i]]&isSpace != 0 || t[i] == ':':
			i++
		case t[i] == '<':
			n := strings.IndexByte(t[i:min(len(t), i+maxTagBytes)], '>')
			if n < 0 {
				return p
			}
			i += n + 1
		default:
			n := strings.IndexAny(t[i:min(len(t), i+maxValueBytes)], "<\n")
			if n < 0 {
				return p
			}
			return piece{i, i + n}
		}
	}
	return p
}

// attributes reads <input name="dob" value="1985-07-30">, in any order.
func (s *scanner) attributes(i int) {
	t := s.text
	n := strings.IndexByte(t[i:min(len(t), i+2*maxTagBytes)], '>')
	if n < 0 {
		return
	}
	tag := t[i : i+n]
	value := attributeIn(tag, " value=")
	for _, name := range [...]string{" name=", " id=", " key=", " itemprop=", " autocomplete="} {
		if label := attributeIn(tag, name); s.fileCell(tag[label.start:label.end], i+value.start, i+value.end) {
			return
		}
	}
}

// attributeIn is where the value of an attribute of a tag stands.
func attributeIn(tag, name string) (p piece) {
	k := strings.Index(tag, name)
	if k < 0 || k+len(name) >= len(tag) {
		return p
	}
	start := k + len(name) + 1
	n := strings.IndexByte(tag[start:], tag[start-1])
	if n < 0 || tag[start-1] != '"' && tag[start-1] != '\'' {
		return p
	}
	return piece{start, start + n}
}

// serialized reads s:3:"dob";s:10:"1985-07-30"; between its strings.
func (s *scanner) serialized(i int) {
	t := s.text
	open := strings.LastIndexByte(t[max(0, i-maxLabelBytes):i], '"') + max(0, i-maxLabelBytes)
	start := digitsEnd(t, i+len(`";s:`)) + len(`:"`)
	if t[open] != '"' || start >= len(t) || t[start-1] != '"' {
		return
	}
	if n := strings.IndexByte(t[start:min(len(t), start+maxValueBytes)], '"'); n > 0 {
		s.fileCell(t[open+1:i], start, start+n)
	}
}

// fileCell remembers a value to look at under a label, if it says anything.
func (s *scanner) fileCell(label string, start, end int) bool {
	if start >= end || label == "" || !isLabel(label) || len(s.cells) > s.r.maxFindings {
		return false
	}
	f := s.factsOf(label)
	if !f.telling() {
		return false
	}
	s.cells = append(s.cells, cell{start: start, end: end, key: f, parent: s.r.noKey, place: beside})
	s.again = true
	return true
}
