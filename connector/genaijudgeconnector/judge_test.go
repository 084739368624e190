package genaijudgeconnector

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-genai/otelcol-genai/internal/judgetest"
)

var servers = map[string]func(testing.TB) *judgetest.Server{
	"openai": judgetest.NewOpenAI, "anthropic": judgetest.NewAnthropic, "ollama": judgetest.NewOllama,
}

func TestAVerdict(t *testing.T) {
	for api, open := range servers {
		t.Run(api, func(t *testing.T) {
			server := open(t)
			r := start(t, oneEvaluator, api, server.URL)
			r.send(t, spans(t, chatAttributes()))
			events := r.events(t, 1)
			require.Len(t, events, 1)
			event := events[0]
			assert.Len(t, event["genai.evaluation.evaluator.version"], 12)
			assert.Len(t, event["genai.evaluation.id"], 12)
			delete(event, "genai.evaluation.evaluator.version")
			delete(event, "genai.evaluation.id")
			assert.Equal(t, map[string]any{
				"gen_ai.evaluation.name": "answers", "gen_ai.evaluation.score.value": 1.0, "gen_ai.evaluation.score.label": "yes",
				"gen_ai.evaluation.explanation": "because", "gen_ai.response.id": "resp-1", "session.id": "s-1", "gen_ai.agent.name": "guide",
				"gen_ai.request.model": "test-model", "genai.evaluation.evaluator": r.judge.settings.ID.String(), "genai.evaluation.evaluator.type": "llm_judge",
				"genai.evaluation.target": "span", "genai.evaluation.class": "sample", "sampling.rate": 1.0,
				// 100 tokens at 1 USD and 20 at 10 USD for a million.
				"genai.evaluation.cost.usd": 0.0003,
			}, event)
			record := r.records()[0]
			assert.Equal(t, "gen_ai.evaluation.result", record.EventName())
			assert.Equal(t, pcommon.TraceID{1, 1}, record.TraceID())
			assert.Equal(t, pcommon.SpanID{1}, record.SpanID())
			assert.Equal(t, plog.SeverityNumberInfo, record.SeverityNumber())
			service, _ := r.sink.AllLogs()[0].ResourceLogs().At(0).Resource().Attributes().Get("service.name")
			assert.Equal(t, "shop", service.Str())
			asked := server.Questions()[0]
			response, _ := asked.Section("response")
			assert.Equal(t, "Paris.", response)
			input, _ := asked.Section("input")
			assert.Equal(t, "[user]\nWhat is the capital of France?", input)
		})
	}
}
