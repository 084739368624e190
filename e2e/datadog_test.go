package e2e

import (
	"encoding/json"
	"maps"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/datadogtest"
)

const (
	datadogFolder = "../monitoring/datadog"
	datadogKey    = "0123456789abcdef0123456789abcdef"
	datadogHost   = "https://otlp.${env:DD_SITE:-datadoghq.com}"
)

// datadogMonitors are those that are shipped, by the names of their files.
func datadogMonitors(t *testing.T) datadogtest.Monitors {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(datadogFolder, "monitors", "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	all := datadogtest.Monitors{}
	for _, path := range paths {
		m, err := datadogtest.ParseMonitor(readFile(t, path))
		require.NoError(t, err, path)
		all[strings.TrimSuffix(filepath.Base(path), ".json")] = m
	}
	require.NoError(t, all.Check())
	return all
}

// datadogAlerts are the names of the monitors that tell somebody: those that are no condition of another.
func datadogAlerts(all datadogtest.Monitors) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(all)), func(name string) bool { return strings.Contains(name, "-") })
}

var metricsRow = regexp.MustCompile("(?m)^\\| `[^`]+` \\| `[^`]+` \\| `([^`]+)` \\| (counter|gauge|histogram|sum) \\| [^|]+ \\| ([^|]+) \\|")

// declareMetrics makes all metrics of docs/metrics.md known to the store, and their
// tags: what has not happened yet is no wrong name.
func declareMetrics(t *testing.T, store *datadogtest.Store) {
	t.Helper()
	kinds := map[string]datadogtest.Kind{
		"counter": datadogtest.Count, "gauge": datadogtest.Gauge, "sum": datadogtest.Gauge, "histogram": datadogtest.Distribution,
	}
	rows := metricsRow.FindAllStringSubmatch(string(readFile(t, "../docs/metrics.md")), -1)
	require.Greater(t, len(rows), 60)
	documented := map[string]bool{}
	for _, row := range rows {
		documented[row[1]] = true
		keys := []string{"service", "host"}
		if !strings.HasPrefix(row[1], "otelcol_") {
			keys = append(keys, "env", "version")
		}
		for key := range strings.SplitSeq(row[3], ",") {
			if key = strings.TrimSpace(key); key != "-" {
				keys = append(keys, key)
			}
		}
		require.NoError(t, store.Declare(row[1], kinds[row[2]], keys...))
	}
	for name := range store.Metrics() {
		if strings.HasPrefix(name, "gen") {
			assert.True(t, documented[name], "%s is sent and not in docs/metrics.md", name)
		}
	}
}

func TestDatadogConfigIsValid(t *testing.T) {
	output, err := validate(t, "../otelcol-config.yaml", filepath.Join(datadogFolder, "collector.yaml"))
	require.NoError(t, err, output)
}

// toIntake is a shipped configuration with an intake in the place of Datadog.
func toIntake(t *testing.T, config string) (*datadogtest.Intake, string) {
	t.Helper()
	intake := datadogtest.NewIntake(datadogKey)
	server := httptest.NewServer(intake)
	t.Cleanup(server.Close)
	t.Setenv("DD_API_KEY", datadogKey)
	require.Contains(t, config, datadogHost+"/v1/metrics")
	own := freePorts(t, 1)[0]
	config = strings.ReplaceAll(config, "port: 8888", "port: "+own[strings.LastIndex(own, ":")+1:])
	config = strings.ReplaceAll(config, "interval: 10000", "interval: 2000")
	return intake, strings.ReplaceAll(config, datadogHost, server.URL)
}

// Flushes of one second would meet in it, and Datadog keeps the last. The limit of a
// session is 10 USD; that of a service is what a team declares that spends as much.
const datadogTestConfig = `
connectors::genai_metrics::interval: 2s
receivers::genai_budget::interval: 2s
service::telemetry::metrics::level: normal
extensions::genai_budget::budgets:
  - {name: session, scope: [session], limit_usd: 10, thresholds: [0.5, 0.8, 1]}
  - {name: service-day, scope: [service.name], window: day, limit_usd: 1500, thresholds: [0.8, 1, 1.2]}
`

// firing evaluates all monitors on what the intake has, and tells which would tell somebody.
func firing(t *testing.T, all datadogtest.Monitors, intake *datadogtest.Intake) (names []string) {
	t.Helper()
	require.Empty(t, intake.Refusals())
	for _, name := range datadogAlerts(all) {
		groups, err := all.Evaluate(name, intake.Store(), time.Now())
		require.NoError(t, err)
		for _, group := range groups {
			if all[name].Fires(group) {
				t.Logf("%s fires: {%s} %v", name, group.Tags, group.Value)
				names = append(names, name)
				break
			}
		}
	}
	return names
}

// awaitCalls waits until the intake has counted so many model calls.
func awaitCalls(t *testing.T, intake *datadogtest.Intake, want int) {
	t.Helper()
	require.Eventually(t, func() bool {
		got, err := datadogtest.Values("sum(last_1h):sum:genai.calls{*}.as_count() > 0", intake.Store(), time.Now())
		return err == nil && int(got[""]) >= want
	}, 30*time.Second, 100*time.Millisecond, "%v", intake.Refusals())
}

// Recorded sessions through the shipped configuration: no monitor fires on calm ones,
// and the runaway session pages.
func TestDatadogMonitorsFireOnTheRunawaySessionOnly(t *testing.T) {
	all := datadogMonitors(t)
	intake, config := toIntake(t, string(readFile(t, filepath.Join(datadogFolder, "collector.yaml"))))
	c := startCollector(t, config, datadogTestConfig, withRoundPrices(t))
	sessions := recordedSessions(t)
	var calm []recordedSession
	for i := 0; i < 600; i += 10 { // of the 600 that cost least
		calm = append(calm, sessions[i])
	}
	onLongWindow(calm)
	replayNow(t, c, writeTraffic(t, calm, quietRuns(t)), len(calm))
	awaitCalls(t, intake, calls(calm))
	assertHealthArrives(t, intake)
	declareMetrics(t, intake.Store())
	assert.Empty(t, firing(t, all, intake), "on calm sessions")

	runaway := sessions[len(sessions)-1:]
	replayNow(t, c, writeTraffic(t, runaway, quietRuns(t)), 1, "--seed", "2")
	awaitCalls(t, intake, calls(calm)+calls(runaway))
	require.Eventually(t, func() bool { return len(firing(t, all, intake)) >= 2 }, 10*time.Second, time.Second)
	t.Logf("the runaway session costs %.2f USD", runaway[0].cost())
	spend, err := datadogtest.Values("sum(last_1h):sum:genai.cost.usd{*}.as_count() > 0", intake.Store(), time.Now())
	require.NoError(t, err)
	assert.InEpsilon(t, recordedCost(slices.Concat(calm, runaway)), spend[""], 1e-6, "every call is paid for once")
	assert.Equal(t, []string{"GenAISessionOverBudget", "GenAISessionTooDear"}, firing(t, all, intake))
	assertGraphsHaveData(t, intake)
}

// assertHealthArrives holds that the collector's own metrics are there, of its host.
func assertHealthArrives(t *testing.T, intake *datadogtest.Intake) {
	t.Helper()
	for _, name := range []string{"otelcol_process_memory_rss", "otelcol_receiver_refused_spans", "otelcol_genai_session.postings"} {
		require.Eventually(t, func() bool { return intake.Store().Metrics()[name] != "" }, 10*time.Second, 100*time.Millisecond, name)
		assert.Contains(t, intake.Store().Tags(name), "host", name)
	}
}

func recordedCost(sessions []recordedSession) (usd float64) {
	for _, s := range sessions {
		usd += s.cost()
	}
	return usd
}

// replayNow sends sessions as fast as it can.
func replayNow(t *testing.T, c *collector, folder string, sessions int, more ...string) {
	t.Helper()
	genaiReplay(t, c.otlpHTTP, append([]string{"--traffic", folder, "--sessions", strconv.Itoa(sessions), "--concurrent", strconv.Itoa(sessions)}, more...)...)
}

// shownGraph is what is asked by one widget of the dashboard.
type shownGraph struct {
	Title    string
	Requests []struct {
		Queries  []struct{ Name, Query string }
		Formulas []struct{ Formula string }
	}
}

// datadogGraphs are the widgets of the shipped dashboard that ask something.
func datadogGraphs(t *testing.T) (graphs []shownGraph) {
	t.Helper()
	var board struct {
		Widgets []struct {
			Definition struct {
				Widgets []struct{ Definition shownGraph }
			}
		}
	}
	require.NoError(t, json.Unmarshal(readFile(t, filepath.Join(datadogFolder, "dashboard.json")), &board))
	for _, group := range board.Widgets {
		for _, w := range group.Definition.Widgets {
			graphs = append(graphs, w.Definition)
		}
	}
	require.NotEmpty(t, graphs)
	return graphs
}

// assertGraphsHaveData asks every query of the dashboard for every service: none names
// what is not there, and all metrics that were sent have data.
func assertGraphsHaveData(t *testing.T, intake *datadogtest.Intake) {
	t.Helper()
	asked, shown := 0, 0
	for _, choice := range []map[string]string{
		{"service": "*", "env": "*"}, {"service": "service:coding-agent", "env": "*"}, {"service": "service:support-agent", "env": "env:production"},
	} {
		for _, graph := range datadogGraphs(t) {
			for _, q := range graph.Requests[0].Queries {
				asked++
				groups, err := datadogtest.QueryGraph(q.Query, choice, intake.Store(), time.Hour, time.Now())
				require.NoError(t, err, "%s: %s", graph.Title, q.Query)
				if len(groups) > 0 {
					shown++
				}
			}
		}
	}
	t.Logf("%d of %d queries of the dashboard have data", shown, asked)
	assert.Greater(t, shown, asked/3)
}
