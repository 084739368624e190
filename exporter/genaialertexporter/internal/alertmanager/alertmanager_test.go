package alertmanager_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.uber.org/goleak"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/alertmanager"
	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination"
	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination/destinationtest"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
	"github.com/otelcol-genai/otelcol-genai/internal/alerttest"
	"github.com/otelcol-genai/otelcol-genai/internal/standin"
)

const credential = "Basic dXNlcjpodW50ZXIy"

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func configured(urls ...string) *alertmanager.Config {
	config := alertmanager.DefaultConfig()
	config.Client.Timeout = destinationtest.Patient
	config.Client.Headers = configopaque.MapList{{Name: "Authorization", Value: credential}}
	if len(urls) == 1 {
		config.Client.Endpoint = urls[0]
	} else {
		config.Endpoints = urls
	}
	return config
}

func start(t *testing.T, config *alertmanager.Config) destination.Destination {
	t.Helper()
	return destinationtest.Open(t, config, alertmanager.New)
}

func TestContract(t *testing.T) {
	destinationtest.Run(t, &destinationtest.Subject{
		New: func(t *testing.T, url string, timeout time.Duration) destination.Destination {
			t.Helper()
			config := configured(url)
			config.Client.Timeout = timeout
			return start(t, config)
		},
		Secrets: []string{credential},
		Success: standin.Answer{Status: 200},
		Permanent: []standin.Answer{
			{Status: 400, Body: `"start time must be before end time"`},
			{Status: 422, Body: `{"code":601,"message":"validation failure list:\ngeneratorURL in body must be of type uri"}`},
		},
		StandIn: func(t *testing.T) (*standin.Server, string) {
			t.Helper()
			server := alerttest.NewAlertmanager(t)
			return &server.Server, server.URL
		},
	})
}

func notice(action alert.Action, n int) alert.Notice {
	return alert.Notice{Action: action, Incident: destinationtest.Incident(n)}
}

func TestAnAlertHoldsFromItsEventUntilItIsRenewedOrResolved(t *testing.T) {
	server := alerttest.NewAlertmanager(t)
	d := start(t, configured(server.URL))
	began := time.Now().Add(-time.Hour).Truncate(time.Millisecond).UTC()
	n := notice(alert.Trigger, 1)
	n.Incident.Began = began

	sent := time.Now()
	require.NoError(t, d.Send(t.Context(), []alert.Notice{n}))
	first := server.Alerts()
	require.Len(t, first, 1)
	assert.Equal(t, began, first[0].StartsAt)
	assert.WithinDuration(t, sent.Add(5*time.Minute), first[0].EndsAt, 5*time.Second)
	assert.Equal(t, 5*time.Minute, d.Traits().Forgets)
	assert.Equal(t, 150*time.Second, d.Traits().Lingers)

	n.Action = alert.Renew
	require.NoError(t, d.Send(t.Context(), []alert.Notice{n}))
	renewed := server.Alerts()
	require.Len(t, renewed, 1, "it is the same alert")
	assert.Equal(t, 2, renewed[0].Posts)
	assert.True(t, renewed[0].EndsAt.After(first[0].EndsAt))

	n.Action, n.Incident.Ended = alert.Resolve, began.Add(30*time.Minute)
	require.NoError(t, d.Send(t.Context(), []alert.Notice{n}))
	resolved := server.Alerts()
	require.Len(t, resolved, 1)
	assert.Equal(t, n.Incident.Ended, resolved[0].EndsAt)
}

func TestAnAlertOfAClockThatIsAheadHoldsNow(t *testing.T) {
	server := alerttest.NewAlertmanager(t)
	d := start(t, configured(server.URL))
	n := notice(alert.Trigger, 1)
	n.Incident.Began = time.Now().Add(24 * time.Hour)
	require.NoError(t, d.Send(t.Context(), []alert.Notice{n}))
	assert.WithinDuration(t, time.Now(), server.Alerts()[0].StartsAt, 5*time.Second)

	n.Action, n.Incident.Ended = alert.Resolve, time.Now().Add(25*time.Hour)
	require.NoError(t, d.Send(t.Context(), []alert.Notice{n}))
	assert.False(t, server.Alerts()[0].Holds(time.Now()), "one that was resolved is over")
}

// Alertmanager refuses a batch for one alert and stores the others. Sent one by one, that one is found.
func TestOneThatIsRefusedIsFoundAlone(t *testing.T) {
	const refused = "s-3"
	server := standin.NewServer(t, func(_ *http.Request, body []byte) standin.Answer {
		if strings.Contains(string(body), `"`+refused+`"`) {
			return standin.Answer{Status: 400}
		}
		return standin.Answer{Status: 200}
	})
	d := start(t, configured(server.URL))
	batch := []alert.Notice{notice(alert.Trigger, 1), notice(alert.Trigger, 3), notice(alert.Trigger, 4)}
	permanent := &destination.Failure{Permanent: true, Status: 400, Reason: "Bad Request"}
	assert.Equal(t, permanent, d.Send(t.Context(), batch))
	require.NoError(t, d.Send(t.Context(), batch[:1]))
	assert.Equal(t, permanent, d.Send(t.Context(), batch[1:2]))
	require.NoError(t, d.Send(t.Context(), batch[2:]))
}

func TestAnAlertThatEscalatesIsNotLeftBehindUnderItsOldSeverity(t *testing.T) {
	server := alerttest.NewAlertmanager(t)
	d := start(t, configured(server.URL))
	n := notice(alert.Trigger, 1)
	n.Incident.Severity = alert.Warning
	require.NoError(t, d.Send(t.Context(), []alert.Notice{n}))
	n.Was = alert.Told{Name: n.Incident.Name, Severity: alert.Warning}
	n.Incident.Severity = alert.Critical
	require.NoError(t, d.Send(t.Context(), []alert.Notice{n}))
	holds := func() map[string]bool {
		held := map[string]bool{}
		for _, a := range server.Alerts() {
			held[a.Labels["severity"]] = a.Holds(time.Now())
		}
		return held
	}
	assert.Equal(t, map[string]bool{"warning": false, "critical": true}, holds())

	n.Was.Severity = alert.Critical
	n.Action, n.Incident.Ended = alert.Resolve, time.Now()
	require.NoError(t, d.Send(t.Context(), []alert.Notice{n}))
	assert.Equal(t, map[string]bool{"warning": false, "critical": false}, holds())
}

func TestAClusterIsToldEverythingAndOneIsEnough(t *testing.T) {
	one, other := alerttest.NewAlertmanager(t), alerttest.NewAlertmanager(t)
	d := start(t, configured(one.URL, other.URL+"/"))
	send := func() error { return d.Send(t.Context(), []alert.Notice{notice(alert.Trigger, 1)}) }
	require.NoError(t, send())
	assert.Len(t, one.Alerts(), 1)
	assert.Len(t, other.Alerts(), 1)

	one.Down(standin.Answer{Status: 500})
	require.NoError(t, send())
	one.Down(standin.Answer{Status: 400})
	other.Down(standin.Answer{Status: 503})
	assert.Equal(t, &destination.Failure{Status: 503, Reason: "Service Unavailable"}, send(), "one may take it yet")
	other.Down(standin.Answer{Status: 400})
	assert.Equal(t, &destination.Failure{Permanent: true, Status: 400, Reason: "Bad Request"}, send())
}

func TestAMemberThatHangsIsNotWaitedForLong(t *testing.T) {
	one, hangs := alerttest.NewAlertmanager(t), alerttest.NewAlertmanager(t)
	hangs.Down(standin.Answer{Status: 200, After: time.Hour})
	config := configured(one.URL, hangs.URL)
	config.Client.Timeout = time.Hour
	d := start(t, config)
	began := time.Now()
	require.NoError(t, d.Send(t.Context(), []alert.Notice{notice(alert.Trigger, 1)}))
	assert.Less(t, time.Since(began), 10*time.Second)
}

func TestAPathBeforeTheAPIAndHeadersAreSent(t *testing.T) {
	server := standin.NewServer(t, func(*http.Request, []byte) standin.Answer { return standin.Answer{Status: 200} })
	for _, endpoint := range []string{"/alertmanager", "/alertmanager/", "/alertmanager/api/v2/alerts"} {
		require.NoError(t, start(t, configured(server.URL+endpoint)).Send(t.Context(), []alert.Notice{notice(alert.Trigger, 1)}))
	}
	for _, r := range server.Requests() {
		assert.Equal(t, "/alertmanager/api/v2/alerts", r.Path)
		assert.Equal(t, credential, r.Header.Get("Authorization"))
		assert.Equal(t, "application/json", r.Header.Get("Content-Type"))
	}
}
