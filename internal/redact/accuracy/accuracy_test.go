package accuracy

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/redact"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// shouts finds words in capitals as LOUD, numbers as NUMBER, and nothing under the key "quiet".
func shouts(text, key string) (found []redact.Finding) {
	if key == "quiet" {
		return nil
	}
	at := 0
	for word := range strings.SplitSeq(text, " ") {
		f := redact.Finding{Start: at, End: at + len(word), Name: "shouts"}
		switch {
		case word != "" && strings.Trim(word, "0123456789") == "":
			f.Entity = "NUMBER"
			found = append(found, f)
		case word != "" && strings.ToUpper(word) == word:
			f.Entity = "LOUD"
			found = append(found, f)
		}
		at += len(word) + 1
	}
	return found
}

func entities(names ...detect.Entity) map[detect.Entity]bool {
	set := map[detect.Entity]bool{}
	for _, name := range names {
		set[name] = true
	}
	return set
}

// A made-up set of which it is known by hand what is right.
var madeUp = []Case{
	{Set: "a", Text: "HEY you", Values: []Span{{"LOUD", 0, 3}}, Labels: entities("LOUD")},           // found
	{Set: "a", Text: "hey YOU 12", Values: []Span{{"LOUD", 0, 7}}, Labels: entities("LOUD")},        // half is not all, but no fault
	{Set: "a", Text: "HEY YOU", Values: []Span{{"LOUD", 4, 7}}, Labels: entities("LOUD", "NUMBER")}, // found, and one that is wrong
	{Set: "a", Text: "my 42", Values: []Span{{"LOUD", 3, 5}}, Labels: entities("LOUD")},             // masked as a number, of which nothing is said
	{Set: "b", Text: "my 42", Values: []Span{{"NUMBER", 3, 5}}, Key: "quiet"},                       // not found
	{Set: "b", Text: "one 1 TWO 2", Harmless: []Span{{Start: 0, End: 5}}},                           // one of three is said to be harmless
	{Set: "c", Text: "5 FIVE", Harmless: []Span{{Start: 0, End: 6}}},                                // nothing is right here
	{Set: "c", Text: "quiet", Harmless: []Span{{Start: 0, End: 5}}},
}

func TestMeasure(t *testing.T) {
	r := Measure(madeUp, shouts)
	loud, number := r.Entity("LOUD"), r.Entity("NUMBER")
	assert.Equal(t, &Tally{Values: 4, Found: 2, Elsewhere: 1, Right: 3, Wrong: 2, Sets: []string{"a", "c"}}, loud)
	assert.Equal(t, &Tally{Values: 1, Wrong: 2, Sets: []string{"b", "c"}}, number)

	recall, ok := loud.Recall()
	assert.True(t, ok)
	assert.InDelta(t, 0.5, recall, 0)
	precision, ok := loud.Precision()
	assert.True(t, ok)
	assert.InDelta(t, 0.6, precision, 1e-12)
	recall, ok = number.Recall()
	assert.True(t, ok)
	assert.Zero(t, recall)
	precision, ok = number.Precision()
	assert.True(t, ok)
	assert.Zero(t, precision)

	assert.Equal(t, map[string]*SetTally{
		"a": {Texts: 4, Bytes: 7 + 10 + 7 + 5, Wrong: 1}, "b": {Texts: 2, Bytes: 5 + 11, Wrong: 1}, "c": {Texts: 2, Bytes: 6 + 5, Wrong: 2},
	}, r.Sets)
}

func TestWithoutCasesThereIsNoFigure(t *testing.T) {
	r := Measure(nil, shouts)
	_, ok := r.Entity("LOUD").Recall()
	assert.False(t, ok)
	_, ok = r.Entity("LOUD").Precision()
	assert.False(t, ok)
	assert.Equal(t, &SetTally{}, r.Set("a"))
}

func TestMeasureRules(t *testing.T) {
	cases := []RuleCase{
		{Rule: "one", Text: "a KEY", Secrets: []Span{{Start: 2, End: 5}}},
		{Rule: "one", Text: "a key KEY", Secrets: []Span{{Start: 2, End: 5}, {Start: 6, End: 9}}},
		{Rule: "one", Text: "a key"},
		{Rule: "one", Text: "a KEY"},
		{Rule: "two", Text: "a KEY"},
		{Rule: "three", Text: "a KEY", Secrets: []Span{{Start: 2, End: 5}}},
	}
	got := MeasureRules(cases, shouts,
		func(rule string) bool { return rule != "three" },
		func(rule, detector string) bool { return rule == "two" && detector == "shouts" })
	assert.Equal(t, RuleTally{Rules: 2, Secrets: 3, Found: 2, NearMisses: 3, Own: 1, Any: 2}, got)
}
