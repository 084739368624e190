package prometheus

import (
	"log/slog"
	"testing"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/definition"
)

// A group of each layer, one more for what is evaluated less often; recordings come first.
func TestGroups(t *testing.T) {
	f := &definition.File{
		Settings: definition.Settings{RunbookBase: "https://example.test/"},
		Recordings: []definition.Recording{
			{Record: "genai:b:x", Layer: "tools", Expr: "b"},
			{Record: "genai:a:x", Layer: "cost", Expr: "a"},
			{Record: "genai:a:day", Layer: "cost", Every: "1m", Expr: "a"},
		},
		Alerts: []definition.Alert{
			{Name: "GenAIA", Layer: "cost", Severity: definition.Critical, Expr: "genai:a:x > 1\nand b", For: "5m", Summary: "{{ $value }} is", Description: "d"},
			{Name: "GenAIDay", Layer: "cost", Severity: definition.Warning, Every: "1m", Expr: "genai:a:day > 1", Summary: "s", Description: "d"},
		},
	}
	files, err := Files("", f)
	require.NoError(t, err)
	groups, errs := rulefmt.Parse(files[RulesPath], false, model.UTF8Validation, parser.NewParser(parser.Options{}), slog.New(slog.DiscardHandler))
	require.Empty(t, errs)
	require.Len(t, groups.Groups, 3)
	names := map[string][]string{}
	for _, g := range groups.Groups {
		for _, r := range g.Rules {
			names[g.Name] = append(names[g.Name], r.Record+r.Alert)
		}
	}
	assert.Equal(t, map[string][]string{
		"genai-cost":    {"genai:a:x", "GenAIA"},
		"genai-cost-1m": {"genai:a:day", "GenAIDay"},
		"genai-tools":   {"genai:b:x"},
	}, names)
	alert := groups.Groups[0].Rules[1]
	assert.Equal(t, "genai:a:x > 1\nand b", alert.Expr)
	assert.Equal(t, map[string]string{"severity": "critical", "layer": "cost"}, alert.Labels)
	assert.Equal(t, map[string]string{"summary": "{{ $value }} is", "description": "d", "runbook_url": "https://example.test/GenAIA.md"}, alert.Annotations)
	assert.Equal(t, "5m", alert.For.String())
	assert.Equal(t, "1m", groups.Groups[1].Interval.String())
	assert.Zero(t, groups.Groups[0].Interval)
}
