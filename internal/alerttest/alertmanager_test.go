package alerttest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/alerttest"
)

// What 0.31.1 answered to each of these.
func TestAlertmanagerTakesAndRefuses(t *testing.T) {
	tests := map[string]struct {
		body   string
		status int
		stored int
	}{
		"an alert":                    {`[{"labels":{"alertname":"a"},"startsAt":"2026-11-24T09:30:00Z","generatorURL":"http://a/b?c=d"}]`, 200, 1},
		"without a name":              {`[{"labels":{"severity":"critical"}}]`, 200, 1},
		"dots in a name":              {`[{"labels":{"alertname":"a","service.name":"b"}}]`, 200, 1},
		"no JSON":                     {`[`, 400, 0},
		"no list":                     {`{"labels":{"alertname":"a"}}`, 400, 0},
		"a number for a label":        {`[{"labels":{"alertname":"a","n":1}}]`, 400, 0},
		"no labels":                   {`[{"annotations":{"a":"b"}}]`, 422, 0},
		"labels without values":       {`[{"labels":{"alertname":""}}]`, 400, 0},
		"it ends before it starts":    {`[{"labels":{"alertname":"a"},"startsAt":"2026-11-24T09:30:00Z","endsAt":"2026-11-24T09:29:59Z"}]`, 400, 0},
		"a generator that is a word":  {`[{"labels":{"alertname":"a"},"generatorURL":"opentelemetry-collector"}]`, 422, 0},
		"a time that is none":         {`[{"labels":{"alertname":"a"},"startsAt":"now"}]`, 400, 0},
		"one of three is not valid":   {`[{"labels":{"alertname":"a"}},{"labels":{"x":""}},{"labels":{"alertname":"c"}}]`, 400, 2},
		"the same twice":              {`[{"labels":{"alertname":"a","b":""}},{"labels":{"alertname":"a"}}]`, 200, 1},
		"one is over, by its own end": {`[{"labels":{"alertname":"a"},"endsAt":"2026-11-24T09:29:59Z"}]`, 200, 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			server := alerttest.NewAlertmanager(t)
			status, _ := post(t, server.URL+"/api/v2/alerts", "application/json", test.body)
			assert.Equal(t, test.status, status)
			assert.Len(t, server.Alerts(), test.stored)
		})
	}
	server := alerttest.NewAlertmanager(t)
	status, _ := post(t, server.URL+"/api/v1/alerts", "application/json", `[]`)
	assert.Equal(t, 410, status)
	status, _ = post(t, server.URL+"/api/v2/alerts", "text/plain", `[]`)
	assert.Equal(t, 415, status)
}

func TestAlertmanagerHoldsAnAlertForFiveMinutes(t *testing.T) {
	server := alerttest.NewAlertmanager(t)
	status, _ := post(t, server.URL+"/api/v2/alerts", "application/json", `[{"labels":{"alertname":"a"},"annotations":{"summary":"s"}}]`)
	require.Equal(t, 200, status)
	alert := server.Alerts()[0]
	assert.Equal(t, map[string]string{"summary": "s"}, alert.Annotations)
	assert.Equal(t, 1, alert.Posts)
	assert.True(t, alert.Holds(time.Now().Add(4*time.Minute)))
	assert.False(t, alert.Holds(time.Now().Add(6*time.Minute)))
}
