package monitoring

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/otelcol-genai/otelcol-genai/internal/servers"
)

// run runs a tool of a server, which is built if it is not there yet, and shows what it says when it fails.
func run(t *testing.T, name servers.Name, args ...string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: no tools of servers, which take minutes to build the first time")
	}
	path, err := servers.Path(t.Context(), name)
	require.NoError(t, err)
	output, err := exec.CommandContext(t.Context(), path, args...).CombinedOutput()
	require.NoError(t, err, "%s %v: %s", name, args, output)
	return string(output)
}

func readYAML(t *testing.T, path string, to any) {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(text, to), path)
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	require.NoError(t, err)
	require.NotEmpty(t, files, pattern)
	return files
}

// pageLink is a link to another page of the repository.
var pageLink = regexp.MustCompile(`\]\(([A-Za-z0-9_./-]+\.(?:md|yml|yaml|json))\)`)

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}
