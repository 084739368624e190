package datadog

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/definition"
	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/metrics"
)

const root = "../../../.."

func read(t *testing.T) (*definition.File, metrics.Table) {
	t.Helper()
	f, err := definition.Read(filepath.Join(root, "monitoring", "alerts.yaml"))
	require.NoError(t, err)
	table, err := metrics.Read(root)
	require.NoError(t, err)
	return f, table
}

func TestTranslate(t *testing.T) {
	groups := []string{"service", "gen_ai.tool.name"}
	for text, want := range map[string]string{
		`{{ $value | humanizePercentage }} of tool {{ $labels.gen_ai_tool_name }} fail`:         `{{value}} of tool {{[gen_ai.tool.name].name}} fail`,
		`spent {{ $value | printf "%.2f" }} USD`:                                                `spent {{value}} USD`,
		`budget{{ with $labels.service_name }} of {{ . }}{{ end }} is spent`:                    `budget of {{service.name}} is spent`,
		`budget{{ with $labels.genai_budget_name }} {{ . }}{{ end }} is spent`:                  `budget is spent`,
		`{{ with $labels.gen_ai_agent_name }}{{ . }}{{ else }}the agent{{ end }} is slow`:       `the agent is slow`,
		`{{ with $labels.service_name }}{{ . }}{{ else }}any service{{ end }}: {{ $value }} of`: `{{service.name}}: {{value}} of`,
	} {
		got, err := translate(text, groups)
		require.NoError(t, err, text)
		assert.Equal(t, want, got)
	}
	_, err := translate("cause: {{ $labels.cause }}", groups)
	assert.ErrorContains(t, err, "does not group by (cause)")
}

func TestNamesThatThereAreNot(t *testing.T) {
	_, table := read(t)
	for query, want := range map[string]string{
		"sum(last_1d):sum:genai.costs.usd{*}.as_count() > 1":                                `there is no metric "genai.costs.usd"`,
		"sum(last_1d):sum:genai.cost.usd{*} by {service,tool}.as_count() > 1":               `metric "genai.cost.usd" has no tag "tool"`,
		"sum(last_1d):sum:genai.session.loops{env:prod}.as_count() > 1":                     `metric "genai.session.loops" has no tag "env"`,
		"sum(last_1d):sum:genai.tool.calls{outcom IN (error) AND service:a}.as_count() > 1": `no tag "outcom"`,
		"sum(last_1d):1 > 0": "no metric in",
	} {
		require.ErrorContains(t, checkNames(query, table), want, query)
	}
	require.NoError(t, checkNames("sum(last_1d):sum:genai.tool.calls{outcome IN (error) AND !version:1} by {service,gen_ai.tool.name}.as_count() > 1", table))
	_, err := conditionOf("sum(last_1d):sum:genai.cost.usd{*}.as_count()", table)
	assert.ErrorContains(t, err, "ends in a comparison")
}

func TestFilesNeedASummaryWhereALabelIsNotKnown(t *testing.T) {
	f, _ := read(t)
	a, ok := f.Alert("GenAITurnP95High")
	require.True(t, ok)
	a.Datadog.Summary = ""
	_, err := Files(root, f)
	require.ErrorContains(t, err, "GenAITurnP95High")
	assert.ErrorContains(t, err, "cause")
}

// An alert with more than one condition is a composite, and only that tells somebody.
func TestComposite(t *testing.T) {
	f, table := read(t)
	a, ok := f.Alert("GenAIToolErrors")
	require.True(t, ok)
	all, err := monitorsOf(f, a, table)
	require.NoError(t, err)
	require.Len(t, all, 3)
	whole := all["GenAIToolErrors"]
	assert.Equal(t, "composite", whole.Type)
	assert.Equal(t, "GenAIToolErrors-1 && GenAIToolErrors-2", whole.Query)
	assert.Contains(t, whole.Message, "{{a.value}} of the calls of tool {{[gen_ai.tool.name].name}} fail")
	assert.Contains(t, whole.Message, "@slack")
	assert.Contains(t, whole.Message, f.RunbookURL("GenAIToolErrors"))
	assert.Empty(t, whole.Options.Thresholds)
	for name, m := range all {
		if name != "GenAIToolErrors" {
			assert.NotContains(t, m.Message, "@", name)
			assert.NotEmpty(t, m.Options.Thresholds, name)
		}
	}
}

// What is critical pages, and again while it lasts.
func TestSeverity(t *testing.T) {
	f, table := read(t)
	a, ok := f.Alert("GenAISessionTooDear")
	require.True(t, ok)
	all, err := monitorsOf(f, a, table)
	require.NoError(t, err)
	m := all[a.Name]
	assert.Equal(t, 1, m.Priority)
	assert.Equal(t, renotifyCritical, m.Options.RenotifyInterval)
	assert.Contains(t, m.Message, "@pagerduty")
	assert.Equal(t, []string{"product:otelcol-genai", "layer:cost", "severity:critical"}, m.Tags)
	assert.Equal(t, f.Thresholds["session_cost"].Value, strings.TrimPrefix(m.Query, "max(last_5m):max:genai.session.max_cost.usd{*} > "))
}

func TestRequestOfADashboard(t *testing.T) {
	_, table := read(t)
	r, err := requestOf("sum:genai.tool.calls{outcome:error} by {service}.as_count() / hour_before(sum:genai.tool.calls{*} by {service}.as_count()) + sum:genai.tool.calls{*} by {service}.as_count()", table)
	require.NoError(t, err)
	assert.Equal(t, []formula{{"q1 / hour_before(q2) + q2"}}, r.Formulas)
	assert.Equal(t, []metricQuery{
		{DataSource: "metrics", Name: "q1", Query: "sum:genai.tool.calls{$service,$env,outcome:error} by {service}.as_count()"},
		{DataSource: "metrics", Name: "q2", Query: "sum:genai.tool.calls{$service,$env} by {service}.as_count()"},
	}, r.Queries)
	for query, want := range map[string]string{
		"max:genai.session.max_cost.usd{*}":                                          "max:genai.session.max_cost.usd{*}",
		"sum:genai.session.loops{level:critical}.as_count()":                         "sum:genai.session.loops{$service,level:critical}.as_count()",
		"sum:otelcol_receiver_refused_spans{*} by {host}.as_count()":                 "sum:otelcol_receiver_refused_spans{*} by {host}.as_count()",
		"sum:genai.evaluation.results{error.type IN (a, b)} by {service}.as_count()": "sum:genai.evaluation.results{$service AND $env AND error.type IN (a, b)} by {service}.as_count()",
	} {
		assert.Equal(t, want, filtered(query, table))
	}
}

// Every alert that has a monitor is on the dashboard, with its threshold.
func TestDashboardShowsEveryAlert(t *testing.T) {
	f, table := read(t)
	b, err := dashboardOf(f, table)
	require.NoError(t, err)
	text, err := json.Marshal(b)
	require.NoError(t, err)
	for i := range f.Alerts {
		if a := &f.Alerts[i]; a.Datadog.Why == "" {
			assert.Contains(t, string(text), `"title":"`+a.Name+`"`)
		}
	}
	assert.Contains(t, string(text), `{"value":"y = 0.05","display_type":"error dashed","label":"\u003e 0.05"}`)
}
