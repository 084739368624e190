package metrics

import (
	"strings"
	"testing"

	"github.com/prometheus/otlptranslator"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const root = "../../../.."

var kinds = map[Kind]otlptranslator.MetricType{
	Counter:   otlptranslator.MetricTypeMonotonicCounter,
	Gauge:     otlptranslator.MetricTypeGauge,
	Histogram: otlptranslator.MetricTypeHistogram,
	Sum:       otlptranslator.MetricTypeNonMonotonicCounter,
}

// Names are what Prometheus makes of OTLP, by the library that it and the exporter use.
func TestNamesAreThoseOfPrometheus(t *testing.T) {
	table, err := Read(root)
	require.NoError(t, err)
	require.Greater(t, len(table), 80)
	namer := otlptranslator.NewMetricNamer("", otlptranslator.UnderscoreEscapingWithSuffixes)
	labeler := otlptranslator.LabelNamer{}
	for i := range table {
		m := &table[i]
		assert.NotEmpty(t, m.Meaning, m.Name)
		for j, attribute := range m.Attributes {
			label, err := labeler.Build(attribute)
			require.NoError(t, err)
			assert.Equal(t, label, m.Labels()[j], m.Name)
		}
		if m.Source == Agents || m.Source == Budgets {
			name, err := namer.Build(otlptranslator.Metric{Name: m.Name, Unit: m.Unit, Type: kinds[m.Kind]})
			require.NoError(t, err)
			assert.Equal(t, name, m.Prometheus(), "%s in %s", m.Name, m.Unit)
		}
	}
}

func TestMetricsAreFound(t *testing.T) {
	table, err := Read(root)
	require.NoError(t, err)
	for series, name := range map[string]string{
		"genai_cost_usd_total":                "genai.cost.usd",
		"genai_budget_utilization_ratio":      "genai.budget.utilization",
		"genai_agent_duration_seconds_bucket": "genai.agent.duration",
		"genai_session_outcome":               "genai.session.outcome",
		"otelcol_genai_redaction_failures":    "genai_redaction.failures",
		"otelcol_exporter_queue_size":         "otelcol_exporter_queue_size",
		"up":                                  "up",
	} {
		m, ok := table.Of(series)
		if assert.True(t, ok, series) {
			assert.Equal(t, name, m.Name)
		}
	}
	_, ok := table.Of("genai_agent_duration_seconds")
	assert.False(t, ok, "a histogram has no series of its own name")
	m, ok := table.Named("genai_budget.refused")
	require.True(t, ok)
	assert.Equal(t, []string{"reason"}, m.Labels(), "under the name that it has in the end")
	assert.Equal(t, "otelcol_genai_budget.refused", m.Datadog())
}

func TestNoMetricIsListedTwice(t *testing.T) {
	table := Table{{Name: "genai.a", Kind: Counter, Source: Agents}, {Name: "genai_a", Kind: Counter, Source: Budgets}}
	assert.EqualError(t, table.check(), "genai_a_total is declared twice; is it still in monitoring/metrics.yaml?")
}

func TestPageHasEveryMetricOnce(t *testing.T) {
	table, err := Read(root)
	require.NoError(t, err)
	var b strings.Builder
	for i := range table {
		writeRow(&b, &table[i])
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	assert.Len(t, lines, len(table))
	for _, line := range lines {
		assert.Equal(t, 8, strings.Count(line, "|"), line)
	}
}
