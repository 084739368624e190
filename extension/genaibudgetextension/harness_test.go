package genaibudgetextension

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/extension"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/metadata"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
	"github.com/otelcol-genai/otelcol-genai/internal/shelf/shelftest"
)

var storageID = component.MustNewID("memory_storage")

type host = shelftest.Host

// running is an extension that was started.
type running struct {
	*budgetExtension
	url  string
	logs *observer.ObservedLogs
	tel  *componenttest.Telemetry
}

// start starts an extension with a configuration in YAML, on a port of its own.
func start(t *testing.T, text string, extensions host) *running {
	t.Helper()
	r, err := tryStart(t, text, extensions)
	require.NoError(t, err)
	t.Cleanup(func() { r.stop(t) })
	return r
}

func tryStart(t *testing.T, text string, extensions host) (*running, error) {
	t.Helper()
	config, err := load(t, text)
	require.NoError(t, err)
	if config.Server.NetAddr.Endpoint == defaultEndpoint {
		config.Server.NetAddr.Endpoint = "localhost:0"
	}
	core, logs := observer.New(zapcore.DebugLevel)
	tel := componenttest.NewTelemetry()
	set := extension.Settings{ID: component.NewID(metadata.Type), TelemetrySettings: tel.NewTelemetrySettings()}
	set.Logger = zap.New(core)
	created, err := NewFactory().Create(t.Context(), set, config)
	require.NoError(t, err)
	r := &running{budgetExtension: created.(*budgetExtension), logs: logs, tel: tel}
	if extensions == nil {
		extensions = host{}
	}
	if err := r.Start(t.Context(), extensions); err != nil {
		require.NoError(t, r.Shutdown(t.Context()))
		return r, err
	}
	for _, entry := range logs.FilterMessage("serving the budget API").All() {
		r.url = "http://" + entry.ContextMap()["endpoint"].(string)
	}
	return r, nil
}

func (r *running) stop(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 10*time.Second)
	defer cancel()
	require.NoError(t, r.Shutdown(ctx))
}

// answer is what a request led to.
type answer struct {
	status int
	header http.Header
	text   string
	body   map[string]any
}

// ask sends a request; headers are pairs.
func (r *running) ask(t *testing.T, method, path, body string, headers ...string) answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, r.url+path, strings.NewReader(body))
	require.NoError(t, err)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			request.Host = headers[i+1]
			continue
		}
		request.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	a := answer{status: response.StatusCode, header: response.Header, text: string(text)}
	if strings.Contains(response.Header.Get("Content-Type"), "json") {
		require.NoError(t, json.Unmarshal(text, &a.body), a.text)
	}
	if a.status >= 400 {
		require.Equal(t, "application/problem+json", response.Header.Get("Content-Type"), a.text)
		require.InDelta(t, a.status, a.body["status"], 0)
		require.NotEmpty(t, a.body["title"])
	}
	return a
}

func (r *running) get(t *testing.T, path string, headers ...string) answer {
	t.Helper()
	return r.ask(t, http.MethodGet, path, "", headers...)
}

// spend books one call of a session.
func (r *running) spend(t *testing.T, key session.Key, number uint64, nano int64) session.Receipt {
	t.Helper()
	now := time.Now().UnixNano()
	p := session.Posting{
		Kind: session.Call, Tenant: key.Tenant, Session: key.Session, Start: now, End: now, Service: "shop", Agent: "helper", Model: "a-model",
		Scope: make([]string, len(r.Attributes())), Tokens: session.Tokens{Input: 100, Output: 10}, Cost: nano, Priced: true, Rank: session.Computed,
	}
	for i := range p.Scope {
		p.Scope[i] = "shop"
	}
	binary.BigEndian.PutUint64(p.Trace[8:], number)
	binary.BigEndian.PutUint64(p.Span[:], number)
	receipts := make([]session.Receipt, 1)
	require.NoError(t, r.Post(t.Context(), []session.Posting{p}, receipts))
	return receipts[0]
}

// sse is one server-sent event.
type sse struct{ id, name, data string }

// listen opens a stream and sends its events to a channel.
func (r *running) listen(t *testing.T, path string, headers ...string) (<-chan sse, func()) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.url+path, http.NoBody)
	require.NoError(t, err)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request) //nolint:bodyclose // the reader closes it
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, response.StatusCode)
	require.Equal(t, "text/event-stream", response.Header.Get("Content-Type"))
	events := make(chan sse, 100)
	go func() {
		defer close(events)
		defer response.Body.Close()
		var e sse
		for lines := bufio.NewScanner(response.Body); lines.Scan(); {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch name {
			case "id":
				e.id = value
			case "event":
				e.name = value
			case "data":
				e.data = value
				events <- e
			}
		}
	}()
	return events, stop
}
