package dialect_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/genai/dialect"
)

type attrs = map[string]any

// span is a span to be normalised.
type span struct {
	scope, version string
	name           string
	kind           ptrace.SpanKind
	attrs          attrs
}

func (s *span) normalize(t *testing.T, o dialect.Options) (attrs, dialect.Result) {
	t.Helper()
	scope := pcommon.NewInstrumentationScope()
	scope.SetName(s.scope)
	scope.SetVersion(s.version)
	out := ptrace.NewSpan()
	out.SetName(s.name)
	out.SetKind(s.kind)
	require.NoError(t, out.Attributes().FromRaw(s.attrs))
	n := dialect.New(o)
	known := n.Scope(pcommon.NewResource(), scope)
	result := n.Span(&known, out)
	return out.Attributes().AsRaw(), result
}

// Each case lists what must be there; nil says that the attribute must not be.
func TestRules(t *testing.T) {
	tests := map[string]struct {
		span span
		want attrs
	}{
		"names of 1.26": {
			span{name: "chat gpt-4", kind: ptrace.SpanKindClient, attrs: attrs{
				"gen_ai.system": "az.ai.openai", "gen_ai.request.model": "gpt-4",
				"gen_ai.usage.prompt_tokens": 3, "gen_ai.usage.completion_tokens": 4,
				"gen_ai.openai.request.seed": 7, "gen_ai.openai.request.response_format": "json_object",
				"gen_ai.openai.response.service_tier": "flex",
			}},
			attrs{
				"gen_ai.operation.name": "chat", "gen_ai.provider.name": "azure.ai.openai",
				"gen_ai.usage.input_tokens": int64(3), "gen_ai.usage.output_tokens": int64(4),
				"gen_ai.request.seed": int64(7), "gen_ai.output.type": "json", "openai.response.service_tier": "flex",
				"genai.dialect": "otel",
			},
		},
		"names newer than 1.41": {
			span{attrs: attrs{
				"gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": 100, "gen_ai.usage.cache_write.input_tokens": 10,
				"gen_ai.usage.audio.input_tokens": 5, "gen_ai.retrieval.top_k": 3,
			}},
			attrs{
				"gen_ai.usage.cache_creation.input_tokens": int64(10), "genai.usage.audio.input_tokens": int64(5),
				"gen_ai.request.top_k": int64(3), "gen_ai.usage.cache_write.input_tokens": int64(10),
			},
		},
		"numbers as text and doubles become integers, originals stay": {
			span{attrs: attrs{"gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": "12", "gen_ai.usage.output_tokens": 3.0}},
			attrs{
				"gen_ai.usage.input_tokens": int64(12), "genai.original.gen_ai.usage.input_tokens": "12",
				"gen_ai.usage.output_tokens": int64(3), "genai.original.gen_ai.usage.output_tokens": 3.0,
			},
		},
		"a present zero is a count": {
			span{attrs: attrs{"gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": 0, "gen_ai.usage.prompt_tokens": 9}},
			attrs{"gen_ai.usage.input_tokens": int64(0)},
		},
		"placeholders are no counts": {
			span{attrs: attrs{"gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": "", "gen_ai.usage.prompt_tokens": -1, "gen_ai.usage.output_tokens": nil}},
			attrs{"gen_ai.usage.input_tokens": "", "genai.malformed": nil},
		},
		"cache larger than the input means that it was left out": {
			span{attrs: attrs{
				"gen_ai.operation.name": "chat", "gen_ai.provider.name": "somebody", "gen_ai.usage.input_tokens": 20,
				"gen_ai.usage.cache_read.input_tokens": 1000, "gen_ai.usage.cache_creation.input_tokens": 180,
			}},
			attrs{"gen_ai.usage.input_tokens": int64(1200), "genai.original.gen_ai.usage.input_tokens": int64(20)},
		},
		"an emitter that leaves the cache out is known by its scope and provider": {
			span{scope: "strands.telemetry.tracer", name: "chat", attrs: attrs{
				"gen_ai.operation.name": "chat", "gen_ai.provider.name": "strands-agents", "gen_ai.request.model": "us.anthropic.claude-sonnet-4-5-v1:0",
				"gen_ai.usage.input_tokens": 500, "gen_ai.usage.cache_read_input_tokens": 100, "gen_ai.usage.cache_write_input_tokens": 50,
			}},
			attrs{
				"gen_ai.usage.input_tokens": int64(650), "gen_ai.usage.cache_read.input_tokens": int64(100),
				"gen_ai.usage.cache_creation.input_tokens": int64(50),
				"gen_ai.provider.name":                     "aws.bedrock", "genai.original.gen_ai.provider.name": "strands-agents",
			},
		},
		"the same emitter with OpenAI counts as the conventions do": {
			span{scope: "strands.telemetry.tracer", attrs: attrs{
				"gen_ai.operation.name": "chat", "gen_ai.system": "strands-agents", "gen_ai.request.model": "gpt-4o",
				"gen_ai.usage.input_tokens": 500, "gen_ai.usage.cache_read_input_tokens": 100,
			}},
			attrs{"gen_ai.usage.input_tokens": int64(500), "gen_ai.provider.name": "openai"},
		},
		"reasoning outside of the output shows in the total": {
			span{attrs: attrs{
				"gen_ai.operation.name": "chat", "gen_ai.provider.name": "x_ai", "gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 50,
				"gen_ai.usage.reasoning_tokens": 30, "gen_ai.usage.total_tokens": 180,
			}},
			attrs{"gen_ai.usage.output_tokens": int64(80), "gen_ai.usage.reasoning.output_tokens": int64(30)},
		},
		"OpenAI's reasoning is always inside": {
			span{attrs: attrs{
				"gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 50,
				"gen_ai.usage.reasoning_tokens": 30, "gen_ai.usage.total_tokens": 180,
			}},
			attrs{"gen_ai.usage.output_tokens": int64(50)},
		},
		"finish reasons in a JSON string": {
			span{attrs: attrs{"gen_ai.operation.name": "chat", "gen_ai.response.finish_reasons": `["tool_calls"]`}},
			attrs{"gen_ai.response.finish_reasons": []any{"tool_call"}, "genai.original.gen_ai.response.finish_reasons": `["tool_calls"]`},
		},
		"finish reasons in a comma string": {
			span{attrs: attrs{"gen_ai.operation.name": "chat", "gen_ai.response.finish_reasons": "stop, MAX_TOKENS"}},
			attrs{"gen_ai.response.finish_reasons": []any{"stop", "length"}},
		},
		"a finish reason under the singular name": {
			span{attrs: attrs{"gen_ai.operation.name": "chat", "gen_ai.response.finish_reason": "end_turn"}},
			attrs{"gen_ai.response.finish_reasons": []any{"stop"}, "gen_ai.response.finish_reason": "end_turn"},
		},
		"a list of finish reasons stays as it is": {
			span{attrs: attrs{"gen_ai.operation.name": "chat", "gen_ai.response.finish_reasons": []any{"tool-calls"}}},
			attrs{"gen_ai.response.finish_reasons": []any{"tool-calls"}, "genai.original.gen_ai.response.finish_reasons": nil},
		},
		"present attributes are not overwritten": {
			span{attrs: attrs{
				"openinference.span.kind": "LLM", "gen_ai.request.model": "mine", "llm.request.model_name": "theirs",
				"gen_ai.provider.name": "in-house", "llm.provider": "openai", "gen_ai.input.messages": "whatever", "session.id": "s", "gen_ai.conversation.id": "c",
			}},
			attrs{"gen_ai.request.model": "mine", "gen_ai.provider.name": "in-house", "gen_ai.input.messages": "whatever", "session.id": "s"},
		},
		"a conversation is no session, and a session is no conversation": {
			span{attrs: attrs{"gen_ai.operation.name": "chat", "gen_ai.conversation.id": "c"}},
			attrs{"session.id": nil, "gen_ai.conversation.id": "c"},
		},
		"no session is made up": {
			span{attrs: attrs{"gen_ai.operation.name": "chat"}},
			attrs{"session.id": nil, "gen_ai.conversation.id": nil},
		},
		"a framework is no provider": {
			span{attrs: attrs{"gen_ai.operation.name": "chat", "gen_ai.system": "langchain", "gen_ai.request.model": "some-model"}},
			attrs{"gen_ai.provider.name": nil},
		},
		"an OpenInference tool that calls itself chat is a tool": {
			span{name: "get_weather", attrs: attrs{
				"openinference.span.kind": "TOOL", "gen_ai.operation.name": "chat", "input.value": `{"city":"Paris"}`, "output.value": "18", "tool.id": "t1",
			}},
			attrs{
				"gen_ai.operation.name": "execute_tool", "genai.original.gen_ai.operation.name": "chat", "gen_ai.tool.name": "get_weather",
				"gen_ai.tool.call.arguments": `{"city":"Paris"}`, "gen_ai.tool.call.result": "18", "gen_ai.tool.call.id": "t1",
			},
		},
		"a chain that calls itself chat is no call": {
			span{attrs: attrs{"openinference.span.kind": "CHAIN", "gen_ai.operation.name": "chat", "llm.token_count.prompt": 5}},
			attrs{"gen_ai.operation.name": nil, "genai.original.gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": nil, "genai.dialect": "openinference"},
		},
		"an agent does not get its children's usage": {
			span{attrs: attrs{"openinference.span.kind": "AGENT", "agent.name": "a", "llm.token_count.prompt": 5}},
			attrs{"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "a", "gen_ai.usage.input_tokens": nil},
		},
		"other OpenInference kinds": {
			span{attrs: attrs{"openinference.span.kind": "reranker", "reranker.model_name": "rerank-v3"}},
			attrs{"gen_ai.operation.name": "rerank", "gen_ai.request.model": "rerank-v3"},
		},
		"Langfuse's kind goes before OpenInference's": {
			span{attrs: attrs{"langfuse.observation.type": "span", "openinference.span.kind": "Agent", "gen_ai.request.model": "gpt-4"}},
			attrs{"genai.dialect": "langfuse", "gen_ai.operation.name": nil},
		},
		"trace attributes of Langfuse on a span of another dialect": {
			span{scope: "ai", attrs: attrs{"langfuse.trace.name": "t", "ai.operationId": "ai.toolCall", "ai.toolCall.name": "x"}},
			attrs{"genai.dialect": "vercel_ai", "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "x"},
		},
		"raw usage of OpenAI in Langfuse": {
			span{scope: "langfuse-sdk", attrs: attrs{
				"langfuse.observation.type":          "generation",
				"langfuse.observation.usage_details": `{"prompt_tokens":1200,"completion_tokens":300,"total_tokens":1500,"prompt_tokens_details":{"cached_tokens":1000},"completion_tokens_details":{"reasoning_tokens":128}}`,
			}},
			attrs{
				"gen_ai.usage.input_tokens": int64(1200), "gen_ai.usage.output_tokens": int64(300),
				"gen_ai.usage.cache_read.input_tokens": int64(1000), "gen_ai.usage.reasoning.output_tokens": int64(128),
			},
		},
		"buckets of Langfuse that overlap": {
			span{scope: "langfuse-sdk", attrs: attrs{
				"langfuse.observation.type":          "generation",
				"langfuse.observation.usage_details": `{"input":1200,"output":300,"total":1500,"input_cached_tokens":1000}`,
			}},
			attrs{"gen_ai.usage.input_tokens": int64(1200), "gen_ai.usage.cache_read.input_tokens": int64(1000)},
		},
		"cache writes of Langfuse by lifetime": {
			span{scope: "langfuse-sdk", attrs: attrs{
				"langfuse.observation.type":          "generation",
				"langfuse.observation.usage_details": `{"input":20,"output":60,"input_cache_creation_5m":100,"input_cache_creation_1h":80,"input_cache_read":1000}`,
			}},
			attrs{
				"gen_ai.usage.input_tokens": int64(1200), "gen_ai.usage.cache_creation.input_tokens": int64(180),
				"genai.usage.cache_write_5m.input_tokens": int64(100), "genai.usage.cache_write_1h.input_tokens": int64(80),
			},
		},
		"Traceloop's workflow, task, agent and tool": {
			span{attrs: attrs{"traceloop.span.kind": "workflow", "traceloop.entity.name": "w", "traceloop.association.properties.chat_id": "c"}},
			attrs{"gen_ai.operation.name": "invoke_workflow", "gen_ai.workflow.name": "w", "gen_ai.conversation.id": "c", "session.id": nil},
		},
		"a task of Traceloop is nothing of its own": {
			span{attrs: attrs{"traceloop.span.kind": "task", "traceloop.entity.name": "w"}},
			attrs{"gen_ai.operation.name": nil, "genai.dialect": "openllmetry"},
		},
		"names of before the conventions": {
			span{name: "openai.chat", kind: ptrace.SpanKindClient, attrs: attrs{
				"llm.vendor": "OpenAI", "llm.request.type": "chat", "llm.request.model": "gpt-3.5-turbo", "llm.response.model": "gpt-3.5-turbo-0613",
				"llm.usage.prompt_tokens": 8, "llm.usage.completion_tokens": "5", "llm.prompts.0.role": "user", "llm.prompts.0.content": "hi",
				"llm.completions.0.content": "hello", "llm.completions.0.finish_reason": "stop",
			}},
			attrs{
				"genai.dialect": "openllmetry", "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai",
				"gen_ai.request.model": "gpt-3.5-turbo", "gen_ai.response.model": "gpt-3.5-turbo-0613",
				"gen_ai.usage.input_tokens": int64(8), "gen_ai.usage.output_tokens": int64(5),
				"gen_ai.input.messages":          `[{"role":"user","parts":[{"type":"text","content":"hi"}]}]`,
				"gen_ai.response.finish_reasons": []any{"stop"},
			},
		},
		"Traceloop in Python by its scope": {
			span{scope: "opentelemetry.instrumentation.anthropic", version: "0.47.0", attrs: attrs{"gen_ai.operation.name": "chat"}},
			attrs{"genai.dialect": "openllmetry"},
		},
		"an official instrumentation with a name alike": {
			span{scope: "opentelemetry.instrumentation.openai_v2", version: "2.1b0", attrs: attrs{"gen_ai.operation.name": "chat"}},
			attrs{"genai.dialect": "otel"},
		},
		"Bedrock Converse leaves the cache out": {
			span{scope: "opentelemetry.instrumentation.bedrock", version: "0.47.0", name: "bedrock.converse", attrs: attrs{
				"gen_ai.system": "AWS", "llm.request.type": "chat", "gen_ai.usage.input_tokens": 500, "gen_ai.usage.cache_read_input_tokens": 100,
			}},
			attrs{"gen_ai.usage.input_tokens": int64(600), "gen_ai.provider.name": "aws.bedrock"},
		},
		"Vercel up to 5 leaves Gemini's thoughts out": {
			span{scope: "ai", attrs: attrs{
				"ai.operationId": "ai.streamText.doStream", "ai.model.provider": "google.vertex.chat", "ai.model.id": "gemini-2.5-pro",
				"ai.usage.inputTokens": 100, "ai.usage.outputTokens": 60, "ai.usage.reasoningTokens": 128, "ai.usage.cachedInputTokens": 10,
				"ai.response.msToFirstChunk": 250.0,
			}},
			attrs{
				"gen_ai.provider.name": "gcp.vertex_ai", "gen_ai.usage.output_tokens": int64(188), "gen_ai.usage.input_tokens": int64(100),
				"gen_ai.response.time_to_first_chunk": 0.25,
			},
		},
		"Vercel 5 leaves Anthropic's cache out": {
			span{scope: "ai", attrs: attrs{
				"ai.operationId": "ai.generateText.doGenerate", "ai.model.provider": "anthropic.messages", "ai.request.headers.user-agent": "ai/5.0.12",
				"gen_ai.usage.input_tokens": 1500, "ai.usage.cachedInputTokens": 1000,
				"ai.response.providerMetadata": `{"anthropic":{"usage":{"input_tokens":1500,"cache_read_input_tokens":1000,"cache_creation_input_tokens":180,"cache_creation":{"ephemeral_5m_input_tokens":100,"ephemeral_1h_input_tokens":80}}}}`,
			}},
			attrs{
				"gen_ai.usage.input_tokens": int64(2680), "gen_ai.usage.cache_creation.input_tokens": int64(180),
				"genai.usage.cache_write_1h.input_tokens": int64(80),
			},
		},
		"an outer span of Vercel is an agent without usage": {
			span{scope: "ai", attrs: attrs{"ai.operationId": "ai.generateText", "ai.telemetry.functionId": "fn", "ai.usage.promptTokens": 5}},
			attrs{"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "fn", "gen_ai.usage.input_tokens": nil},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, _ := test.span.normalize(t, dialect.Options{})
			for key, want := range test.want {
				if want == nil {
					assert.NotContains(t, got, key)
					continue
				}
				assert.Equal(t, want, got[key], key)
			}
			for key := range test.span.attrs {
				if key != genai.AttrOperationName {
					assert.Contains(t, got, key, "originals stay")
				}
			}
			for key := range got {
				if _, was := test.span.attrs[key]; !was && strings.HasPrefix(key, "gen_ai.usage.") {
					assert.Contains(t, usageKeys, key, "backends add up every key there")
				}
			}
		})
	}
}

// usageKeys are all that we may write under gen_ai.usage.
var usageKeys = []string{
	"gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "gen_ai.usage.cache_read.input_tokens",
	"gen_ai.usage.cache_creation.input_tokens", "gen_ai.usage.reasoning.output_tokens",
}

func TestOtherNameForCacheWrites(t *testing.T) {
	s := span{attrs: attrs{"gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": 100, "gen_ai.usage.cache_creation.input_tokens": 10}}
	got, _ := s.normalize(t, dialect.Options{CacheWriteKey: genai.AttrCacheWrite, DropOriginals: true})
	assert.Equal(t, int64(10), got[genai.AttrCacheWrite])
	assert.NotContains(t, got, genai.AttrCacheCreation)
}

func TestOriginalsAreDroppedOnRequest(t *testing.T) {
	s := span{name: "x", attrs: attrs{
		"openinference.span.kind": "LLM", "llm.request.model_name": "gpt-4o", "llm.token_count.prompt": 10, "llm.token_count.completion": "many",
		"llm.input_messages.0.message.role": "user", "llm.input_messages.0.message.content": "hi", "gen_ai.usage.output_tokens": "7", "custom": "stays",
	}}
	got, _ := s.normalize(t, dialect.Options{DropOriginals: true})
	for _, key := range []string{"llm.request.model_name", "llm.token_count.prompt", "llm.input_messages.0.message.content"} {
		assert.NotContains(t, got, key)
	}
	assert.Equal(t, "gpt-4o", got["gen_ai.request.model"])
	assert.Equal(t, int64(10), got["gen_ai.usage.input_tokens"])
	assert.Equal(t, int64(7), got["gen_ai.usage.output_tokens"])
	assert.Equal(t, "stays", got["custom"])
	assert.Contains(t, got, "gen_ai.input.messages")
	for key := range got {
		assert.NotContains(t, key, genai.AttrOriginalPrefix)
	}
}

func TestMessagesAreLeftOnRequest(t *testing.T) {
	s := span{attrs: attrs{"gen_ai.operation.name": "chat", "gen_ai.prompt": "hi"}}
	got, _ := s.normalize(t, dialect.Options{WithoutMessages: true})
	assert.NotContains(t, got, "gen_ai.input.messages")
	assert.Equal(t, "otel", got["genai.dialect"])
}

func TestOnlyListedDialectsAreRead(t *testing.T) {
	s := span{attrs: attrs{"openinference.span.kind": "LLM", "llm.token_count.prompt": 1}}
	_, result := s.normalize(t, dialect.Options{Dialects: []dialect.Name{dialect.OTel}})
	assert.Empty(t, result.Dialect)
	_, result = s.normalize(t, dialect.Options{Dialects: []dialect.Name{dialect.OpenInference}})
	assert.Equal(t, dialect.OpenInference, result.Dialect)
}

func TestRecordOfAnotherCollectorPassesUnchanged(t *testing.T) {
	s := span{attrs: attrs{"genai.dialect": "vercel_ai", "gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": "5"}}
	got, result := s.normalize(t, dialect.Options{})
	assert.Empty(t, result.Dialect)
	assert.Equal(t, s.attrs, got)
}

func TestMalformedIsPassedOnAndMarked(t *testing.T) {
	deep := strings.Repeat("[", 1000) + strings.Repeat("]", 1000)
	tests := map[string]struct {
		attrs  attrs
		key    string
		reason dialect.Reason
	}{
		"a negative count":     {attrs{"gen_ai.usage.input_tokens": -5}, "gen_ai.usage.input_tokens", dialect.NotACount},
		"a fraction":           {attrs{"gen_ai.usage.input_tokens": 1.5}, "gen_ai.usage.input_tokens", dialect.NotACount},
		"a count that is NaN":  {attrs{"gen_ai.usage.input_tokens": math.NaN()}, "gen_ai.usage.input_tokens", dialect.NotACount},
		"an overflowing count": {attrs{"gen_ai.usage.input_tokens": "99999999999999999999"}, "gen_ai.usage.input_tokens", dialect.NotACount},
		"the largest integer":  {attrs{"gen_ai.usage.input_tokens": int64(math.MaxInt64)}, "gen_ai.usage.input_tokens", dialect.NotACount},
		"a list for a count":   {attrs{"gen_ai.usage.input_tokens": []any{1}}, "gen_ai.usage.input_tokens", dialect.WrongType},
		"a map for a model":    {attrs{"gen_ai.request.model": map[string]any{"a": nil}}, "gen_ai.request.model", dialect.WrongType},
		"a map for reasons":    {attrs{"gen_ai.response.finish_reasons": map[string]any{}}, "gen_ai.response.finish_reasons", dialect.WrongType},
		"a model in Latin-1":   {attrs{"gen_ai.system": "caf\xe9"}, "gen_ai.system", dialect.InvalidUTF8},
		"a prompt in Latin-1":  {attrs{"gen_ai.prompt": "caf\xe9"}, "gen_ai.prompt", dialect.InvalidUTF8},
		"ten megabytes":        {attrs{"gen_ai.prompt": strings.Repeat("x", 10<<20)}, "gen_ai.prompt", dialect.TooLarge},
		"ten megabytes of messages": {
			attrs{"gen_ai.input.messages": strings.Repeat("x", 10<<20)}, "gen_ai.input.messages", dialect.TooLarge,
		},
		"a bomb of lists": {attrs{"gen_ai.prompt": deep}, "gen_ai.prompt", dialect.TooDeep},
		"a hostile index": {
			attrs{"gen_ai.prompt.10000000.content": "x", "gen_ai.prompt.0.content": "y"}, "gen_ai.prompt.10000000.content", dialect.IndexOutOfRange,
		},
		"a hostile index within": {
			attrs{"gen_ai.prompt.0.tool_calls.99999999999999999999.name": "x"}, "gen_ai.prompt.0.tool_calls.99999999999999999999.name", dialect.IndexOutOfRange,
		},
		"usage that is no JSON": {
			attrs{"langfuse.observation.type": "generation", "langfuse.observation.usage_details": `{"input":`}, "langfuse.observation.usage_details", dialect.InvalidJSON,
		},
		"usage that is no count": {
			attrs{"langfuse.observation.type": "generation", "langfuse.observation.usage_details": `{"input":-3}`}, "langfuse.observation.usage_details", dialect.NotACount,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			test.attrs["gen_ai.operation.name"] = "chat"
			s := span{attrs: test.attrs}
			got, result := s.normalize(t, dialect.Options{})
			assert.Contains(t, got[genai.AttrMalformed], test.key)
			assert.NotZero(t, result.Malformed[test.reason], test.reason.String())
			for key := range test.attrs {
				assert.Contains(t, got, key)
			}
		})
	}
}

func TestMalformedIsBounded(t *testing.T) {
	hostile := attrs{"gen_ai.operation.name": "chat", "gen_ai.prompt." + strings.Repeat("9", 5000) + ".content": "x"}
	for _, key := range []string{
		"input_tokens", "output_tokens", "prompt_tokens", "completion_tokens", "cache_read_input_tokens", "cache_creation_input_tokens",
		"reasoning_tokens", "input_audio_tokens", "output_audio_tokens", "total_tokens",
	} {
		hostile["gen_ai.usage."+key] = -7
	}
	s := span{attrs: hostile}
	got, result := s.normalize(t, dialect.Options{})
	keys, ok := got[genai.AttrMalformed].([]any)
	require.True(t, ok)
	assert.Len(t, keys, 8)
	for _, key := range keys {
		assert.LessOrEqual(t, len(fmt.Sprint(key)), 128)
	}
	assert.EqualValues(t, 10, result.Malformed[dialect.NotACount])
}

func TestLogRecords(t *testing.T) {
	tests := map[string]struct {
		event string
		attrs attrs
		body  any
		want  attrs
	}{
		"the details of a call are a call": {
			event: "gen_ai.client.inference.operation.details",
			attrs: attrs{"gen_ai.operation.name": "chat", "gen_ai.system": "gemini", "gen_ai.usage.input_tokens": "5"},
			want:  attrs{"gen_ai.operation.name": "chat", "gen_ai.provider.name": "gcp.gemini", "gen_ai.usage.input_tokens": int64(5), "genai.dialect": "otel"},
		},
		"a message is no call": {
			event: "gen_ai.user.message",
			attrs: attrs{"gen_ai.system": "openai"},
			body:  map[string]any{"content": "hi"},
			want: attrs{
				"gen_ai.provider.name": "openai", "genai.dialect": "otel", "gen_ai.operation.name": nil,
				"gen_ai.input.messages": `[{"role":"user","parts":[{"type":"text","content":"hi"}]}]`,
			},
		},
		"a choice, whose name is an attribute": {
			attrs: attrs{"event.name": "gen_ai.choice", "gen_ai.system": "openai"},
			body:  map[string]any{"index": 0, "finish_reason": "tool_calls", "message": map[string]any{"role": "assistant", "content": "x"}},
			want: attrs{
				"genai.dialect":          "otel",
				"gen_ai.output.messages": `[{"role":"assistant","parts":[{"type":"text","content":"x"}],"finish_reason":"tool_call"}]`,
			},
		},
		"a tool's answer": {
			event: "gen_ai.tool.message",
			body:  map[string]any{"id": "t1", "content": "18"},
			want:  attrs{"gen_ai.input.messages": `[{"role":"tool","parts":[{"type":"tool_call_response","id":"t1","response":"18"}]}]`},
		},
		"an evaluation only gets its dialect": {
			event: "gen_ai.evaluation.result",
			attrs: attrs{"gen_ai.evaluation.name": "answers"},
			want:  attrs{"genai.dialect": "otel", "gen_ai.operation.name": nil},
		},
		"a log record of somebody else": {
			event: "user.login",
			attrs: attrs{"user.name": "x"},
			body:  "hello",
			want:  attrs{"genai.dialect": nil},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			record := plog.NewLogRecord()
			record.SetEventName(test.event)
			require.NoError(t, record.Attributes().FromRaw(test.attrs))
			require.NoError(t, record.Body().FromRaw(test.body))
			n := dialect.New(dialect.Options{})
			scope := n.Scope(pcommon.NewResource(), pcommon.NewInstrumentationScope())
			n.LogRecord(&scope, record)
			got := record.Attributes().AsRaw()
			for key, want := range test.want {
				if want == nil {
					assert.NotContains(t, got, key)
					continue
				}
				assert.Equal(t, want, got[key], key)
			}
		})
	}
}

func TestNamesAndReasonsAreClosed(t *testing.T) {
	assert.Equal(t, []dialect.Name{dialect.Langfuse, dialect.OpenInference, dialect.OpenLLMetry, dialect.OTel, dialect.VercelAI}, dialect.Names())
	seen := make(map[string]bool)
	for _, reason := range dialect.Reasons() {
		assert.NotEmpty(t, reason.String())
		assert.False(t, seen[reason.String()])
		seen[reason.String()] = true
	}
}
