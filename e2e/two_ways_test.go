package e2e

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/servers"
)

// A scrape with the shipped file and OTLP with the shipped file give the same series with
// the same labels, but for those that Prometheus makes of where they come from. So one set
// of rules and dashboards does for both.
func TestScrapeAndOTLPGiveTheSameSeries(t *testing.T) {
	t.Parallel()
	pushed := startOTLPPrometheus(t)
	c := startCollector(t, fmt.Sprintf(`
exporters::otlp_http/prometheus: {metrics_endpoint: "http://%s/api/v1/otlp/v1/metrics"}
service::pipelines::metrics/otlp: {receivers: [genai_metrics, genai_budget], exporters: [otlp_http/prometheus]}
`, pushed.address))
	scraped := startPrometheus(t, nil, "localhost:9464", c.metrics, "scrape_interval: 5s", "scrape_interval: 200ms")
	genaiReplay(t, c.otlpHTTP, "--sessions", "8")
	var one, other []string
	require.Eventually(t, func() bool {
		one, other = scraped.seriesOfAgents(t), pushed.seriesOfAgents(t)
		return len(one) > 300 && slices.Equal(one, other)
	}, 20*time.Second, time.Second)
	assert.Equal(t, one, other)
}

// startOTLPPrometheus starts Prometheus on the shipped file without its scrapes.
func startOTLPPrometheus(t *testing.T) *prometheus {
	t.Helper()
	folder := t.TempDir()
	const shipped = "../monitoring/prometheus/"
	writeFile(t, folder, "rules.yml", string(readFile(t, shipped+"rules.yml")))
	before, rest, ok := strings.Cut(string(readFile(t, shipped+"prometheus.yml")), "scrape_configs:\n")
	require.True(t, ok)
	_, after, ok := strings.Cut(rest, "\notlp:\n")
	require.True(t, ok)
	path := writeFile(t, folder, "prometheus.yml", before+"otlp:\n"+after)
	address := freePorts(t, 1)[0]
	return &prometheus{startServer(t, servers.Prometheus, address, "/-/ready", "--web.enable-otlp-receiver",
		"--config.file="+path, "--storage.tsdb.path="+filepath.Join(folder, "data"), "--web.listen-address="+address, "--log.level=warn")}
}

// seriesOfAgents are the series of metrics of agents with their labels, in order. A bound
// of a histogram is a number: a scrape has le="1.0" where OTLP has le="1".
func (p *prometheus) seriesOfAgents(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, s := range p.query(t, `{__name__=~"gen.+", __name__!~"genai:.+"}`) {
		delete(s.Labels, "job")
		delete(s.Labels, "instance")
		if bound, err := strconv.ParseFloat(s.Labels["le"], 64); err == nil {
			s.Labels["le"] = strconv.FormatFloat(bound, 'g', -1, 64)
		}
		var text strings.Builder
		for _, label := range slices.Sorted(maps.Keys(s.Labels)) {
			fmt.Fprintf(&text, "%s=%q ", label, s.Labels[label])
		}
		all = append(all, text.String())
	}
	slices.Sort(all)
	return all
}
