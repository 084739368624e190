// Package reference is a set of cases with known good answers, and whether an answer is one of them.
package reference

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// Match is how an answer is held against the known one.
type Match string

// The ways.
const (
	Exact    Match = "exact"    // the same text, but for space around it
	Contains Match = "contains" // the known text is in it
	Regex    Match = "regex"    // the known text is an expression of RE2 that matches somewhere in it
	JSON     Match = "json"     // the same JSON value; order of members and form of numbers do not count
	Number   Match = "number"   // the only number in it is the known one, within the tolerance
	Judge    Match = "judge"    // a model says whether the facts are the same
)

var matches = []Match{Exact, Contains, Regex, JSON, Number, Judge}

// Case is one known answer, as it stands in a line of the file.
type Case struct {
	// ID is found in an attribute of the record; Input is what was asked, where there is no such attribute.
	ID    string `json:"case"`
	Input string `json:"input"`
	// Expected is a text, or any JSON for match json.
	Expected json.RawMessage `json:"expected"`
	Match    Match           `json:"match"`
	// Tolerance is how far a number may be off, in its own unit.
	Tolerance float64 `json:"tolerance"`
	// IgnoreCase is of exact, contains and regex.
	IgnoreCase bool `json:"ignore_case"`

	text   string // of expected
	regex  *regexp.Regexp
	value  any
	number float64
}

// Bounds of a file of cases.
const (
	maxCases = 10_000
	maxLine  = 1 << 20
	maxTold  = 20
)

// Set is the cases of a file.
type Set struct {
	byID    map[string]*Case
	byInput map[[sha256.Size]byte]*Case
	version string
	judged  bool
}

// Load reads cases, one JSON object in a line; empty lines are skipped. Its error tells of
// all lines that are wrong, up to twenty.
func Load(from io.Reader) (*Set, error) {
	s := &Set{byID: map[string]*Case{}, byInput: map[[sha256.Size]byte]*Case{}}
	hash := sha256.New()
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, maxLine)
	var errs []error
	n := 0
	for line := 1; lines.Scan() && len(errs) < maxTold; line++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		if n++; n > maxCases {
			return nil, fmt.Errorf("line %d: must not be more than %d cases", line, maxCases)
		}
		c, err := parse(lines.Bytes())
		if err == nil {
			err = s.add(c)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("line %d: %w", line, err))
		}
		hash.Write(append(lines.Bytes(), '\n'))
	}
	if err := lines.Err(); err != nil {
		errs = append(errs, err)
	}
	if n == 0 && len(errs) == 0 {
		errs = append(errs, errors.New("must have at least one case"))
	}
	s.version = hex.EncodeToString(hash.Sum(nil)[:6])
	return s, errors.Join(errs...)
}

// Version is another one when a case is.
func (s *Set) Version() string { return s.version }

// Judged reports whether any case needs a model.
func (s *Set) Judged() bool { return s.judged }

func (s *Set) add(c *Case) error {
	if c.ID != "" {
		if _, twice := s.byID[c.ID]; twice {
			return fmt.Errorf("case must be unique, got %q again", c.ID)
		}
		s.byID[c.ID] = c
	}
	if c.Input != "" {
		key := sha256.Sum256([]byte(strings.TrimSpace(c.Input)))
		if _, twice := s.byInput[key]; twice && c.ID == "" {
			return errors.New("input must be unique where there is no case, got the same again")
		}
		s.byInput[key] = c
	}
	s.judged = s.judged || c.Match == Judge
	return nil
}

// Find is the case with an id, or else the one that asks the same. A record with an id of no
// case has none.
func (s *Set) Find(id, input string) (*Case, bool) {
	if id != "" {
		c, ok := s.byID[id]
		return c, ok
	}
	c, ok := s.byInput[sha256.Sum256([]byte(strings.TrimSpace(input)))]
	return c, ok
}

func parse(line []byte) (*Case, error) {
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	c := &Case{Match: Exact}
	if err := decoder.Decode(c); err != nil {
		return nil, fmt.Errorf("is not a case: %w", err)
	}
	if c.ID == "" && c.Input == "" {
		return nil, errors.New("must have case or input")
	}
	if !slices.Contains(matches, c.Match) {
		return nil, fmt.Errorf("match must be one of %v, got %q", matches, c.Match)
	}
	if !(c.Tolerance >= 0) || c.Tolerance > 0 && c.Match != Number {
		return nil, fmt.Errorf("tolerance must not be negative, and be of match number, got %v", c.Tolerance)
	}
	return c, c.prepare()
}

// prepare reads what is expected.
func (c *Case) prepare() error {
	if len(c.Expected) == 0 {
		return errors.New("must have expected")
	}
	if c.Match == JSON {
		var ok bool
		if c.value, ok = readJSON(c.Expected); !ok {
			return errors.New("expected must be JSON")
		}
		return nil
	}
	if json.Unmarshal(c.Expected, &c.text) != nil {
		if c.Match != Number {
			return fmt.Errorf("expected must be a text for match %s", c.Match)
		}
		c.text = string(c.Expected)
	}
	if strings.TrimSpace(c.text) == "" {
		return errors.New("expected must not be empty")
	}
	switch c.Match {
	case Regex:
		pattern := c.text
		if c.IgnoreCase {
			pattern = "(?i)" + pattern
		}
		var err error
		if c.regex, err = regexp.Compile(pattern); err != nil {
			return fmt.Errorf("expected must be a regular expression: %w", err)
		}
	case Number:
		var ok bool
		if c.number, ok = onlyNumber(c.text); !ok {
			return fmt.Errorf("expected must be a number, got %q", c.text)
		}
	default:
	}
	return nil
}

// Text is the known answer, for people and models.
func (c *Case) Text() string {
	if c.Match == JSON {
		return string(c.Expected)
	}
	return c.text
}

// Passes reports whether an answer is the known one. For match judge it is a model that knows.
func (c *Case) Passes(answer string) bool {
	known, got := strings.TrimSpace(c.text), strings.TrimSpace(answer)
	switch c.Match {
	case Regex:
		return c.regex.MatchString(answer)
	case JSON:
		value, ok := readJSON([]byte(got))
		return ok && equal(c.value, value)
	case Number:
		n, ok := onlyNumber(got)
		return ok && within(n, c.number, c.Tolerance)
	case Contains:
		if c.IgnoreCase {
			known, got = strings.ToLower(known), strings.ToLower(got)
		}
		return strings.Contains(got, known)
	case Exact:
		return got == known || c.IgnoreCase && strings.EqualFold(got, known)
	default:
		return false
	}
}
