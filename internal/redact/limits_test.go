package redact

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/corpus"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

func TestWhatIsOverTheBudgetDoesNotPass(t *testing.T) {
	r := newRedactor(t, Options{MaxBytes: 2000})
	text := strings.Repeat("word ", 1000) + "jane@example.com"
	res := r.Text(text, Context{})
	assert.Equal(t, Oversize, res.Failure)
	assert.Regexp(t, `^(word )+ ?word ?\[OVERSIZE \d+ bytes\]$`, res.Text)
	assert.Less(t, len(res.Text), 2000)

	long := fmt.Sprintf(`{"a":"mail x@example.com","b":"%s","c":"jane@example.com","d":4}`, strings.Repeat("word ", 1000))
	res = r.Text(long, Context{})
	assert.Equal(t, Oversize, res.Failure)
	require.True(t, json.Valid([]byte(res.Text)), res.Text)
	assert.Contains(t, res.Text, `"a":"mail [EMAIL]"`)
	assert.Contains(t, res.Text, `"c":"[OVERSIZE 16 bytes]"`)
	assert.NotContains(t, res.Text, "jane")
}

func TestTooManyFindingsDoNotPass(t *testing.T) {
	r := newRedactor(t, Options{MaxFindings: 10})
	text := strings.Repeat("jane@example.com ", 1000)
	res := r.Text(text, Context{})
	assert.Equal(t, Oversize, res.Failure)
	assert.LessOrEqual(t, len(res.Findings), 10)
	assert.NotContains(t, res.Text, "jane")
	quoted := `["` + strings.Repeat(`jane@example.com","`, 50) + `"]`
	res = r.Text(quoted, Context{})
	assert.Equal(t, Oversize, res.Failure)
	assert.True(t, json.Valid([]byte(res.Text)), res.Text)
	assert.NotContains(t, res.Text, "jane")
}

func TestAFaultyDetectorLetsNothingPass(t *testing.T) {
	r := newRedactor(t, Options{Patterns: []detect.Pattern{{Entity: "X", Name: "x", Anchor: '@', Find: func(string, int) (int, int, detect.Confidence) { panic("fault") }}}})
	res := r.Text("jane@example.com", Context{})
	assert.Equal(t, Result{Text: failedMarker, Changed: true, Failure: Panicked}, res)
	assert.False(t, r.Text(res.Text, Context{}).Changed)
	assert.False(t, r.Text("all is well", Context{}).Changed, "the next text is read as ever")
	assert.Equal(t, "panic", res.Failure.String())
}

func TestKnownTextsAreFoundAgain(t *testing.T) {
	with, without := newRedactor(t, Options{CacheEntries: 64}), newRedactor(t, Options{CacheEntries: -1})
	texts := append(corpus.Conversation(5, 12), corpus.Documents(6, 60)...)
	for range 2 {
		for _, text := range texts {
			for _, key := range []string{"gen_ai.input.messages", "customer.ssn", ""} {
				assert.Equal(t, without.Text(text, Context{Key: key}), with.Text(text, Context{Key: key}))
			}
		}
	}
}

func TestOneRedactorServesMany(t *testing.T) {
	r := newRedactor(t, Options{})
	texts := corpus.Documents(8, 40)
	var want []string
	for _, text := range texts {
		want = append(want, r.Text(text, Context{}).Text)
	}
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for i, text := range texts {
				assert.Equal(t, want[i], r.Text(text, Context{}).Text)
			}
		})
	}
	wait.Wait()
}

func TestFindingsFromElsewhereCompete(t *testing.T) {
	r := newRedactor(t, Options{})
	const text = `{"t":"Will Rose wrote to will@example.com\u0021"}`
	at := strings.Index(text, "Will")
	res := r.Text(text, Context{Extra: []Finding{
		{Entity: "PERSON", Start: at, End: at + len("Will Rose"), Confidence: detect.High},
		{Entity: "PERSON", Start: strings.Index(text, "will@"), End: strings.Index(text, "will@") + 4, Confidence: detect.High},
		{Entity: "PERSON", Start: 0, End: 4, Confidence: detect.Low},
		{Entity: "NOBODY", Start: 0, End: 4, Confidence: detect.High},
		{Entity: "PERSON", Start: -1, End: 999, Confidence: detect.High},
	}})
	assert.Contains(t, res.Text, `"[PERSON] wrote to [EMAIL]\u0021"`)
}

func TestKeysSayWhatValuesAre(t *testing.T) {
	r := newRedactor(t, Options{})
	for _, c := range []struct{ key, in, want string }{
		{"", `{"first_name":"Priya","last_name":"Natarajan","product_name":"Phone X"}`, `{"first_name":"[PERSON]","last_name":"[PERSON]","product_name":"Phone X"}`},
		{"", `{"customer":{"name":"Priya Natarajan","id":7},"model":{"name":"gpt-4o"}}`, `{"customer":{"name":"[PERSON]","id":7},"model":{"name":"gpt-4o"}}`},
		{"", `{"street_address":"12 Old Mill Road","city":"Leeds"}`, `{"street_address":"[ADDRESS]","city":"Leeds"}`},
		{"", `{"date_of_birth":"1984-05-12","created":"1984-05-12"}`, `{"date_of_birth":"[DATE_OF_BIRTH]","created":"1984-05-12"}`},
		{"customer.name", "Priya Natarajan", "[PERSON]"},
		{"gen_ai.request.model", "claude-3-5-sonnet-20241022", "claude-3-5-sonnet-20241022"},
		{"", `{"patient":[{"ssn":"536904399"}],"lot":"536904399"}`, `{"patient":[{"ssn":"[SSN]"}],"lot":"536904399"}`},
	} {
		assert.Equal(t, c.want, r.Text(c.in, Context{Key: c.key}).Text)
	}
}
