package genaimetricsconnector

import (
	"encoding/json"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/aggregate"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// Values of step.
const (
	stepRetrieval = "retrieval"
	stepNode      = "node"
	stepGuardrail = "guardrail"
)

const (
	attrDataSourceID = "gen_ai.data_source.id"
	// documentPrefix is OpenInference's, an index and what a document has behind it.
	documentPrefix = "retrieval.documents."

	// The conventions have no guardrails and no nodes of a graph; their dialects do.
	attrOpenInferenceKind = "openinference.span.kind"
	attrLangfuseType      = "langfuse.observation.type"
	attrMetadata          = "metadata" // JSON text, of OpenInference
	graphNode             = "langgraph_node"

	// maxMetadataBytes bounds the metadata that is read for the node's name.
	maxMetadataBytes = 64 << 10
)

// measureStep adds one step of an agent that is neither a model nor a tool call.
func measureStep(u *aggregate.Updater, s *spanReading, step, name string) {
	values := aggregate.Values{step, name, s.outcome()}
	u.Add(steps, 1, values)
	s.observeDuration(u, stepDuration, values)
}

// measureRetrieval adds a retrieval, and where it tells its documents how many there were.
func measureRetrieval(u *aggregate.Updater, s *spanReading, span ptrace.Span) {
	name := sourceName(span)
	measureStep(u, s, stepRetrieval, name)
	if n, ok := documents(span.Attributes()); ok {
		u.Observe(retrievalDocuments, float64(n), aggregate.Values{name})
	}
}

// sourceName is the data source, which the conventions put into the span name, too.
func sourceName(span ptrace.Span) string {
	if id, ok := span.Attributes().Get(attrDataSourceID); ok && id.Type() == pcommon.ValueTypeStr {
		return aggregate.Label(id.Str())
	}
	name, _ := strings.CutPrefix(span.Name(), string(genai.OperationRetrieval)+" ")
	if name == span.Name() {
		return ""
	}
	return aggregate.Label(name)
}

// documents is how many documents a retrieval found: those of gen_ai.retrieval.documents, a
// list or its JSON, else OpenInference's numbered attributes.
func documents(attrs pcommon.Map) (n int, ok bool) {
	if value, told := attrs.Get(genai.AttrRetrievalDocuments); told {
		switch value.Type() {
		case pcommon.ValueTypeSlice:
			return value.Slice().Len(), true
		case pcommon.ValueTypeStr:
			var list []json.RawMessage
			err := json.Unmarshal([]byte(value.Str()), &list)
			return len(list), err == nil && list != nil
		default:
			return 0, false
		}
	}
	for key := range attrs.All() {
		rest, numbered := strings.CutPrefix(key, documentPrefix)
		if !numbered {
			continue
		}
		index, _, _ := strings.Cut(rest, ".")
		if i, err := strconv.ParseUint(index, 10, 16); err == nil {
			n = max(n, int(i)+1)
		}
	}
	return n, n > 0
}

// stepOf reads the step that a span of no operation of the conventions is, "" for none:
// a guardrail, or a node of a LangGraph graph, whose own span has its name.
func stepOf(span ptrace.Span) (step string) {
	for key, value := range span.Attributes().All() {
		if value.Type() != pcommon.ValueTypeStr {
			continue
		}
		switch {
		case key == attrOpenInferenceKind, key == attrLangfuseType:
			if strings.EqualFold(value.Str(), stepGuardrail) {
				return stepGuardrail
			}
		case key == attrMetadata:
			if isNode(nodeIn(value.Str()), span.Name()) {
				step = stepNode
			}
		case strings.HasSuffix(key, "."+graphNode):
			if isNode(value.Str(), span.Name()) {
				step = stepNode
			}
		default:
		}
	}
	return step
}

// isNode: what runs within a node carries its name as well, under a name of its own; __start__ does nothing.
func isNode(node, span string) bool {
	return node != "" && node == span && !strings.HasPrefix(node, "__")
}

func nodeIn(metadata string) string {
	if len(metadata) > maxMetadataBytes || !strings.Contains(metadata, graphNode) {
		return ""
	}
	var read struct {
		Node string `json:"langgraph_node"`
	}
	if json.Unmarshal([]byte(metadata), &read) != nil {
		return ""
	}
	return read.Node
}
