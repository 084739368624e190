package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWrongCommandLines(t *testing.T) {
	good, short := keyFile(t, newKey), keyFile(t, "hunter2")
	for name, c := range map[string]struct {
		env  string
		args []string
		want string
	}{
		"no key":             {"", nil, "a key is needed: --key-file, --key or GENAI_REVEAL_KEY"},
		"a short variable":   {"hunter2", nil, "GENAI_REVEAL_KEY: a key has at least 32 bytes, this has 7"},
		"a short file":       {"", []string{"--key-file", short}, "--key-file: a key has at least 32 bytes, this has 7"},
		"no such file":       {"", []string{"--key-file", "/nonexistent/hunter2"}, "--key-file: cannot read the file: no such file or directory"},
		"a key as a file":    {"", []string{"--key-file", "hunter2"}, "--key-file: cannot read the file: no such file or directory"},
		"a key as a key":     {"", []string{"--key", "hunter2"}, "--key (number 1) must be ID=FILE"},
		"base64 as a key":    {"", []string{"--key", "k1=" + good, "--key", "hunter2="}, "--key (number 2) must be ID=FILE"},
		"a key for its file": {"", []string{"--key", "k1=hunter2"}, "--key (number 1): cannot read the file: no such file or directory"},
		"two of one id":      {"", []string{"--key", "k1=" + good, "--key", "k1=" + good}, "--key (number 2) has the id of one before it"},
		"two more":           {"", []string{"--key", "k1=" + good, "--key-file", good, "--key-id", "k1"}, "--key-id is the id of a --key"},
		"an id too many":     {"", []string{"--key", "k1=" + good, "--key-id", "k2"}, "--key-id goes with --key-file; a --key has its own id"},
		"a bound":            {newKey, []string{"--max-line-bytes", "0"}, "--max-line-bytes must be positive, got 0"},
		"an unknown flag":    {newKey, []string{"--secret=hunter2"}, "unknown flag: --secret"},
		"a short flag":       {newKey, []string{"-khunter2"}, "unknown flag: -k"},
	} {
		t.Run(name, func(t *testing.T) {
			got := reveal(t, "text", c.env, c.args...)
			assert.Equal(t, outcome{exitUsage, "", "genai-reveal: " + c.want + "\nRun 'genai-reveal --help' for usage.\n"}, got)
			assert.NotContains(t, got.err, "hunter2")
		})
	}
}

func TestHelp(t *testing.T) {
	got := reveal(t, "", "", "--help")
	assert.Equal(t, exitOK, got.code)
	assert.Contains(t, got.out, "Examples:")
	assert.Contains(t, got.out, "--max-line-bytes")
	assert.Empty(t, got.err)
}
