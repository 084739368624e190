package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/redact"
)

const (
	newKey = "a new key that is long enough, it is"
	oldKey = "an old key that is long enough, it is"
	wrong  = "quite another key that is long enough"
)

// seal encrypts what is personal in a text.
func seal(t *testing.T, key, id, tenant, text string) string {
	t.Helper()
	r, err := redact.New(redact.Options{Action: redact.Encrypt, EncryptKey: []byte(key), EncryptKeyID: id})
	require.NoError(t, err)
	res := r.Text(text, redact.Context{Tenant: tenant})
	require.True(t, res.Changed)
	return res.Text
}

func keyFile(t *testing.T, key string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(name, []byte(key+"\r\n"), 0o600))
	return name
}

// outcome is what a run of the command did.
type outcome struct {
	code     int
	out, err string
}

func reveal(t *testing.T, in, env string, args ...string) outcome {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(args, console{in: strings.NewReader(in), out: &out, err: &errs, getenv: func(name string) string {
		assert.Equal(t, "GENAI_REVEAL_KEY", name)
		return env
	}})
	return outcome{code, out.String(), errs.String()}
}

func TestJSONLinesComeBack(t *testing.T) {
	lines := `{"to":"jane@example.com","card":"4111 1111 1111 1111","n":1.0}` + "\r\n" +
		"\n" + `plain text for jane@example.com` + "\n" +
		`{"body":"{\"to\":\"jane@example.com\",\"big\":12345678901234567890}"}` // and no end of line
	sealed := seal(t, newKey, "k1", "shop", lines)
	require.NotContains(t, sealed, "jane")
	want := outcome{exitOK, lines, "genai-reveal: 4 opened\n"}
	file := keyFile(t, newKey)
	assert.Equal(t, want, reveal(t, sealed, "", "--key-file", file, "--tenant", "shop"))
	assert.Equal(t, want, reveal(t, sealed, "", "--key-file", file, "--key-id", "k1", "--tenant", "shop", "-"))
	assert.Equal(t, want, reveal(t, sealed, "", "--key", "k1="+file, "--tenant", "shop"))
	assert.Equal(t, want, reveal(t, sealed, newKey, "--tenant", "shop"))
	assert.Equal(t, want, reveal(t, sealed, newKey, "--tenant", "other", "--tenant", "shop", "--key-id", "k1"))

	first, second := filepath.Join(t.TempDir(), "first"), filepath.Join(t.TempDir(), "second")
	require.NoError(t, os.WriteFile(first, []byte(sealed+"\n"), 0o600))
	require.NoError(t, os.WriteFile(second, []byte(sealed), 0o600))
	assert.Equal(t, outcome{exitOK, lines + "\n" + lines, "genai-reveal: 8 opened\n"},
		reveal(t, "", "", "--key-file", file, "--tenant", "shop", first, second))
}

func TestOTLPJSONComesBack(t *testing.T) {
	traces := ptrace.NewTraces()
	span := traces.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetName("chat with jane@example.com")
	span.Attributes().PutStr("gen_ai.input.messages", `[{"role":"user","parts":[{"type":"text","content":"I am jane@example.com,\n\"really\""}]}]`)
	span.Attributes().PutEmptySlice("to").AppendEmpty().SetStr("jane@example.com")
	data, err := (&ptrace.JSONMarshaler{}).MarshalTraces(traces)
	require.NoError(t, err)
	sealed := seal(t, newKey, "k1", "", string(data))
	require.NotContains(t, sealed, "jane")
	assert.Equal(t, outcome{exitOK, string(data), "genai-reveal: 3 opened\n"}, reveal(t, sealed, newKey))
}

// A value with quotes in it, as a rule of the user's may find, leaves JSON valid.
func TestValuesAreEscapedInJSON(t *testing.T) {
	r, err := redact.New(redact.Options{
		Action: redact.Encrypt, EncryptKey: []byte(newKey), EncryptKeyID: "k1", Rules: []redact.Rule{{Name: "quote", Pattern: `Q:.*:Q`}},
	})
	require.NoError(t, err)
	inner, err := json.Marshal(map[string]string{"said": `Q:"a\b":Q`})
	require.NoError(t, err)
	line, err := json.Marshal(map[string]string{"body": string(inner)})
	require.NoError(t, err)
	sealed := r.Text(string(line), redact.Context{}).Text
	require.Contains(t, sealed, "[QUOTE_ENC:k1:")
	assert.Equal(t, string(line), reveal(t, sealed, newKey).out)
}

func TestTheKeyWasChanged(t *testing.T) {
	before, after := seal(t, oldKey, "k1", "", "then@example.com"), seal(t, newKey, "k2", "", "now@example.com")
	in := before + "\n" + after + "\n"
	old, young := keyFile(t, oldKey), keyFile(t, newKey)
	assert.Equal(t, outcome{exitOK, "then@example.com\nnow@example.com\n", "genai-reveal: 2 opened\n"},
		reveal(t, in, "", "--key", "k1="+old, "--key", "k2="+young))
	assert.Equal(t, outcome{exitOK, "then@example.com\nnow@example.com\n", "genai-reveal: 2 opened\n"},
		reveal(t, in, "", "--key", "k1="+old, "--key-file", young, "--key-id", "k2"))
	assert.Equal(t, outcome{exitOK, before + "\nnow@example.com\n", "genai-reveal: 1 opened; 1 left: key id \"k1\"\n"},
		reveal(t, in, "", "--key", "k2="+young))
	assert.Equal(t, outcome{exitOK, before + "\nnow@example.com\n", "genai-reveal: 1 opened; 1 left: another key of that id, or another tenant\n"},
		reveal(t, in, newKey))
}

func TestNothingFits(t *testing.T) {
	const hint = "genai-reveal: nothing could be opened: is it the right key, and the right --tenant?\n"
	sealed := seal(t, newKey, "k1", "shop", "for jane@example.com\n")
	for name, args := range map[string][]string{
		"another tenant": {"--key-file", keyFile(t, newKey), "--tenant", "b"},
		"no tenant":      {"--key-file", keyFile(t, newKey), "--key-id", "k1"},
		"another key":    {"--key-file", keyFile(t, wrong), "--tenant", "shop"},
		"of its id":      {"--key", "k1=" + keyFile(t, wrong), "--tenant", "shop"},
	} {
		assert.Equal(t, outcome{exitError, sealed, "genai-reveal: 0 opened; 1 left: another key of that id, or another tenant\n" + hint},
			reveal(t, sealed, "", args...), name)
	}
	assert.Equal(t, outcome{exitOK, sealed, "genai-reveal: 0 opened; 1 left: key id \"k1\"\n"},
		reveal(t, sealed, newKey, "--key-id", "k9", "--tenant", "shop"), "no marker has that id")
	assert.Equal(t, outcome{exitOK, "nothing [EMAIL] here", "genai-reveal: 0 opened\n"}, reveal(t, "nothing [EMAIL] here", newKey))
}

func TestForeignIDsAreCountedUpToABound(t *testing.T) {
	var in strings.Builder
	for id := range strings.SplitSeq("abcdefghijkl", "") {
		in.WriteString("[EMAIL_ENC:" + id + ":AAAA]\n")
	}
	got := reveal(t, in.String(), newKey, "--key-id", "mine")
	assert.Equal(t, in.String(), got.out)
	assert.True(t, strings.HasSuffix(got.err, "; 1 left: key id \"h\"; 4 left: further key ids\n"), got.err)
}

func TestLinesAreBounded(t *testing.T) {
	sealed := seal(t, newKey, "k1", "", "jane@example.com")
	in := sealed + "\n" + strings.Repeat("x", 200_000) + "\nafter\n"
	got := reveal(t, in, newKey, "--max-line-bytes", "100000")
	assert.Equal(t, outcome{
		exitError, "jane@example.com\n",
		"genai-reveal: 1 opened\ngenai-reveal: standard input: line 2 is longer than 100000 bytes; --max-line-bytes sets the bound\n",
	}, got)
	assert.Equal(t, strings.ReplaceAll(in, sealed, "jane@example.com"), reveal(t, in, newKey, "--max-line-bytes", "200001").out)
}

func TestReadingAndWritingMayFail(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "calls.jsonl")
	got := reveal(t, "", newKey, missing)
	assert.Equal(t, exitError, got.code)
	assert.Contains(t, got.err, "open "+missing)

	var errs bytes.Buffer
	broken := console{in: iotest.ErrReader(errors.New("unplugged")), out: io.Discard, err: &errs, getenv: func(string) string { return newKey }}
	assert.Equal(t, exitError, run(nil, broken))
	assert.Contains(t, errs.String(), "standard input: line 1: unplugged")

	errs.Reset()
	full := console{in: strings.NewReader("a\n"), out: failing{}, err: &errs, getenv: func(string) string { return newKey }}
	assert.Equal(t, exitError, run(nil, full))
	assert.Contains(t, errs.String(), "no space")
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("no space") }

// Whoever follows a log sees a line before the next one comes.
func TestLinesPassAsTheyCome(t *testing.T) {
	in, feed := io.Pipe()
	out, sink := io.Pipe()
	done := make(chan int)
	go func() {
		code := run(nil, console{in: in, out: sink, err: io.Discard, getenv: func(string) string { return newKey }})
		_ = sink.Close() // of a pipe, never fails
		done <- code
	}()
	sealed := seal(t, newKey, "k1", "", "jane@example.com\n")
	for range 3 {
		_, err := io.WriteString(feed, sealed)
		require.NoError(t, err)
		line := make([]byte, len("jane@example.com\n"))
		_, err = io.ReadFull(out, line)
		require.NoError(t, err)
		assert.Equal(t, "jane@example.com\n", string(line))
	}
	require.NoError(t, feed.Close())
	rest, err := io.ReadAll(out)
	require.NoError(t, err)
	assert.Empty(t, rest)
	assert.Equal(t, exitOK, <-done)
}
