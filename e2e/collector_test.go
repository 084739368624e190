package e2e

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
)

const (
	startTimeout = 20 * time.Second
	stopTimeout  = 20 * time.Second
	signalsAfter = 100 * time.Millisecond
)

// binary is the collector under test.
func binary(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../bin/otelcol-genai")
	require.NoError(t, err)
	_, err = os.Stat(path)
	require.NoError(t, err, "build it first: make build")
	return path
}

// collector is a running bin/otelcol-genai.
type collector struct {
	otlpHTTP, metrics string // host:port
	spansFile         string
	logsFile          string
	callsFile         string
	eventsFile        string
	budget            string // host:port of the API
	ledger            string // folder of the storage

	args    []string
	health  string
	cmd     *exec.Cmd
	output  *syncBuffer
	exited  chan error
	healthy time.Time
	stop    sync.Once
}

// A config that differs from the default one only in ports, in the flush
// interval and in writing what comes out to files.
const fileConfig = `
receivers::otlp::protocols:
  grpc: {endpoint: "%[1]s"}
  http: {endpoint: "%[2]s"}
exporters::prometheus::endpoint: "%[3]s"
extensions::health_check::endpoint: "%[4]s"
extensions::genai_budget::endpoint: "%[8]s"
extensions::file_storage::directory: %[9]q
receivers::genai_budget::interval: 100ms
connectors::genai_metrics::interval: 100ms
exporters::file: {path: %[5]q, flush_interval: 50ms}
exporters::file/logs: {path: %[6]q, flush_interval: 50ms}
exporters::file/calls: {path: %[7]q, flush_interval: 50ms}
exporters::file/events: {path: %[10]q, flush_interval: 50ms, append: true}
service::pipelines::traces/export::exporters: [file]
service::pipelines::logs::exporters: [genai_metrics, file/logs]
service::pipelines::logs/events::exporters: [file/events]
service::telemetry::metrics::level: none
`

// startCollector starts the collector on the default configuration, with the
// given YAML over it, and waits until it is healthy.
func startCollector(t *testing.T, overlays ...string) *collector {
	t.Helper()
	c := newCollector(t, overlays...)
	c.start(t)
	t.Cleanup(func() { c.shutdown(t) })
	return c
}

// newCollector is a collector that is not started.
func newCollector(t *testing.T, overlays ...string) *collector {
	t.Helper()
	dir := t.TempDir()
	ports := freePorts(t, 5)
	c := &collector{
		otlpHTTP: ports[1], metrics: ports[2],
		spansFile: filepath.Join(dir, "spans.jsonl"), logsFile: filepath.Join(dir, "logs.jsonl"), callsFile: filepath.Join(dir, "calls.jsonl"), eventsFile: filepath.Join(dir, "events.jsonl"),
		budget: ports[4], ledger: filepath.Join(dir, "ledger"), health: "http://" + ports[3], output: &syncBuffer{}, exited: make(chan error, 1),
	}
	overlays = append([]string{fmt.Sprintf(fileConfig, ports[0], ports[1], ports[2], ports[3],
		c.spansFile, c.logsFile, c.callsFile, ports[4], c.ledger, c.eventsFile)}, overlays...)
	c.args = []string{"--config", "../otelcol-config.yaml"}
	for i, overlay := range overlays {
		path := filepath.Join(dir, fmt.Sprintf("overlay%d.yaml", i))
		require.NoError(t, os.WriteFile(path, []byte(overlay), 0o600))
		c.args = append(c.args, "--config", path)
	}
	return c
}

// start starts the collector, for the first time or again after its end.
func (c *collector) start(t *testing.T) {
	t.Helper()
	c.stop, c.exited = sync.Once{}, make(chan error, 1)
	c.cmd = exec.CommandContext(context.WithoutCancel(t.Context()), binary(t), c.args...)
	c.cmd.Stdout, c.cmd.Stderr = c.output, c.output
	require.NoError(t, c.cmd.Start())
	go func(cmd *exec.Cmd, exited chan<- error) { exited <- cmd.Wait() }(c.cmd, c.exited)
	c.waitHealthy(t, c.health)
	c.healthy = time.Now()
}

// kill ends the collector as a lost machine does.
func (c *collector) kill(t *testing.T) {
	t.Helper()
	require.NoError(t, c.cmd.Process.Kill())
	require.Error(t, <-c.exited)
	c.stop.Do(func() {}) // there is nothing left to shut down
}

func (c *collector) waitHealthy(t *testing.T, url string) {
	t.Helper()
	require.Eventually(t, func() bool {
		select {
		case err := <-c.exited:
			c.exited <- err
			require.Fail(t, "the collector ended", "%v\n%s", err, c.output)
		default:
		}
		status, _, err := get(t.Context(), url)
		return err == nil && status == http.StatusOK
	}, startTimeout, 20*time.Millisecond, "not healthy: %s", c.output)
}

// shutdown ends the collector as an orchestrator does, and waits for its last flush.
func (c *collector) shutdown(t *testing.T) {
	t.Helper()
	c.stop.Do(func() {
		// The collector calls itself ready before it listens to signals, and tells nobody when it does.
		<-time.After(time.Until(c.healthy.Add(signalsAfter)))
		_ = c.cmd.Process.Signal(syscall.SIGTERM)
		select {
		case err := <-c.exited:
			require.NoError(t, err, "%s", c.output)
		case <-time.After(stopTimeout):
			_ = c.cmd.Process.Kill()
			require.Fail(t, "the collector does not end", "%s", c.output)
		}
	})
}

func (c *collector) sendTraces(t *testing.T, traces ptrace.Traces) {
	t.Helper()
	body, err := ptraceotlp.NewExportRequestFromTraces(traces).MarshalProto()
	require.NoError(t, err)
	c.post(t, "/v1/traces", "application/x-protobuf", body)
}

func (c *collector) sendLogs(t *testing.T, logs plog.Logs) {
	t.Helper()
	body, err := plogotlp.NewExportRequestFromLogs(logs).MarshalProto()
	require.NoError(t, err)
	c.post(t, "/v1/logs", "application/x-protobuf", body)
}

func (c *collector) post(t *testing.T, path, contentType string, body []byte) {
	t.Helper()
	require.NoError(t, c.deliver(t.Context(), path, contentType, body))
}

// deliver is post where no test can be failed.
func (c *collector) deliver(ctx context.Context, path, contentType string, body []byte) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+c.otlpHTTP+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", contentType)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", response.Status, answer)
	}
	return err
}

// spans stops the collector and reads all spans it wrote.
func (c *collector) spans(t *testing.T) []ptrace.Span {
	t.Helper()
	c.shutdown(t)
	var spans []ptrace.Span
	unmarshaler := ptrace.JSONUnmarshaler{}
	for line := range bytes.Lines(readFile(t, c.spansFile)) {
		traces, err := unmarshaler.UnmarshalTraces(line)
		require.NoError(t, err)
		for _, resource := range traces.ResourceSpans().All() {
			for _, scope := range resource.ScopeSpans().All() {
				for _, span := range scope.Spans().All() {
					spans = append(spans, span)
				}
			}
		}
	}
	return spans
}

// page reads the Prometheus page as OpenMetrics.
func (c *collector) page(t *testing.T) string {
	t.Helper()
	status, body, err := get(t.Context(), "http://"+c.metrics+"/metrics")
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, status)
	return body
}

func get(ctx context.Context, url string) (int, string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return 0, "", err
	}
	request.Header.Set("Accept", "application/openmetrics-text; version=1.0.0")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response.StatusCode, string(body), err
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	return data
}

// freePorts finds ports that nobody listens on.
func freePorts(tb testing.TB, n int) []string {
	tb.Helper()
	var addresses []string
	for range n {
		listener, err := (&net.ListenConfig{}).Listen(tb.Context(), "tcp", "127.0.0.1:0")
		require.NoError(tb, err)
		defer listener.Close()
		addresses = append(addresses, listener.Addr().String())
	}
	return addresses
}

// syncBuffer is a buffer that a process writes while a test reads.
type syncBuffer struct {
	mu     sync.Mutex
	buffer strings.Builder
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}
