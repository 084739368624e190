package dialect

import "github.com/otelcol-genai/otelcol-genai/internal/genai"

// field is something a record can tell, whatever it is called.
type field uint8

// Fields. Their order is that of the tables below.
const (
	fieldOperation field = iota
	fieldProvider
	fieldRequestModel
	fieldResponseModel
	fieldResponseID
	fieldFinishReasons
	fieldConversationID
	fieldSessionID
	fieldUserID
	fieldAgentName
	fieldWorkflowName
	fieldToolName
	fieldToolCallID
	fieldToolArguments
	fieldToolResult
	fieldToolDefinitions
	fieldInputMessages
	fieldOutputMessages
	fieldSystemInstructions
	fieldTimeToFirstChunk
	fieldErrorType
	fieldOutputType
	fieldSeed
	fieldTopK
	fieldRequestTier
	fieldResponseTier
	fieldFingerprint

	fieldInput
	fieldOutput
	fieldCacheRead
	fieldCacheWrite
	fieldCacheWrite5m
	fieldCacheWrite1h
	fieldReasoning
	fieldInputAudio
	fieldOutputAudio
	fieldCacheReadAudio
	fieldTotal // never written: some emitters' totals leave the cache out

	// Fields that only dialects' own code looks at.
	fieldKind
	fieldName   // of a workflow, task, agent or tool
	fieldModel  // asked for or answered, the emitter does not say
	fieldInputs // of whatever the record is about: a call, a tool, a chain
	fieldOutputs
	fieldParameters // JSON with the parameters of a request
	fieldMetadata   // JSON with free keys
	fieldUsageJSON
	fieldProduct // llm.system: who made the model, not who serves it
	fieldLevel

	fields
)

// shape is how the value of a field is read.
type shape uint8

const (
	shapeText    shape = iota // an identifier or a name
	shapePayload              // text of any size, JSON or structured
	shapeCount                // tokens
	shapeAny                  // copied as it is
)

// shapeOf tells how to read a field.
func shapeOf(f field) shape {
	switch {
	case f >= fieldInput && f <= fieldTotal:
		return shapeCount
	case f >= fieldSeed && f <= fieldFingerprint, f == fieldTimeToFirstChunk, f == fieldFinishReasons:
		return shapeAny
	case f >= fieldToolArguments && f <= fieldSystemInstructions, f >= fieldInputs && f <= fieldUsageJSON:
		return shapePayload
	default:
		return shapeText
	}
}

// canonical is the name under which a field is written.
var canonical = [fields]string{
	fieldOperation:          genai.AttrOperationName,
	fieldProvider:           genai.AttrProviderName,
	fieldRequestModel:       genai.AttrRequestModel,
	fieldResponseModel:      genai.AttrResponseModel,
	fieldResponseID:         genai.AttrResponseID,
	fieldFinishReasons:      genai.AttrFinishReasons,
	fieldConversationID:     genai.AttrConversationID,
	fieldSessionID:          genai.AttrSessionID,
	fieldUserID:             genai.AttrUserID,
	fieldAgentName:          genai.AttrAgentName,
	fieldWorkflowName:       genai.AttrWorkflowName,
	fieldToolName:           genai.AttrToolName,
	fieldToolCallID:         genai.AttrToolCallID,
	fieldToolArguments:      genai.AttrToolCallArguments,
	fieldToolResult:         genai.AttrToolCallResult,
	fieldToolDefinitions:    genai.AttrToolDefinitions,
	fieldInputMessages:      genai.AttrInputMessages,
	fieldOutputMessages:     genai.AttrOutputMessages,
	fieldSystemInstructions: genai.AttrSystemInstructions,
	fieldTimeToFirstChunk:   genai.AttrTimeToFirstChunk,
	fieldErrorType:          genai.AttrErrorType,
	fieldOutputType:         genai.AttrOutputType,
	fieldSeed:               "gen_ai.request.seed",
	fieldTopK:               "gen_ai.request.top_k",
	fieldRequestTier:        "openai.request.service_tier",
	fieldResponseTier:       "openai.response.service_tier",
	fieldFingerprint:        "openai.response.system_fingerprint",

	fieldInput:          genai.AttrInputTokens,
	fieldOutput:         genai.AttrOutputTokens,
	fieldCacheRead:      genai.AttrCacheRead,
	fieldCacheWrite:     genai.AttrCacheCreation,
	fieldCacheWrite5m:   genai.AttrCacheWrite5m,
	fieldCacheWrite1h:   genai.AttrCacheWrite1h,
	fieldReasoning:      genai.AttrReasoningTokens,
	fieldInputAudio:     genai.AttrInputAudio,
	fieldOutputAudio:    genai.AttrOutputAudio,
	fieldCacheReadAudio: genai.AttrCacheReadAudio,
}
