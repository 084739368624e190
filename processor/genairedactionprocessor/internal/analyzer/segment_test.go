package analyzer

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func texts(segments []Segment) (all []string) {
	for _, s := range segments {
		all = append(all, s.Text)
	}
	return all
}

func TestSegments(t *testing.T) {
	tests := map[string]struct {
		value string
		want  []string
	}{
		"running text":                {"my name is Bo", []string{"my name is Bo"}},
		"a name alone":                {"Bo", []string{"Bo"}},
		"a name in another script":    {"李雷", []string{"李雷"}},
		"a number":                    {"4111 1111", nil},
		"an id":                       {"call_7f3e9a", nil},
		"a word of code":              {"gpt-4o", nil},
		"empty":                       {"", nil},
		"the leaves of JSON":          {`[{"role":"user","content":"hi Bo"},{"tags":["Ann","x"]}]`, []string{"hi Bo", "Ann"}},
		"not its keys":                {`{"Some Key":1}`, nil},
		"not its ids":                 {`{"id":"Bo Li","tool_call_id":"A B","role":"User Name","text":"Bo Li"}`, []string{"Bo Li"}},
		"JSON in JSON":                {`{"a":"{\"b\":\"hi \\\"Bo\\\"\"}"}`, []string{`hi "Bo"`}},
		"what is no JSON is text":     {`{"a":"hi Bo"`, []string{`{"a":"hi Bo"`}},
		"escapes are undone":          {`["Zo\u00eb\tLi \ud83d\ude00 \/"]`, []string{"Zoë\tLi 😀 /"}},
		"half a surrogate is no rune": {`["Ann \ud83d x"]`, []string{"Ann \uFFFD x"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.want, texts(Segments(test.value, 1000)))
		})
	}
}

func TestSpansAreThoseOfTheValue(t *testing.T) {
	value := `{"a":"{\"b\":\"I am Zo\\u00eb, hi\"}","c":"see Bo"}`
	segments := Segments(value, 1000)
	require.Len(t, segments, 2)
	at := strings.Index(segments[0].Text, "Zoë")
	start, end := segments[0].Span(at, at+len("Zoë"))
	assert.Equal(t, `Zo\\u00eb`, value[start:end])
	start, end = segments[1].Span(4, 6)
	assert.Equal(t, "Bo", value[start:end])
}

func TestLongTextsAreCutBetweenWords(t *testing.T) {
	value := strings.Repeat("Jane Doe went home. ", 100)
	segments := Segments(value, 64)
	assert.Equal(t, value, strings.Join(texts(segments), ""))
	for _, s := range segments {
		assert.LessOrEqual(t, len(s.Text), 64)
		assert.True(t, strings.HasSuffix(s.Text, " "))
	}
	for _, s := range Segments(strings.Repeat("é", 1000), 63) {
		assert.True(t, utf8.ValidString(s.Text))
	}
}

func TestMaskedNeedsNoEscapes(t *testing.T) {
	s := Segment{Text: "Zoë \"Bo\"\n\\ 12, a+b"}
	assert.Equal(t, "***  **    **, *+*", s.Masked())
}

// FuzzSegments checks that segments lie in order inside the value, that what
// stands there says the text, and that a replacement keeps JSON valid.
func FuzzSegments(f *testing.F) {
	f.Add(`{"a":"{\"b\":\"I am Zo\\u00eb, hi\"}","c":"see Bo"}`)
	f.Add(`["Ann \ud83d x","\\\\"]`)
	f.Add("my name is \xff Bo")
	f.Fuzz(func(t *testing.T, value string) {
		last := 0
		var out strings.Builder
		for _, s := range Segments(value, 32) {
			require.LessOrEqual(t, last, s.Start)
			require.LessOrEqual(t, s.Start, s.End)
			for i := range len(s.Text) {
				start, end := s.Span(i, i+1)
				require.LessOrEqual(t, s.Start, start)
				require.LessOrEqual(t, start, end)
				require.LessOrEqual(t, end, s.End)
			}
			if !strings.Contains(value, `\`) {
				require.Equal(t, s.Text, value[s.Start:s.End])
			}
			out.WriteString(value[last:s.Start])
			out.WriteString(s.Masked())
			last = s.End
		}
		out.WriteString(value[last:])
		if json.Valid([]byte(value)) {
			assert.True(t, json.Valid([]byte(out.String())), "%q -> %q", value, out.String())
		}
	})
}
