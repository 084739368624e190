package e2e

import (
	"bytes"
	"io"
	"math"
	"net/http"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/otelcol-genai/otelcol-genai/internal/servers"
)

var familyType = regexp.MustCompile(`(?m)^# TYPE (\S+) `)

// What the collector shows of agents passes promtool, and what it shows of them and
// of our components is in the reference under that name. Every series of a service
// has its name as a label, which is what alerts and dashboards go by.
func TestMetricsPages(t *testing.T) {
	c, own := startWatched(t)
	for _, traces := range allRecorded(t) {
		c.sendTraces(t, traces)
	}
	genaiReplay(t, c.otlpHTTP, "--sessions", "8")
	marker := newBatch()
	add(t, marker.service(t, "marker", "1"), 9, 9, 0, chat(nil))
	c.sendTraces(t, marker.Traces)
	c.pageWhen(t, 1, "genai_calls_total", "job", "marker")

	page := textOf(t, "http://"+c.metrics+"/metrics")
	checkMetrics(t, page)
	for _, series := range parsePage(t, page) {
		if job := series.labels["job"]; job != "" {
			namespace := series.labels["service_namespace"]
			assert.Equal(t, job, strings.TrimPrefix(namespace+"/"+series.labels["service_name"], "/"), series.name)
		}
	}
	reference := string(readFile(t, "../docs/metrics.md"))
	assertListed(t, reference, page, "gen")
	assertListed(t, reference, textOf(t, "http://"+own+"/metrics"), "otelcol_genai_")
	assertWithinHistograms(t, page)
}

// assertWithinHistograms: a quantile is never more than the largest bound of its
// histogram, so an alert above that could not fire.
func assertWithinHistograms(t *testing.T, page string) {
	t.Helper()
	var defined struct {
		Thresholds map[string]struct {
			Value string `yaml:"value"`
		} `yaml:"thresholds"`
	}
	require.NoError(t, yaml.Unmarshal(readFile(t, "../monitoring/alerts.yaml"), &defined))
	for family, thresholds := range map[string][]string{
		"genai_agent_duration_seconds":             {"turn_median", "turn_p95"},
		"gen_ai_client_operation_duration_seconds": {"call_median", "call_p95"},
		"genai_context_utilization":                {"context_full"},
	} {
		largest := 0.0
		for _, series := range parsePage(t, page) {
			if bound, err := strconv.ParseFloat(series.labels["le"], 64); err == nil && series.name == family+"_bucket" && !math.IsInf(bound, 1) {
				largest = max(largest, bound)
			}
		}
		require.Positive(t, largest, family)
		for _, name := range thresholds {
			value, err := strconv.ParseFloat(defined.Thresholds[name].Value, 64)
			require.NoError(t, err, name)
			assert.Less(t, value, largest, "%s is beyond the histogram %s", name, family)
		}
	}
}

// textOf reads a page in the text format, which is what promtool reads.
func textOf(t *testing.T, url string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	require.NoError(t, err)
	request.Header.Set("Accept", "text/plain; version=0.0.4")
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return string(body)
}

// checkMetrics has promtool look for names, units and help that others would stumble over.
func checkMetrics(t *testing.T, page string) {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: no promtool, which takes minutes to build the first time")
	}
	promtool, err := servers.Path(t.Context(), servers.Promtool)
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), promtool, "check", "metrics", "--lint=all")
	cmd.Stdin = strings.NewReader(page)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	require.NoError(t, cmd.Run(), said.String())
	assert.Empty(t, said.String())
}

func assertListed(t *testing.T, reference, page, prefix string) {
	t.Helper()
	listed := 0
	for _, family := range familyType.FindAllStringSubmatch(page, -1) {
		if strings.HasPrefix(family[1], prefix) {
			listed++
			assert.Contains(t, reference, "| `"+family[1]+"` |")
		}
	}
	assert.Greater(t, listed, 10, prefix)
}
