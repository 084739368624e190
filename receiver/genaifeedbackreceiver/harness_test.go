package genaifeedbackreceiver

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/receiver/receivertest"
	"gopkg.in/yaml.v3"

	"github.com/otelcol-genai/otelcol-genai/receiver/genaifeedbackreceiver/internal/metadata"
)

const (
	traceHex    = "0af7651916cd43dd8448eb211c80319c"
	spanHex     = "b7ad6b7169203331"
	parent      = "00-" + traceHex + "-" + spanHex + "-01"
	secret      = "a secret of some length"
	withSecret  = "secret: " + secret
	contentJSON = "application/json"
)

// running is a receiver that listens.
type running struct {
	url  string
	sink *consumertest.LogsSink
	tel  *componenttest.Telemetry
	host finder
	stop func()
}

func load(t *testing.T, text string) (*Config, error) {
	t.Helper()
	var values map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(text), &values))
	config := createDefaultConfig().(*Config)
	if err := confmap.NewFromStringMap(values).Unmarshal(config); err != nil {
		return config, err
	}
	return config, config.Validate()
}

// start runs a receiver on a configuration; its logs go to next, or to the sink.
func start(t *testing.T, text string, knows finder, next consumer.Logs) *running {
	t.Helper()
	return startOn(t, text, hostOf(knows), knows, next)
}

// startOn has the extensions of a host.
func startOn(t *testing.T, text string, host component.Host, knows finder, next consumer.Logs) *running {
	t.Helper()
	config, err := load(t, text)
	require.NoError(t, err)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	config.Server.NetAddr.Endpoint = listener.Addr().String()
	require.NoError(t, listener.Close())

	r := &running{url: "http://" + config.Server.NetAddr.Endpoint + path, sink: &consumertest.LogsSink{}, tel: componenttest.NewTelemetry(), host: knows}
	if next == nil {
		next = r.sink
	}
	set := receivertest.NewNopSettings(metadata.Type)
	set.TelemetrySettings = r.tel.NewTelemetrySettings()
	receiver, err := NewFactory().CreateLogs(t.Context(), set, config, next)
	require.NoError(t, err)
	require.NoError(t, receiver.Start(t.Context(), host))
	r.stop = sync.OnceFunc(func() {
		http.DefaultClient.CloseIdleConnections()
		require.NoError(t, receiver.Shutdown(context.WithoutCancel(t.Context())))
		require.NoError(t, r.tel.Shutdown(context.WithoutCancel(t.Context())))
	})
	t.Cleanup(r.stop)
	return r
}

// reply is an answer of the receiver.
type reply struct {
	status int
	header http.Header
	body   string
}

func (r *running) post(t *testing.T, body string, headers ...string) reply {
	t.Helper()
	return r.send(t, http.MethodPost, strings.NewReader(body), headers...)
}

func (r *running) send(t *testing.T, method string, body io.Reader, headers ...string) reply {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, r.url, body)
	require.NoError(t, err)
	request.Header.Set("Content-Type", contentJSON)
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			request.Host = headers[i+1]
			continue
		}
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return reply{response.StatusCode, response.Header, string(text)}
}

// records are the log records that came out, with their resources.
func (r *running) records() (records []plog.LogRecord, resources []pcommon.Map) {
	return recordsOf(r.sink.AllLogs())
}

func recordsOf(all []plog.Logs) (records []plog.LogRecord, resources []pcommon.Map) {
	for _, logs := range all {
		for _, resource := range logs.ResourceLogs().All() {
			for _, scope := range resource.ScopeLogs().All() {
				for _, record := range scope.LogRecords().All() {
					records = append(records, record)
					resources = append(resources, resource.Resource().Attributes())
				}
			}
		}
	}
	return records, resources
}

// issue is a token as README.md tells applications to make it.
func issue(expires time.Time, trace, response, session string) string {
	expiry := strconv.FormatInt(expires.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%s\n%s\n%s\n%s", expiry, trace, response, session)
	return "gft1." + expiry + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func object(t *testing.T, pairs ...any) string {
	t.Helper()
	fields := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		fields[pairs[i].(string)] = pairs[i+1]
	}
	text, err := json.Marshal(fields)
	require.NoError(t, err)
	return string(bytes.TrimSpace(text))
}
