package reference_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/reference"
)

func TestPasses(t *testing.T) {
	tests := []struct {
		line   string
		passes []string
		fails  []string
	}{
		{`{"case":"c","expected":"Paris"}`, []string{"Paris", " Paris\n"}, []string{"paris", "Paris.", "", "It is Paris"}},
		{`{"case":"c","expected":"Paris","ignore_case":true}`, []string{"paris", "PARIS"}, []string{"Paris!"}},
		{`{"case":"c","match":"contains","expected":"Paris"}`, []string{"It is Paris.", "Paris"}, []string{"It is paris.", ""}},
		{`{"case":"c","match":"contains","expected":"Paris","ignore_case":true}`, []string{"IT IS PARIS"}, []string{"Pari"}},
		{`{"case":"c","match":"regex","expected":"^\\d{4}-\\d{2}$"}`, []string{"2026-11"}, []string{"2026-1", "on 2026-11"}},
		{`{"case":"c","match":"regex","expected":"yes|ja","ignore_case":true}`, []string{"JA", "yes!"}, []string{"no"}},
		{`{"case":"c","match":"json","expected":{"a":[1,{"b":null}],"n":100}}`, []string{`{"n":1e2,"a":[1.0,{"b":null}]}`}, []string{`{"n":100,"a":[{"b":null},1]}`, `{"a":[1,{"b":null}]}`, `{"a":[1,{"b":null}],"n":"100"}`, `{"a":[1,{}],"n":100}`, "", `{"a":[1,{"b":null}],"n":100} x`}},
		{`{"case":"c","match":"json","expected":12345678901234567890}`, []string{"12345678901234567890", "12345678901234567890.0"}, []string{"12345678901234567891"}},
		{`{"case":"c","match":"number","expected":42}`, []string{"42", "The answer is 42.", "42.0", "+42"}, []string{"-42", "42 or 43", "forty-two", "42.1", "1e999"}},
		{`{"case":"c","match":"number","expected":"1,250.5","tolerance":0.5}`, []string{"1250", "$1,251.00", "1.251e3"}, []string{"1251.01", "1249.9", "1, 250"}},
		{`{"case":"c","match":"number","expected":0.3}`, []string{"0.30000000000000004"}, []string{"0.3001"}},
	}
	for _, test := range tests {
		set, err := reference.Load(strings.NewReader(test.line))
		require.NoError(t, err, test.line)
		c, ok := set.Find("c", "")
		require.True(t, ok)
		for _, answer := range test.passes {
			assert.True(t, c.Passes(answer), "%s %q", test.line, answer)
		}
		for _, answer := range test.fails {
			assert.False(t, c.Passes(answer), "%s %q", test.line, answer)
		}
	}
}

func TestFind(t *testing.T) {
	set, err := reference.Load(strings.NewReader("{\"case\":\"a\",\"input\":\"Q1\",\"expected\":\"1\"}\n\n{\"input\":\" Q2 \",\"expected\":\"2\",\"match\":\"judge\"}\n"))
	require.NoError(t, err)
	for _, test := range []struct{ id, input, want string }{
		{"a", "anything", "1"}, {"", "Q1", "1"}, {"", "Q2\n", "2"}, {"b", "Q1", ""}, {"", "Q3", ""}, {"", "", ""},
	} {
		c, ok := set.Find(test.id, test.input)
		assert.Equal(t, test.want != "", ok, test)
		if ok {
			assert.Equal(t, test.want, c.Text(), test)
		}
	}
	assert.True(t, set.Judged())
	assert.Len(t, set.Version(), 12)
}

func TestEveryWrongLineIsTold(t *testing.T) {
	for line, want := range map[string]string{
		`{"expected":"x"}`:                                          "case or input",
		`{"case":"c"}`:                                              "expected",
		`{"case":"c","expected":""}`:                                "empty",
		`{"case":"c","expected":1}`:                                 "text for match exact",
		`{"case":"c","expected":"x","match":"fuzzy"}`:               "fuzzy",
		`{"case":"c","expected":"(","match":"regex"}`:               "regular expression",
		`{"case":"c","expected":"many","match":"number"}`:           "number",
		`{"case":"c","expected":"x","tolerance":1}`:                 "tolerance",
		`{"case":"c","expected":1,"match":"number","tolerance":-1}`: "tolerance",
		`{"case":"c","expectd":"x"}`:                                "expectd",
		`nonsense`:                                                  "not a case",
	} {
		_, err := reference.Load(strings.NewReader("{\"case\":\"ok\",\"expected\":\"x\"}\n" + line))
		require.ErrorContains(t, err, want, line)
		require.ErrorContains(t, err, "line 2:", line)
	}
	_, err := reference.Load(strings.NewReader("{}\n{}\n{\"case\":\"a\",\"expected\":\"x\"}\n{\"case\":\"a\",\"expected\":\"x\"}"))
	for _, want := range []string{"line 1:", "line 2:", "line 4:", "unique"} {
		require.ErrorContains(t, err, want)
	}
	_, err = reference.Load(strings.NewReader("\n"))
	require.ErrorContains(t, err, "at least one")
	_, err = reference.Load(strings.NewReader(strings.Repeat("x", 2<<20)))
	require.Error(t, err)
}

// Neither a file nor an answer can make it panic or hang, and the known answer passes.
func FuzzPasses(f *testing.F) {
	f.Add("exact", `"x"`, "x")
	f.Add("number", `1e300`, "1e-300 1")
	f.Add("json", `[1e400,{}]`, `[1e400,{}]`)
	f.Add("regex", `"(a*)*b"`, strings.Repeat("a", 1000))
	f.Fuzz(func(t *testing.T, match, expected, answer string) {
		set, err := reference.Load(strings.NewReader(`{"case":"c","match":"` + match + `","expected":` + expected + `}`))
		if err != nil {
			return
		}
		c, ok := set.Find("c", "")
		if !ok {
			return
		}
		c.Passes(answer)
		switch c.Match {
		case reference.Exact, reference.Contains, reference.JSON, reference.Number:
			assert.True(t, c.Passes(c.Text()), "%s %s", match, expected)
		case reference.Regex, reference.Judge:
		}
	})
}
