package e2e

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/servers"
)

// outputShown is how much of a server's output a failed test shows, in bytes.
const outputShown = 4000

// server is a real server that a test started.
type server struct {
	address string // host:port of its HTTP API
	cmd     *exec.Cmd
	output  *syncBuffer
	exited  chan error
}

// serverPath is the program, built if it is not there yet.
func serverPath(t *testing.T, name servers.Name) string {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: no servers, which take minutes to build the first time")
	}
	path, err := servers.Path(t.Context(), name)
	require.NoError(t, err)
	return path
}

// startServer starts a server, waits until its ready path answers 200, and ends it with the test.
func startServer(t *testing.T, name servers.Name, address, ready string, args ...string) *server {
	t.Helper()
	s := &server{address: address, output: &syncBuffer{}, exited: make(chan error, 1)}
	s.cmd = exec.CommandContext(context.WithoutCancel(t.Context()), serverPath(t, name), args...)
	s.cmd.Stdout, s.cmd.Stderr = s.output, s.output
	require.NoError(t, s.cmd.Start())
	go func() { s.exited <- s.cmd.Wait() }()
	t.Cleanup(func() { s.stop(t, name) })
	require.Eventually(t, func() bool {
		select {
		case err := <-s.exited:
			s.exited <- err
			require.Fail(t, "it ended", "%s: %v", name, err)
		default:
		}
		status, _, err := get(t.Context(), "http://"+address+ready)
		return err == nil && status == http.StatusOK
	}, startTimeout, 20*time.Millisecond, "%s is not ready", name)
	return s
}

func (s *server) stop(t *testing.T, name servers.Name) {
	t.Helper()
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	killed := time.AfterFunc(stopTimeout, func() { _ = s.cmd.Process.Kill() })
	if err := <-s.exited; err != nil {
		t.Logf("%s ended: %v", name, err)
	}
	killed.Stop()
	if t.Failed() {
		output := s.output.String()
		t.Logf("%s ends with:\n%s", name, output[max(0, len(output)-outputShown):])
	}
}

// startWatched starts a collector whose own health can be scraped too, at the address it returns.
func startWatched(t *testing.T, overlays ...string) (c *collector, own string) {
	t.Helper()
	overlay, own := ownMetrics(t, "normal")
	return startCollector(t, append([]string{overlay}, overlays...)...), own
}

// writeFile writes a file into a folder of the test's own.
func writeFile(t *testing.T, folder, name, text string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}
