package pricing

import (
	"regexp"
	"slices"
	"strings"
)

// maxPattern bounds the length of a regular expression.
const maxPattern = 1000

func loadOptionalClause(c *cursor, key string) clause {
	field, ok := c.field(key)
	if !ok {
		return clause{}
	}
	return loadClause(&field)
}

// loadClause reads {"equals": "x"} and its like.
func loadClause(c *cursor) clause {
	if !c.is(kindObject) {
		return clause{}
	}
	if len(c.node.keys) != 1 {
		c.fail("must have exactly one of " + opList())
		return clause{}
	}
	key := c.node.keys[0]
	op, known := opNames[key]
	if !known {
		c.fail("has the unknown clause " + shorten(key) + ", expected one of " + opList())
		return clause{}
	}
	operand, _ := c.field(key)
	switch op {
	case opAnd, opOr:
		return clause{op: op, sub: loadClauses(&operand)}
	case opNot:
		return clause{op: op, sub: []clause{loadClause(&operand)}}
	case opRegex:
		return loadPattern(&operand)
	default:
		if !operand.is(kindString) {
			return clause{}
		}
		if strings.TrimSpace(operand.node.text) == "" {
			operand.fail("must not be empty")
		}
		return clause{op: op, text: strings.ToLower(operand.node.text)}
	}
}

func loadClauses(c *cursor) (list []clause) {
	if !c.is(kindArray) {
		return nil
	}
	if len(c.node.items) == 0 {
		c.fail("must not be empty")
	}
	for i := range c.node.items {
		item := c.item(i)
		list = append(list, loadClause(&item))
	}
	return list
}

// loadPattern compiles a regular expression to be matched with names in lower case.
func loadPattern(c *cursor) clause {
	if !c.is(kindString) {
		return clause{}
	}
	if len(c.node.text) > maxPattern {
		c.fail("must be a shorter regular expression")
		return clause{}
	}
	re, err := regexp.Compile("(?i)" + c.node.text)
	if err != nil {
		c.fail("must be a regular expression of RE2 (" + err.Error() + ")")
		return clause{}
	}
	return clause{op: opRegex, re: re}
}

func opList() string {
	names := make([]string, 0, len(opNames))
	for name := range opNames {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
