package dialect

// conventions lists the names of the OpenTelemetry conventions for each field
// beside its canonical one, best first: names newer than 1.41 (the repository
// semantic-conventions-genai), names of 1.26 to 1.40, and the flat spellings that
// several emitters share. They are read in every dialect, because emitters of all
// kinds put them beside their own.
var conventions = map[field][]string{
	fieldProvider:        {"gen_ai.system"},
	fieldRequestModel:    {},
	fieldFinishReasons:   {"gen_ai.response.finish_reason"},
	fieldUserID:          {"enduser.id", "enduser.pseudo.id", "gen_ai.request.user"},
	fieldAgentName:       {"gen_ai.main_agent.name"},
	fieldToolCallID:      {"gen_ai.tool.call_id"},
	fieldToolArguments:   {"gen_ai.tool.args"},
	fieldToolDefinitions: {},
	fieldTimeToFirstChunk: {
		"gen_ai.client.operation.time_to_first_chunk", // the name of the metric, as @ai-sdk/otel writes it on spans
	},
	fieldOutputType:   {"gen_ai.openai.request.response_format"},
	fieldSeed:         {"gen_ai.openai.request.seed"},
	fieldTopK:         {"gen_ai.retrieval.top_k"},
	fieldRequestTier:  {"gen_ai.openai.request.service_tier"},
	fieldResponseTier: {"gen_ai.openai.response.service_tier"},
	fieldFingerprint:  {"gen_ai.openai.response.system_fingerprint"},

	fieldInput:  {"gen_ai.usage.prompt_tokens"},
	fieldOutput: {"gen_ai.usage.completion_tokens"},
	fieldCacheRead: {
		"gen_ai.usage.cache_read_input_tokens",
		"gen_ai.usage.input_cached_tokens",
		"gen_ai.usage.details.cache_read_tokens",
		"gen_ai.usage.prompt_tokens_details.cached_tokens",
	},
	fieldCacheWrite: {
		"gen_ai.usage.cache_write.input_tokens",
		"gen_ai.usage.cache_creation_input_tokens",
		"gen_ai.usage.cache_write_input_tokens",
		"gen_ai.usage.input_cache_creation",
		"gen_ai.usage.details.cache_write_tokens",
	},
	fieldCacheWrite5m: {"anthropic.usage.cache_creation.ephemeral_5m_input_tokens"},
	fieldCacheWrite1h: {"anthropic.usage.cache_creation.ephemeral_1h_input_tokens"},
	fieldReasoning: {
		"gen_ai.usage.reasoning_tokens",
		"gen_ai.usage.details.reasoning_tokens",
		"gen_ai.usage.details.thoughts_tokens",
		"gen_ai.usage.completion_tokens_details.reasoning_tokens",
	},
	fieldInputAudio: {
		"gen_ai.usage.audio.input_tokens",
		"gen_ai.usage.input_audio_tokens",
		"gen_ai.usage.details.input_audio_tokens",
	},
	fieldOutputAudio: {
		"gen_ai.usage.audio.output_tokens",
		"gen_ai.usage.output_audio_tokens",
		"gen_ai.usage.details.output_audio_tokens",
	},
	fieldCacheReadAudio: {
		"gen_ai.usage.audio.cache_read.input_tokens",
		"gen_ai.usage.details.cache_audio_read_tokens",
	},
	fieldInputs:  {"gen_ai.prompt"},
	fieldOutputs: {"gen_ai.completion"},

	fieldTotal: {"gen_ai.usage.total_tokens", "llm.usage.total_tokens"},
}

// alias says which field a name stands for; of several names of one field that
// are present, the one with the lowest rank is taken.
type alias struct {
	field field
	rank  uint8
}

const (
	rankCanonical uint8 = 0
	rankDerived   uint8 = 254 // found by a dialect's code
	rankAbsent    uint8 = 255
)

// compile builds the lookup from name to field: canonical names, the other names
// of the conventions, then the dialect's own.
func compile(own map[field][]string) map[string]alias {
	names := make(map[string]alias)
	for f := range fields {
		var rank uint8
		if name := canonical[f]; name != "" {
			names[name] = alias{f, rankCanonical}
		}
		for _, list := range [][]string{conventions[f], own[f]} {
			for _, name := range list {
				if _, taken := names[name]; taken {
					continue
				}
				rank++
				names[name] = alias{f, rank}
			}
		}
	}
	return names
}
