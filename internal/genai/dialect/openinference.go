package dialect

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// OpenInference is what Phoenix and Arize read; packages in Python and JS.
const OpenInference Name = "openinference"

var openInference = definition{
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
}

func init() { register(placeOpenInference, &openInference) }

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
		if operation == genai.OperationChat && d.completesText() {
			operation = genai.OperationTextCompletion
		}
		d.is(operation)
	}
	if d.has(fieldMetadata) {
		d.readLangChainMetadata()
	}
	d.draw(fieldProvider, fieldProduct)
	if provider, _ := providerOf(d.text(fieldProduct)); provider == providerVertex && !d.present(fieldProvider) {
		d.correctText(fieldProvider, providerVertex) // llm.provider says google for both of Google's services
	}
	switch d.operation {
	case genai.OperationExecuteTool:
		d.fill(fieldToolName, d.name)
		d.borrow(fieldToolArguments, fieldInputs)
		d.borrow(fieldToolResult, fieldOutputs)
	case genai.OperationChat, genai.OperationTextCompletion, genai.OperationEmbeddings, genai.OperationRerank:
		d.readOpenInferenceModel()
		d.readOpenInferenceAnswer()
	default:
	}
}

// completesText reports whether a call was to the old API that takes prompts, not messages.
func (d *draft) completesText() bool {
	var prompts bool
	for key := range d.attrs.All() {
		if strings.HasPrefix(key, indexedInputMessages) {
			return false
		}
		prompts = prompts || key == "llm.prompts" || strings.HasPrefix(key, indexedLLMPrompts)
	}
	return prompts
}

// readOpenInferenceModel tells the model asked for from the one that answered:
// llm.model_name is one or the other, depending on the instrumentation.
func (d *draft) readOpenInferenceModel() {
	parameters := d.object(fieldParameters)
	d.fill(fieldRequestModel, str(parameters, "model", "model_name", "modelId", "model_id"))
	switch {
	case !d.has(fieldRequestModel):
		d.draw(fieldRequestModel, fieldModel)
	case d.text(fieldRequestModel) != d.text(fieldModel):
		d.draw(fieldResponseModel, fieldModel)
	default:
		d.slots[fieldModel].mapped = true
	}
}

// answer is as much of an answer as has no attribute, in the form of a provider
// or of LangChain.
type answer struct {
	ID    string `json:"id"`
	Usage struct {
		CacheCreation struct {
			For5m json.Number `json:"ephemeral_5m_input_tokens"`
			For1h json.Number `json:"ephemeral_1h_input_tokens"`
		} `json:"cache_creation"`
	} `json:"usage"`
	Generations [][]struct {
		Message struct {
			Kwargs struct {
				ID string `json:"id"`
			} `json:"kwargs"`
		} `json:"message"`
	} `json:"generations"`
}

// id is the provider's id of the answer.
func (a *answer) id() string {
	if a.ID != "" || len(a.Generations) == 0 || len(a.Generations[0]) == 0 {
		return a.ID
	}
	id := a.Generations[0][0].Message.Kwargs.ID
	if strings.HasPrefix(id, "run-") || strings.HasPrefix(id, "lc_run") {
		return "" // LangChain's own
	}
	return id
}

// readOpenInferenceAnswer takes from the answer itself, where the record has all
// of it, what has no attribute: the provider's id, and for how long cache writes
// live, which they are charged by.
func (d *draft) readOpenInferenceAnswer() {
	s := &d.slots[fieldOutputs]
	if !looksLikeJSON(s.text) || !d.within(s.key, s.text) {
		return
	}
	var a answer
	if strings.HasPrefix(s.text, "[") {
		var list []answer
		if !readJSON(s.text, &list) || len(list) == 0 {
			return
		}
		a = list[0]
	} else if !readJSON(s.text, &a) {
		return
	}
	d.fill(fieldResponseID, a.id())
	creation := &a.Usage.CacheCreation
	for f, written := range map[field]json.Number{fieldCacheWrite5m: creation.For5m, fieldCacheWrite1h: creation.For1h} {
		if n, ok := genai.ParseCount(written.String()); ok {
			d.fillCount(f, n)
		}
	}
}

// readJSON reads what fits; members of another type are left out.
func readJSON(text string, into any) bool {
	err := json.Unmarshal([]byte(text), into)
	var mismatch *json.UnmarshalTypeError
	return err == nil || errors.As(err, &mismatch)
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
	if c.input = d.numbered(indexedInputMessages); len(c.input) == 0 {
		c.input = d.numbered(indexedLLMPrompts)
	}
	if c.output = d.numbered(indexedOutputMessages); len(c.output) == 0 {
		c.output = d.numbered(indexedChoices)
	}
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
