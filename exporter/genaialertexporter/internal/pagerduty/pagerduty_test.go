package pagerduty_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.uber.org/goleak"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination"
	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination/destinationtest"
	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/pagerduty"
	"github.com/otelcol-genai/otelcol-genai/internal/alerttest"
)

const routingKey = "e93facc04764012d7bfb002500d5d1a6"

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func configured(url string) *pagerduty.Config {
	config := pagerduty.DefaultConfig()
	config.Client.Endpoint = url
	config.Client.Timeout = destinationtest.Timeout
	config.RoutingKey = routingKey
	return config
}

func start(t *testing.T, config *pagerduty.Config) destination.Destination {
	t.Helper()
	require.NoError(t, config.Validate())
	d, err := pagerduty.New(t.Context(), config, nil, componenttest.NewNopTelemetrySettings())
	require.NoError(t, err)
	t.Cleanup(d.(interface{ Close() }).Close)
	return d
}

func TestContract(t *testing.T) {
	destinationtest.Run(t, &destinationtest.Subject{
		New:     func(t *testing.T, url string) destination.Destination { return start(t, configured(url)) },
		Secrets: []string{routingKey},
		Success: alerttest.Answer{Status: 202, Body: `{"status":"success","message":"Event processed","dedup_key":"k"}`},
		Permanent: []alerttest.Answer{
			{Status: 400, Body: `{"status":"invalid event","message":"Event object is invalid","errors":["'routing_key' is invalid"]}`},
		},
		Passing: []alerttest.Answer{{Status: 200, Body: "<html>sign in</html>"}, {Status: 202, Body: `{"status":"unknown"}`}},
		StandIn: func(t *testing.T) (*alerttest.Server, string) {
			server := alerttest.NewPagerDuty(t)
			return &server.Server, server.URL
		},
	})
}
