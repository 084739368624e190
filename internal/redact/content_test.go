package redact

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPreviewsCutWhereNothingBreaks(t *testing.T) {
	for _, c := range []struct {
		in    string
		runes int
		want  string
	}{
		{"hello", 5, "hello"},
		{"hello world", 5, "hello...[+6 bytes]"},
		{"日本語のテキスト", 3, "日本語...[+15 bytes]"},
		{"mail [EMAIL] now", 8, "mail ...[+11 bytes]"},
		{"mail [EMAIL] now", 12, "mail [EMAIL]...[+4 bytes]"},
		{"mail [EMAIL_ABCDEFGHIJKL2] now", 10, "mail ...[+25 bytes]"},
		{`a\nb`, 2, `a...[+3 bytes]`},
		{"hello...[+6 bytes]", 5, "hello...[+6 bytes]"},
	} {
		got := Preview(c.in, c.runes)
		assert.Equal(t, c.want, got, c.in)
		assert.Equal(t, got, Preview(got, c.runes), "again")
	}
	for n := range 60 {
		assert.True(t, utf8.ValidString(Preview("наш адрес 語 [EMAIL] und Straße", n)))
	}
}

func TestContentFollowsItsPolicy(t *testing.T) {
	r := newRedactor(t, Options{TokenKey: testKey})
	const text = "write to jane@example.com tomorrow"
	assert.Equal(t, "write to [EMAIL] tomorrow", r.Content(text, Context{}, ContentPolicy{}).Text)
	assert.Equal(t, "write to ...[+16 bytes]", r.Content(text, Context{}, ContentPolicy{Mode: PreviewContent, PreviewRunes: 12}).Text)
	hashed := r.Content(text, Context{}, ContentPolicy{Mode: HashContent}).Text
	assert.Regexp(t, "^hmac-sha256:[0-9a-f]{32}$", hashed)
	assert.Equal(t, hashed, r.Hash(text, ""))
	assert.NotEqual(t, hashed, r.Hash(text, "b"))
	dropped := r.Content(text, Context{}, ContentPolicy{Mode: DropContent})
	assert.True(t, dropped.Changed)
	assert.Empty(t, dropped.Text)
}

func TestMessagesFollowThePolicyOfTheirRole(t *testing.T) {
	r := newRedactor(t, Options{TokenKey: testKey})
	policy := func(role string) ContentPolicy {
		switch role {
		case "user":
			return ContentPolicy{Mode: PreviewContent, PreviewRunes: 20}
		case "tool":
			return ContentPolicy{Mode: DropContent}
		case "system":
			return ContentPolicy{Mode: HashContent}
		default:
			return ContentPolicy{}
		}
	}
	const text = `[{"role":"system","content":"be kind"},
 {"parts":[{"type":"text","content":"mail jane@example.com about the\norder and its price"}],"role":"user"},
 {"role":"assistant","parts":[{"type":"tool_call","name":"mail","arguments":"{\"to\":\"jane@example.com\"}"}]},
 {"role":"tool","parts":[{"type":"tool_call_response","id":"call_1","response":{"ok":true,"n":41.5,"note":"sent"}}]}]`
	res := r.Messages(text, Context{Key: "gen_ai.input.messages"}, policy)
	require.True(t, json.Valid([]byte(res.Text)), res.Text)
	var messages []map[string]any
	require.NoError(t, json.Unmarshal([]byte(res.Text), &messages))
	require.Len(t, messages, 4)
	assert.Regexp(t, "^hmac-sha256:", messages[0]["content"])
	assert.Contains(t, res.Text, `"mail [EMAIL] about t...[+23 bytes]"`)
	assert.Contains(t, res.Text, `"arguments":"{\"to\":\"[EMAIL]\"}"`)
	assert.Contains(t, res.Text, `"id":"call_1","response":{"ok":true,"n":null,"note":""}`)
	assert.NotContains(t, res.Text, "jane@example.com")
	assert.Equal(t, "[user] mail ...[+7 bytes]", r.Messages("[user] mail a@b.com", Context{}, func(string) ContentPolicy {
		return ContentPolicy{Mode: PreviewContent, PreviewRunes: 13}
	}).Text, "what is no JSON is one text")
	keep := func(string) ContentPolicy { return ContentPolicy{} }
	assert.Equal(t, r.Text(text, Context{}).Text, r.Messages(text, Context{}, keep).Text)
	cut := text[:strings.Index(text, "order")]
	assert.NotContains(t, r.Messages(cut, Context{}, keep).Text, "jane@example.com", "cut messages are redacted all the same")
}
