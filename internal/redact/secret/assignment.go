package secret

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// maxKey bounds the look back for a name.
const maxKey = 64

// assignments recognises values by the name they are given to, in .env files,
// YAML, shell, code, connection strings and XML. Only the value goes.
func assignments() []detect.Pattern {
	forms := []struct {
		name     string
		anchor   byte
		next     string
		prefixes []string
		gate     *detect.Gate
		find     func(text string, at int, want kind) (found, bool)
	}{
		{name: "assigned", anchor: '=', next: allBut("=:"), gate: secretName, find: assigned},
		{name: "labelled", anchor: ':', next: allBut("=:/"), gate: secretName, find: assigned},
		{name: "argument", prefixes: []string{"\",", "',"}, gate: quotedName, find: argument},
		{name: "called", anchor: '(', next: "\"'`", gate: calledName, find: called},
		{name: "cell", anchor: '|', next: " ", gate: cellName, find: cell},
		{name: "element", prefixes: []string{"</"}, find: element},
		{name: "flag", prefixes: []string{"--"}, find: flag},
		{name: "compared", prefixes: []string{"\" =", "' ="}, find: compared},
		{name: "compared-not", prefixes: []string{"\" !=", "' !="}, find: compared},
	}
	var all []detect.Pattern
	for _, form := range forms {
		for _, entity := range []detect.Entity{Password, GenericSecret} {
			find, want := form.find, secret
			if entity == Password {
				want = password
			}
			all = append(all, detect.Pattern{
				Entity: entity, Name: form.name + "-" + strings.ToLower(string(entity)), Anchor: form.anchor, Next: form.next, Prefixes: form.prefixes, Gate: form.gate,
				Find: func(text string, at int) (int, int, detect.Confidence) {
					if f, ok := find(text, at, want); ok {
						return f.start, f.end, f.confidence
					}
					return 0, 0, detect.None
				},
				Proof: assignmentProof(form.name, entity),
			})
		}
	}
	return append(all, spokenPassword(), dockerAuth())
}

// What turns down most places where something is assigned or passed: no name
// of a secret stands before them.
var (
	secretName = &detect.Gate{Ask: func(text string, at int) bool {
		if !mayBeSecret(text, at) {
			return false
		}
		key, _ := keyBefore(text, at)
		return suspicious(key)
	}}
	quotedName = &detect.Gate{Ask: func(text string, at int) bool {
		return suspicious(text[(base64URL|dot).runBack(text, at, maxKey):at])
	}}
)

// calledName turns down nearly all calls with a literal, most by the last letter
// of their names: those of secrets end as key, token, password, secret and auth do.
var calledName = &detect.Gate{Ask: func(text string, at int) bool {
	return at > 2 && strings.IndexByte("yndthsYNDTHS", text[at-1]) >= 0 && mayBeSecret(text, at)
}}

// cellName is called at the bars of tables, that of a name ends the cell before.
var cellName = &detect.Gate{Ask: func(text string, at int) bool {
	start, end := cellBefore(text, at)
	return suspicious(text[start:end])
}}

// allBut is all bytes but some: behind an anchor the operator must not go on.
func allBut(some string) string {
	var all strings.Builder
	for b := range 256 {
		if strings.IndexByte(some, byte(b)) < 0 {
			all.WriteByte(byte(b))
		}
	}
	return all.String()
}

type found struct {
	start, end int
	confidence detect.Confidence
}

// is says whether a name of kind k is looked for by a detector of want.
func (k kind) is(want kind) bool {
	return k == want || (k == bearing || k == once) && want == secret
}

// assigned is name = value, name: value and their relatives, at the last
// character of the operator.
func assigned(text string, at int, want kind) (found, bool) {
	next := at + 1
	if next < len(text) {
		switch text[next] {
		case '=', ':':
			return found{}, false // the operator goes on
		case '/':
			if text[at] == ':' {
				return found{}, false // a URL
			}
		case '>':
			next++
		}
	}
	key, spaced := keyBefore(text, at)
	if key == "" {
		return found{}, false
	}
	k := kindOf(key)
	if !k.is(want) || key == "token" && ofBadge(text, at-len(key)) {
		return found{}, false
	}
	s := tight
	switch {
	case (spaced || next < len(text) && blank(text[next])) && (!shouting(key) || !endsFold(text[:at], "value")):
		s = bare
	case shouting(key): // of a variable, also in name: KEY and value: ...
		s = shouted
	case text[at] == ':':
		s = bare
	}
	f, ok := valueAfter(text, next, k, s)
	if f.start == at+1 && !spaced && at > 0 && text[at-1] == '=' {
		f.start-- // KEY==value: the value may begin with it
	}
	return f, ok
}

// ofBadge says that a parameter is that of a picture, as READMEs have them.
func ofBadge(text string, at int) bool {
	return at > 5 && text[at-1] == '?' && text[at-5:at-1] == ".svg"
}

func blank(b byte) bool { return b == ' ' || b == '\t' }

func shouting(key string) bool { return (upper | digits | underscore).all(key) }

// operators are what stands in an operator before its last character.
var operators = [256]bool{':': true, '=': true, '!': true, '?': true, '|': true, '+': true, '.': true, '~': true}

// keyBefore returns the name in front of an operator whose last character is at
// at, and whether a space stands between them.
func keyBefore(text string, at int) (key string, spaced bool) {
	i := at
	for i > 0 && at-i < 3 && operators[text[i-1]] {
		i--
	}
	for i > 0 && at-i < 8 && blank(text[i-1]) {
		i--
		spaced = true
	}
	if i > 0 && text[i-1] == ']' { // char name[25], d["name"]
		i--
		if n := digits.runBack(text, i, 5); n > 0 && text[n-1] == '[' {
			i = n - 1
		}
	}
	i = unquotedEnd(text, i)
	start := (base64URL | dot).runBack(text, i, maxKey)
	if start == i || start > 0 && i-start == maxKey && word.has(text[start-1]) {
		return "", false
	}
	if start > 0 && text[start-1] == ':' && text[at] == ':' {
		return "", false // arn:aws:secretsmanager:region:account:secret:name
	}
	key = text[start:i]
	switch key {
	case "value", "Value":
		return namedBefore(text, start), spaced // <add key="name" value="..."/>, name: X and value: Y
	case "string", "str", "String", "char", "SecureString", "SecretStr", "text", "None", "Final":
		if name := declared(text, start, key); name != "" {
			return name, true
		}
	case "key", "Key", "KEY", "token", "Token", "secret", "Secret":
		// "API key: ...", a label of two words.
		if first := letters.runBack(text, max(0, start-1), 12); start > 1 && text[start-1] == ' ' && first < start-1 {
			key = text[first:i]
		}
	case "PASS":
		if text[at] == ':' {
			return "", false // of a test
		}
	}
	return key, spaced
}

// unquotedEnd is where a name ends without the quote behind it, escaped or not, or
// the marks of emphasis: "name", \\\"name\\\", **name**, `name`.
func unquotedEnd(text string, i int) int {
	if i < 2 {
		return i
	}
	switch text[i-1] {
	case '"', '\'':
		i--
		for n := 0; n < 7 && i > 0 && text[i-1] == '\\'; n++ {
			i--
		}
	case '`':
		i--
	case '*':
		if text[i-2] == '*' {
			i -= 2
		}
	}
	return i
}

// mayBeSecret turns down, in one go back over the letters before an operator, nearly
// all places of which keyBefore would return no suspicious name.
func mayBeSecret(text string, at int) bool {
	i := at
	for i > 0 && at-i < 3 && operators[text[i-1]] {
		i--
	}
	for i > 0 && at-i < 8 && blank(text[i-1]) {
		i--
	}
	if i > 0 && (text[i-1] < '0' || text[i-1] == '`') {
		i = unquotedEnd(text, i)
	}
	if i < 2 {
		return false
	}
	if text[i-1] == ']' || text[i-1]|0x20 == 'w' && text[i-2]|0x20 == 'p' {
		return true
	}
	start, from := i, max(0, i-maxKey)
	row, seen := uint32(0), uint32(0)
	for start > from {
		letter := nameBytes[text[start-1]]
		if letter == 0 {
			break
		}
		row = (row<<trigramBits | trigramMask) & letter
		seen |= row
		start--
	}
	return seen>>(2*trigramBits)&trigramMask != 0 || i-start <= 6 && standsFor(text[start:i])
}

// standsFor says that another name stands before this one, which is that of its
// type, or only says that a value comes.
func standsFor(key string) bool {
	switch key {
	case "value", "Value", "string", "str", "String", "char", "text", "None", "Final":
		return true
	default: // the other types are suspicious themselves
		return false
	}
}

// valueAfter reads the value that begins at or after at.
func valueAfter(text string, at int, k kind, s setting) (found, bool) {
	for n := 0; n < 8 && at < len(text) && blank(text[at]); n++ {
		at++
	}
	at = literalMark(text, at)
	if at >= len(text) {
		return found{}, false
	}
	open := at
	for open < len(text) && open-at < 7 && text[open] == '\\' {
		open++ // an escaped quote, once or more
	}
	if open < len(text) && strings.IndexByte("\"'`", text[open]) >= 0 {
		start := open + 1
		end := closing(text, start, text[open], open-at)
		if end < 0 {
			return found{}, false
		}
		c := judge(k, text[start:end], quoted)
		return found{start: start, end: end, confidence: c}, c > detect.None
	}
	end := bareEnd(text, at)
	if end == at || end < len(text) && strings.IndexByte("([{", text[end]) >= 0 || strings.HasPrefix(text[end:], "...") { // code; shortened by hand
		return found{}, false
	}
	c := judge(k, text[at:end], s)
	return found{start: at, end: end, confidence: c}, c > detect.None
}

// emphasized passes over the end of emphasis, as in **Password:** hunter2, and over
// what Rust writes around a value that may be none: Some("hunter2").
func emphasized(text string, at int) int {
	switch {
	case strings.HasPrefix(text[at:], "** "):
		return skipBlanks(text, at+len("** "), 2)
	case strings.HasPrefix(text[at:], `Some("`):
		return at + len("Some(")
	default:
		return at
	}
}

// literalMark passes over what languages put before a quote: @"", b”, $"".
func literalMark(text string, at int) int {
	if at < len(text) && (text[at] == '*' || text[at] == 'S') {
		return emphasized(text, at)
	}
	if at+1 < len(text) && (text[at+1] == '"' || text[at+1] == '\'') && strings.IndexByte("@bruRBU", text[at]) >= 0 {
		return at + 1
	}
	return at
}

// closing finds the quote that ends a string on the same line, with as many
// backslashes before it as the opening one had.
func closing(text string, from int, quote byte, escapes int) int {
	for i := from; i < len(text) && i-from <= maxValue; i++ {
		switch text[i] {
		case '\n':
			return -1
		case '\\':
			if escapes == 0 {
				i++ // what it escapes
			}
		case quote:
			return i - min(escapes, i-from)
		}
	}
	if len(text)-from <= maxValue {
		return len(text) // cut off
	}
	return -1
}

// endsBare are the bytes that no value without quotes has in it.
var endsBare = func() (ends [256]bool) {
	for b := range ' ' + 1 {
		ends[b] = true
	}
	for _, b := range []byte("\x7f\"'`,;)]}<>&|([{\\") {
		ends[b] = true
	}
	return ends
}()

// bareEnd finds where an unquoted value ends. It passes over few operators, so
// that a text of nothing but assignments is not read again from each of them.
func bareEnd(text string, at int) int {
	operators := 0
	i := at
scan:
	for ; i < len(text) && i-at <= maxValue; i++ {
		switch b := text[i]; {
		case endsBare[b]:
			break scan
		case b == '=' || b == ':':
			if operators++; operators > 8 || b == '=' && kindOf(text[max(at, i-maxKey):i]) != nothing {
				return at
			}
		case b == 0xC2 && strings.HasPrefix(text[i:], "\u00a0"):
			break scan
		}
	}
	if i < len(text) && (text[i] == '(' || text[i] == '[' || text[i] == '{') {
		return i
	}
	for i > at && (text[i-1] == '.' || text[i-1] == ':' || text[i-1] == '?') {
		i--
	}
	return i
}
