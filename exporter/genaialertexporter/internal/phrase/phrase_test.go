package phrase_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/phrase"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
)

func TestLine(t *testing.T) {
	tests := map[string]struct {
		text  string
		limit int
		want  string
	}{
		"as it is":                    {"Session spent 12 USD", 20, "Session spent 12 USD"},
		"cut":                         {"Session spent 12 USD", 19, "Session spent 12 U…"},
		"cut at a rune":               {"日本語日本語", 4, "日本語…"},
		"two units of UTF-16":         {"\U0001F525\U0001F525\U0001F525", 6, "\U0001F525\U0001F525\U0001F525"},
		"cut between two units":       {"\U0001F525\U0001F525\U0001F525", 5, "\U0001F525\U0001F525…"},
		"no room at all":              {"abc", 0, ""},
		"no room but for the mark":    {"abc", 1, "…"},
		"one line":                    {" a\r\n\tb  c\u2028d ", 20, "a b c d"},
		"control characters":          {"a\x00b\x1b[31mc\x7f", 20, "a b [31mc"},
		"no UTF-8":                    {"a\xff\xfeb", 20, "a\uFFFDb"},
		"a rune that was cut":         {"ab\xe6\x97", 20, "ab\uFFFD"},
		"turned around":               {"\u202Egnp.exe\u202C", 20, "gnp.exe"},
		"long and mostly spaces":      {"a" + strings.Repeat(" ", 1000) + "b", 20, "a…"},
		"nothing":                     {" \n ", 20, ""},
		"nothing but what is cut off": {strings.Repeat(" ", 1000), 20, "…"},
	}
	for name, test := range tests {
		assert.Equal(t, test.want, phrase.Line(test.text, test.limit), name)
	}
}

func TestTextKeepsItsLines(t *testing.T) {
	assert.Equal(t, "a\n\tb c", phrase.Text("\n a\n\tb\x00c\r\n", 20))
	assert.Equal(t, "a\nb…", phrase.Text("a\nbcdef", 4))
}

func TestKey(t *testing.T) {
	assert.Equal(t, "genai/Rule/checkout/0f", phrase.Key("genai/Rule/checkout/0f"))
	assert.Equal(t, strings.Repeat("k", 255), phrase.Key(strings.Repeat("k", 255)))
	// What sha256sum says of 256 times k, of nothing, and of a NUL.
	assert.Equal(t, "ce16fe78208a4e93f7158e62393680e025b2ad584f4e875ce903a654bb74cf93", phrase.Key(strings.Repeat("k", 256)))
	assert.Equal(t, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", phrase.Key(""))
	assert.Equal(t, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", phrase.Key("\x00"))
}

func TestFieldsAreAnObjectInTheirOrder(t *testing.T) {
	fields := phrase.FieldsOf(
		[]alert.Label{{Name: "z", Value: "1"}, {Name: "", Value: "no name"}, {Name: "no value"}, {Name: "a\"", Value: "<b>\n"}},
		[]alert.Label{{Name: "z", Value: "again"}, {Name: "b", Value: "2"}})
	encoded, err := json.Marshal(fields)
	require.NoError(t, err)
	assert.JSONEq(t, `{"z":"1","a\"":"<b>","b":"2"}`, string(encoded))
	assert.Less(t, strings.Index(string(encoded), `"z"`), strings.Index(string(encoded), `"b"`))
	assert.Equal(t, "2", fields.Value("c", "b"))
	assert.Empty(t, fields.Value("c"))
	encoded, err = json.Marshal(phrase.FieldsOf())
	require.NoError(t, err)
	assert.Equal(t, `{}`, string(encoded))
}

func TestLinks(t *testing.T) {
	tests := map[string]struct {
		link alert.Link
		want []alert.Link
	}{
		"as it is":       {alert.Link{Text: "Runbook", URL: "https://example.org/a?b=c#d"}, []alert.Link{{Text: "Runbook", URL: "https://example.org/a?b=c#d"}}},
		"without a text": {alert.Link{URL: "http://example.org"}, []alert.Link{{Text: "Link", URL: "http://example.org"}}},
		"breaking out":   {alert.Link{Text: "a", URL: "https://example.org/?q=|x><\"`"}, []alert.Link{{Text: "a", URL: "https://example.org/?q=%7Cx%3E%3C%22%60"}}},
		"a script":       {alert.Link{Text: "a", URL: "javascript:alert(1)"}, nil},
		"a word":         {alert.Link{Text: "a", URL: "opentelemetry-collector"}, nil},
		"a path":         {alert.Link{Text: "a", URL: "/runbooks"}, nil},
		"too long":       {alert.Link{Text: "a", URL: "https://example.org/" + strings.Repeat("a", 2048)}, nil},
	}
	for name, test := range tests {
		assert.Equal(t, test.want, phrase.Links([]alert.Link{test.link}), name)
	}
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{"", "abc", "a\xff", "\U0001F525\u202E", "日本語\x00\n", strings.Repeat("a ", 100)} {
		f.Add(seed, 10)
	}
	f.Fuzz(func(t *testing.T, text string, limit int) {
		limit = max(0, min(limit, 4096))
		for _, got := range []string{phrase.Line(text, limit), phrase.Text(text, limit)} {
			width := 0
			for _, r := range got {
				width += phrase.Width(r)
			}
			assert.LessOrEqual(t, width, limit)
			assert.True(t, utf8.ValidString(got))
			assert.NotContains(t, got, "\x00")
		}
	})
}
