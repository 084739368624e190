package datadogtest

import (
	"regexp"
	"strings"
)

// filter is the part of a query in braces.
type filter interface {
	matches(t tags) bool
	// keys are those of the tags it looks at.
	keys() []string
}

type (
	everything struct{}
	oneTag     struct {
		key    string
		values []string // in which * is any text
	}
	allOf  []filter
	anyOf  []filter
	noneOf struct{ filter }
)

func (everything) matches(tags) bool { return true }
func (everything) keys() []string    { return nil }

func (f oneTag) keys() []string { return []string{f.key} }
func (f oneTag) matches(t tags) bool {
	value, there := t[f.key]
	for _, want := range f.values {
		if there && wildcard(want, value) {
			return true
		}
	}
	return false
}

// wildcard says whether a value is what a filter wants, in which * is any text.
func wildcard(want, value string) bool {
	parts := strings.Split(want, "*")
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(part)
	}
	return regexp.MustCompile("^" + strings.Join(parts, ".*") + "$").MatchString(value)
}

func (f allOf) keys() []string { return keysOf(f) }
func (f allOf) matches(t tags) bool {
	for _, part := range f {
		if !part.matches(t) {
			return false
		}
	}
	return true
}

func (f anyOf) keys() []string { return keysOf(f) }
func (f anyOf) matches(t tags) bool {
	for _, part := range f {
		if part.matches(t) {
			return true
		}
	}
	return false
}

func (f noneOf) matches(t tags) bool { return !f.filter.matches(t) }

func keysOf(parts []filter) []string {
	var keys []string
	for _, part := range parts {
		keys = append(keys, part.keys()...)
	}
	return keys
}

// parseFilter reads a filter: `*`, `env:prod,!service:a`, or `env:prod AND (a:b OR c IN (d, e))`.
// The two ways of writing it do not mix.
func parseFilter(text string) (filter, error) {
	s := &scanner{text: text}
	if s.accept("*") && s.end() {
		return everything{}, nil
	}
	s.at = 0
	parse := parseWords
	if strings.ContainsAny(text, "!") || (strings.Contains(text, ",") && !strings.Contains(text, "(")) {
		parse = parseSymbols
	}
	f, err := parse(s)
	if err == nil && !s.end() {
		err = s.errorf("not understood")
	}
	return f, err
}

// parseSymbols reads tags that all have to match; a ! before one turns it around.
func parseSymbols(s *scanner) (filter, error) {
	var all allOf
	for {
		not := s.accept("!")
		f, err := parseTag(s)
		if err != nil {
			return nil, err
		}
		if not {
			f = noneOf{f}
		}
		all = append(all, f)
		if !s.accept(",") {
			return all, nil
		}
	}
}

var (
	orWord   = regexp.MustCompile(`^(OR|or)\b`)
	andWord  = regexp.MustCompile(`^(AND|and)\b`)
	notWord  = regexp.MustCompile(`^(NOT|not)\b`)
	inWord   = regexp.MustCompile(`^(IN|in)\b`)
	tagKey   = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.\-/]*`)
	tagValue = regexp.MustCompile(`^[A-Za-z0-9_.\-/:*]*`)
)

func parseWords(s *scanner) (filter, error) {
	var alternatives anyOf
	for {
		var all allOf
		for {
			f, err := parseNot(s)
			if err != nil {
				return nil, err
			}
			all = append(all, f)
			if s.take(andWord) == "" {
				break
			}
		}
		alternatives = append(alternatives, all)
		if s.take(orWord) == "" {
			return alternatives, nil
		}
	}
}

func parseNot(s *scanner) (filter, error) {
	if s.take(notWord) != "" {
		f, err := parseNot(s)
		return noneOf{f}, err
	}
	if s.accept("(") {
		f, err := parseWords(s)
		if err == nil {
			err = s.expect(")")
		}
		return f, err
	}
	return parseTag(s)
}

// parseTag reads key:value, key IN (a, b) or key NOT IN (a, b).
func parseTag(s *scanner) (filter, error) {
	key := strings.ToLower(s.take(tagKey))
	if key == "" {
		return nil, s.errorf("expected a tag")
	}
	if s.accept(":") {
		value := s.take(tagValue)
		if value == "" {
			return nil, s.errorf("expected the value of tag %q", key)
		}
		return oneTag{key: key, values: []string{strings.ToLower(value)}}, nil
	}
	not := s.take(notWord) != ""
	if s.take(inWord) == "" {
		return nil, s.errorf("expected \":\" or IN after tag %q", key)
	}
	list, err := s.list()
	if err != nil {
		return nil, err
	}
	f := filter(oneTag{key: key, values: list})
	if not {
		f = noneOf{f}
	}
	return f, nil
}

// list reads values in parentheses.
func (s *scanner) list() ([]string, error) {
	if err := s.expect("("); err != nil {
		return nil, err
	}
	var values []string
	for {
		value := s.take(tagValue)
		if value == "" {
			return nil, s.errorf("expected a value")
		}
		values = append(values, strings.ToLower(value))
		if !s.accept(",") {
			return values, s.expect(")")
		}
	}
}
