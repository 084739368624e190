package redact

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// sealing is a redactor that encrypts lines that a rule of the user's finds, so
// that a value may hold anything.
func sealing(t *testing.T, key []byte, id string) *Redactor {
	t.Helper()
	return newRedactor(t, Options{
		Action: Encrypt, EncryptKey: key, EncryptKeyID: id,
		Rules: []Rule{{Name: "note2", Pattern: `NOTE (.*) END`}},
	})
}

func TestRevealedValuesAreEscapedAsDeepAsTheyStand(t *testing.T) {
	r := sealing(t, testKey, "k1")
	revealer, err := NewRevealer(map[string][]byte{"k1": testKey}, "a")
	require.NoError(t, err)
	const note = `say "hi" \ to jane@example.com`
	quoted, err := json.Marshal("NOTE " + note + " END")
	require.NoError(t, err)
	inner := `{"deep": ` + string(quoted) + `, "n": 1.0}`
	nested, err := json.Marshal(inner)
	require.NoError(t, err)
	for name, text := range map[string]string{
		"plain":         "a NOTE " + note + " END b",
		"JSON":          `{"a":` + string(quoted) + `, "b" : "\u0041/\/"}`,
		"JSON in JSON":  `[{"a":` + string(nested) + `},` + string(quoted) + `]`,
		"JSON in lines": inner + "\n" + inner + "\n",
		"a key":         `{` + string(quoted) + `: true}`,
		"not quite":     `{"a": jane@example.com`,
	} {
		t.Run(name, func(t *testing.T) {
			masked := r.Text(text, Context{Tenant: "a"}).Text
			require.NotContains(t, masked, "jane@example.com")
			again := r.Text(masked, Context{Tenant: "a"})
			assert.False(t, again.Changed, again.Text)
			got, revealed := revealer.Text(masked)
			assert.Equal(t, decoded(t, text), decoded(t, got))
			assert.Positive(t, revealed.Opened)
			assert.Zero(t, revealed.Locked)
			assert.Nil(t, revealed.Others)
			for _, kept := range []string{`"n": 1.0`, `"b" : "\u0041/\/"`} {
				assert.Equal(t, strings.Contains(text, kept), strings.Contains(got, kept), kept)
			}
		})
	}
}

// decoded is a text, or what it stands for where it is JSON.
func decoded(t *testing.T, text string) any {
	t.Helper()
	var value any
	if json.Unmarshal([]byte(text), &value) != nil {
		return text
	}
	return value
}

func TestWhatCannotBeRevealedIsCountedAndLeft(t *testing.T) {
	old, other := bytes.Repeat([]byte("old key "), 4), bytes.Repeat([]byte("other "), 6)
	seal := func(key []byte, id, tenant, address string) string {
		return sealing(t, key, id).Text(address, Context{Tenant: tenant}).Text
	}
	mine, theirs := seal(testKey, "k1", "a", "me@example.com"), seal(testKey, "k1", "b", "they@example.com")
	before, foreign := seal(old, "k0", "a", "then@example.com"), seal(other, "x", "a", "who@example.com")
	broken := strings.Replace(mine, ":k1:", ":k1:AAAA", 1)
	text := strings.Join([]string{mine, theirs, before, foreign, broken, "[EMAIL]", "[EMAIL_ENC:"}, " ")

	for name, c := range map[string]struct {
		keys    map[string][]byte
		tenants []string
		want    []string
		counts  Revealed
	}{
		"one key": {
			map[string][]byte{"k1": testKey},
			[]string{"a"},
			[]string{"me@example.com", theirs, before, foreign, broken},
			Revealed{Opened: 1, Locked: 2, Others: map[string]int{"k0": 1, "x": 1}},
		},
		"two tenants": {
			map[string][]byte{"k1": testKey},
			[]string{"a", "b"},
			[]string{"me@example.com", "they@example.com", before, foreign, broken},
			Revealed{Opened: 2, Locked: 1, Others: map[string]int{"k0": 1, "x": 1}},
		},
		"rotated keys": {
			map[string][]byte{"k1": testKey, "k0": old},
			[]string{"a"},
			[]string{"me@example.com", theirs, "then@example.com", foreign, broken},
			Revealed{Opened: 2, Locked: 2, Others: map[string]int{"x": 1}},
		},
		"a key of any id": {
			map[string][]byte{"": other, "k1": testKey},
			[]string{"a"},
			[]string{"me@example.com", theirs, before, "who@example.com", broken},
			Revealed{Opened: 2, Locked: 3},
		},
		"no tenant": {
			map[string][]byte{"k1": testKey},
			nil,
			[]string{mine, theirs, before, foreign, broken},
			Revealed{Locked: 3, Others: map[string]int{"k0": 1, "x": 1}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			revealer, err := NewRevealer(c.keys, c.tenants...)
			require.NoError(t, err)
			got, counts := revealer.Text(text)
			assert.Equal(t, strings.Join(append(c.want, "[EMAIL]", "[EMAIL_ENC:"), " "), got)
			assert.Equal(t, c.counts, counts)
		})
	}
}

func TestShortKeysAreRefusedWithoutBeingShown(t *testing.T) {
	_, err := NewRevealer(map[string][]byte{"k1": []byte("hunter2"), "k2": testKey})
	require.ErrorIs(t, err, ErrRevealKey)
	assert.Contains(t, err.Error(), `"k1"`)
	assert.NotContains(t, err.Error(), "hunter2")
}

// FuzzReveal holds that what was encrypted comes back: JSON as the same JSON.
func FuzzReveal(f *testing.F) {
	f.Add("mail jane@example.com", "x")
	f.Add(`{"a":"jane@example.com","b":"{\"c\":\"NOTE \\\" END\"}"}`, "[")
	f.Add(`["NOTE \\ END","\u004eOTE \n END"]`, `"`)
	r, err := New(Options{
		PerEntity:  map[detect.Entity]EntityOptions{"EMAIL_ADDRESS": {Action: Encrypt}, "NOTE": {Action: Encrypt}},
		EncryptKey: testKey, EncryptKeyID: "k1", Rules: []Rule{{Name: "note", Pattern: `NOTE .* END`}},
	})
	require.NoError(f, err)
	revealer, err := NewRevealer(map[string][]byte{"k1": testKey})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, text, rest string) {
		text += rest
		masked := r.Text(text, Context{}).Text
		got, revealed := revealer.Text(masked)
		if revealed.Opened == 0 {
			require.Equal(t, masked, got)
			return
		}
		require.Zero(t, revealed.Locked)
		if json.Valid([]byte(text)) {
			require.True(t, json.Valid([]byte(got)), "%q became %q became %q", text, masked, got)
		}
		_, again := revealer.Text(got)
		require.Zero(t, again.Locked)
	})
}
