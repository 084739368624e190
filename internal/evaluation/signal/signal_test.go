package signal_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/signal"
)

const seed = 7

func namesOf(s signal.Set) (names []string) {
	s.Each(func(name string) { names = append(names, name) })
	return names
}

// message is an answer with parts.
func message(parts ...string) string {
	return `[{"role":"assistant","parts":[` + strings.Join(parts, ",") + `],"finish_reason":"stop"}]`
}

func text(content string) string {
	quoted, _ := json.Marshal(content) // a string always can be
	return `{"type":"text","content":` + string(quoted) + `}`
}

func TestAnswers(t *testing.T) {
	prose := "The flight leaves at nine and arrives at noon, and there are seats left in every class of it. "
	loop := prose + strings.Repeat("I will check that for you. ", 40)
	table := "| a | b |\n" + strings.Repeat("| --- | --- |\n", 60)
	call := `{"type":"tool_call","name":"search","arguments":{"q":"x"}}`
	for name, c := range map[string]struct {
		output  string
		json    bool
		unread  bool
		signals []string
	}{
		"an answer":                       {output: message(text(prose))},
		"no parts":                        {output: message(), signals: []string{"empty_output"}},
		"nothing":                         {output: `[]`, signals: []string{"empty_output"}},
		"space":                           {output: message(text(" \n\u00a0\u200b")), signals: []string{"empty_output"}},
		"only thoughts":                   {output: message(`{"type":"reasoning","content":"hm"}`), signals: []string{"empty_output"}},
		"a tool call is an answer":        {output: message(call)},
		"so is an image":                  {output: message(`{"type":"blob","modality":"image","content":"aGk="}`)},
		"content in place of parts":       {output: `[{"role":"assistant","content":"hello"}]`},
		"a list as content":               {output: `[{"role":"assistant","content":[{"type":"text","text":"hello"}]}]`},
		"arguments that are no JSON":      {output: message(`{"type":"tool_call","name":"f","arguments":"{\"q\": x}"}`), signals: []string{"invalid_json"}},
		"arguments that are":              {output: message(`{"type":"tool_call","name":"f","arguments":"{\"q\": 1}"}`)},
		"JSON that was asked for":         {output: message(text(`{"a": [1, 2.5e3, "x\n", null, true]}`)), json: true},
		"prose that was not":              {output: message(text("Here you are: {}")), json: true, signals: []string{"invalid_json"}},
		"in a fence":                      {output: message(text("```json\n{}\n```")), json: true, signals: []string{"invalid_json"}},
		"cut off":                         {output: message(text(`{"a": [1, 2`)), json: true, signals: []string{"invalid_json"}},
		"cut off by an SDK":               {output: message(text(`{"a": "` + strings.Repeat("x", 256-7))), json: true},
		"cut off, and it says so":         {output: message(text(`{"a": "xy...`)), json: true},
		"in two parts nobody knows":       {output: message(text(`{"a":`), text(`1}`)), json: true},
		"a call where JSON was asked for": {output: message(call), json: true},
		"over and over":                   {output: message(text(loop)), signals: []string{"repeated_output"}},
		"a table":                         {output: message(text(table))},
		"a refusal":                       {output: message(text("I'm sorry, but I can't help with that.")), signals: []string{"refusal"}},
		"one that comes late":             {output: message(text(strings.Repeat("x", 300) + " I'm sorry, but I can't"))},
		"cut by an SDK":                   {output: message(text(prose))[:80], unread: true},
		"text":                            {output: "hello", unread: true},
		"broken":                          {output: `[{"role":"assistant",}]`, unread: true},
		"more behind it":                  {output: `[] []`, unread: true},
		"withheld":                        {output: "<REDACTED>", unread: true},
		"deep":                            {output: strings.Repeat("[", 1_000_00), unread: true},
		"too long":                        {output: message(text(strings.Repeat("x", signal.MaxText))), unread: true},
	} {
		t.Run(name, func(t *testing.T) {
			refusals, err := signal.Compile("refusal_patterns", []string{`(?i)^i'?m sorry, but i can'?t`, `(?i)i'm sorry, but i can't`})
			require.NoError(t, err)
			var reader signal.Reader
			var answer signal.Answer
			reader.ReadAnswer(c.output, &signal.AnswerOptions{JSON: c.json, Refusals: refusals, Seed: seed}, &answer)
			assert.Equal(t, !c.unread, answer.Read)
			assert.Equal(t, c.signals, namesOf(answer.Signals))
		})
	}
}

func TestHashesOfAnswers(t *testing.T) {
	var reader signal.Reader
	hash := func(output string) uint64 {
		var answer signal.Answer
		reader.ReadAnswer(output, &signal.AnswerOptions{Seed: seed}, &answer)
		return answer.Hash
	}
	long := "The flight leaves at nine and arrives at noon."
	assert.NotZero(t, hash(message(text(long))))
	assert.Equal(t, hash(message(text(long))), hash(`[{"parts":[`+text(long)+`],"role":"assistant"}]`), "how it is written says nothing")
	assert.NotEqual(t, hash(message(text(long))), hash(message(text(long+"!"))))
	assert.Zero(t, hash(message(text("You are welcome!"))), "everybody says that")
	assert.Zero(t, hash(message(text(long), `{"type":"tool_call","name":"f"}`)), "the ledger knows of loops of tools")
}

func TestCorrections(t *testing.T) {
	corrections, err := signal.Compile("correction_patterns", []string{`(?i)\bno, that'?s\b`, `(?i)\bwrong\b`})
	require.NoError(t, err)
	user := func(content string) string { return `{"role":"user","parts":[` + text(content) + `]}` }
	tool := `{"role":"tool","parts":[{"type":"tool_call_response","response":"wrong"}]}`
	for input, want := range map[string]bool{
		"[" + user("No, that's not it") + "]":                        true,
		"[" + user("That is wrong.") + `,{"role":"assistant"}` + "]": false,
		"[" + user("wrong") + "," + user("Thank you") + "]":          false,
		"[" + user("Thank you") + "," + tool + "]":                   false,
		`[{"role":"assistant","content":"wrong"}]`:                   false,
		"[" + user("wrong"):                                          false,
		"wrong":                                                      false,
	} {
		var reader signal.Reader
		assert.Equal(t, want, reader.Correction(input, corrections), input)
	}
	var reader signal.Reader
	assert.False(t, reader.Correction("["+user("wrong")+"]", signal.Patterns{}), "they are for the user to write")
}

func TestCitations(t *testing.T) {
	const uuid = "8f14e45f-ceea-4e7a-9c1b-2f0a5d6b7c8d"
	for name, c := range map[string]struct {
		answer, input string
		unsupported   int
	}{
		"nothing is cited":             {"It leaves at nine.", "x", 0},
		"an address that was given":    {"See https://shop.acme.io/help/refunds.", `{"url":"https://shop.acme.io/help/refunds"}`, 0},
		"in capitals":                  {"See HTTPS://shop.acme.io/help/refunds", "x", 0},
		"with www and a query":         {"See [here](https://www.shop.acme.io/help/refunds/?ref=bot#top).", `http://shop.acme.io/help/refunds`, 0},
		"with bold around it":          {"**https://shop.acme.io/help/refunds**", `<https://shop.acme.io/help/refunds>`, 0},
		"one that nobody gave":         {"See https://shop.acme.io/help/returns.", `{"url":"https://shop.acme.io/help/refunds"}`, 1},
		"two":                          {"https://a.io/1, https://b.io/2", "https://a.io/1", 1},
		"a site":                       {"Look at https://python.org or https://www.rust-lang.org/.", "x", 0},
		"an example":                   {"Say https://example.com/a or http://localhost:8080/x", "x", 0},
		"in code":                      {"Run:\n```sh\ncurl https://api.acme.io/v2/none\n```\nDone.", "x", 0},
		"behind code":                  {"```\nx\n``` https://api.acme.io/v2/none", "x", 1},
		"a template is followed":       {"https://shop.acme.io/orders/4711", "Link orders as https://shop.acme.io/orders/{id}.", 0},
		"of another site":              {"https://shop.acme.io/orders/4711", "https://other.io/orders/{id}", 1},
		"slashes that are escaped":     {"https://shop.acme.io/a/b", `{"url":"https:\/\/shop.acme.io\/a\/b"}`, 0},
		"an id":                        {"Your ticket is " + uuid + ".", `{"id":"` + uuid + `"}`, 0},
		"in other letters":             {"Your ticket is " + strings.ToUpper(uuid) + ".", `{"id":"` + uuid + `"}`, 0},
		"an id that nobody gave":       {"Your ticket is " + uuid + ".", `{"id":"9f14e45f-ceea-4e7a-9c1b-2f0a5d6b7c8d"}`, 1},
		"a DOI":                        {"(doi:10.1000/xyz123)", "doi.org 10.1000/xyz123", 0},
		"a DOI that nobody gave":       {"doi:10.1000/xyz124", "10.1000/xyz123", 1},
		"numbers are no DOI":           {"10.5 of 10.25/3", "x", 0},
		"a word with dashes is no id":  {"state-of-the-art abcdefgh-1234", "x", 0},
		"no address that can be told":  {"https://shop.acme.io/büro/a", "x", 0},
		"other schemes":                {"ftp://a.io/b file:///etc/passwd", "x", 0},
		"an address with an id in it":  {"https://a.io/" + uuid, "https://a.io/" + uuid, 0},
		"brackets that belong to it":   {"https://en.wikipedia.org/wiki/A_(b)", "https://en.wikipedia.org/wiki/A_(b)", 0},
		"brackets that do not":         {"(https://en.wikipedia.org/wiki/A)", "https://en.wikipedia.org/wiki/A", 0},
		"more than anybody looks at":   {strings.Repeat("https://a.io/1 ", 10_000), "https://a.io/1", 0},
		"the same that nobody gave":    {"https://a.io/1 https://a.io/1", "x", 2},
		"at the very end":              {"https://", "x", 0},
		"an address and nothing of it": {"://", "x", 0},
	} {
		t.Run(name, func(t *testing.T) {
			var reader signal.Reader
			var answer signal.Answer
			reader.ReadAnswer(message(text(c.answer)), &signal.AnswerOptions{Citations: true, Seed: seed}, &answer)
			require.True(t, answer.Read)
			answer.Citations.Support(seed, c.input)
			assert.Equal(t, c.unsupported, answer.Citations.N)
		})
	}
}

// A model that searches the web itself has its sources in its answer.
func TestSourcesInTheAnswer(t *testing.T) {
	for _, part := range []string{`{"type":"tool_call_response","response":{"url":"https://a.io/1"}}`, `{"type":"url_citation","url":"https://a.io/1"}`} {
		var reader signal.Reader
		var answer signal.Answer
		reader.ReadAnswer(message(text("See https://a.io/1"), part), &signal.AnswerOptions{Citations: true, Seed: seed}, &answer)
		require.True(t, answer.Read)
		assert.Zero(t, answer.Citations.N)
	}
}

func TestWhatIsCitedIsRemembered(t *testing.T) {
	var hashes []uint64
	signal.Cited("https://a.io/1 and 10.1000/xyz123, see https://a.io", seed, 10, func(hash uint64) { hashes = append(hashes, hash) })
	assert.Len(t, hashes, 2)
	var reader signal.Reader
	var answer signal.Answer
	reader.ReadAnswer(message(text("As in https://www.A.io/1?x=y")), &signal.AnswerOptions{Citations: true, Seed: seed}, &answer)
	require.Equal(t, 1, answer.Citations.N)
	assert.Equal(t, hashes[0], answer.Citations.Hashes[0])
	n := 0
	signal.Cited(strings.Repeat("https://a.io/1 ", 1000), seed, 10, func(uint64) { n++ })
	assert.Equal(t, 10, n)
}

func TestPatternsThatAreNone(t *testing.T) {
	_, err := signal.Compile("signals.refusal_patterns", []string{"ok", "(", "", "a*", strings.Repeat("x", 2000), `(?=look)`})
	for _, want := range []string{
		`signals.refusal_patterns[1] must be a regular expression in the syntax of RE2, got "("`,
		`signals.refusal_patterns[2] must not be empty`,
		`signals.refusal_patterns[3] must not match everything, got "a*"`,
		`signals.refusal_patterns[4] must have at most 1000 bytes, got 2000`,
		`signals.refusal_patterns[5] must be a regular expression in the syntax of RE2, got "(?=look)"`,
	} {
		require.ErrorContains(t, err, want)
	}
	_, err = signal.Compile("k", slices.Repeat([]string{"x"}, 51))
	require.ErrorContains(t, err, "k must be at most 50, got 51")
}

func TestNothingIsAllocatedWithoutASignal(t *testing.T) {
	refusals, err := signal.Compile("k", []string{`(?i)^i can't`})
	require.NoError(t, err)
	output := message(text("The flight leaves at nine.\nIt arrives at noon, see https://a.io/1."), `{"type":"tool_call","name":"f","arguments":"{\"q\":1}"}`)
	input := `[{"role":"user","parts":[` + text("When does it leave?\nAnd \"arrive\"?") + `]},{"role":"tool","content":"https://a.io/1"}]`
	result := `[{"flight":"HAT069","seats":{"economy":17},"price":51.5},{"flight":"HAT083","seats":{},"price":87}]`
	shapes := signal.NewShapes(5, 10)
	options := &signal.AnswerOptions{JSON: true, Refusals: refusals, Citations: true, Seed: seed}
	var reader signal.Reader
	var answer signal.Answer
	run := func() {
		reader.ReadAnswer(output, options, &answer)
		reader.Correction(input, refusals)
		answer.Citations.Support(seed, input)
		shape := reader.Shape(result, seed)
		shapes.Odd(1, &shape)
	}
	run()
	assert.Zero(t, answer.Signals)
	assert.Zero(t, testing.AllocsPerRun(100, run))
}

func FuzzJSON(f *testing.F) {
	for _, seed := range []string{`{"a":[1,-2.5e+3,"x\u00e9\n",null,true,false]}`, `[`, `01`, `1.`, `-`, `"\x"`, "\"\x01\"", `{"a":1,}`, `[1 2]`, " null ", `"\ud83d\ude00"`, `nul`, ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		valid := signal.JSON(text) == signal.Valid
		if strings.Count(text, "[")+strings.Count(text, "{") > 150 {
			return // deeper than anybody looks
		}
		assert.Equal(t, json.Valid([]byte(text)), valid, "%q", text)
	})
}

// What is said is what encoding/json reads.
func FuzzMessages(f *testing.F) {
	f.Add(message(text("a\n\"b\" \u00e9 \U0001f600")))
	f.Add(`[{"role":"user","content":"x\u0041\ud83d\ude00\/"}]`)
	f.Add(`[{"role":"user","parts":[{"type":"text","content":"a","content":"b"}]}]`)
	f.Fuzz(func(t *testing.T, messages string) {
		var reader signal.Reader
		var got []string
		whole := reader.Read(messages, func(p signal.Part) {
			if p.Kind == signal.PartText {
				got = append(got, strings.Clone(p.Text))
			}
		})
		shape := reader.Shape(messages, seed)
		again := reader.Shape(messages, seed)
		assert.Equal(t, shape, again)
		var answer signal.Answer
		reader.ReadAnswer(messages, &signal.AnswerOptions{JSON: true, Citations: true, Seed: seed}, &answer)
		assert.Equal(t, whole, answer.Read)
		var want []map[string]any
		if !whole || json.Unmarshal([]byte(messages), &want) != nil || strings.Count(messages, `"content"`) != len(want) || strings.Contains(messages, `"parts"`) {
			return
		}
		for i := range want {
			content, ok := want[i]["content"].(string)
			if !ok || i >= len(got) || strings.ContainsAny(content, "\b\f\ufffd") {
				return // parts of other kinds, or what no text has
			}
			assert.Equal(t, content, strings.ToValidUTF8(got[i], "\ufffd"))
		}
	})
}

func ExampleSet_Each() {
	(signal.Truncated | signal.InvalidJSON).Each(func(name string) { fmt.Println(name) })
	// Output:
	// truncated
	// invalid_json
}
