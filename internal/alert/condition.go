package alert

import (
	"fmt"
	"strconv"
	"strings"
)

// Condition is what an attribute must be.
type Condition struct {
	attribute string
	holds     func(value string, present bool) bool
}

// operators of conditions on numbers, longer ones before those they begin with.
var operators = []struct {
	sign  string
	holds func(value, bound float64) bool
}{
	{">=", func(value, bound float64) bool { return value >= bound }},
	{"<=", func(value, bound float64) bool { return value <= bound }},
	{">", func(value, bound float64) bool { return value > bound }},
	{"<", func(value, bound float64) bool { return value < bound }},
}

// ParseCondition reads what an attribute must be: a text; a text that ends in * for all that begin
// so; a number behind >=, <=, > or <; or any of these behind ! for what it must not be. An
// attribute that is absent is an empty text.
func ParseCondition(attribute, text string) (Condition, error) {
	if attribute == "" {
		return Condition{}, fmt.Errorf("must name an attribute, got an empty one for %q", text)
	}
	if negated, ok := strings.CutPrefix(text, "!"); ok {
		condition, err := ParseCondition(attribute, negated)
		holds := condition.holds
		condition.holds = func(value string, present bool) bool { return !holds(value, present) }
		return condition, err
	}
	for _, operator := range operators {
		if number, ok := strings.CutPrefix(text, operator.sign); ok {
			bound, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
			if err != nil {
				return Condition{holds: never}, fmt.Errorf("must have a number behind %s, got %q", operator.sign, text)
			}
			return Condition{attribute, compared(operator.holds, bound)}, nil
		}
	}
	if prefix, ok := strings.CutSuffix(text, "*"); ok {
		return Condition{attribute, func(value string, present bool) bool { return present && strings.HasPrefix(value, prefix) }}, nil
	}
	return Condition{attribute, func(value string, _ bool) bool { return value == text }}, nil
}

func never(string, bool) bool { return false }

func compared(holds func(value, bound float64) bool, bound float64) func(string, bool) bool {
	return func(text string, _ bool) bool {
		value, err := strconv.ParseFloat(text, 64)
		return err == nil && holds(value, bound)
	}
}

// mustCondition is ParseCondition of a text in our code.
func mustCondition(attribute, text string) Condition {
	condition, err := ParseCondition(attribute, text)
	if err != nil {
		panic(err)
	}
	return condition
}

// all reports whether all conditions hold.
func all(conditions []Condition, attributes map[string]string) bool {
	for _, c := range conditions {
		value, present := attributes[c.attribute]
		if !c.holds(value, present) {
			return false
		}
	}
	return true
}
