package main

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/grpc"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// ledger is a receiver of spans that counts model calls, and a budget API that lets
// so many of them be made.
type ledger struct {
	ptraceotlp.UnimplementedGRPCServer
	calls, asked atomic.Int64
	strangers    atomic.Int64 // spans of another service
	allowed      int64
}

func (l *ledger) Export(_ context.Context, request ptraceotlp.ExportRequest) (ptraceotlp.ExportResponse, error) {
	for _, resource := range request.Traces().ResourceSpans().All() {
		if name, _ := resource.Resource().Attributes().Get("service.name"); name.AsString() != "demo-agent" {
			l.strangers.Add(1)
		}
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				var record genai.Record
				if genai.Read(span.Attributes(), &record) && record.Operation.IsInference() {
					l.calls.Add(1)
				}
			}
		}
	}
	return ptraceotlp.NewExportResponse(), nil
}

func (l *ledger) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer right" {
		http.Error(w, `{"status":401}`, http.StatusUnauthorized)
		return
	}
	if r.Method != http.MethodGet || !strings.HasPrefix(r.URL.Path, "/v1/sessions/") || !strings.HasSuffix(r.URL.Path, "/budget") {
		http.NotFound(w, r)
		return
	}
	l.asked.Add(1)
	spent := l.calls.Load()
	advice := "continue"
	switch {
	case spent >= l.allowed:
		advice = "stop"
	case spent+1 >= l.allowed:
		advice = "wrap_up"
	}
	_ = json.NewEncoder(w).Encode(map[string]any{
		"known": spent > 0, "budget": "session", "state": "ok", "advice": advice, "limit_usd": l.allowed, "spent_usd": spent,
		"reason": "the budget session is spent", "remaining_usd": l.allowed - spent, "next_call_estimate_usd": 1,
	})
}

func startLedger(t *testing.T, allowed int64) (l *ledger, otlp, api string) {
	t.Helper()
	l = &ledger{allowed: allowed}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := grpc.NewServer()
	ptraceotlp.RegisterGRPCServer(server, l)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		server.Stop()
		assert.NoError(t, <-served)
	})
	web := httptest.NewServer(l)
	t.Cleanup(web.Close)
	return l, listener.Addr().String(), web.URL
}

func TestAgentStopsWhenItIsTold(t *testing.T) {
	t.Setenv("GENAI_BUDGET_TOKEN", "right")
	l, otlp, api := startLedger(t, 7)
	var out, errs strings.Builder
	code := run(t.Context(), []string{"agent", "--endpoint", otlp, "--budget-api", api, "--every", "3"}, console{out: &out, err: &errs, width: 100})
	require.Equal(t, exitOK, code, errs.String())
	assert.EqualValues(t, 7, l.calls.Load(), "no call more")
	assert.Zero(t, l.strangers.Load(), "it shares no budget of a service with the replayed sessions")
	assert.EqualValues(t, 8, l.asked.Load(), "before each call, and the one that was not made")
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	require.Len(t, lines, 8, out.String())
	assert.Regexp(t, `^Session [0-9a-f-]{36} asks http://127\.0\.0\.1:\d+ before each of its \d+ calls$`, lines[0])
	assert.Equal(t, "    1     0.0000     7.0000     1.0000  continue  session", lines[2])
	assert.Equal(t, "    7     6.0000     1.0000     1.0000  wrap_up   session", lines[5], out.String())
	assert.Equal(t, "    8     7.0000     0.0000     1.0000  stop      session", lines[6], out.String())
	assert.Regexp(t, `^Stopped after call 7 of \d+, at 7\.00 USD: the budget session is spent\. All of it would have cost \d+\.\d\d USD\.$`, lines[7])
}

func TestAgentPlaysASessionToItsEnd(t *testing.T) {
	t.Setenv("GENAI_BUDGET_TOKEN", "right")
	l, otlp, api := startLedger(t, 1<<40)
	var out, errs strings.Builder
	code := run(t.Context(), []string{"agent", "--endpoint", otlp, "--budget-api", api, "--session", "2", "--every", "100"}, console{out: &out, err: &errs, width: 100})
	require.Equal(t, exitOK, code, errs.String())
	assert.Equal(t, l.calls.Load()+1, l.asked.Load())
	assert.Contains(t, out.String(), "It came to its end: ")
}

func TestAgentSaysWhatIsWrong(t *testing.T) {
	_, otlp, api := startLedger(t, 1)
	for name, c := range map[string]struct {
		args []string
		code int
		want []string
	}{
		"no token":     {[]string{"--endpoint", otlp, "--budget-api", api}, exitError, []string{"401 Unauthorized"}},
		"another path": {[]string{"--endpoint", otlp, "--budget-api", api + "/elsewhere"}, exitError, []string{"answered"}},
		"nobody there": {[]string{"--endpoint", otlp, "--budget-api", "http://127.0.0.1:1"}, exitError, []string{"ask for the budget", "genai_budget"}},
		"wrong flags": {
			[]string{"--budget-api", "localhost:8321", "--session", "-1", "--every", "0", "more"},
			exitUsage,
			[]string{`--budget-api must be an http or https URL, got "localhost:8321"`, "--session must be 0 or more, got -1", "--every must be at least 1, got 0", `unknown argument "more"`},
		},
		"no such session": {[]string{"--endpoint", otlp, "--session", "100000"}, exitError, []string{"there is no recorded session 100000"}},
	} {
		var out, errs strings.Builder
		code := run(t.Context(), append([]string{"agent"}, c.args...), console{out: &out, err: &errs, width: 100})
		assert.Equal(t, c.code, code, name)
		for _, want := range c.want {
			assert.Contains(t, errs.String(), want, name)
		}
	}
}
