package genaimetricsconnector

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

func spanOf(t *testing.T, name string, attrs map[string]any) ptrace.Span {
	t.Helper()
	span := newSpans().add(t, attrs)
	span.SetName(name)
	return span
}

func TestDocumentsOfARetrieval(t *testing.T) {
	tests := map[string]struct {
		attrs map[string]any
		n     int
		told  bool
	}{
		"a list":              {map[string]any{"gen_ai.retrieval.documents": []any{map[string]any{"id": "1"}, map[string]any{"id": "2"}}}, 2, true},
		"JSON":                {map[string]any{"gen_ai.retrieval.documents": `[{"id":"1","score":0.9},{"id":"2"},{"id":"3"}]`}, 3, true},
		"none":                {map[string]any{"gen_ai.retrieval.documents": "[ ]"}, 0, true},
		"an empty list":       {map[string]any{"gen_ai.retrieval.documents": []any{}}, 0, true},
		"of OpenInference":    {map[string]any{"retrieval.documents.0.document.id": "a", "retrieval.documents.0.document.score": 0.1, "retrieval.documents.11.document.content": "b"}, 12, true},
		"not recorded":        {map[string]any{}, 0, false},
		"cut JSON":            {map[string]any{"gen_ai.retrieval.documents": `[{"id":"1"},{"i`}, 0, false},
		"null":                {map[string]any{"gen_ai.retrieval.documents": "null"}, 0, false},
		"masked":              {map[string]any{"gen_ai.retrieval.documents": "[REMOVED]"}, 0, false},
		"a number":            {map[string]any{"gen_ai.retrieval.documents": 3}, 0, false},
		"numbers that are no": {map[string]any{"retrieval.documents.x.id": "a", "retrieval.documents.99999999.id": "b", "retrieval.documents.-1.id": "c"}, 0, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			n, told := documents(spanOf(t, "retrieval", test.attrs).Attributes())
			assert.Equal(t, test.n, n)
			assert.Equal(t, test.told, told)
		})
	}
}

func TestStepsOfDialects(t *testing.T) {
	langGraph := func(node string) map[string]any {
		return map[string]any{"openinference.span.kind": "CHAIN", "metadata": fmt.Sprintf(`{"thread_id": "t", "langgraph_node": %q}`, node)}
	}
	tests := map[string]struct {
		span  string
		attrs map[string]any
		want  string
	}{
		"a guardrail of OpenInference":   {"no_secrets", map[string]any{"openinference.span.kind": "GUARDRAIL"}, "guardrail"},
		"a guardrail of Langfuse":        {"no_secrets", map[string]any{"langfuse.observation.type": "guardrail"}, "guardrail"},
		"a node":                         {"tools", langGraph("tools"), "node"},
		"a node of Langfuse":             {"tools", map[string]any{"langfuse.observation.metadata.langgraph_node": "tools"}, "node"},
		"a node of LangSmith":            {"tools", map[string]any{"langsmith.metadata.langgraph_node": "tools"}, "node"},
		"what runs within a node":        {"RunnableLambda", langGraph("tools"), ""},
		"the beginning of a graph":       {"__start__", langGraph("__start__"), ""},
		"a chain":                        {"chain", map[string]any{"openinference.span.kind": "CHAIN", "metadata": `{"thread_id":"t"}`}, ""},
		"metadata that is cut":           {"tools", map[string]any{"metadata": `{"langgraph_node":"tools","x":`}, ""},
		"metadata that is none":          {"", map[string]any{"metadata": `{"langgraph_node":""}`}, ""},
		"a node that is no text":         {"3", map[string]any{"langsmith.metadata.langgraph_node": 3}, ""},
		"metadata longer than its bound": {"tools", map[string]any{"metadata": `{"langgraph_node":"tools","x":"` + strings.Repeat("x", maxMetadataBytes) + `"}`}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.want, stepOf(spanOf(t, test.span, test.attrs)))
		})
	}
}

func TestStepsAreMeasured(t *testing.T) {
	batch := newSpans()
	node := batch.add(t, map[string]any{"genai.dialect": "openinference", "metadata": `{"langgraph_node":"tools"}`})
	node.SetName("tools")
	failed := batch.add(t, map[string]any{"genai.dialect": "openinference", "openinference.span.kind": "GUARDRAIL", "error.type": "Tripwire"})
	failed.SetName("no_secrets")
	failed.SetParentSpanID(pcommon.SpanID{}) // a root that is no turn
	batch.add(t, map[string]any{"gen_ai.operation.name": "retrieval", "gen_ai.data_source.id": "kb", "gen_ai.retrieval.documents": `[{"id":"1"},{"id":"2"}]`})

	sink := new(consumertest.MetricsSink)
	observe(t, defaultConfig(t), sink, batch.traces)
	require.Len(t, sink.AllMetrics(), 1)
	got := map[string]any{}
	for _, metric := range metricsNamed(sink.AllMetrics()[0], "genai.steps") {
		for _, point := range metric.Sum().DataPoints().All() {
			got[fmt.Sprint(point.Attributes().AsRaw())] = point.IntValue()
		}
	}
	assert.Equal(t, map[string]any{
		"map[name:tools outcome:ok step:node]": int64(1), "map[name:no_secrets outcome:error step:guardrail]": int64(1), "map[name:kb outcome:ok step:retrieval]": int64(1),
	}, got)
	assert.Empty(t, metricsNamed(sink.AllMetrics()[0], "genai.agent.duration"))
	found := metricsNamed(sink.AllMetrics()[0], "genai.retrieval.documents")
	require.Len(t, found, 1)
	require.Equal(t, 1, found[0].Histogram().DataPoints().Len())
	point := found[0].Histogram().DataPoints().At(0)
	assert.Equal(t, map[string]any{"name": "kb"}, point.Attributes().AsRaw())
	assert.InDelta(t, 2, point.Sum(), 0)
	assert.Equal(t, "{document}", found[0].Unit())
}
