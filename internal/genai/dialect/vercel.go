package dialect

import (
	"encoding/json"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// VercelAI is the Vercel AI SDK: scope ai up to version 6, and gen_ai (which
// nearly speaks the conventions) from version 7 on.
const VercelAI Name = "vercel_ai"

var vercelAI = definition{
	name:   VercelAI,
	marks:  []string{"ai.operationId"},
	hints:  []string{"ai.model.id", "ai.model.provider", "ai.usage.*", "ai.response.*", "ai.prompt", "ai.prompt.*", "ai.toolCall.*"},
	scopes: []string{"ai", "gen_ai"},
	aliases: map[field][]string{
		fieldKind:           {"ai.operationId", "operation.name"},
		fieldName:           {"ai.telemetry.functionId"},
		fieldProvider:       {"ai.model.provider"},
		fieldRequestModel:   {"ai.model.id"},
		fieldResponseModel:  {"ai.response.model"},
		fieldResponseID:     {"ai.response.id"},
		fieldFinishReasons:  {"ai.response.finishReason"},
		fieldSessionID:      keyed("ai.telemetry.metadata.", sessionKeys),
		fieldConversationID: keyed("ai.telemetry.metadata.", conversationKeys),
		fieldUserID:         keyed("ai.telemetry.metadata.", userKeys),
		fieldToolName:       {"ai.toolCall.name"},
		fieldToolCallID:     {"ai.toolCall.id"},
		fieldToolArguments:  {"ai.toolCall.args"},
		fieldToolResult:     {"ai.toolCall.result"},
		fieldInputs:         {"ai.prompt.messages", "ai.prompt"},
		fieldOutputs:        {"ai.response.text"},
		fieldMetadata:       {"ai.response.providerMetadata"},
		fieldInput:          {"ai.usage.inputTokens", "ai.usage.promptTokens", "ai.usage.tokens"},
		fieldOutput:         {"ai.usage.outputTokens", "ai.usage.completionTokens"},
		fieldTotal:          {"ai.usage.totalTokens"},
		fieldCacheRead:      {"ai.usage.inputTokenDetails.cacheReadTokens", "ai.usage.cachedInputTokens"},
		fieldCacheWrite:     {"ai.usage.inputTokenDetails.cacheWriteTokens"},
		fieldReasoning:      {"ai.usage.outputTokenDetails.reasoningTokens", "ai.usage.reasoningTokens"},
	},
	read:     readVercel,
	messages: vercelMessages,
}

func init() { register(placeVercelAI, &vercelAI) }

var vercelOperations = map[string]genai.Operation{
	"ai.generateText.doGenerate":   genai.OperationChat,
	"ai.streamText.doStream":       genai.OperationChat,
	"ai.generateObject.doGenerate": genai.OperationChat,
	"ai.streamObject.doStream":     genai.OperationChat,
	"ai.embed.doEmbed":             genai.OperationEmbeddings,
	"ai.embedMany.doEmbed":         genai.OperationEmbeddings,
	"ai.rerank.doRerank":           genai.OperationRerank,
	"ai.toolCall":                  genai.OperationExecuteTool,

	// Around the calls: usage here is that of the last step (up to 5) or their sum (6).
	"ai.generateText":   genai.OperationInvokeAgent,
	"ai.streamText":     genai.OperationInvokeAgent,
	"ai.generateObject": genai.OperationInvokeAgent,
	"ai.streamObject":   genai.OperationInvokeAgent,
	"ai.embed":          "",
	"ai.embedMany":      "",
	"ai.rerank":         "",
}

func readVercel(d *draft) {
	kind, _, _ := strings.Cut(d.text(fieldKind), " ") // operation.name has the function's name behind it
	if operation, ok := vercelOperations[kind]; ok {
		d.is(operation)
	} else if !d.has(fieldOperation) {
		d.fill(fieldOperation, string(d.guessOperation()))
	}
	if d.operation == genai.OperationInvokeAgent {
		d.draw(fieldAgentName, fieldName)
	}
	d.readFirstChunk()
	if !d.rollup && d.scope.Name != "gen_ai" {
		d.readVercelUsage()
	}
}

func (d *draft) readFirstChunk() {
	ms, ok := d.attrs.Get("ai.response.msToFirstChunk")
	if ok && ms.Type() == pcommon.ValueTypeDouble && ms.Double() >= 0 && !d.has(fieldTimeToFirstChunk) {
		d.slots[fieldTimeToFirstChunk] = slot{rank: rankDerived, number: ms.Double() / 1000}
	}
}

// readVercelUsage finds out which version wrote the usage. Up to 5 the SDK
// passed on what the provider counts, and what it left out is in the provider's
// own metadata; from 6 on both totals include everything.
func (d *draft) readVercelUsage() {
	metadata := d.object(fieldMetadata)
	usage := inside(metadata, "anthropic", "usage")
	d.readVercelMetadata(metadata, usage)
	provider, _ := providerOf(d.text(fieldProvider))
	if d.isVercel6() {
		d.input, d.output = inclusive, inclusive
		return
	}
	switch {
	case usage != nil || metadata["anthropic"] != nil || provider == providerAnthropic || strings.Contains(d.text(fieldProvider), "anthropic"):
		d.input = exclusive
		if own, ok := countOf(usage["input_tokens"]); ok && own != d.count(fieldInput) {
			d.input = inclusive // the SDK's number is more than what the provider reported without the cache
		}
	case provider == providerBedrock:
		d.input = exclusive
	case provider == providerGemini || provider == providerVertex:
		d.output = exclusive
	default:
		d.output = inclusive
	}
}

// isVercel6 reports whether the totals are those of version 6 or later.
func (d *draft) isVercel6() bool {
	for key := range d.attrs.All() {
		if strings.HasPrefix(key, "ai.usage.inputTokenDetails.") || strings.HasPrefix(key, "ai.usage.outputTokenDetails.") {
			return true
		}
	}
	agent, ok := strings.CutPrefix(textOf(d.attrs, "ai.request.headers.user-agent"), "ai/")
	if !ok {
		return false
	}
	major, _, _ := strings.Cut(agent, ".")
	version, err := strconv.Atoi(major)
	return err == nil && version >= 6
}

// readVercelMetadata takes counts that only the provider's metadata has.
func (d *draft) readVercelMetadata(metadata, usage map[string]any) {
	if metadata == nil {
		return
	}
	anthropic := inside(metadata, "anthropic")
	openai := inside(metadata, "openai")
	google := inside(metadata, "google", "usageMetadata")
	bedrock := inside(metadata, "bedrock", "usage")
	ttl := inside(usage, "cache_creation")
	for _, source := range []struct {
		into  field
		value any
	}{
		{fieldCacheRead, member(anthropic, "cacheReadInputTokens")},
		{fieldCacheRead, member(usage, "cache_read_input_tokens")},
		{fieldCacheRead, member(openai, "cachedPromptTokens")},
		{fieldCacheRead, member(bedrock, "cacheReadInputTokens")},
		{fieldCacheRead, member(google, "cachedContentTokenCount")},
		{fieldCacheWrite, member(anthropic, "cacheCreationInputTokens")},
		{fieldCacheWrite, member(usage, "cache_creation_input_tokens")},
		{fieldCacheWrite, member(bedrock, "cacheWriteInputTokens")},
		{fieldCacheWrite5m, member(ttl, "ephemeral_5m_input_tokens")},
		{fieldCacheWrite1h, member(ttl, "ephemeral_1h_input_tokens")},
		{fieldReasoning, member(openai, "reasoningTokens")},
		{fieldReasoning, member(google, "thoughtsTokenCount")},
	} {
		if n, ok := countOf(source.value); ok {
			d.fillCount(source.into, n)
		} else if source.value != nil {
			d.complain(d.slots[fieldMetadata].key, NotACount)
		}
	}
}

// countOf reads a count from a JSON tree.
func countOf(value any) (int64, bool) {
	switch value := value.(type) {
	case json.Number:
		return genai.ParseCount(value.String())
	case string:
		return genai.ParseCount(value)
	case int64: // of a structured attribute
		return genai.Count(pcommon.NewValueInt(value))
	case float64:
		return genai.Count(pcommon.NewValueDouble(value))
	default:
		return 0, false
	}
}

func vercelMessages(d *draft, c *content) {
	if !d.has(fieldInputMessages) {
		d.payload(fieldInputs, c.addVercelPrompt)
	}
	if !d.has(fieldOutputMessages) {
		d.vercelAnswer(c)
	}
	if tools, ok := d.attrs.Get("ai.prompt.tools"); ok && !d.has(fieldToolDefinitions) {
		c.tools = d.vercelTools(tools)
		d.mapped = append(d.mapped, "ai.prompt.tools")
	}
}

// addVercelPrompt reads messages, or the {system, prompt} of an outer span.
func (c *content) addVercelPrompt(tree any) {
	object, ok := tree.(map[string]any)
	if !ok || object["messages"] != nil {
		c.addInput(tree)
		return
	}
	if system := str(object, "system"); system != "" {
		c.system = append(c.system, textPart(system))
	}
	if prompt := member(object, "prompt"); prompt != nil {
		c.addInput(prompt)
	}
}

// vercelAnswer puts the answer together from the attributes it is spread over.
func (d *draft) vercelAnswer(c *content) {
	m := message{role: roleAssistant}
	if reasoning := textOf(d.attrs, "ai.response.reasoning"); reasoning != "" && len(reasoning) <= d.maxBytes {
		m.parts = append(m.parts, part{kind: partReasoning, text: reasoning})
	}
	text := d.text(fieldOutputs)
	if text == "" {
		text = textOf(d.attrs, "ai.response.object")
	}
	if text != "" && len(text) <= d.maxBytes {
		m.parts = append(m.parts, textPart(text))
	}
	if calls := textOf(d.attrs, "ai.response.toolCalls"); calls != "" {
		if tree, ok := d.parse("ai.response.toolCalls", calls); ok {
			list, _ := tree.([]any)
			for _, call := range list {
				if object, ok := call.(map[string]any); ok {
					m.parts = append(m.parts, toolCallOf(object))
				}
			}
		}
	}
	if len(m.parts) > 0 {
		c.output = append(c.output, m)
		d.mapped = append(d.mapped, "ai.response.text", "ai.response.reasoning", "ai.response.object", "ai.response.toolCalls")
	}
}

// vercelTools reads definitions, each of which is JSON in a list.
func (d *draft) vercelTools(list pcommon.Value) []any {
	if list.Type() != pcommon.ValueTypeSlice {
		return nil
	}
	var tools []any
	for _, element := range list.Slice().All() {
		if element.Type() != pcommon.ValueTypeStr {
			continue
		}
		if tree, ok := d.parse("ai.prompt.tools", element.Str()); ok {
			tools = append(tools, tree)
		}
	}
	return tools
}
