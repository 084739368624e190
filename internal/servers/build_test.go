package servers

import (
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// writeModule makes a module as internal/tools has them, which holds its program itself.
func writeModule(t *testing.T, source string) (tools string, p program) {
	t.Helper()
	tools = t.TempDir()
	p = program{module: "example.test/hello", pkg: "cmd/hello", pins: "hello.mod"}
	files := map[string]string{
		"go.mod":            "module ignored.test\n",
		"hello.mod":         "module example.test/hello\n\ngo 1.26\n\n//require\nrequire example.test/hello v1.2.3\nreplace example.test/hello => ./\n",
		"cmd/hello/main.go": source,
	}
	for name, text := range files {
		path := filepath.Join(tools, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
	return tools, p
}

func TestEveryServerIsPinned(t *testing.T) {
	for _, name := range Names {
		p, known := programs[name]
		require.True(t, known, name)
		version, err := p.version("../tools")
		require.NoError(t, err, name)
		assert.Regexp(t, `^v\d+\.\d+\.\d+$`, version, name)
	}
	assert.Len(t, programs, len(Names))
}

func TestBuiltOnceAndRunnable(t *testing.T) {
	tools, p := writeModule(t, "package main\n\nfunc main() { print(\"hello\") }\n")
	cache := t.TempDir()
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			path, err := p.path(t.Context(), "hello", tools, cache)
			if assert.NoError(t, err) {
				output, err := exec.CommandContext(t.Context(), path).CombinedOutput()
				assert.NoError(t, err)
				assert.Equal(t, "hello", string(output))
			}
		})
	}
	group.Wait()
	left, err := filepath.Glob(filepath.Join(cache, "hello-v1.2.3", "*"))
	require.NoError(t, err)
	assert.Len(t, left, 2, "the program and its lock: %v", left)

	require.NoError(t, os.RemoveAll(filepath.Join(tools, "cmd")))
	_, err = p.path(t.Context(), "hello", tools, cache)
	require.NoError(t, err, "it is there: nothing is built")
}

func TestAFailedBuildLeavesNothingThatLooksWhole(t *testing.T) {
	tools, p := writeModule(t, "package main\n\nfunc main() { 1 }\n")
	cache := t.TempDir()
	_, err := p.path(t.Context(), "hello", tools, cache)
	require.ErrorContains(t, err, "cmd/hello")
	require.ErrorContains(t, err, "is not used", "what the compiler said")
	assert.NoFileExists(t, filepath.Join(cache, "hello-v1.2.3", "hello"))
}

func TestUnknownServer(t *testing.T) {
	_, err := Path(t.Context(), "grafana")
	require.ErrorContains(t, err, `no server "grafana"`)
	require.ErrorContains(t, err, "alertmanager")
}
