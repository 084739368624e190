package e2e

import (
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

// declaredMetric is a row of the table of metrics in docs/telemetry.md.
type declaredMetric struct {
	kind, unit, attributes string
}

var metricRow = regexp.MustCompile("(?m)^\\| `([a-z0-9_.]+)` \\| (counter|histogram|gauge|sum) \\| ([^|]+) \\| ([^|]+) \\|$")

func declaredMetrics(t *testing.T) map[string]declaredMetric {
	t.Helper()
	declared := map[string]declaredMetric{}
	for _, row := range metricRow.FindAllStringSubmatch(string(readFile(t, "../docs/telemetry.md")), -1) {
		declared[row[1]] = declaredMetric{kind: row[2], unit: row[3], attributes: row[4]}
	}
	require.Greater(t, len(declared), 10)
	return declared
}

// Whatever the recorded telemetry makes the collector emit is on the page where users look it up.
func TestWhatIsEmittedIsDeclared(t *testing.T) {
	file := filepath.Join(t.TempDir(), "metrics.jsonl")
	c := startCollector(t, fmt.Sprintf(`
exporters::file/metrics: {path: %q}
service::pipelines::metrics::exporters: [file/metrics]
processors::genai_cost::also_write: [gen_ai.usage.cost, llm.cost, langfuse, operation.cost]
`, file))
	for _, traces := range allRecorded(t) {
		c.sendTraces(t, traces)
	}
	for _, file := range evaluationFiles(t) {
		c.sendEvaluation(t, file)
	}
	page := string(readFile(t, "../docs/telemetry.md"))
	for _, span := range c.spans(t) { // ends the collector
		for key := range span.Attributes().All() {
			if strings.HasPrefix(key, "genai.") && !strings.HasPrefix(key, "genai.original.") {
				assert.Contains(t, page, "`"+key+"`")
			}
		}
	}
	declared := declaredMetrics(t)
	emitted := map[string]bool{}
	unmarshaler := pmetric.JSONUnmarshaler{}
	for line := range bytes.Lines(readFile(t, file)) {
		metrics, err := unmarshaler.UnmarshalMetrics(line)
		require.NoError(t, err)
		for _, resource := range metrics.ResourceMetrics().All() {
			for key := range resource.Resource().Attributes().All() {
				assert.Contains(t, []string{"service.name", "service.namespace", "service.version", "deployment.environment.name"}, key)
			}
			for _, scope := range resource.ScopeMetrics().All() {
				for _, metric := range scope.Metrics().All() {
					emitted[metric.Name()] = true
					assertDeclared(t, declared, metric)
				}
			}
		}
	}
	for _, name := range []string{"genai.cost.usd", "genai.tokens", "genai.calls", "gen_ai.client.token.usage", "gen_ai.client.operation.duration", "genai.tool.calls", "genai.agent.duration", "genai.evaluation.score", "genai.evaluation.results", "genai.judge.cost.usd"} {
		assert.True(t, emitted[name], "%s is never emitted", name)
	}
}

func assertDeclared(t *testing.T, declared map[string]declaredMetric, metric pmetric.Metric) {
	t.Helper()
	want, ok := declared[metric.Name()]
	if !assert.True(t, ok, "%s is not declared", metric.Name()) {
		return
	}
	assert.Equal(t, want.unit, metric.Unit(), metric.Name())
	var keys []string
	collect := func(attrs pcommon.Map) {
		for key := range attrs.All() {
			keys = append(keys, key)
		}
	}
	switch metric.Type() {
	case pmetric.MetricTypeSum:
		kind := "sum" // may fall again
		if metric.Sum().IsMonotonic() {
			kind = "counter"
		}
		assert.Equal(t, want.kind, kind, metric.Name())
		for _, point := range metric.Sum().DataPoints().All() {
			collect(point.Attributes())
		}
	case pmetric.MetricTypeGauge:
		assert.Equal(t, "gauge", want.kind, metric.Name())
		for _, point := range metric.Gauge().DataPoints().All() {
			collect(point.Attributes())
		}
	case pmetric.MetricTypeHistogram:
		assert.Equal(t, "histogram", want.kind, metric.Name())
		for _, point := range metric.Histogram().DataPoints().All() {
			collect(point.Attributes())
		}
	default:
		assert.Fail(t, "no such kind is declared", "%s is a %s", metric.Name(), metric.Type())
	}
	for _, key := range keys {
		assert.Regexp(t, `(^|[ ,(])`+regexp.QuoteMeta(key)+`($|[ ,)])`, want.attributes, "attribute of %s", metric.Name())
	}
}
