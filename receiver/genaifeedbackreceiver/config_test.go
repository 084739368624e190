package genaifeedbackreceiver

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/receiver/receivertest"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/otelcol-genai/otelcol-genai/receiver/genaifeedbackreceiver/internal/metadata"
)

func TestWrongConfigIsRefused(t *testing.T) {
	tests := map[string]struct {
		text string
		want []string
	}{
		"a misspelt key":           {"secrets: a secret of some length", []string{"secrets"}},
		"a misspelt key deeper":    {"rate_limit: {per_second: 1}", []string{"per_second"}},
		"everybody on the network": {"endpoint: 0.0.0.0:8323", []string{"secret must be set where endpoint is not a loopback address", "0.0.0.0:8323"}},
		"everybody on any":         {"endpoint: ':8323'", []string{"secret must be set"}},
		"no port":                  {"endpoint: localhost", []string{"endpoint must be a host and a port", "localhost"}},
		"no endpoint":              {"endpoint: ''", []string{"endpoint must be set"}},
		"a short secret":           {"secret: short", []string{"secret must have at least 16 bytes, got 5"}},
		"two secrets":              {"{secret: a secret of some length, secret_file: x}", []string{"secret and secret_file must not both be set"}},
		"no secret file":           {"secret_file: /nonexistent/secret", []string{"secret_file", "/nonexistent/secret"}},
		"everything at once": {
			"{clock_skew: -1s, name: a b, names: [''], labels: ['x y'], max_names: 0, max_labels: -1, max_items: 0, max_text: 0, max_request_body_size: 0, idempotency: {ttl: 5, max_ids: 0}, rate_limit: {requests_per_second: -1, burst: 0, max_clients: 0}, session_rate_limit: {per_minute: .nan, burst: 0, max_sessions: 0}}",
			[]string{
				"clock_skew must not be negative, got -1s", "name must be", `"a b"`, "names[0]", "labels[0]", `"x y"`, "max_names must be positive, got 0", "max_labels must be positive, got -1",
				"max_items", "max_text", "max_request_body_size", "idempotency.ttl must be at least 1s, got 5ns", "idempotency.max_ids", "rate_limit.requests_per_second must be 0 for no limit, or positive, got -1",
				"rate_limit.burst", "rate_limit.max_clients", "session_rate_limit.per_minute", "NaN", "session_rate_limit.burst", "session_rate_limit.max_sessions",
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := load(t, test.text)
			require.Error(t, err)
			for _, want := range test.want {
				require.ErrorContains(t, err, want)
			}
			assert.NotContains(t, err.Error(), "a secret of some length")
		})
	}
}

func TestWhoMayListenOpenly(t *testing.T) {
	for _, text := range []string{
		"", "endpoint: 127.0.0.1:8323", "endpoint: '[::1]:8323'", "{endpoint: /run/feedback.sock, transport: unix}",
		"{endpoint: 0.0.0.0:8323, secret: a secret of some length}", "{endpoint: 0.0.0.0:8323, auth: {authenticator: bearertokenauth}}",
	} {
		_, err := load(t, text)
		assert.NoError(t, err, text)
	}
}

func TestSecretOfAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(file, []byte(secret+"\n"), 0o600))
	config, err := load(t, "secret_file: "+file)
	require.NoError(t, err)
	found, err := config.secret()
	require.NoError(t, err)
	assert.Equal(t, secret, string(found))
}

func TestStartSaysWhatIsMissing(t *testing.T) {
	tests := map[string]struct {
		host component.Host
		want string
	}{
		"no extension":      {testHost{}, `budget: no extension "genai_budget" is running`},
		"another extension": {hostOf(nothing{}), `budget: extension "genai_budget" knows no spans`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r, err := NewFactory().CreateLogs(t.Context(), receivertest.NewNopSettings(metadata.Type), createDefaultConfig(), consumertest.NewNop())
			require.NoError(t, err)
			require.ErrorContains(t, r.Start(t.Context(), test.host), test.want)
			require.NoError(t, r.Shutdown(t.Context()))
		})
	}
}

type nothing struct {
	component.StartFunc
	component.ShutdownFunc
}

func TestOpenReceiverWarnsOnce(t *testing.T) {
	for text, warnings := range map[string]int{"endpoint: localhost:0": 1, "{endpoint: localhost:0, secret: a secret of some length}": 0} {
		config, err := load(t, text)
		require.NoError(t, err)
		core, logs := observer.New(zap.InfoLevel)
		set := receivertest.NewNopSettings(metadata.Type)
		set.TelemetrySettings = componenttest.NewNopTelemetrySettings()
		set.Logger = zap.New(core)
		r, err := NewFactory().CreateLogs(t.Context(), set, config, consumertest.NewNop())
		require.NoError(t, err)
		require.NoError(t, r.Start(t.Context(), newTestHost()))
		require.NoError(t, r.Shutdown(t.Context()))
		assert.Len(t, logs.FilterMessageSnippet("secret is not set").All(), warnings, text)
		for _, entry := range logs.All() {
			assert.NotContains(t, entry.Message, secret)
		}
	}
}
