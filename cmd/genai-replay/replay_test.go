package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// collector is an OTLP receiver over gRPC and HTTP with a metrics page that
// counts calls as they come.
type collector struct {
	ptraceotlp.UnimplementedGRPCServer
	grpc, http, metrics string

	mu      sync.Mutex
	spans   []ptrace.Span
	batches []ptrace.Traces
	logs    []plog.Logs
	refuse  int64
	fail    error

	received func() // called after every request of spans; may be nil
}

func start(t *testing.T) *collector {
	t.Helper()
	c := &collector{}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := grpc.NewServer()
	ptraceotlp.RegisterGRPCServer(server, c)
	plogotlp.RegisterGRPCServer(server, &logCollector{c: c})
	go func() { _ = server.Serve(listener) }() // ends with Stop
	t.Cleanup(server.Stop)
	c.grpc = listener.Addr().String()

	mux := http.NewServeMux()
	mux.HandleFunc("/v1/traces", func(w http.ResponseWriter, r *http.Request) {
		var body bytes.Buffer
		_, err := body.ReadFrom(r.Body)
		assert.NoError(t, err)
		request := ptraceotlp.NewExportRequest()
		assert.NoError(t, request.UnmarshalProto(body.Bytes()))
		response, err := c.Export(r.Context(), request)
		assert.NoError(t, err)
		answer, err := response.MarshalProto()
		assert.NoError(t, err)
		_, err = w.Write(answer)
		assert.NoError(t, err)
	})
	mux.HandleFunc("/metrics", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "genai_calls_total{gen_ai_request_model=\"m\",outcome=\"ok\"} %d\n", c.calls())
	})
	web := httptest.NewServer(mux)
	t.Cleanup(web.Close)
	c.http, c.metrics = web.URL, web.URL+"/metrics"
	return c
}

func (c *collector) Export(_ context.Context, request ptraceotlp.ExportRequest) (ptraceotlp.ExportResponse, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.received != nil {
		defer c.received()
	}
	response := ptraceotlp.NewExportResponse()
	if c.fail != nil {
		return response, c.fail
	}
	copied := ptrace.NewTraces()
	request.Traces().CopyTo(copied)
	c.batches = append(c.batches, copied)
	for _, resource := range copied.ResourceSpans().All() {
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				c.spans = append(c.spans, span)
			}
		}
	}
	if c.refuse > 0 {
		response.PartialSuccess().SetRejectedSpans(c.refuse)
		response.PartialSuccess().SetErrorMessage("too old")
		c.refuse = 0
	}
	return response, nil
}

type logCollector struct {
	plogotlp.UnimplementedGRPCServer
	c *collector
}

func (l *logCollector) Export(_ context.Context, request plogotlp.ExportRequest) (plogotlp.ExportResponse, error) {
	copied := plog.NewLogs()
	request.Logs().CopyTo(copied)
	l.c.logs = append(l.c.logs, copied)
	return plogotlp.NewExportResponse(), nil
}

func (c *collector) calls() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	var calls int
	for _, span := range c.spans {
		var record genai.Record
		if genai.Read(span.Attributes(), &record) && record.Operation.IsInference() {
			calls++
		}
	}
	return calls
}

func command(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, console{out: &o, err: &e, width: 100})
	return code, o.String(), e.String()
}

// firstFive are the sums of the first five rows of sessions.csv.
var firstFive = struct {
	calls         int
	input, output int64
}{calls: 193, input: 21_213_155, output: 88_373}

func TestReplayOverBothProtocols(t *testing.T) {
	for _, protocol := range []string{"grpc", "http"} {
		t.Run(protocol, func(t *testing.T) {
			c := start(t)
			endpoint := map[string]string{"grpc": c.grpc, "http": c.http}[protocol]
			code, out, errs := command(t, "--protocol", protocol, "--endpoint", endpoint, "--sessions", "5",
				"--start", "2026-05-04T09:00:00Z", "--batch", "100")
			require.Equal(t, exitOK, code, errs)
			assert.Equal(t, firstFive.calls, c.calls())
			var input, output int64
			ids := map[string]bool{}
			for _, span := range c.spans {
				var record genai.Record
				require.True(t, genai.Read(span.Attributes(), &record))
				if record.Operation.IsInference() {
					require.True(t, record.Usage.Known)
					input += record.Usage.Input
					output += record.Usage.Output
				}
				id, ok := span.Attributes().Get("session.id")
				require.True(t, ok)
				ids[id.Str()] = true
			}
			assert.Equal(t, firstFive.input, input)
			assert.Equal(t, firstFive.output, output)
			assert.Len(t, ids, 5)
			assert.Contains(t, out, fmt.Sprintf("sessions  5\ncalls     %d\nspans     %d: ", firstFive.calls, len(c.spans)))
			assert.Contains(t, out, "\nrefused   0\ntimes     2026-05-04T09:00:00Z to ")
			assert.Contains(t, out, " to "+strings.TrimPrefix(endpoint, "http://")+" over "+protocol+"\n")
		})
	}
}

func TestTheSameCommandSendsTheSameSpans(t *testing.T) {
	args := []string{"--sessions", "5", "--start", "2026-05-04T09:00:00Z", "--duplicates", "0.5", "--shuffle", "--seed", "3"}
	one, two := start(t), start(t)
	for _, c := range []*collector{one, two} {
		code, _, errs := command(t, append(args, "--endpoint", c.grpc)...)
		require.Equal(t, exitOK, code, errs)
	}
	assert.Equal(t, one.batches, two.batches)
}

func TestWhatWasRefusedIsTold(t *testing.T) {
	c := start(t)
	c.refuse = 3
	code, out, errs := command(t, "--endpoint", c.grpc, "--sessions", "1")
	assert.Equal(t, exitError, code)
	assert.Contains(t, out, "\nrefused   3: too old\n")
	assert.Equal(t, "genai-replay: the receiver refused 3 spans: too old\n", errs)
}

func TestWhatCannotBeSentEndsTheReplay(t *testing.T) {
	c := start(t)
	c.fail = status.Error(codes.InvalidArgument, "no")
	code, out, errs := command(t, "--endpoint", c.grpc, "--sessions", "1")
	assert.Equal(t, exitError, code)
	assert.Contains(t, out, "calls     0\n")
	assert.Equal(t, "genai-replay: stopped after 0 spans: rpc error: code = InvalidArgument desc = no\n", errs)
}

func TestNobodyListens(t *testing.T) {
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	address := listener.Addr().String()
	code, out, errs := command(t, "--endpoint", address, "--wait", "1ms")
	assert.Equal(t, exitError, code)
	assert.Empty(t, out)
	assert.Equal(t, "genai-replay: no OTLP receiver at "+address+
		": connect: connection refused (waited 1ms); is the collector running?\n", errs)
}

func TestAnInterruptEndsCleanly(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	c := start(t)
	c.received = interrupt
	var out, errs bytes.Buffer
	code := run(ctx, []string{"--endpoint", c.grpc, "--batch", "10"}, console{out: &out, err: &errs})
	assert.Equal(t, exitError, code)
	assert.Equal(t, "genai-replay: interrupted\n", errs.String())
	assert.Contains(t, out.String(), "sessions  0\n", "what was sent until then is told")
}

func TestReplayAndReport(t *testing.T) {
	c := start(t)
	_, _, errs := command(t, "--endpoint", c.grpc, "--sessions", "1")
	require.Empty(t, errs)
	before := c.calls()

	spans := filepath.Join(t.TempDir(), "spans.jsonl")
	line, err := (&ptrace.JSONMarshaler{}).MarshalTraces(c.batches[0])
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(spans, line, 0o600))
	code, out, errs := command(t, "--endpoint", c.grpc, "--sessions", "1", "--seed", "2",
		"--report", "--metrics", c.metrics, "--spans", spans, "--config", "otelcol-config.yaml")
	require.Equal(t, exitOK, code, errs)
	_, report, found := strings.Cut(out, "Spend by model\n")
	require.True(t, found)
	assert.Regexp(t, fmt.Sprintf(`(?m)^m +%d `, 2*before), report, "calls of both replays are on the page")
	assert.Contains(t, report, "\nDearest sessions\n")
	assert.True(t, strings.HasSuffix(report, "\nWhere to look next\nmetrics  "+c.metrics+"\nspans    "+spans+"\nconfig   otelcol-config.yaml\n"))
}

func TestOutcomesAreSentAndWaitedFor(t *testing.T) {
	c := start(t)
	args := []string{"--endpoint", c.grpc, "--sessions", "12", "--outcomes"}
	code, out, errs := command(t, args...)
	require.Equal(t, exitOK, code, errs)
	assert.Contains(t, out, "\noutcomes  12 ends, 12 rewards of the runs whose words they begin with\n")
	var ends int
	var rewards float64
	for _, logs := range c.logs {
		for _, resource := range logs.ResourceLogs().All() {
			for _, record := range resource.ScopeLogs().At(0).LogRecords().All() {
				if record.EventName() == "session.end" {
					ends++
					continue
				}
				score, ok := record.Attributes().Get("gen_ai.evaluation.score.value")
				require.True(t, ok)
				rewards += score.Double()
			}
		}
	}
	assert.Equal(t, 12, ends)
	assert.InDelta(t, 1, rewards, 0, "the ninth of the first twelve sessions begins with a run that was solved")

	code, out, errs = command(t, append(args, "--seed", "2", "--report", "--metrics", c.metrics, "--report-wait", "1ms")...)
	assert.Equal(t, exitError, code)
	assert.Contains(t, out, "\nno session has ended yet\n", "what there is, is printed")
	assert.Equal(t, "genai-replay: outcomes of sessions are missing: the metrics page has 0 of 12, after waiting 1ms\n", errs)
}

func TestReportAlone(t *testing.T) {
	c := start(t)
	code, out, errs := command(t, "report", "--metrics", c.metrics)
	assert.Equal(t, exitOK, code, errs)
	assert.True(t, strings.HasPrefix(out, "Spend by model\n"))

	code, out, errs = command(t, "report", "--metrics", c.metrics, "--wait-for-calls", "1000", "--report-wait", "1ms")
	assert.Equal(t, exitError, code)
	assert.True(t, strings.HasPrefix(out, "Spend by model\n"), "what there is, is printed")
	assert.Equal(t, "genai-replay: calls are missing: the metrics page has 0 of 1,000, after waiting 1ms\n", errs)

	code, out, errs = command(t, "report", "--metrics", c.http+"/none")
	assert.Equal(t, exitError, code)
	assert.Empty(t, out)
	assert.Equal(t, "genai-replay: read metrics: "+c.http+"/none answered 404 Not Found\n", errs)
}

func TestReplayFiles(t *testing.T) {
	name := filepath.Join(t.TempDir(), "requests.jsonl")
	require.NoError(t, os.WriteFile(name, []byte(
		`{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"one","endTimeUnixNano":"2000000000"}]}]}]}
{"resourceMetrics":[]}
{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"7000000000","eventName":"a"}]}]}]}
`), 0o600))
	c := start(t)
	code, out, errs := command(t, "--endpoint", c.grpc, "--file", name)
	require.Equal(t, exitOK, code, errs)
	assert.Contains(t, out, "files        1 of 1, 2 requests\nspans        1\nlog records  1\nleft out     1 requests of metrics\nrefused      0\n")
	require.Len(t, c.spans, 1)
	assert.Equal(t, int64(2), c.spans[0].EndTimestamp().AsTime().Unix())
	require.Len(t, c.logs, 1)

	code, _, errs = command(t, "--endpoint", c.grpc, "--file", name, "--now")
	require.Equal(t, exitOK, code, errs)
	require.Len(t, c.logs, 2)
	shifted := c.logs[1].ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0).Timestamp().AsTime()
	assert.WithinDuration(t, time.Now(), shifted, time.Hour, "no longer 1970")
	assert.Equal(t, int64(5), shifted.Unix()-c.spans[1].EndTimestamp().AsTime().Unix())
}

func TestRecordingsFromAFolder(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(folder, "claude-code-kvcache"), 0o700))
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	_, err := w.Write([]byte(`{"s":"mine","i":0,"t":0,"m":"my-model","inp":100,"out":5,"cached":0,"api":1,"stop":"end_turn","it":["text"],"ty":"n"}` + "\n"))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	require.NoError(t, os.WriteFile(filepath.Join(folder, "claude-code-kvcache", "calls.jsonl.gz"), zipped.Bytes(), 0o600))

	c := start(t)
	code, out, errs := command(t, "--endpoint", c.grpc, "--traffic", folder, "--sessions", "3")
	require.Equal(t, exitOK, code, errs)
	assert.Contains(t, out, "sessions  3\ncalls     3\nspans     6: 3 calls, 0 tool calls, 3 agent turns in 1 batches\n")

	code, _, errs = command(t, "--endpoint", c.grpc, "--traffic", t.TempDir())
	assert.Equal(t, exitError, code)
	assert.Contains(t, errs, "genai-replay: read recorded sessions: open claude-code-kvcache/calls.jsonl.gz: ")
}
