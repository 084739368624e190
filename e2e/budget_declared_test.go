package e2e

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

var (
	named     = regexp.MustCompile("`([a-z0-9_.]+)`")
	eventRow  = regexp.MustCompile("(?m)^\\| `([a-z_.]+)` \\| ([^|]+) \\| ([^|]+) \\|$")
	fieldRow  = regexp.MustCompile("(?m)^\\| (`[^|]+`) \\| ([a-z, \\[\\]]+) \\| ([a-z, ]+) \\| ([^|]+) \\|$")
	ofItself  = []string{"genai.event.id", "session.id", "genai.tenant", "gen_ai.agent.name"}
	ofAScope  = []string{"user.id", "gen_ai.request.model", "deployment.environment.name"} // of the budgets below
	typeNames = map[string]string{"string": "string", "int": "int64", "double": "float64", "bool": "bool", "string[]": "[]interface {}"}
)

// declaredEvents are the names of events, and the attributes with their types, on the page for users.
func declaredEvents(t *testing.T) (names []string, fields map[string]string) {
	t.Helper()
	_, section, _ := strings.Cut(string(readFile(t, "../docs/telemetry.md")), "## Events of sessions and budgets")
	section, _, _ = strings.Cut(section, "\n## ")
	for _, row := range eventRow.FindAllStringSubmatch(section, -1) {
		names = append(names, row[1])
	}
	fields = map[string]string{}
	for _, row := range fieldRow.FindAllStringSubmatch(section, -1) {
		types := strings.Split(row[2], ", ")
		for i, name := range named.FindAllStringSubmatch(row[1], -1) {
			fields[name[1]] = typeNames[types[min(i, len(types)-1)]]
		}
	}
	require.GreaterOrEqual(t, len(names), 5)
	require.Greater(t, len(fields), 30)
	return names, fields
}

// Whatever the genai_budget receiver sends is on the page where users look it up, with
// its type; and what the page says is sent.
func TestWhatBudgetsSendIsDeclared(t *testing.T) {
	metrics := filepath.Join(t.TempDir(), "metrics.jsonl")
	told := newSink(t)
	c := startCollector(t, told.config, fmt.Sprintf(`
exporters::file/metrics: {path: %q, flush_interval: 50ms}
service::pipelines::metrics::exporters: [file/metrics]
extensions::genai_budget::context::tokens: 50000
extensions::genai_budget::budgets:
  - {name: session, scope: [session], limit_usd: 0.1}
  - {name: service, scope: [service.name], window: day, limit_usd: 0.1}
  - {name: of-all, scope: [tenant, user.id, gen_ai.agent.name, model, deployment.environment.name], window: 7d, limit_calls: 5, mode: shadow}
  - {name: bounded, scope: [gen_ai.agent.name, model, deployment.environment.name], window: month, limit_usd: 100}
  - {name: tokens, scope: [gen_ai.agent.name], window: hour, limit_tokens: 20000}
`, metrics))
	c.sendEverything(t)
	raised := c.api(t, http.MethodPut, sessionPath("all", "budget")+"?tenant=acme", `{"limit_usd": 100}`)
	require.Equal(t, http.StatusOK, raised.status, raised.text)
	require.Equal(t, http.StatusNoContent, c.api(t, http.MethodPost, sessionPath("all", "end")+"?tenant=acme", "").status)
	told.wait(t, 1, "genai.session.end", "all")
	c.shutdown(t)

	t.Run("events", func(t *testing.T) { assertEventsDeclared(t, told.all()) })
	t.Run("metrics", func(t *testing.T) { assertBudgetMetricsDeclared(t, readFile(t, metrics)) })
}

// sendEverything makes a session that does all that there is an event for: it spends,
// its context grows, it loops, its tools fail, and a part of it is sampled.
func (c *collector) sendEverything(t *testing.T) {
	t.Helper()
	number := uint32(0)
	send := func(edit map[string]any, more func(ptrace.Span)) {
		number++
		b := newBatch()
		spans := b.service(t, "shop", "1")
		resource := b.ResourceSpans().At(0).Resource().Attributes()
		resource.PutStr("service.namespace", "acme")
		resource.PutStr("deployment.environment.name", "test")
		attrs := chat(map[string]any{"session.id": "all", "user.id": "u1", "gen_ai.agent.name": "planner"})
		for key, value := range edit {
			if attrs[key] = value; value == nil {
				delete(attrs, key)
			}
		}
		span := callOf(t, spans, number, attrs)
		if more != nil {
			more(span)
		}
		c.sendTraces(t, b.Traces)
	}
	tool := func(name string, edit map[string]any) {
		attrs := map[string]any{
			"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": name, "gen_ai.request.model": nil,
			"gen_ai.usage.input_tokens": nil, "gen_ai.usage.output_tokens": nil,
		}
		maps.Copy(attrs, edit)
		send(attrs, nil)
	}
	for range 12 {
		send(nil, nil)
	}
	for i := range 20 {
		send(map[string]any{"gen_ai.usage.input_tokens": 10_000 * (i + 1)}, nil)
	}
	for range 10 {
		send(nil, nil)
		tool("search", map[string]any{"gen_ai.tool.call.arguments": `{"q":"the same"}`, "gen_ai.tool.call.result": "nothing"})
	}
	for range 10 {
		send(nil, nil)
		tool("mail", map[string]any{"error.type": "timeout"})
	}
	send(nil, func(span ptrace.Span) { span.TraceState().FromRaw("ot=th:c") })
}

func assertEventsDeclared(t *testing.T, events []event) {
	t.Helper()
	names, fields := declaredEvents(t)
	sentNames, sentFields := map[string]bool{}, map[string]bool{}
	for _, e := range events {
		sentNames[e.name] = true
		assert.Contains(t, names, e.name)
		assert.NotEmpty(t, e.text("genai.event.id"))
		for key, value := range e.attrs {
			sentFields[key] = true
			if slices.Contains(ofItself, key) || slices.Contains(ofAScope, key) || key == "service.name" {
				continue
			}
			declared, ok := fields[key]
			assert.True(t, ok, "%s of %s is not declared", key, e.name)
			assert.Equal(t, declared, fmt.Sprintf("%T", value), "type of %s of %s", key, e.name)
		}
	}
	for _, name := range names {
		assert.True(t, sentNames[name], "%s is declared and never sent", name)
	}
	for key := range fields {
		assert.True(t, sentFields[key], "%s is declared and never sent", key)
	}
	for _, key := range slices.Concat(ofItself, ofAScope) {
		assert.True(t, sentFields[key], "%s is never sent", key)
	}
}

func assertBudgetMetricsDeclared(t *testing.T, lines []byte) {
	t.Helper()
	_, section, _ := strings.Cut(string(readFile(t, "../docs/telemetry.md")), "From the genai_budget receiver, on the resource")
	declared := declaredMetrics(t)
	emitted := map[string]map[string]bool{} // attributes by metric
	unmarshaler := pmetric.JSONUnmarshaler{}
	for line := range bytes.Lines(lines) {
		metrics, err := unmarshaler.UnmarshalMetrics(line)
		require.NoError(t, err)
		for _, resource := range metrics.ResourceMetrics().All() {
			for _, scope := range resource.ScopeMetrics().All() {
				for _, metric := range scope.Metrics().All() {
					assertDeclared(t, declared, metric)
					if emitted[metric.Name()] == nil {
						emitted[metric.Name()] = map[string]bool{}
					}
					addKeys(metric, emitted[metric.Name()])
					for key := range resource.Resource().Attributes().All() {
						emitted[metric.Name()][key] = true
					}
				}
			}
		}
	}
	of := 0
	for _, row := range metricRow.FindAllStringSubmatch(section, -1) {
		of++
		assert.NotNil(t, emitted[row[1]], "%s is declared and never sent", row[1])
		if row[4] == "-" {
			continue
		}
		for key := range strings.SplitSeq(regexp.MustCompile(` \([^)]*\)`).ReplaceAllString(row[4], ""), ", ") {
			assert.True(t, emitted[row[1]][key], "%s of %s is never sent", key, row[1])
		}
	}
	assert.GreaterOrEqual(t, of, 16)
}

// addKeys adds the attributes of a metric's points.
func addKeys(metric pmetric.Metric, keys map[string]bool) {
	add := func(attrs pcommon.Map) {
		for key := range attrs.All() {
			keys[key] = true
		}
	}
	switch metric.Type() { //nolint:exhaustive // others are not declared
	case pmetric.MetricTypeSum:
		for _, point := range metric.Sum().DataPoints().All() {
			add(point.Attributes())
		}
	case pmetric.MetricTypeGauge:
		for _, point := range metric.Gauge().DataPoints().All() {
			add(point.Attributes())
		}
	case pmetric.MetricTypeHistogram:
		for _, point := range metric.Histogram().DataPoints().All() {
			add(point.Attributes())
		}
	}
}
