package genai

// Attributes of the OpenTelemetry GenAI conventions 1.41.1 that are read or written.
const (
	AttrOperationName  = "gen_ai.operation.name"
	AttrProviderName   = "gen_ai.provider.name"
	AttrSystem         = "gen_ai.system" // gen_ai.provider.name before 1.37
	AttrRequestModel   = "gen_ai.request.model"
	AttrResponseModel  = "gen_ai.response.model"
	AttrResponseID     = "gen_ai.response.id"
	AttrFinishReasons  = "gen_ai.response.finish_reasons"
	AttrConversationID = "gen_ai.conversation.id"
	AttrOutputType     = "gen_ai.output.type"

	AttrInputTokens     = "gen_ai.usage.input_tokens"
	AttrOutputTokens    = "gen_ai.usage.output_tokens"
	AttrCacheRead       = "gen_ai.usage.cache_read.input_tokens"
	AttrCacheCreation   = "gen_ai.usage.cache_creation.input_tokens"
	AttrCacheWrite      = "gen_ai.usage.cache_write.input_tokens" // cache_creation after 1.41
	AttrReasoningTokens = "gen_ai.usage.reasoning.output_tokens"

	AttrSystemInstructions = "gen_ai.system_instructions"
	AttrInputMessages      = "gen_ai.input.messages"
	AttrOutputMessages     = "gen_ai.output.messages"
	AttrToolDefinitions    = "gen_ai.tool.definitions"

	AttrAgentName         = "gen_ai.agent.name"
	AttrAgentID           = "gen_ai.agent.id"
	AttrWorkflowName      = "gen_ai.workflow.name"
	AttrToolName          = "gen_ai.tool.name"
	AttrToolCallID        = "gen_ai.tool.call.id"
	AttrToolCallArguments = "gen_ai.tool.call.arguments"
	AttrToolCallResult    = "gen_ai.tool.call.result"

	AttrRetrievalDocuments = "gen_ai.retrieval.documents"

	AttrTimeToFirstChunk = "gen_ai.response.time_to_first_chunk" // seconds

	AttrErrorType = "error.type"
	AttrSessionID = "session.id"
	AttrUserID    = "user.id"
)

// Details of usage for which the conventions 1.41.1 have no name. They live
// outside gen_ai.usage.*, because some backends add up every key they find there.
// All are token counts and subsets of the inclusive totals.
const (
	AttrCacheWrite5m   = "genai.usage.cache_write_5m.input_tokens"
	AttrCacheWrite1h   = "genai.usage.cache_write_1h.input_tokens"
	AttrInputAudio     = "genai.usage.audio.input_tokens"
	AttrOutputAudio    = "genai.usage.audio.output_tokens"
	AttrCacheReadAudio = "genai.usage.audio.cache_read.input_tokens"
)

// Names of the same details where an emitter already uses one.
const (
	attrAnthropicCacheWrite5m = "anthropic.usage.cache_creation.ephemeral_5m_input_tokens"
	attrAnthropicCacheWrite1h = "anthropic.usage.cache_creation.ephemeral_1h_input_tokens"
	attrDevInputAudio         = "gen_ai.usage.audio.input_tokens"
	attrDevOutputAudio        = "gen_ai.usage.audio.output_tokens"
	attrDevCacheReadAudio     = "gen_ai.usage.audio.cache_read.input_tokens"
)

// What our own components stamp on a record.
const (
	// AttrDialect says in which vocabulary a record was written before genai_normalizer.
	AttrDialect = "genai.dialect"
	// AttrMalformed lists the attributes that genai_normalizer could not read, string[].
	AttrMalformed = "genai.malformed"
	// AttrOriginalPrefix comes before the name of an attribute whose value genai_normalizer corrected.
	AttrOriginalPrefix = "genai.original."

	// AttrQualitySignals lists the signals that genai_session found on a record, string[].
	AttrQualitySignals = "genai.quality.signals"
	// AttrSessionOutcome is how a session went, on its end.
	AttrSessionOutcome = "genai.session.outcome"

	AttrCostTotal      = "genai.cost.total"
	AttrCostInput      = "genai.cost.input"
	AttrCostOutput     = "genai.cost.output"
	AttrCostCacheRead  = "genai.cost.cache_read"
	AttrCostCacheWrite = "genai.cost.cache_write"
	AttrCostReasoning  = "genai.cost.reasoning"
	AttrCostFees       = "genai.cost.fees"
	AttrCostTools      = "genai.cost.tools"
	AttrCostOther      = "genai.cost.other"
	AttrCostCurrency   = "genai.cost.currency"
	AttrCostSource     = "genai.cost.source"
	AttrCostStatus     = "genai.cost.status"
	AttrCostPrice      = "genai.cost.price"
)
