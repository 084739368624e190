package dialect_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/genai/dialect"
	"github.com/otelcol-genai/otelcol-genai/internal/recorded"
)

// schemas are those that the conventions publish for content attributes.
func schemas(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	root, err := recorded.Root()
	require.NoError(t, err)
	compiled := make(map[string]*jsonschema.Schema)
	for key, file := range map[string]string{
		genai.AttrInputMessages:      "gen-ai-input-messages.json",
		genai.AttrOutputMessages:     "gen-ai-output-messages.json",
		genai.AttrSystemInstructions: "gen-ai-system-instructions.json",
		genai.AttrToolDefinitions:    "gen-ai-tool-definitions.json",
	} {
		schema, err := jsonschema.NewCompiler().Compile(filepath.Join(root, "otel_json_schemas", file))
		require.NoError(t, err)
		compiled[key] = schema
	}
	return compiled
}

// What we write is valid; what was there already is its emitter's.
func TestMessagesFollowTheSchemas(t *testing.T) {
	schemas := schemas(t)
	written := make(map[string]int)
	eachRecording(t, func(t *testing.T, fixture recorded.Fixture, file string) {
		t.Helper()
		traces := read(t, fixture, file)
		before := make(map[string]bool)
		eachContent(traces, schemas, func(id, key string, _ pcommon.Value) { before[id+key] = true })
		normalizeAll(dialect.New(dialect.Options{}), traces)
		eachContent(traces, schemas, func(id, key string, v pcommon.Value) {
			if before[id+key] {
				return
			}
			written[fixture.Name+" "+key]++
			require.Equal(t, pcommon.ValueTypeStr, v.Type(), key)
			tree, err := jsonschema.UnmarshalJSON(strings.NewReader(v.Str()))
			require.NoError(t, err, "%s %s", id, key)
			assert.NoError(t, schemas[key].Validate(tree), "%s %s: %s", id, key, v.Str())
		})
	})
	for _, name := range []string{
		"openinference_js " + genai.AttrInputMessages, "openinference_js " + genai.AttrOutputMessages,
		"openinference_js " + genai.AttrToolDefinitions, "openinference_js " + genai.AttrSystemInstructions,
		"vercel_ai_v4 " + genai.AttrInputMessages, "vercel_ai_v4 " + genai.AttrToolDefinitions,
		"vercel_ai_v6 " + genai.AttrOutputMessages, "langfuse_sdk_v5 " + genai.AttrInputMessages,
		"openllmetry_openai_v0 " + genai.AttrOutputMessages, "semantic_kernel " + genai.AttrInputMessages,
		"openlit " + genai.AttrInputMessages, "otel_genai " + genai.AttrInputMessages,
	} {
		assert.NotZero(t, written[name], name)
	}
}

func eachContent(traces ptrace.Traces, schemas map[string]*jsonschema.Schema, visit func(id, key string, v pcommon.Value)) {
	eachSpan(traces, func(span ptrace.Span) {
		for key, v := range span.Attributes().All() {
			if schemas[key] != nil {
				visit(span.TraceID().String()+span.SpanID().String()+span.Name(), key, v)
			}
		}
	})
}

// The expected text is copied by hand from the recordings.
func TestMessagesSayWhatWasSaid(t *testing.T) {
	tests := []struct{ fixture, file, spanID, span, key, want string }{
		{
			"vercel_ai_v4", "traces.json", "053cb3d0e79dbb70", "ai.generateText.doGenerate", genai.AttrInputMessages,
			`[{"role":"system","parts":[{"type":"text","content":"Be brief."}]},
			  {"role":"user","parts":[{"type":"text","content":"What is the weather in Paris?"}]}]`,
		},
		{
			"vercel_ai_v4", "traces.json", "053cb3d0e79dbb70", "ai.generateText.doGenerate", genai.AttrOutputMessages,
			`[{"role":"assistant","parts":[{"type":"tool_call","id":"toolu_abc1","name":"get_weather","arguments":{"city":"Paris"}}],"finish_reason":"tool_call"}]`,
		},
		{
			"vercel_ai_v6", "traces.json", "2fdaf1387b77ab2f", "ai.generateText.doGenerate", genai.AttrInputMessages,
			`[{"role":"system","parts":[{"type":"text","content":"Be brief."}]},
			  {"role":"user","parts":[{"type":"text","content":"What is the weather in Paris?"}]},
			  {"role":"assistant","parts":[{"type":"tool_call","id":"call_abc1","name":"get_weather","arguments":{"city":"Paris"}}]},
			  {"role":"tool","parts":[{"type":"tool_call_response","id":"call_abc1","response":{"temperature":18,"city":"Paris"}}]}]`,
		},
		{
			"openinference_js", "traces.json", "3ccf7d0dda39cbe6", "OpenAI Chat Completions", genai.AttrInputMessages,
			`[{"role":"system","parts":[{"type":"text","content":"Be brief."}]},
			  {"role":"user","parts":[{"type":"text","content":"What is the weather in Paris?"}]},
			  {"role":"assistant","parts":[{"type":"tool_call","id":"call_abc1","name":"get_weather","arguments":{"city":"Paris"}}]},
			  {"role":"tool","parts":[{"type":"tool_call_response","id":"call_abc1","response":{"temperature":18}}]}]`,
		},
		{
			"openinference_js", "traces.json", "ec8cc670e72d9fba", "Anthropic Messages", genai.AttrOutputMessages,
			`[{"role":"assistant","parts":[{"type":"tool_call","id":"toolu_abc1","name":"get_weather","arguments":{"city":"Paris"}}],"finish_reason":"tool_call"}]`,
		},
		{
			"openinference_js", "traces.json", "ec8cc670e72d9fba", "Anthropic Messages", genai.AttrSystemInstructions,
			`[{"type":"text","content":"Be brief."}]`,
		},
		{
			"langfuse_sdk_v5", "traces.json", "6cf3883d556e9864", "my-gen", genai.AttrOutputMessages,
			`[{"role":"assistant","parts":[{"type":"tool_call","id":"call_abc1","name":"get_weather","arguments":{"city":"Paris"}}],"finish_reason":""}]`,
		},
		{
			"langfuse_sdk_v5", "traces.json", "789fb70c8ab18a51", "my-gen", genai.AttrOutputMessages,
			`[{"role":"assistant","parts":[{"type":"text","content":"Hello! The capital of France is Paris."}],"finish_reason":""}]`,
		},
		{
			"semantic_kernel", "chat_completion_events_1.55.json", "", "chat_completion", genai.AttrOutputMessages,
			`[{"role":"assistant","parts":[{"type":"text","content":"The capital of France is Paris."}],"finish_reason":"stop"}]`,
		},
		{
			"openllmetry_openai_v0", "openai.chat.v0.33.json", "", "openai.chat", genai.AttrInputMessages,
			`[{"role":"user","parts":[{"type":"text","content":"What is LLM Observability?"}]}]`,
		},
		{
			"langfuse_sdk", "hostile_index_10001.json", "", "openai.chat.completions", genai.AttrInputMessages,
			`[{"role":"user","parts":[{"type":"text","content":"valid message"}]}]`,
		},
		{
			"otel_genai", "otel_genai_deprecated_client_span_tool_calls.json", "", "otel_genai_deprecated_client_span_tool_calls", genai.AttrOutputMessages,
			`[{"role":"assistant","parts":[{"type":"text","content":"The weather in Paris is currently rainy with a temperature of 57°F."}],"finish_reason":"stop"}]`,
		},
	}
	fixtures, err := recorded.Fixtures()
	require.NoError(t, err)
	for _, test := range tests {
		t.Run(test.fixture+"/"+test.span+"/"+test.key, func(t *testing.T) {
			for _, fixture := range fixtures {
				if fixture.Name != test.fixture {
					continue
				}
				traces := read(t, fixture, test.file)
				normalizeAll(dialect.New(dialect.Options{}), traces)
				c := recorded.Case{SpanID: test.spanID, Span: test.span}
				span, found := c.Find(traces)
				require.True(t, found)
				v, ok := span.Attributes().Get(test.key)
				require.True(t, ok)
				assert.JSONEq(t, test.want, v.Str())
				assert.True(t, json.Valid([]byte(v.Str())))
			}
		})
	}
}
