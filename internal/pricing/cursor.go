package pricing

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// maxErrors bounds how many mistakes of a price file are told at once.
const maxErrors = 100

// mistakes collects what is wrong with a price file.
type mistakes struct {
	file string
	errs []error
	more int
}

func (m *mistakes) add(err error) {
	if len(m.errs) == maxErrors {
		m.more++
		return
	}
	m.errs = append(m.errs, fmt.Errorf("%s: %w", m.file, err))
}

func (m *mistakes) join() error {
	if m.more > 0 {
		return errors.Join(append(m.errs, fmt.Errorf("%s: and %d more", m.file, m.more))...)
	}
	return errors.Join(m.errs...)
}

// cursor is a node of a price file and the way to it.
type cursor struct {
	node *node
	up   *cursor
	key  string // under which up has it; empty for an item of an array
	at   int    // the index of an item of an array
	name string // the id of a provider or model, to be told apart in an error
	all  *mistakes
}

// fail records a mistake here: the key, the rule, and the value if it is short.
func (c *cursor) fail(rule string) {
	text := rule
	if place := c.place(); strings.HasSuffix(place, ": ") {
		text = place + rule
	} else if place != "" {
		text = place + " " + rule
	}
	if c.node.kind != kindArray && c.node.kind != kindObject && c.node.kind != kindNull {
		text += ", got " + shorten(c.node.text)
	}
	c.all.add(errors.New(text))
}

func shorten(text string) string {
	const most = 60
	if len(text) > most {
		return strings.ToValidUTF8(text[:most], "") + "..."
	}
	return text
}

// place is the path of keys, as in `providers[3].models[2] ("gpt-x"): prices.input_mtok`.
func (c *cursor) place() string {
	if c.up == nil {
		return ""
	}
	place := c.up.place()
	switch {
	case c.key == "":
		place += "[" + strconv.Itoa(c.at) + "]"
	case place == "" || strings.HasSuffix(place, "): "):
		place += c.key
	default:
		place += "." + c.key
	}
	if c.name != "" {
		place += fmt.Sprintf(" (%q): ", shorten(c.name))
	}
	return place
}

// is reports whether the node is of a kind, and records a mistake if not.
func (c *cursor) is(k kind) bool {
	if c.node.kind != k {
		c.fail("must be " + k.String())
		return false
	}
	return true
}

// field returns the value of a key of an object.
func (c *cursor) field(key string) (cursor, bool) {
	i := slices.Index(c.node.keys, key)
	if i < 0 {
		return cursor{}, false
	}
	return cursor{node: &c.node.items[i], up: c, key: key, all: c.all}, true
}

func (c *cursor) item(i int) cursor {
	return cursor{node: &c.node.items[i], up: c, at: i, all: c.all}
}

// fields checks that the node is an object with no other keys than these, and
// none of them twice.
func (c *cursor) fields(known ...string) bool {
	if !c.is(kindObject) {
		return false
	}
	for i, key := range c.node.keys {
		field := cursor{node: &c.node.items[i], up: c, key: shorten(key), all: c.all}
		switch {
		case !slices.Contains(known, key):
			field.node = &node{}
			field.fail("is unknown, expected one of " + strings.Join(known, ", "))
		case slices.Index(c.node.keys, key) < i:
			field.fail("must not be there twice")
		}
	}
	return true
}

// text returns a string field, empty if it is absent.
func (c *cursor) text(key string) string {
	field, ok := c.field(key)
	if !ok || !field.is(kindString) {
		return ""
	}
	return field.node.text
}

// required returns a string field that must be there and not be empty.
func (c *cursor) required(key string) string {
	field, ok := c.field(key)
	switch {
	case !ok:
		field = cursor{node: &node{}, up: c, key: key, all: c.all}
		field.fail("must be set")
		return ""
	case !field.is(kindString):
		return ""
	case strings.TrimSpace(field.node.text) == "":
		field.fail("must not be empty")
	}
	return field.node.text
}
