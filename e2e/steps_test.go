package e2e

import "testing"

// Two runs of one graph were recorded (testdata/openinference_langgraph_double), each of the
// node agent, the node tools and agent again; what runs within a node is no step.
func TestNodesOfARecordedGraph(t *testing.T) {
	c := startCollector(t)
	for _, b := range recordedBatches(t) {
		if b.fixture == "openinference_langgraph_double" {
			c.sendTraces(t, b.traces)
		}
	}
	page := c.pageWhen(t, 6, "genai_steps_total", "step", "node")
	requireDecimal(t, "4", sum(page, "genai_steps_total", "step", "node", "name", "agent", "outcome", "ok"))
	requireDecimal(t, "2", sum(page, "genai_steps_total", "step", "node", "name", "tools", "outcome", "ok"))
	requireDecimal(t, "6", sum(page, "genai_step_duration_seconds_count", "step", "node"))
}

// A retrieval that found nothing is told apart from one that did not record what it found.
func TestDocumentsOfRetrievals(t *testing.T) {
	c := startCollector(t)
	b := newBatch()
	spans := b.service(t, "shop", "1")
	for i, attrs := range []map[string]any{
		{"gen_ai.retrieval.documents": `[{"id":"1","score":0.8},{"id":"2","score":0.7}]`},
		{"gen_ai.retrieval.documents": "[]"},
		{},
		{"openinference.span.kind": "RETRIEVER", "retrieval.documents.0.document.id": "a", "retrieval.documents.1.document.id": "b", "retrieval.documents.2.document.id": "c"},
	} {
		attrs["gen_ai.data_source.id"] = "wiki"
		if _, isOther := attrs["openinference.span.kind"]; !isOther {
			attrs["gen_ai.operation.name"] = "retrieval"
		}
		add(t, spans, 1, byte(i)+1, 0, attrs)
	}
	c.sendTraces(t, b.Traces)
	page := c.pageWhen(t, 4, "genai_steps_total", "step", "retrieval", "name", "wiki")
	requireDecimal(t, "3", sum(page, "genai_retrieval_documents_count", "name", "wiki"))
	requireDecimal(t, "5", sum(page, "genai_retrieval_documents_sum", "name", "wiki"))
	requireDecimal(t, "1", sum(page, "genai_retrieval_documents_bucket", "name", "wiki", "le", "0.0"))
}
