package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestBudgetsAreSimulatedWithoutACollector(t *testing.T) {
	var out, errs bytes.Buffer
	code := run(t.Context(), strings.Fields("budget --budget 1,100000 --sessions 10"), console{out: &out, err: &errs, width: 100})
	assert.Equal(t, exitOK, code)
	assert.Empty(t, errs.String())
	lines := strings.Split(out.String(), "\n")
	require.Len(t, lines, 8)
	assert.Equal(t, "What budgets would have done", lines[0])
	assert.True(t, strings.HasPrefix(lines[1], "10 sessions, "), lines[1])
	assert.Contains(t, lines[1], "known 6s later")
	assert.Equal(t, "1.00", strings.Fields(lines[4])[0])
	assert.Equal(t, []string{"100,000.00", "0", "0", "-", "-", "-", "0.00", "0.0", "%", "0"}, strings.Fields(lines[5]),
		"no session costs so much")
}

func TestBudgetsOfAFolderThatIsNone(t *testing.T) {
	var out, errs bytes.Buffer
	args := []string{"budget", "--traffic", t.TempDir()}
	assert.Equal(t, exitError, run(t.Context(), args, console{out: &out, err: &errs, width: 100}))
	assert.Contains(t, errs.String(), "read recorded sessions: open claude-code-kvcache/calls.jsonl.gz")
	assert.Empty(t, out.String())
}

func TestBudgetsAfterAReplay(t *testing.T) {
	c := start(t)
	var out, errs bytes.Buffer
	args := strings.Fields("--sessions 3 --budget 1 --rule spent --endpoint " + c.grpc)
	require.Equal(t, exitOK, run(t.Context(), args, console{out: &out, err: &errs, width: 100}), errs.String())
	sent, simulated, found := strings.Cut(out.String(), "\n\nWhat budgets would have done\n")
	require.True(t, found, out.String())
	assert.Contains(t, sent, "sessions  3\n")
	assert.True(t, strings.HasPrefix(simulated, "3 sessions, "), simulated)
	assert.Contains(t, simulated, "stopped when it is spent, known 6s later")
}
