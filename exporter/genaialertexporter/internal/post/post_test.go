package post_test

import (
	"context"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/config/configcompression"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.uber.org/goleak"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination"
	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/post"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func client(t *testing.T) *post.Client {
	t.Helper()
	config := post.DefaultClient("")
	config.Timeout = 5 * time.Second
	c, err := post.NewClient(t.Context(), &config, nil, componenttest.NewNopTelemetrySettings())
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

func TestWhyThereIsNoAnswerIsSaidInAFewWords(t *testing.T) {
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // it complains of a client that goes away
	secure.StartTLS()
	t.Cleanup(secure.Close)
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	over, cancel := context.WithCancel(t.Context())
	cancel()
	late, cancelLate := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancelLate()
	tests := map[string]struct {
		ctx  context.Context
		to   string
		want destination.Failure
	}{
		"a certificate of nobody's": {t.Context(), secure.URL, destination.Failure{Reason: "the certificate was not accepted"}},
		"no TLS there":              {t.Context(), strings.Replace(plain.URL, "http:", "https:", 1), destination.Failure{Reason: "the server does not speak TLS"}},
		"no such host":              {t.Context(), "http://secret.invalid/", destination.Failure{Reason: "the host was not found"}},
		"no URL":                    {t.Context(), "http://a b/secret", destination.Failure{Permanent: true, Reason: "the address is not valid"}},
		"over before it began":      {over, plain.URL, destination.Failure{Unsure: true, Reason: "canceled"}},
		"too late":                  {late, plain.URL, destination.Failure{Unsure: true, Reason: "no answer in time"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := client(t).Post(test.ctx, test.to, nil, []byte("{}"))
			assert.Equal(t, &test.want, err)
		})
	}
}

// The URL of a Slack webhook is a secret, and a span of an HTTP client has the URL.
func TestNoSpanTellsTheURL(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	telemetry := componenttest.NewTelemetry()
	t.Cleanup(func() { require.NoError(t, telemetry.Shutdown(context.Background())) })
	config := post.DefaultClient("")
	c, err := post.NewClient(t.Context(), &config, nil, telemetry.NewTelemetrySettings())
	require.NoError(t, err)
	t.Cleanup(c.Close)
	_, err = c.Post(t.Context(), server.URL+"/services/secret", nil, []byte("{}"))
	require.NoError(t, err)
	assert.Empty(t, telemetry.SpanRecorder.Ended())
}

func TestStatuses(t *testing.T) {
	permanent := map[int]string{
		400: "Bad Request", 410: "Gone", 413: "Request Entity Too Large", 414: "Request URI Too Long", 415: "Unsupported Media Type", 422: "Unprocessable Entity",
	}
	for status := 300; status < 600; status++ {
		failure := (&post.Answer{Status: status, Body: []byte("secret")}).Failure()
		reason, final := permanent[status]
		assert.Equal(t, final, failure.Permanent, status)
		assert.Equal(t, status, failure.Status)
		assert.NotEmpty(t, failure.Reason)
		if final {
			assert.Equal(t, reason, failure.Reason)
		}
	}
	for status, taken := range map[int]bool{199: false, 200: true, 202: true, 204: true, 299: true, 300: false} {
		assert.Equal(t, taken, (&post.Answer{Status: status}).Taken(), status)
	}
}

func TestAPathIsPutBehindAnEndpointOnce(t *testing.T) {
	for endpoint, want := range map[string]string{
		"https://events.pagerduty.com":              "https://events.pagerduty.com/v2/enqueue",
		"https://events.pagerduty.com/":             "https://events.pagerduty.com/v2/enqueue",
		"https://events.pagerduty.com/v2/enqueue":   "https://events.pagerduty.com/v2/enqueue",
		"https://proxy.example.org/pd/v2/enqueue/":  "https://proxy.example.org/pd/v2/enqueue/",
		"https://proxy.example.org/pd":              "https://proxy.example.org/pd/v2/enqueue",
		"https://proxy.example.org/notv2/enqueue":   "https://proxy.example.org/notv2/enqueue/v2/enqueue",
		"https://user:pass@proxy.example.org/a%2Fb": "https://user:pass@proxy.example.org/a%2Fb/v2/enqueue",
	} {
		assert.Equal(t, want, post.At(endpoint, "v2/enqueue"))
	}
}

func TestAllThatIsWrongWithAClientIsToldAtOnce(t *testing.T) {
	config := post.DefaultClient("")
	assert.Empty(t, post.CheckClient(&config))
	config.Timeout = -time.Second
	config.Compression = configcompression.TypeZstd
	config.ProxyURL = "http://user:hunter2@[::1"
	config.Headers = configopaque.MapList{{Name: "Authorization", Value: "hunter2"}, {Name: "Authorization", Value: "hunter3"}}
	var told []string
	for _, err := range post.CheckClient(&config) {
		told = append(told, err.Error())
	}
	assert.Equal(t, []string{
		"timeout must be positive, got -1s",
		`compression must be none, as receivers of alerts take no other, got "zstd"`,
		"proxy_url must be a URL with http or https, got 24 bytes that are none",
		"headers: duplicate keys in map-style list: [Authorization]",
	}, told)
}
