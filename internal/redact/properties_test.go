package redact

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/corpus"
)

// shape is a JSON text with its values left out: what must not change.
func shape(tb testing.TB, text string) []string {
	tb.Helper()
	var tokens []string
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	for {
		token, err := d.Token()
		if err == io.EOF {
			return tokens
		}
		require.NoError(tb, err, text)
		switch v := token.(type) {
		case json.Delim:
			tokens = append(tokens, v.String())
		case nil:
			tokens = append(tokens, "null")
		case bool:
			tokens = append(tokens, "bool")
		default:
			tokens = append(tokens, "scalar") // a number may become a marker
		}
	}
}

// holds checks what is true of any text and its redaction.
func holds(tb testing.TB, r *Redactor, text string) {
	tb.Helper()
	res := r.Text(text, Context{})
	require.Equal(tb, res.Text != text, res.Changed, "%q", text)
	end := 0
	for _, f := range res.Findings {
		require.True(tb, f.Start >= end && f.End > f.Start && f.End <= len(text), "%+v in %q", res.Findings, text)
		end = f.End
	}
	if utf8.ValidString(text) {
		require.True(tb, utf8.ValidString(res.Text), "%q became %q", text, res.Text)
	}
	again := r.Text(res.Text, Context{})
	require.Equal(tb, res.Text, again.Text, "redacting twice changes %q", text)
	if looksJSON(text) && json.Valid([]byte(text)) { // a number or string alone is a text
		require.True(tb, json.Valid([]byte(res.Text)), "%q became %q", text, res.Text)
		if res.Failure == NoFailure {
			require.Equal(tb, shape(tb, text), shape(tb, res.Text), "%q became %q", text, res.Text)
		}
	}
}

func propertyRedactors(tb testing.TB) []*Redactor {
	tb.Helper()
	key := bytes.Repeat([]byte("k"), 32)
	var all []*Redactor
	for _, o := range []Options{
		{},
		{Action: Token, TokenKey: key, Blobs: HashBlobs, MinBlobBytes: 128},
		{Action: Encrypt, EncryptKey: key, EncryptKeyID: "k1", Blobs: DropBlobs},
		{Entities: []string{"all"}, MinConfidence: 1},
		{MaxBytes: 600, MaxFindings: 3},
	} {
		o.CacheEntries = 256
		all = append(all, newRedactor(tb, o))
	}
	return all
}

func TestPropertiesHoldOnTheCorpus(t *testing.T) {
	for _, r := range propertyRedactors(t) {
		for _, text := range corpus.Documents(3, 200) {
			holds(t, r, text)
		}
		for _, text := range corpus.Conversation(4, 6) {
			holds(t, r, text)
		}
		for _, file := range []string{"testdata/adversarial.jsonl", "testdata/own-cases.jsonl"} {
			for _, c := range readLines[adversarialCase](t, file) {
				holds(t, r, c.Text)
			}
		}
	}
}

func FuzzText(f *testing.F) {
	for _, c := range readLines[adversarialCase](f, "testdata/adversarial.jsonl") {
		f.Add(c.Text)
	}
	for _, text := range []string{
		"id,full_name,ssn\n1,Jane Roe,536904399\n", "INSERT INTO t (dob, x) VALUES ('1985-07-30', 'a''b'), (", "| DOB |\n|---|\n| 1985-07-30 |", `<th>BIC</th><td>COBADEFF</td><input name="dob" value="1985-07-30">`,
		"jane=40example=2Ecom =\n x", `{"columns":["ssn"],"rows":[[536904399]]}`, `[{"name":"dob","value":"1985-07-30"}]`, `{"a":"jane\u0000@example.com","password":"id,ssn\n1,536904399\n"}`,
		`{"a":"{\"b\":\"4111 1111 1111 1111\"}","n":4111111111111111}`, `["\u0034111111111111111"]`, `"\`, `{"password":"a\\"}`, "[EMAIL_", "a@b.co\\n", "\xff4111111111111111",
		`{"ssn":536904399,"x":[{"ssn":"536-90-4399"}]}`, "data:image/png;base64,AAAA", "[SSN] 536904399 lot 536904398", `{"auth":"Bearer \u0041bcdef0123456789"}`,
	} {
		f.Add(text)
	}
	redactors := propertyRedactors(f)
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range redactors {
			holds(t, r, text)
		}
	})
}

func TestCleanTextDoesNotAllocate(t *testing.T) {
	r := newRedactor(t, Options{CacheEntries: -1})
	for name, text := range map[string]string{
		"prose":     strings.Repeat("Light which differs in colour differs also in degree of refrangibility. ", 60),
		"json":      `[{"role":"user","parts":[{"type":"text","content":"what is 12 times 1995?\nthanks"}],"n":[0.25,1,null]}]`,
		"numbers":   "2026-11-23T14:05:09.123Z took 12.5 ms for 4096 tokens, id 4bf92f3577b34da6a3ce929d0e0e4736",
		"cyrillic":  "Все счастливые семьи похожи друг на друга",
		"disguised": `the path is C:\temp\new and 100%25 of it`,
	} {
		require.False(t, r.Text(text, Context{Key: "gen_ai.input.messages"}).Changed, name)
		allocs := testing.AllocsPerRun(100, func() { r.Text(text, Context{Key: "gen_ai.input.messages"}) })
		assert.LessOrEqual(t, allocs, 0.0, name)
	}
}
