package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const repository = "../../.."

// What is committed is what the definitions make.
func TestCommittedFilesAreUpToDate(t *testing.T) {
	out := t.TempDir()
	require.NoError(t, run(repository, "", out))
	written := 0
	require.NoError(t, filepath.WalkDir(out, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		written++
		name, err := filepath.Rel(out, path)
		require.NoError(t, err)
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		committed, err := os.ReadFile(filepath.Join(repository, name))
		require.NoError(t, err)
		assert.Equal(t, string(want), string(committed), "%s is not what monitoring/alerts.yaml makes: run make monitoring", name)
		return nil
	}))
	assert.Greater(t, written, 40)
}

// An operator's own thresholds go into a folder of their own.
func TestOwnThresholds(t *testing.T) {
	text, err := os.ReadFile(repository + "/monitoring/alerts.yaml")
	require.NoError(t, err)
	own := filepath.Join(t.TempDir(), "own.yaml")
	edited := strings.Replace(string(text), "session_cost: {value: 10,", "session_cost: {value: 25,", 1)
	require.NotEqual(t, string(text), edited)
	require.NoError(t, os.WriteFile(own, []byte(edited), 0o600))
	out := t.TempDir()
	require.NoError(t, run(repository, own, out))
	rules, err := os.ReadFile(filepath.Join(out, "monitoring", "prometheus", "rules.yml"))
	require.NoError(t, err)
	assert.Contains(t, string(rules), "max(genai_session_max_cost_usd) > 25")
}

func TestMistakesWriteNothing(t *testing.T) {
	own := filepath.Join(t.TempDir(), "own.yaml")
	require.NoError(t, os.WriteFile(own, []byte("settings: {}\n"), 0o600))
	out := t.TempDir()
	require.ErrorContains(t, run(repository, own, out), "own.yaml: settings.runbook_base must end in a slash")
	left, err := os.ReadDir(out)
	require.NoError(t, err)
	assert.Empty(t, left)
}
