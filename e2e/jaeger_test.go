package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/servers"
)

// jaeger is a real one, with its storage in memory.
type jaeger struct {
	*server
	otlp string // host:port of its OTLP receiver, gRPC
}

const jaegerConfig = `
service:
  extensions: [jaeger_storage, jaeger_query]
  pipelines: {traces: {receivers: [otlp], exporters: [jaeger_storage_exporter]}}
  telemetry: {metrics: {level: none}}
extensions:
  jaeger_storage: {backends: {memory: {memory: {max_traces: 10000}}}}
  jaeger_query: {storage: {traces: memory}, http: {endpoint: "%[2]s"}, grpc: {endpoint: "%[3]s"}}
receivers: {otlp: {protocols: {grpc: {endpoint: "%[1]s"}}}}
exporters: {jaeger_storage_exporter: {trace_storage: memory}}
`

func startJaeger(t *testing.T) *jaeger {
	t.Helper()
	ports := freePorts(t, 3)
	path := writeFile(t, t.TempDir(), "jaeger.yaml", fmt.Sprintf(jaegerConfig, ports[0], ports[1], ports[2]))
	return &jaeger{startServer(t, servers.Jaeger, ports[1], "/api/services", "--config", path), ports[0]}
}

// jaegerTrace is a trace as Jaeger's API tells it.
type jaegerTrace struct {
	TraceID string `json:"traceID"`
	Spans   []struct {
		Operation string `json:"operationName"`
		Tags      []struct {
			Key   string `json:"key"`
			Value any    `json:"value"`
		} `json:"tags"`
	} `json:"spans"`
}

// find looks for the traces of a service of which a span has a tag with a value, and
// tells the whole answer as text too.
func (j *jaeger) find(t *testing.T, service, tag, value string) (traces []jaegerTrace, answer string) {
	t.Helper()
	tags, err := json.Marshal(map[string]string{tag: value})
	require.NoError(t, err)
	query := url.Values{"service": {service}, "tags": {string(tags)}, "lookback": {"1h"}, "limit": {"20"}}
	status, body, err := get(t.Context(), "http://"+j.address+"/api/traces?"+query.Encode())
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, status, body)
	var found struct {
		Data []jaegerTrace `json:"data"`
	}
	require.NoError(t, json.Unmarshal([]byte(body), &found), body)
	return found.Data, body
}
