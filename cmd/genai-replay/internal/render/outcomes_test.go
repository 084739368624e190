package render_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/plan"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/render"
)

func ended(id string, reward *float64) *plan.Session {
	s := *session
	s.ID, s.Reward = id, reward
	s.Spans = []plan.Span{{End: time.Hour}}
	return &s
}

func TestOutcomes(t *testing.T) {
	solved, not := 1.0, 0.0
	other := ended("c", nil)
	other.Service = plan.Service{Name: "support-agent", Version: "0.9.2"}
	o := render.OutcomesOf([]*plan.Session{ended("a", &solved), ended("b", &not), other})
	assert.Equal(t, 3, o.Ends)
	assert.Equal(t, 2, o.Rewards, "one that was not recorded is not made up")
	assert.Equal(t, 5, o.Records())
	assert.Equal(t, 5, o.Logs.LogRecordCount())

	require.Equal(t, 2, o.Logs.ResourceLogs().Len(), "one for each service")
	assert.Equal(t, map[string]any{
		"service.name": "coding-agent", "service.version": "1.4.0", "deployment.environment.name": "production",
	}, o.Logs.ResourceLogs().At(0).Resource().Attributes().AsRaw())
	records := o.Logs.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords()
	require.Equal(t, 4, records.Len())
	for _, record := range records.All() {
		assert.Equal(t, "2026-05-04T10:00:00Z", record.Timestamp().AsTime().Format(time.RFC3339), "when the session ended")
	}
	assert.Equal(t, "gen_ai.evaluation.result", records.At(0).EventName())
	assert.Equal(t, map[string]any{
		"gen_ai.evaluation.name": "reward", "gen_ai.evaluation.score.value": 1.0, "gen_ai.evaluation.score.label": "pass",
		"genai.evaluation.evaluator": "tau-bench", "genai.evaluation.evaluator.type": "deterministic", "session.id": "a",
	}, records.At(0).Attributes().AsRaw())
	assert.Equal(t, "session.end", records.At(1).EventName())
	assert.Equal(t, map[string]any{"session.id": "a"}, records.At(1).Attributes().AsRaw(), "how it went is for the reward to say")
	failed := records.At(2).Attributes().AsRaw()
	assert.Equal(t, "fail", failed["gen_ai.evaluation.score.label"])
	assert.InDelta(t, 0, failed["gen_ai.evaluation.score.value"], 0)
}
