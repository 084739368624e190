package datadogtest

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var now = time.Date(2026, 9, 15, 12, 0, 0, 0, time.UTC)

// ago adds one value of a metric some time before now.
func ago(t *testing.T, store *Store, name string, kind Kind, before time.Duration, value float64, of tags) {
	t.Helper()
	require.NoError(t, store.add(name, kind, of, now.Add(-before), point{value: value}))
}

// monitor is one with a query and the threshold that is in it.
func monitor(t *testing.T, query string, critical float64) *Monitor {
	t.Helper()
	body, err := json.Marshal(map[string]any{
		"name": "n", "type": "query alert", "query": query, "message": "m", "options": map[string]any{"thresholds": map[string]any{"critical": critical}},
	})
	require.NoError(t, err)
	m, err := ParseMonitor(body)
	require.NoError(t, err)
	return m
}

// The example of Datadog's page on as_count: the window is added up before the division.
func TestRatioOfCountsIsOfTheirSums(t *testing.T) {
	store := NewStore()
	for i, errors := range []float64{1, 2, 3, 4, 5} {
		at := time.Duration(i)*time.Minute + 30*time.Second
		ago(t, store, "requests.error", Count, at, errors, tags{"host": "a"})
		ago(t, store, "requests.total", Count, at, 10, tags{"host": "a"})
	}
	ratio := monitor(t, "sum(last_5m): sum:requests.error{*}.as_count() / sum:requests.total{*}.as_count() > 0.25", 0.25)
	groups, err := Monitors{"m": ratio}.Evaluate("m", store, now)
	require.NoError(t, err)
	require.Len(t, groups, 1)
	assert.InDelta(t, 0.3, groups[0].Value, 1e-12)
	assert.Equal(t, Alert, groups[0].Status)
}

func TestEvaluate(t *testing.T) {
	store := NewStore()
	prod, dev := tags{"service": "a", "env": "prod"}, tags{"service": "b", "env": "dev"}
	ago(t, store, "cost", Count, 23*time.Hour, 100, prod)
	ago(t, store, "cost", Count, time.Minute, 30, prod)
	ago(t, store, "cost", Count, 25*time.Hour, 1000, prod) // before the window
	ago(t, store, "cost", Count, time.Minute, 7, dev)
	ago(t, store, "failed", Count, time.Minute, 13, prod)
	ago(t, store, "limit", Gauge, time.Minute, 100, prod)
	ago(t, store, "spend", Gauge, time.Minute, 80, prod)
	ago(t, store, "spend", Gauge, 2*time.Minute, 20, prod)
	tests := map[string]struct {
		query string
		want  map[string]float64
	}{
		"sum over a window":            {"sum(last_1d):sum:cost{*} by {service}.as_count() > 1", map[string]float64{"service:a": 130, "service:b": 7}},
		"one group for everything":     {"sum(last_1d):sum:cost{*}.as_count() > 1", map[string]float64{"": 137}},
		"a filter":                     {"sum(last_1d):sum:cost{env:prod}.as_count() > 1", map[string]float64{"": 130}},
		"a filter turned around":       {"sum(last_1d):sum:cost{!env:prod}.as_count() > 1", map[string]float64{"": 7}},
		"two tags":                     {"sum(last_1d):sum:cost{env:prod,service:b}.as_count() > 1", map[string]float64{}},
		"alternatives":                 {"sum(last_1d):sum:cost{env:prod OR service:b} by {env}.as_count() > 1", map[string]float64{"env:prod": 130, "env:dev": 7}},
		"a list":                       {"sum(last_1d):sum:cost{env IN (prod, stage)}.as_count() > 1", map[string]float64{"": 130}},
		"not in a list":                {"sum(last_1d):sum:cost{service:* AND env NOT IN (prod)}.as_count() > 1", map[string]float64{"": 7}},
		"a beginning":                  {"sum(last_1d):sum:cost{env:pr*}.as_count() > 1", map[string]float64{"": 130}},
		"an end":                       {"sum(last_1d):sum:cost{env:*od}.as_count() > 1", map[string]float64{"": 130}},
		"a middle, which is no end":    {"sum(last_1d):sum:cost{env:*ro*}.as_count() + 0 * sum:cost{env:*ro}.as_count() > 1", map[string]float64{"": 130}},
		"not a middle":                 {"sum(last_1d):sum:cost{!env:*ro*}.as_count() > 1", map[string]float64{"": 7}},
		"a count that is missing is 0": {"sum(last_1h):sum:failed{*} by {service}.as_count() / sum:cost{*} by {service}.as_count() > 1", map[string]float64{"service:a": 13.0 / 30, "service:b": 0}},
		"a number times a metric":      {"sum(last_1h):2 * sum:cost{*} by {service}.as_count() - 1 > 1", map[string]float64{"service:a": 59, "service:b": 13}},
		"the day before":               {"sum(last_1d):day_before(sum:cost{*} by {service}.as_count()) > 1", map[string]float64{"service:a": 1000}},
		"shifted by seconds":           {"sum(last_1h):timeshift(sum:cost{*} by {service}.as_count(), -82800) > 1", map[string]float64{"service:a": 100}},
		"gauges by intervals":          {"max(last_5m):max:spend{*} by {service} / max:limit{*} by {service} > 0.5", map[string]float64{"service:a": 0.8}},
		"the mean over time":           {"avg(last_5m):max:spend{*} by {service} > 0.5", map[string]float64{"service:a": 50}},
		"the least over time":          {"min(last_5m):max:spend{*} by {service} > 0.5", map[string]float64{"service:a": 20}},
		"zero where nothing is":        {"min(last_5m):default_zero(max:spend{*}) > 0.5", map[string]float64{"": 0}},
		"a tag that is not there":      {"max(last_5m):max:spend{*} by {env} > 0.5", map[string]float64{"env:prod": 80}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := parseCondition(test.query)
			require.NoError(t, err)
			got, err := c.evaluate(store, now)
			require.NoError(t, err)
			require.Len(t, got, len(test.want), "%v", got)
			for group, want := range test.want {
				assert.InDelta(t, want, got[group], 1e-12, group)
			}
		})
	}
}

func TestPercentilesAreOfTheWholeWindow(t *testing.T) {
	store := NewStore()
	// 90 values from 0 to 10 in one minute, 10 from 10 to 20 in the next.
	for minute, d := range []distribution{
		{count: 90, sum: 450, min: 0, max: 10, bins: []bin{{0, 10, 90}}},
		{count: 10, sum: 150, min: 10, max: 20, bins: []bin{{10, 20, 10}}},
	} {
		require.NoError(t, store.add("duration", Distribution, tags{"service": "a"}, now.Add(-time.Duration(minute+1)*time.Minute), point{distribution: d}))
	}
	for query, want := range map[string]float64{
		"percentile(last_5m):p95:duration{*} by {service} > 1":                       15,
		"percentile(last_5m):p50:duration{*} by {service} > 1":                       50.0 / 9,
		"sum(last_5m):sum:duration{*}.as_count() / count:duration{*}.as_count() > 1": 6,
		"sum(last_5m):count:duration{*}.as_count() > 1":                              100,
		"max(last_5m):max:duration{*} > 1":                                           20,
	} {
		c, err := parseCondition(query)
		require.NoError(t, err, query)
		got, err := c.evaluate(store, now)
		require.NoError(t, err, query)
		require.Len(t, got, 1)
		for _, value := range got {
			assert.InDelta(t, want, value, 1e-9, query)
		}
	}
}

// What cannot be evaluated is an error, never silence.
func TestUnknownNamesFail(t *testing.T) {
	store := NewStore()
	ago(t, store, "cost", Count, time.Minute, 1, tags{"service": "a"})
	for query, want := range map[string]string{
		"sum(last_5m):sum:costs{*}.as_count() > 1":                     `metric "costs" was never sent`,
		"sum(last_5m):sum:cost{env:prod}.as_count() > 1":               `metric "cost" has no tag "env"; it has service`,
		"sum(last_5m):sum:cost{*} by {svc}.as_count() > 1":             `metric "cost" has no tag "svc"`,
		"avg(last_5m):avg:cost{*} > 1":                                 `metric "cost" is a count`,
		"percentile(last_5m):p95:cost{*} > 1":                          `needs a distribution`,
		"sum(last_5m):sum:cost{service IN (a) AND b:c}.as_count() > 1": `no tag "b"`,
	} {
		c, err := parseCondition(query)
		require.NoError(t, err, query)
		_, err = c.evaluate(store, now)
		assert.ErrorContains(t, err, want, query)
	}
}

func TestWrongQueriesAreRefused(t *testing.T) {
	for query, want := range map[string]string{
		"sum:cost{*} > 1":                                            `expected "("`,
		"mean(last_5m):sum:cost{*} > 1":                              `begins with one of`,
		"sum(5m):sum:cost{*} > 1":                                    "expected a window",
		"sum(last_2d):sum:cost{*} > 1":                               "a window is",
		"sum(last_200h):sum:cost{*} > 1":                             "a window is",
		"sum(last_5m):cost{*} > 1":                                   `before a metric, not "cost"`,
		"sum(last_5m):sum:cost > 1":                                  `expected "{"`,
		"sum(last_5m):sum:cost{*}.as_count()":                        "expected a comparison",
		"sum(last_5m):sum:cost{*}.as_count() > .5":                   "a zero before the point",
		"sum(last_5m):sum:cost{env=prod}.as_count() > 1":             "after tag",
		"sum(last_5m):sum:cost{*}.as_counts() > 1":                   `modifier "as_counts"`,
		"sum(last_5m):anomalies(sum:cost{*}) > 1":                    `function "anomalies"`,
		"avg(last_5m):sum:cost{*}.as_count() > 1":                    "as_count() goes with sum(...) only",
		"max(last_5m):p95:cost{*} > 1":                               "percentile(...) goes with",
		"sum(last_5m):sum:cost{*}.as_count() / max:limit{*} > 1":     "either every metric is counted",
		"sum(last_5m):sum:cost{!env:a AND service:b}.as_count() > 1": "not understood",
		"sum(last_5m):sum:cost{*}.as_count() > 1 and more":           "not understood",
	} {
		_, err := parseCondition(query)
		assert.ErrorContains(t, err, want, query)
	}
}

func TestWrongMonitorsAreRefused(t *testing.T) {
	const query = `"type":"query alert","query":"sum(last_5m):sum:cost{*} by {service}.as_count() > 5"`
	for body, want := range map[string]string{
		`{"name":"n","message":"m",` + query + `,"options":{"thresholds":{"critical":6}}}`:              "must be the 5 of the query, got 6",
		`{"name":"n","message":"m",` + query + `,"options":{"thresholds":{"critical":5,"warning":7}}}`:  "warning must be reached before critical",
		`{"name":"n","message":"{{env.name}}",` + query + `,"options":{"thresholds":{"critical":5}}}`:   "{{env.name}}",
		`{"name":"n","message":"{{#is_alarm}}",` + query + `,"options":{"thresholds":{"critical":5}}}`:  "is_alarm",
		`{"name":"n","message":"m","type":"metric","query":"q"}`:                                        "type must be",
		`{"name":"n","message":"m","type":"composite","query":"a"}`:                                     "2 to 10 monitors",
		`{"name":"n","message":"m",` + query + `,"options":{"thresholds":{"critical":5},"renotify":1}}`: `unknown field "renotify"`,
	} {
		_, err := ParseMonitor([]byte(body))
		require.ErrorContains(t, err, want, body)
	}
	_, err := ParseMonitor([]byte(`{"name":"n","message":"{{#is_alert}}{{service.name}} {{value}}{{/is_alert}}",` + query + `,"options":{"thresholds":{"critical":5,"warning":4}}}`))
	assert.NoError(t, err)
}

// A composite fires for the groups that all of its monitors fire for.
func TestComposite(t *testing.T) {
	store := NewStore()
	for service, values := range map[string][2]float64{"a": {0.5, 100}, "b": {0.5, 3}, "c": {0.01, 100}} {
		ago(t, store, "ratio", Gauge, time.Minute, values[0], tags{"service": service, "tool": "t"})
		ago(t, store, "calls", Count, time.Minute, values[1], tags{"service": service})
	}
	body := `{"name":"n","type":"composite","query":"high && floor","message":"m"}`
	both, err := ParseMonitor([]byte(body))
	require.NoError(t, err)
	all := Monitors{
		"high":  monitor(t, "max(last_5m):max:ratio{*} by {service,tool} > 0.05", 0.05),
		"floor": monitor(t, "sum(last_5m):sum:calls{*} by {service}.as_count() >= 20", 20),
		"both":  both,
	}
	groups, err := all.Evaluate("both", store, now)
	require.NoError(t, err)
	statuses := map[string]Status{}
	for _, group := range groups {
		statuses[group.Tags] = group.Status
	}
	assert.Equal(t, map[string]Status{"service:a,tool:t": Alert, "service:b,tool:t": OK, "service:c,tool:t": OK}, statuses)
}

func TestGraphsTakeVariables(t *testing.T) {
	store := NewStore()
	ago(t, store, "cost", Count, time.Minute, 1, tags{"service": "a", "env": "prod"})
	for _, env := range []string{"*", "env:prod"} {
		groups, err := QueryGraph("sum:cost{$env,$service} by {service}.as_count()", map[string]string{"env": env, "service": "*"}, store, time.Hour, now)
		require.NoError(t, err, env)
		assert.Equal(t, []string{"service:a"}, groups)
	}
	groups, err := QueryGraph("sum:cost{$env} by {service}.as_count()", map[string]string{"env": "env:dev"}, store, time.Hour, now)
	require.NoError(t, err)
	assert.Empty(t, groups)
	_, err = QueryGraph("sum:cost{$environment} by {service}.as_count()", map[string]string{"env": "*"}, store, time.Hour, now)
	require.Error(t, err, "a variable that is not there")
}

func TestVariablesThatStandForEverythingFilterNothing(t *testing.T) {
	all := map[string]string{"env": "*", "service": "*", "tool": "tool:a*"}
	for text, want := range map[string]string{
		"sum:c{$env,$service}":               "sum:c{*}",
		"sum:c{$env,$tool,$service,!x:0.*}":  "sum:c{tool:a*,!x:0.*}",
		"sum:c{$env AND $service AND x:y}":   "sum:c{x:y}",
		"sum:c{$tool AND $env AND x IN (a)}": "sum:c{tool:a* AND x IN (a)}",
	} {
		assert.Equal(t, want, substitute(text, all))
	}
}

func TestMergedPercentileOfNothing(t *testing.T) {
	_, there := merge(nil).percentile(0.95)
	assert.False(t, there)
	assert.True(t, math.IsInf(merge(nil).min, 1))
}
