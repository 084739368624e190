package datadogtest

import (
	"fmt"
	"regexp"
	"strings"
)

// scanner walks over the text of a query.
type scanner struct {
	text string
	at   int
}

var (
	wordStart   = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*`)
	nameStart   = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.]*`)
	numberFrom  = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?`)
	windowFrom  = regexp.MustCompile(`^last_([0-9]+)([mhdw])`)
	compareFrom = regexp.MustCompile(`^(>=|<=|==|!=|>|<)`)
)

func (s *scanner) space() {
	for s.at < len(s.text) && s.text[s.at] == ' ' {
		s.at++
	}
}

// take reads what a pattern matches here, "" where it does not.
func (s *scanner) take(pattern *regexp.Regexp) string {
	s.space()
	match := pattern.FindString(s.text[s.at:])
	s.at += len(match)
	return match
}

// accept reads a token if it is next.
func (s *scanner) accept(token string) bool {
	s.space()
	if !strings.HasPrefix(s.text[s.at:], token) {
		return false
	}
	s.at += len(token)
	return true
}

func (s *scanner) expect(token string) error {
	if !s.accept(token) {
		return s.errorf("expected %q", token)
	}
	return nil
}

// until reads up to a token, and over it.
func (s *scanner) until(token string) (string, error) {
	before, _, found := strings.Cut(s.text[s.at:], token)
	if !found {
		return "", s.errorf("expected %q", token)
	}
	s.at += len(before) + len(token)
	return strings.TrimSpace(before), nil
}

func (s *scanner) end() bool {
	s.space()
	return s.at == len(s.text)
}

func (s *scanner) errorf(format string, args ...any) error {
	return fmt.Errorf("%s at %q (character %d of %q)", fmt.Sprintf(format, args...), s.text[s.at:], s.at+1, s.text)
}
