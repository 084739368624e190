package signal_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/signal"
)

// learned knows a tool by thirty results.
func learned(results func(i int) string) *signal.Shapes {
	shapes := signal.NewShapes(20, 100)
	for i := range 30 {
		shape := signal.ShapeOf(results(i), seed)
		shapes.Odd(1, &shape)
	}
	return shapes
}

func TestOddResults(t *testing.T) {
	weather := func(i int) string {
		return fmt.Sprintf(`{"city":"c%d","temperature":%d.5,"alerts":[{"kind":"rain"}],"note":%s}`, i, i, []string{"null", `"dry"`}[i%2])
	}
	list := func(i int) string {
		return "[" + strings.Repeat(`{"id":1,"name":"x"},`, 7+i%8) + `{"id":2,"name":"y","extra":1}]`
	}
	words := func(i int) string { return fmt.Sprint("Refund ", 100+i, " was sent to the customer.") }
	optional := func(i int) string { return []string{`{"a":1,"b":2}`, `{"a":1}`, `{"a":1,"c":[]}`}[i%3] }
	airports := func(i int) string { return fmt.Sprintf(`{"A%d":"x","B%d":"y","C%d":"z"}`, i, i, i) }
	maybe := func(i int) string { return []string{`[]`, `[1,2,3]`}[i%2] }
	for name, c := range map[string]struct {
		usual  func(int) string
		result string
		odd    bool
	}{
		"as always":                     {weather, weather(99), false},
		"space says nothing":            {weather, " \n" + strings.ReplaceAll(weather(99), ",", ", ") + "\n", false},
		"another member is no harm":     {weather, strings.Replace(weather(1), "{", `{"wind":3,`, 1), false},
		"an empty object":               {weather, `{}`, true},
		"a list":                        {weather, `[` + weather(1) + `]`, true},
		"null":                          {weather, `null`, true},
		"nothing":                       {weather, ``, true},
		"text":                          {weather, `It rains in c1, and it is about as warm as always.`, true},
		"a member is missing":           {weather, strings.Replace(weather(1), "temperature", "temp", 1), true},
		"a number that is a string":     {weather, strings.Replace(weather(1), "1.5", `"1.5"`, 1), true},
		"a list that is empty":          {weather, strings.Replace(weather(1), `[{"kind":"rain"}]`, `[]`, 1), true},
		"what may be null":              {weather, weather(2), false},
		"cut off":                       {weather, weather(1)[:40], true},
		"an error with all the members": {weather, strings.Replace(weather(1), "{", `{"error":"no data",`, 1), true},
		"no error":                      {weather, strings.Replace(weather(1), "{", `{"error":null,`, 1), false},
		"not an error":                  {weather, strings.Replace(weather(1), "{", `{"isError":false,`, 1), false},
		"much too large":                {weather, strings.Replace(weather(1), "c1", strings.Repeat("c", 1000), 1), true},

		"a list as always":              {list, list(3), false},
		"of none":                       {list, `[]`, true},
		"of one":                        {list, `[{"id":1,"name":"x"}]`, true},
		"of a hundred":                  {list, "[" + strings.Repeat(`{"id":1,"name":"x"},`, 99) + `{"id":2,"name":"y"}]`, true},
		"of other things":               {list, "[" + strings.Repeat(`{"ids":1,"name":"x"},`, 9) + `{"id":2,"name":"y"}]`, true},
		"none is usual":                 {maybe, `[]`, false},
		"a sentence":                    {words, words(77), false},
		"a sentence that tells of harm": {words, "Error: refund 107 was not sent to anyone", true},
		"members that come and go":      {optional, `{"a":1,"b":3,"c":[]}`, false},
		"the one that never goes":       {optional, `{"b":1,"c":[]}`, true},
		"names that are data":           {airports, `{"Q1":"x","Q2":"y","Q3":"z"}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			shape := signal.ShapeOf(c.result, seed)
			assert.Equal(t, c.odd, learned(c.usual).Odd(1, &shape))
		})
	}
}

func TestNothingIsOddBeforeEnoughIsKnown(t *testing.T) {
	shapes := signal.NewShapes(20, 100)
	for i := range 20 {
		shape := signal.ShapeOf([]string{`{}`, `x`, `[1]`}[i%3], seed)
		assert.False(t, shapes.Odd(1, &shape))
	}
	shape := signal.ShapeOf("1.5", seed)
	assert.True(t, shapes.Odd(1, &shape))
	assert.False(t, shapes.Odd(2, &shape), "another tool")
}

// A tool whose new version answers otherwise is odd a few times, and not forever.
func TestAToolThatChangedIsLearnedAnew(t *testing.T) {
	shapes := learned(func(int) string { return `{"a":1}` })
	changed := signal.ShapeOf(`[{"b":2}]`, seed)
	odd := 0
	for range 100 {
		if shapes.Odd(1, &changed) {
			odd++
		}
	}
	assert.Equal(t, 5, odd)
	was := signal.ShapeOf(`{"a":1}`, seed)
	assert.True(t, shapes.Odd(1, &was))
}

// What MCP servers and models wrap is looked into.
func TestWrappedResults(t *testing.T) {
	var reader signal.Reader
	plain := signal.ShapeOf(`{"a": "x\"y", "b": [1]}`, seed)
	const part = `{"type":"text","text":"{\"a\": \"x\\\"y\", \"b\": [1]}"}`
	for result, same := range map[string]bool{
		`{"content":[` + part + `],"isError":false}`: true,
		`[` + part + `]`: true,
		`{"content":[` + part + `],"isError":true}`:    false,
		`{"content":[` + part + `,` + part + `]}`:      false,
		`{"content":[` + part + `],"page":1}`:          false,
		`{"content":[` + part + `}`:                    false,
		`{"content":[{"type":"image","data":"aGk="}]}`: false,
		`[{"type":"text","text":7}]`:                   false,
		`{"content":"x"}`:                              false,
	} {
		assert.Equal(t, same, plain == reader.Shape(result, seed), result)
	}
	shapes := learned(func(int) string { return `{"a":1}` })
	wrapped := reader.Shape(`{"content":[{"type":"text","text":"{\"a\":2}"}],"isError":true}`, seed)
	assert.True(t, shapes.Odd(1, &wrapped), "MCP tells of errors in results that are well")
}

func TestToolsAreBounded(t *testing.T) {
	shapes := signal.NewShapes(1, 10)
	shape := signal.ShapeOf("x", seed)
	for tool := range uint64(1000) {
		shapes.Odd(tool, &shape)
		assert.LessOrEqual(t, shapes.Tools(), 10)
	}
	assert.Equal(t, int64(990), shapes.Forgotten())
	assert.Zero(t, shapes.Forgotten())
}

func BenchmarkShapeOf(b *testing.B) {
	result := "[" + strings.Repeat(`{"flight_number":"HAT069","seats":{"economy":17},"price":51.5},`, 20) + `{"x":1}]`
	shapes := signal.NewShapes(20, 100)
	b.SetBytes(int64(len(result)))
	b.ReportAllocs()
	for b.Loop() {
		shape := signal.ShapeOf(result, seed)
		shapes.Odd(1, &shape)
	}
}
