package pagerduty_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.uber.org/goleak"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination"
	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination/destinationtest"
	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/pagerduty"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
	"github.com/otelcol-genai/otelcol-genai/internal/alerttest"
	"github.com/otelcol-genai/otelcol-genai/internal/standin"
)

const routingKey = "e93facc04764012d7bfb002500d5d1a6"

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func configured(url string) *pagerduty.Config {
	config := pagerduty.DefaultConfig()
	config.Client.Endpoint = url
	config.Client.Timeout = destinationtest.Patient
	config.RoutingKey = routingKey
	return config
}

func start(t *testing.T, config *pagerduty.Config) destination.Destination {
	t.Helper()
	return destinationtest.Open(t, config, pagerduty.New)
}

func TestContract(t *testing.T) {
	destinationtest.Run(t, &destinationtest.Subject{
		New: func(t *testing.T, url string, timeout time.Duration) destination.Destination {
			t.Helper()
			config := configured(url)
			config.Client.Timeout = timeout
			return start(t, config)
		},
		Secrets: []string{routingKey},
		Success: standin.Answer{Status: 202, Body: `{"status":"success","message":"Event processed","dedup_key":"k"}`},
		Permanent: []standin.Answer{
			{Status: 400, Body: `{"status":"invalid event","message":"Event object is invalid","errors":["'routing_key' is invalid"]}`},
		},
		Passing: []standin.Answer{{Status: 200, Body: "<html>sign in</html>"}, {Status: 202, Body: `{"status":"unknown"}`}},
		StandIn: func(t *testing.T) (*standin.Server, string) {
			t.Helper()
			server := alerttest.NewPagerDuty(t)
			return &server.Server, server.URL
		},
	})
}

func TestEventsGoToTheRegionOfTheAccount(t *testing.T) {
	server := alerttest.NewPagerDuty(t, routingKey)
	for _, endpoint := range []string{server.URL, server.URL + "/", server.URL + "/v2/enqueue"} {
		require.NoError(t, start(t, configured(endpoint)).Send(t.Context(), []alert.Notice{{Action: alert.Trigger, Incident: destinationtest.Incident(1)}}))
	}
	assert.Len(t, server.Events(), 3)
	assert.Equal(t, "https://events.pagerduty.com", pagerduty.DefaultConfig().Client.Endpoint)
}

func TestAResolveClosesWhatATriggerOpened(t *testing.T) {
	server := alerttest.NewPagerDuty(t, routingKey)
	d := start(t, configured(server.URL))
	send := func(action alert.Action, n int) {
		require.NoError(t, d.Send(t.Context(), []alert.Notice{{Action: action, Incident: destinationtest.Incident(n)}}))
	}
	send(alert.Trigger, 1)
	send(alert.Trigger, 2)
	send(alert.Renew, 1)
	assert.Equal(t, []string{destinationtest.Incident(1).Key, destinationtest.Incident(2).Key}, server.Open())
	send(alert.Resolve, 1)
	assert.Equal(t, []string{destinationtest.Incident(2).Key}, server.Open())
}

func TestConfig(t *testing.T) {
	read := func(keys map[string]any) (*pagerduty.Config, error) {
		config := pagerduty.DefaultConfig()
		return config, confmap.NewFromStringMap(keys).Unmarshal(config)
	}
	config, err := read(map[string]any{"endpoint": "https://events.eu.pagerduty.com", "routing_key": routingKey, "client": "agents", "client_url": "https://g.example.org"})
	require.NoError(t, err)
	require.NoError(t, config.Validate())
	assert.Equal(t, "agents", config.ClientName)

	_, err = read(map[string]any{"routing_kee": routingKey})
	require.ErrorContains(t, err, "routing_kee")

	config, err = read(map[string]any{"endpoint": "events.pagerduty.com", "routing_key": "hunter2-of-the-pager", "client_url": "grafana", "timeout": "-1s"})
	require.NoError(t, err)
	require.EqualError(t, config.Validate(), `endpoint must be a URL with http or https and a host, got scheme "" and host ""`+"\n"+
		"timeout must be positive, got -1s\nrouting_key must be 32 letters and digits, got 20 bytes\n"+
		`client_url must be a URL with http or https and a host, got scheme "" and host ""`)
	assert.NotContains(t, fmt.Sprintf("%v %+v %#v", *config, *config, *config), "hunter2")
}
