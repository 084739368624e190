package webhook_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/confmap"
	"go.uber.org/goleak"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination"
	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination/destinationtest"
	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/webhook"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
	"github.com/otelcol-genai/otelcol-genai/internal/alerttest"
	"github.com/otelcol-genai/otelcol-genai/internal/standin"
)

// The secret of the examples in the specification of Standard Webhooks.
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func configured(url, secret string) *webhook.Config {
	config := webhook.DefaultConfig()
	config.Client.Endpoint = url
	config.Client.Timeout = destinationtest.Patient
	config.Secret = configopaque.String(secret)
	return config
}

func start(t *testing.T, config *webhook.Config) destination.Destination {
	t.Helper()
	return destinationtest.Open(t, config, webhook.New)
}

func TestContract(t *testing.T) {
	destinationtest.Run(t, &destinationtest.Subject{
		New: func(t *testing.T, url string, timeout time.Duration) destination.Destination {
			t.Helper()
			config := configured(url+"/hook?token=inthequery", secret)
			config.Client.Timeout = timeout
			return start(t, config)
		},
		Secrets:   []string{secret, strings.TrimPrefix(secret, "whsec_"), "inthequery"},
		Success:   standin.Answer{Status: 200, Body: "{}"},
		Permanent: []standin.Answer{{Status: 400}, {Status: 410}, {Status: 415}, {Status: 422}},
		StandIn: func(t *testing.T) (*standin.Server, string) {
			t.Helper()
			server := alerttest.NewWebhook(t, secret)
			return &server.Server, server.URL
		},
	})
}

func TestTheSameNewsHasTheSameIDAndOtherNewsAnother(t *testing.T) {
	server := alerttest.NewWebhook(t, secret)
	d := start(t, configured(server.URL, secret))
	trigger := alert.Notice{Action: alert.Trigger, Incident: destinationtest.Incident(1)}
	resolve, worse, again, other := trigger, trigger, trigger, trigger
	resolve.Action, resolve.Incident.Ended = alert.Resolve, trigger.Incident.Began.Add(1)
	worse.Incident.Severity = alert.Warning
	again.Incident.Began = again.Incident.Began.Add(1)
	other.Incident.Key += "x"
	for _, n := range []alert.Notice{trigger, trigger, resolve, worse, again, other} {
		require.NoError(t, d.Send(t.Context(), []alert.Notice{n}))
	}
	events := server.Events()
	require.Len(t, events, 6)
	assert.Equal(t, events[0].ID, events[1].ID)
	ids := map[string]bool{}
	for _, e := range events {
		ids[e.ID] = true
		assert.Equal(t, e.ID, e.WebhookID)
	}
	assert.Len(t, ids, 5)
}

func TestARenewalIsNoEvent(t *testing.T) {
	server := alerttest.NewWebhook(t, secret)
	require.NoError(t, start(t, configured(server.URL, secret)).Send(t.Context(), []alert.Notice{{Action: alert.Renew, Incident: destinationtest.Incident(1)}}))
	assert.Empty(t, server.Requests())
}

func TestAReceiverWithAnotherSecretTakesNothing(t *testing.T) {
	server := alerttest.NewWebhook(t, "whsec_"+base64.StdEncoding.EncodeToString(make([]byte, 24)))
	err := start(t, configured(server.URL, secret)).Send(t.Context(), []alert.Notice{{Action: alert.Trigger, Incident: destinationtest.Incident(1)}})
	assert.Equal(t, &destination.Failure{Status: 401, Reason: "Unauthorized"}, err)
}

func TestWithoutASecretNothingIsSignedAndSomebodyIsTold(t *testing.T) {
	server := alerttest.NewWebhook(t, "")
	core, logs := observer.New(zap.WarnLevel)
	telemetry := componenttest.NewNopTelemetrySettings()
	telemetry.Logger = zap.New(core)
	d, err := webhook.New(t.Context(), configured(server.URL, ""), nil, telemetry)
	require.NoError(t, err)
	defer d.(interface{ Close() }).Close()
	assert.Equal(t, 1, logs.Len())
	require.NoError(t, d.Send(t.Context(), []alert.Notice{{Action: alert.Trigger, Incident: destinationtest.Incident(1)}}))
	requests := server.Requests()
	require.Len(t, requests, 1)
	assert.NotContains(t, requests[0].Header, "Webhook-Signature")
	assert.NotEmpty(t, requests[0].Header.Get("Webhook-Id"))
}

func TestAllThatIsWrongIsToldAtOnceAndNothingOfTheSecret(t *testing.T) {
	of := func(n int) string { return "whsec_" + base64.StdEncoding.EncodeToString(make([]byte, n)) }
	tests := map[string]struct {
		secret, want string
	}{
		"none":          {"", ""},
		"24 bytes":      {of(24), ""},
		"64 bytes":      {of(64), ""},
		"23 bytes":      {of(23), "secret must have 24 to 64 bytes in base64 behind whsec_, got 23"},
		"65 bytes":      {of(65), "secret must have 24 to 64 bytes in base64 behind whsec_, got 65"},
		"nothing in it": {"whsec_", "secret must have 24 to 64 bytes in base64 behind whsec_, got 0"},
		"no prefix":     {"hunter2", "secret must begin with whsec_, got 7 bytes that do not"},
		"no base64":     {"whsec_hunter2!", "secret must be base64 behind whsec_, got 8 bytes that are not"},
	}
	for name, test := range tests {
		err := configured("http://a", test.secret).Validate()
		if test.want == "" {
			require.NoError(t, err, name)
			continue
		}
		require.EqualError(t, err, test.want, name)
	}
	config := configured("ftp://user:pass@ops.example/hook?token=hunter2", "hunter2")
	config.Client.Timeout = -1
	assert.EqualError(t, config.Validate(),
		"endpoint must be a URL with http or https and a host, got scheme \"ftp\" and host \"ops.example\"\n"+
			"timeout must be positive, got -1ns\nsecret must begin with whsec_, got 7 bytes that do not")
}

func TestConfigIsRead(t *testing.T) {
	config := webhook.DefaultConfig()
	require.NoError(t, confmap.NewFromStringMap(map[string]any{"endpoint": "https://ops.example/hook?a=b", "secret": secret}).Unmarshal(config))
	require.NoError(t, config.Validate())
	assert.Equal(t, configopaque.String(secret), config.Secret)
	require.ErrorContains(t, confmap.NewFromStringMap(map[string]any{"secrets": secret}).Unmarshal(webhook.DefaultConfig()), "secrets")
}
