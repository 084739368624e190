package pricing

import (
	"regexp"
	"strings"
)

// clause is a condition on a name in lower case.
type clause struct {
	op   op
	text string
	re   *regexp.Regexp
	sub  []clause
}

type op uint8

const (
	opNever op = iota // the zero clause
	opEquals
	opStartsWith
	opEndsWith
	opContains
	opRegex
	opAnd
	opOr
	opNot
)

var opNames = map[string]op{
	"equals": opEquals, "starts_with": opStartsWith, "ends_with": opEndsWith, "contains": opContains,
	"regex": opRegex, "and": opAnd, "or": opOr, "not": opNot,
}

// matches reads the clause to the letter. Providers are found this way; models
// are not, see [layer].
func (c *clause) matches(s string) bool {
	switch c.op {
	case opEquals:
		return s == c.text
	case opStartsWith:
		return strings.HasPrefix(s, c.text)
	case opEndsWith:
		return strings.HasSuffix(s, c.text)
	case opContains:
		return strings.Contains(s, c.text)
	case opRegex:
		return c.re.MatchString(s)
	case opAnd:
		for i := range c.sub {
			if !c.sub[i].matches(s) {
				return false
			}
		}
		return true
	case opOr:
		for i := range c.sub {
			if c.sub[i].matches(s) {
				return true
			}
		}
		return false
	case opNot:
		return !c.sub[0].matches(s)
	case opNever:
	}
	return false
}

// isText reports whether the clause spells out a name or a piece of one.
func (c *clause) isText() bool {
	switch c.op {
	case opEquals, opStartsWith, opEndsWith, opContains:
		return true
	default:
		return false
	}
}
