package e2e

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// madeByTheFirst are counters of the Collector itself that are not there before there is
// something to count. Rules see it by the other way: what was not there has grown by all it has.
var madeByTheFirst = []string{
	"otelcol_receiver_refused_spans", "otelcol_receiver_refused_log_records",
	"otelcol_exporter_send_failed_spans", "otelcol_exporter_send_failed_log_records", "otelcol_exporter_send_failed_metric_points",
	"otelcol_exporter_enqueue_failed_spans", "otelcol_exporter_enqueue_failed_log_records", "otelcol_exporter_enqueue_failed_metric_points",
}

var (
	ownSelector = regexp.MustCompile(`\b(otelcol_\w+)(\{[^}]*\})?`)
	matcher     = regexp.MustCompile(`(\w+)(=~|!~|!=|=)"([^"]*)"`)
)

// Every counter of the collector's own that a rule or a monitor reads is there at 0, for
// each value that its labels can have, before the collector has seen anything: whatever
// asks for an increase sees the first one.
func TestCountersOfRulesBeginAtZero(t *testing.T) {
	_, own := startWatched(t, `
exporters::genai_alert: {destinations: [{type: webhook, endpoint: "http://localhost:1", secret: "whsec_c2VjcmV0IG9mIGEgdGVzdCBvbmx5IDAxMjM0NTY3"}]}
service::pipelines::logs/alerts: {receivers: [genai_budget], processors: [genai_redaction], exporters: [genai_alert]}
`)
	page := itself(t, own)
	rules := string(readFile(t, "../monitoring/prometheus/rules.yml"))
	counters, values := ownCounters(t), closedSets(t)
	read := map[string]bool{}
	for _, found := range ownSelector.FindAllStringSubmatch(rules, -1) {
		if selector, name := found[0], found[1]; counters[name] && !read[selector] {
			read[selector], read[name] = true, true
			assertBeginsAtZero(t, page, rules, selector, values[name])
		}
	}
	for _, name := range madeByTheFirst {
		assert.True(t, read[name], "no rule reads %s", name)
	}
	for name, monitor := range datadogMonitors(t) {
		for _, found := range regexp.MustCompile(`\botelcol_[\w.]+`).FindAllString(monitor.Query, -1) {
			if asked := strings.ReplaceAll(found, ".", "_"); counters[asked] {
				assert.True(t, read[asked], "%s reads %s, which no rule does", name, found)
			}
		}
	}
	assert.Greater(t, len(read), 20)
}

// assertBeginsAtZero finds a series at 0 for each value that a selector lets pass of what
// its labels can have.
func assertBeginsAtZero(t *testing.T, page []series, rules, selector string, sets map[string][]string) {
	t.Helper()
	name, matchers, _ := strings.Cut(selector, "{")
	if name == "otelcol_process_uptime" { // it is there, and grows by itself
		assert.True(t, slices.ContainsFunc(page, func(s series) bool { return s.name == name }))
		return
	}
	if !strings.HasPrefix(name, "otelcol_genai_") {
		assert.Contains(t, madeByTheFirst, name, "nothing is known of how it begins")
		assert.Contains(t, rules, fmt.Sprintf("%[1]s unless %[1]s offset", selector))
		return
	}
	if len(sets) == 0 {
		sets = map[string][]string{"": {""}}
	}
	for label, values := range sets {
		for _, value := range values {
			if !passes(t, matchers, label, value) {
				continue
			}
			found := false
			for _, one := range page {
				if one.name == name && one.labels[label] == value && one.value.Sign() == 0 {
					found = true
				}
			}
			assert.True(t, found, "%s with %s=%q is not there at 0", name, label, value)
		}
	}
}

// passes says whether matchers let a value of a label pass.
func passes(t *testing.T, matchers, label, value string) bool {
	t.Helper()
	for _, m := range matcher.FindAllStringSubmatch(matchers, -1) {
		if m[1] != label {
			continue
		}
		matches := m[3] == value
		if strings.HasSuffix(m[2], "~") {
			matches = regexp.MustCompile("^(?:" + m[3] + ")$").MatchString(value)
		}
		if matches == strings.HasPrefix(m[2], "!") {
			return false
		}
	}
	return true
}

// ownCounters are the counters of the collector's own, by their names in Prometheus.
func ownCounters(t *testing.T) map[string]bool {
	t.Helper()
	counters := map[string]bool{}
	row := regexp.MustCompile("(?m)^\\| `[^`]+` \\| `(otelcol_[^`]+)` \\| `[^`]+` \\| counter \\|")
	for _, found := range row.FindAllStringSubmatch(string(readFile(t, "../docs/metrics.md")), -1) {
		counters[found[1]] = true
	}
	require.Greater(t, len(counters), 40)
	return counters
}

// closedSets are the values of the labels of own metrics that can have these only, by
// the metrics' names in Prometheus.
func closedSets(t *testing.T) map[string]map[string][]string {
	t.Helper()
	all := map[string]map[string][]string{}
	for _, kind := range []string{"connector", "exporter", "extension", "processor", "receiver"} {
		files, err := filepath.Glob(filepath.Join("..", kind, "*", "metadata.yaml"))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, file := range files {
			var declared struct {
				Attributes map[string]struct {
					Name string   `yaml:"name_override"`
					Enum []string `yaml:"enum"`
				} `yaml:"attributes"`
				Telemetry struct {
					Metrics map[string]struct {
						Attributes []string `yaml:"attributes"`
					} `yaml:"metrics"`
				} `yaml:"telemetry"`
			}
			require.NoError(t, yaml.Unmarshal(readFile(t, file), &declared), file)
			for metric, m := range declared.Telemetry.Metrics {
				sets := map[string][]string{}
				for _, key := range m.Attributes {
					name := key
					if a := declared.Attributes[key]; a.Name != "" {
						name = a.Name
					}
					if enum := declared.Attributes[key].Enum; len(enum) > 0 {
						sets[name] = enum
					}
				}
				all["otelcol_"+strings.ReplaceAll(metric, ".", "_")] = sets
			}
		}
	}
	return all
}
