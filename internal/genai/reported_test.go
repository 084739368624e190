package genai

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestReadReportedCost(t *testing.T) {
	tests := map[string]struct {
		attrs map[string]any
		want  ReportedCost
		ok    bool
	}{
		"none":                                   {map[string]any{"gen_ai.usage.input_tokens": 1}, ReportedCost{}, false},
		"OpenInference":                          {map[string]any{"llm.cost.total": 0.0021}, ReportedCost{0.0021, "USD"}, true},
		"OpenLIT writes zero for unknown":        {map[string]any{"gen_ai.usage.cost": 0.0}, ReportedCost{}, false},
		"a zero does not hide another":           {map[string]any{"llm.cost.total": 0.0, "operation.cost": 0.5}, ReportedCost{0.5, "USD"}, true},
		"numbers as strings":                     {map[string]any{"cost_usd": "0.002115"}, ReportedCost{0.002115, "USD"}, true},
		"Langfuse, total":                        {map[string]any{"langfuse.observation.cost_details": `{"input":0.001,"output":0.002,"total":0.0021}`}, ReportedCost{0.0021, "USD"}, true},
		"Langfuse, parts":                        {map[string]any{"langfuse.observation.cost_details": `{"input":0.25,"output":0.5}`}, ReportedCost{0.75, "USD"}, true},
		"Langfuse, nonsense":                     {map[string]any{"langfuse.observation.cost_details": `{"input":`}, ReportedCost{}, false},
		"the draft convention with a currency":   {map[string]any{"gen_ai.usage.cost.amount": 0.5, "gen_ai.usage.cost.currency": "eur", "gen_ai.usage.cost": 1.0}, ReportedCost{0.5, "EUR"}, true},
		"a negative cost":                        {map[string]any{"gen_ai.usage.cost": -1.0}, ReportedCost{}, false},
		"not a number":                           {map[string]any{"gen_ai.usage.cost": math.NaN()}, ReportedCost{}, false},
		"infinite":                               {map[string]any{"gen_ai.usage.cost": math.Inf(1)}, ReportedCost{}, false},
		"Copilot's premium requests, no money":   {map[string]any{"github.copilot.cost": 1.0}, ReportedCost{}, false},
		"what a gateway was charged comes first": {map[string]any{"operation.cost": 1.0, "gen_ai.usage.total_cost": 2.0}, ReportedCost{2, "USD"}, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, ok := ReadReportedCost(attributes(t, test.attrs))
			assert.Equal(t, test.ok, ok)
			assert.Equal(t, test.want, got)
		})
	}
}

func TestIsCached(t *testing.T) {
	assert.True(t, IsCached(attributes(t, map[string]any{"litellm.cache_hit": true})))
	assert.True(t, IsCached(attributes(t, map[string]any{"cache_hit": "True"})))
	assert.False(t, IsCached(attributes(t, map[string]any{"cache_hit": "False"})))
	assert.False(t, IsCached(attributes(t, map[string]any{})))
}
