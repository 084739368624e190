package dialect

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// OpenLLMetry is Traceloop's family of instrumentations. Its older versions
// have names of before the conventions (llm.*), then numbered prompts and
// completions (gen_ai.prompt.N), its newer ones the messages of the conventions.
const OpenLLMetry Name = "openllmetry"

var openLLMetry = definition{
	name:   OpenLLMetry,
	marks:  []string{"traceloop.*"},
	hints:  []string{"llm.request.type", "llm.vendor", "llm.usage.*", "llm.prompts.*", "llm.completions.*", "gen_ai.prompt_caching"},
	scopes: []string{"@traceloop/*", "traceloop.*"},
	claims: isTraceloopPython,
	aliases: map[field][]string{
		fieldKind:           {"traceloop.span.kind"},
		fieldName:           {"traceloop.entity.name"},
		fieldProvider:       {"llm.vendor"},
		fieldRequestModel:   {"llm.request.model"},
		fieldResponseModel:  {"llm.response.model"},
		fieldProduct:        {"llm.request.type"},
		fieldFinishReasons:  {"llm.response.finish_reason", "llm.response.stop_reason"},
		fieldSessionID:      keyed("traceloop.association.properties.", sessionKeys),
		fieldConversationID: keyed("traceloop.association.properties.", conversationKeys),
		fieldUserID:         append(keyed("traceloop.association.properties.", userKeys), "llm.user"),
		fieldInputs:         {"traceloop.entity.input"},
		fieldOutputs:        {"traceloop.entity.output"},

		fieldInput:      {"llm.usage.prompt_tokens"},
		fieldOutput:     {"llm.usage.completion_tokens"},
		fieldReasoning:  {"llm.usage.reasoning_tokens"},
		fieldCacheRead:  {"llm.usage.cache_read_input_tokens"},
		fieldCacheWrite: {"llm.usage.cache_creation_input_tokens"},
	},
	read:     readOpenLLMetry,
	messages: openLLMetryMessages,
}

func init() { register(placeOpenLLMetry, &openLLMetry) }

// Libraries whose instrumentation in Python is Traceloop's. The name is that of
// the official ones, whose versions end in a beta number (0.4b0) or whose name
// in a version of the API (openai_v2).
var traceloopLibraries = map[string]bool{
	"agno": true, "alephalpha": true, "anthropic": true, "bedrock": true, "cohere": true, "crewai": true,
	"google_generativeai": true, "groq": true, "haystack": true, "langchain": true, "llamaindex": true, "mcp": true,
	"mistralai": true, "ollama": true, "openai": true, "openai_agents": true, "replicate": true, "sagemaker": true,
	"together": true, "transformers": true, "vertexai": true, "voyageai": true, "watsonx": true, "writer": true,
}

func isTraceloopPython(s *Scope) bool {
	library, ok := strings.CutPrefix(s.Name, "opentelemetry.instrumentation.")
	if !ok || strings.Contains(s.Version, "b") {
		return false
	}
	library, _, _ = strings.Cut(library, ".")
	return traceloopLibraries[library]
}

var traceloopKinds = map[string]genai.Operation{
	"workflow": genai.OperationInvokeWorkflow,
	"task":     "",
	"agent":    genai.OperationInvokeAgent,
	"tool":     genai.OperationExecuteTool,
}

var traceloopRequests = map[string]genai.Operation{
	"chat":       genai.OperationChat,
	"completion": genai.OperationTextCompletion,
	"embedding":  genai.OperationEmbeddings,
	"rerank":     genai.OperationRerank,
}

func readOpenLLMetry(d *draft) {
	d.readNumberedFinishReasons(indexedCompletion)
	d.readNumberedFinishReasons(indexedLLMCompletions)
	d.readTraceloopKind()
	switch d.operation {
	case genai.OperationInvokeWorkflow:
		d.draw(fieldWorkflowName, fieldName)
	case genai.OperationInvokeAgent:
		d.draw(fieldAgentName, fieldName)
	case genai.OperationExecuteTool:
		d.draw(fieldToolName, fieldName)
		d.borrow(fieldToolArguments, fieldInputs)
		d.borrow(fieldToolResult, fieldOutputs)
	default:
	}
}

func (d *draft) readTraceloopKind() {
	framework, isFramework := traceloopKinds[strings.ToLower(d.text(fieldKind))]
	request, isRequest := traceloopRequests[strings.ToLower(d.text(fieldProduct))]
	switch {
	case isFramework && framework != "":
		d.is(framework)
	case isRequest:
		d.is(request)
	case isFramework && !d.has(fieldOperation): // a task around something that says what it is is just that
		d.is("")
	case !isFramework && !d.has(fieldOperation) && !d.log:
		d.fill(fieldOperation, string(d.guessOperation()))
	}
}

func openLLMetryMessages(d *draft, c *content) {
	c.input = d.numbered(indexedLLMPrompts)
	c.output = d.numbered(indexedLLMCompletions)
	if d.indexed && !d.has(fieldToolDefinitions) {
		if c.tools = d.indexedDefinitions(indexedFunctions); len(c.tools) > 0 {
			d.mapped = append(d.mapped, indexedFunctions)
		}
	}
}
