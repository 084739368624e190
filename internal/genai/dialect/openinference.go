package dialect

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// OpenInference is what Phoenix and Arize read; packages in Python and JS.
var _ = register(placeOpenInference, definition{
	name:   OpenInference,
	marks:  []string{"openinference.span.kind"},
	hints:  []string{"llm.token_count.*", "llm.input_messages.*", "llm.output_messages.*", "llm.model_name", "llm.request.model_name"},
	scopes: []string{"openinference.instrumentation*", "@arizeai/openinference-*"},
	aliases: map[field][]string{
		fieldKind:          {"openinference.span.kind"},
		fieldProvider:      {"llm.provider"},
		fieldProduct:       {"llm.system"},
		fieldRequestModel:  {"llm.request.model_name"},
		fieldResponseModel: {"llm.response.model_name"},
		fieldModel:         {"llm.model_name", "embedding.model_name", "reranker.model_name"},
		fieldFinishReasons: {"llm.finish_reasons", "llm.finish_reason"},
		fieldUserID:        {"llm.user"},
		fieldAgentName:     {"agent.name"},
		fieldToolName:      {"tool.name", "tool_call.function.name"},
		fieldToolCallID:    {"tool.id", "tool_call.id"},
		fieldInputs:        {"input.value"},
		fieldOutputs:       {"output.value"},
		fieldParameters:    {"llm.invocation_parameters"},
		fieldMetadata:      {"metadata"},

		fieldInput:      {"llm.token_count.prompt"},
		fieldOutput:     {"llm.token_count.completion"},
		fieldTotal:      {"llm.token_count.total"},
		fieldCacheRead:  {"llm.token_count.prompt_details.cache_read"},
		fieldCacheWrite: {"llm.token_count.prompt_details.cache_write"},
		fieldReasoning:  {"llm.token_count.completion_details.reasoning", "llm.usage.reasoning_tokens"},
		fieldInputAudio: {"llm.token_count.prompt_details.audio"},

		fieldOutputAudio: {"llm.token_count.completion_details.audio"},
	},
	read:     readOpenInference,
	messages: openInferenceMessages,
})

var openInferenceKinds = map[string]genai.Operation{
	"LLM":       genai.OperationChat,
	"EMBEDDING": genai.OperationEmbeddings,
	"RERANKER":  genai.OperationRerank,
	"RETRIEVER": genai.OperationRetrieval,
	"TOOL":      genai.OperationExecuteTool,
	"AGENT":     genai.OperationInvokeAgent,
	"CHAIN":     "", "GUARDRAIL": "", "EVALUATOR": "", "PROMPT": "",
}

func readOpenInference(d *draft) {
	kind := strings.ToUpper(d.text(fieldKind))
	if operation, ok := openInferenceKinds[kind]; ok {
		d.is(operation)
	}
	if d.has(fieldMetadata) {
		d.readLangChainMetadata()
	}
	d.fill(fieldProvider, d.text(fieldProduct))
	if provider, _ := providerOf(d.text(fieldProduct)); provider == providerVertex && !d.present(fieldProvider) {
		d.correctText(fieldProvider, providerVertex) // llm.provider says google for both of Google's services
	}
	switch d.operation {
	case genai.OperationExecuteTool:
		d.fill(fieldToolName, d.name)
		d.borrow(fieldToolArguments, fieldInputs)
		d.borrow(fieldToolResult, fieldOutputs)
	case genai.OperationChat, genai.OperationEmbeddings, genai.OperationRerank:
		d.readOpenInferenceModel()
		d.readOpenInferenceResponseID()
	}
}

// readOpenInferenceModel tells the model asked for from the one that answered:
// llm.model_name is one or the other, depending on the instrumentation.
func (d *draft) readOpenInferenceModel() {
	parameters := d.object(fieldParameters)
	d.fill(fieldRequestModel, str(parameters, "model", "model_name", "modelId", "model_id"))
	model := d.text(fieldModel)
	if d.has(fieldRequestModel) {
		if d.text(fieldRequestModel) != model {
			d.fill(fieldResponseModel, model)
		}
		return
	}
	d.fill(fieldRequestModel, model)
}

// readOpenInferenceResponseID takes the provider's id of the answer from the
// answer itself, where the record has all of it.
func (d *draft) readOpenInferenceResponseID() {
	s := &d.slots[fieldOutputs]
	if d.has(fieldResponseID) || !looksLikeJSON(s.text) {
		return
	}
	tree, ok := d.tree(s)
	if !ok {
		return
	}
	if list, isList := tree.([]any); isList && len(list) > 0 {
		tree = list[0]
	}
	object, _ := tree.(map[string]any)
	if id := str(object, "id"); id != "" {
		d.fill(fieldResponseID, id)
		return
	}
	d.fill(fieldResponseID, generationID(object))
}

// generationID is the id of the message in LangChain's form of an answer.
func generationID(object map[string]any) string {
	outer, _ := object["generations"].([]any)
	if len(outer) == 0 {
		return ""
	}
	inner, _ := outer[0].([]any)
	if len(inner) == 0 {
		return ""
	}
	generation, _ := inner[0].(map[string]any)
	id := str(inside(generation, "message", "kwargs"), "id")
	if strings.HasPrefix(id, "run-") || strings.HasPrefix(id, "lc_run") {
		return "" // LangChain's own
	}
	return id
}

// readLangChainMetadata reads the metadata of LangChain runs.
func (d *draft) readLangChainMetadata() {
	metadata := d.object(fieldMetadata)
	d.readMetadata(metadata)
	if d.text(fieldProduct) == "" {
		d.fill(fieldProvider, str(metadata, "ls_provider"))
	}
	if strings.EqualFold(d.text(fieldKind), "LLM") {
		d.fill(fieldModel, str(metadata, "ls_model_name"))
	}
}

func openInferenceMessages(d *draft, c *content) {
	c.input = d.numbered(indexedInputMessages)
	c.output = d.numbered(indexedOutputMessages)
	for i := range c.output {
		if c.output[i].role == roleUser {
			c.output[i].role = roleAssistant // none was written
		}
	}
	if d.indexed && !d.has(fieldToolDefinitions) {
		if c.tools = d.indexedDefinitions(indexedTools); len(c.tools) > 0 {
			d.mapped = append(d.mapped, indexedTools)
		}
	}
	if len(c.input) > 0 && d.operation == genai.OperationChat {
		// Anthropic's system prompt stands beside the messages, in the parameters only.
		if parameters := d.object(fieldParameters); parameters != nil && c.input[0].role != roleSystem {
			var m message
			m.addContent(member(parameters, "system", "instructions"))
			c.system = m.parts
		}
	}
}
