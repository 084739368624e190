package genairedactionprocessor

import (
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"

	"github.com/otelcol-genai/otelcol-genai/internal/redact"
)

const testKey = "0123456789abcdef0123456789abcdef"

func withContent(mode redact.ContentMode, roles map[string]RoleContentConfig) *Config {
	return defaults(func(c *Config) {
		c.Key = testKey
		c.Content = ContentConfig{Mode: mode, PreviewRunes: 10, Roles: roles}
		c.Summary = SummaryNone
	})
}

func redactAttributes(t *testing.T, config *Config, attrs map[string]any) map[string]any {
	t.Helper()
	require.NoError(t, config.Validate())
	traces, span := oneSpan(t, attrs)
	p := startTraces(t, config, settings(), new(consumertest.TracesSink))
	require.NoError(t, p.ConsumeTraces(t.Context(), traces))
	return span.Attributes().AsRaw()
}

func message(role, content string) map[string]any {
	return map[string]any{"role": role, "parts": []any{map[string]any{"type": "text", "content": content}}}
}

const long = "The quick brown fox jumps over the lazy dog" // 43 bytes, "The quick " is 10 runes

const longPreview = "The quick ...[+33 bytes]"

func TestContentOfStructuredMessages(t *testing.T) {
	tests := map[string]struct {
		config *Config
		in     any
		want   any
	}{
		"keep": {
			withContent(redact.KeepContent, nil),
			[]any{message("user", long+" "+address)},
			[]any{message("user", long+" "+masked)},
		},
		"preview": {
			withContent(redact.PreviewContent, nil),
			[]any{message("user", long), message("assistant", "short")},
			[]any{message("user", longPreview), message("assistant", "short")},
		},
		"a preview never splits what stands for a value": {
			withContent(redact.PreviewContent, nil),
			[]any{message("user", "I am "+address+" really")},
			[]any{message("user", "I am ...[+14 bytes]")},
		},
		"drop keeps the structure": {
			withContent(redact.DropContent, nil),
			[]any{message("user", long), map[string]any{"role": "assistant", "finish_reason": "stop", "parts": []any{
				map[string]any{"type": "tool_call", "id": "call_1", "name": "search", "arguments": map[string]any{"name": "Jane", "n": int64(3)}},
				map[string]any{"type": "text", "content": "x"},
			}}},
			[]any{message("user", ""), map[string]any{"role": "assistant", "finish_reason": "stop", "parts": []any{
				map[string]any{"type": "tool_call", "id": "call_1", "name": "search", "arguments": ""},
				map[string]any{"type": "text", "content": ""},
			}}},
		},
		"roles differ": {
			withContent(redact.KeepContent, map[string]RoleContentConfig{
				"system": {Mode: redact.DropContent}, "user": {Mode: redact.PreviewContent}, "tool": {Mode: redact.PreviewContent, PreviewRunes: 3},
			}),
			[]any{message("system", long), message("user", long), message("assistant", long), map[string]any{"role": "tool", "parts": []any{
				map[string]any{"type": "tool_call_response", "id": "call_1", "response": map[string]any{"name": "Jane Doe", "ok": true}},
			}}},
			[]any{message("system", ""), message("user", longPreview), message("assistant", long), map[string]any{"role": "tool", "parts": []any{
				map[string]any{"type": "tool_call_response", "id": "call_1", "response": map[string]any{"name": "Jan...[+5 bytes]", "ok": true}},
			}}},
		},
		"other spellings of roles": {
			withContent(redact.KeepContent, map[string]RoleContentConfig{
				"system": {Mode: redact.DropContent}, "assistant": {Mode: redact.DropContent}, "user": {Mode: redact.DropContent},
			}),
			[]any{message("developer", long), message("model", long), message("human", long), message("critic", long)},
			// An unknown role of the input is the user's.
			[]any{message("developer", ""), message("model", ""), message("human", ""), message("critic", "")},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := redactAttributes(t, test.config, map[string]any{"gen_ai.input.messages": test.in, "other": long})
			assert.Equal(t, map[string]any{"gen_ai.input.messages": test.want, "other": long}, got)
		})
	}
}

func TestContentInEveryDialect(t *testing.T) {
	config := withContent(redact.DropContent, map[string]RoleContentConfig{"assistant": {Mode: redact.KeepContent}})
	asJSON := func(role string) string {
		return `[{"role":"` + role + `","parts":[{"type":"text","content":"` + long + `"}]}]`
	}
	dropped := map[string]any{
		"gen_ai.prompt": long, "gen_ai.system_instructions": long, "gen_ai.tool.call.result": long, "gen_ai.retrieval.documents": long,
		"input.value": long, "llm.prompts": long, "traceloop.entity.input": long, "langfuse.observation.input": long, "langfuse.trace.input": long,
		"langfuse.generation.input": long, "ai.prompt": long, "ai.prompt.messages": long, "ai.toolCall.result": long, "request_data": long,
		"pydantic_ai.all_messages": long, "system_prompt": long, "gcp.vertex.agent.llm_request": long, "gcp.vertex.agent.tool_response": long,
		"mastra.agent_run.input": long, "genkit:input": long, "braintrust.input_json": long, "mlflow.spanInputs": long, "user_prompt": long, "prompt": long,
		"request_text": long, "llm.openai.messages": long, "gen_ai.prompt.variable.customer": long, "tool_result": long,
		"gen_ai.prompt.0.content": long, "gen_ai.prompt.12.content": long, "llm.input_messages.0.message.content": long,
		"llm.input_messages.1.message.contents.0.message_content.text": long, "retrieval.documents.0.document.content": long,
		"gen_ai.completion.7.content": long, // of a user, by its role
	}
	kept := map[string]any{
		"gen_ai.prompt.0.role": "user", "gen_ai.completion.7.role": "user", "llm.input_messages.0.message.role": "user",
		"gen_ai.prompt.3.role": "assistant", "gen_ai.prompt.3.content": long, // an earlier answer in the prompt
		"gen_ai.completion.0.content": long, "llm.output_messages.0.message.content": long, "output.value": long, "traceloop.entity.output": long,
		"gen_ai.completion": long, "ai.response.text": long, "final_result": long, "genkit:output": long, "mastra.agent_run.output": long,
		"gen_ai.tool.call.arguments": long, "gen_ai.request.model": "gpt-4o", "http.route": long, "llm.provider": "openai",
		"gen_ai.prompt.0.tool_call_id": "call_1", "retrieval.documents.0.document.id": "doc-1",
		"gen_ai.output.messages": asJSON("assistant"),
	}
	attrs := map[string]any{"gen_ai.input.messages": asJSON("user")}
	maps.Copy(attrs, dropped)
	maps.Copy(attrs, kept)
	got := redactAttributes(t, config, attrs)
	for key := range dropped {
		assert.Empty(t, got[key], key)
	}
	for key, value := range kept {
		assert.Equal(t, value, got[key], key)
	}
	assert.JSONEq(t, `[{"role":"user","parts":[{"type":"text","content":""}]}]`, got["gen_ai.input.messages"].(string))
}

func TestContentOfEvents(t *testing.T) {
	traces, span := oneSpan(t, nil)
	for _, name := range []string{"gen_ai.user.message", "gen_ai.choice", "exception", "gen_ai.user.message", ""} {
		event := span.Events().AppendEmpty()
		event.SetName(name)
		require.NoError(t, event.Attributes().FromRaw(map[string]any{"content": long, "role": "x", "exception.message": long}))
	}
	config := withContent(redact.KeepContent, map[string]RoleContentConfig{"user": {Mode: redact.DropContent}})
	p := startTraces(t, config, settings(), new(consumertest.TracesSink))
	require.NoError(t, p.ConsumeTraces(t.Context(), traces))
	assert.Empty(t, span.Events().At(0).Attributes().AsRaw()["content"])
	assert.Equal(t, "x", span.Events().At(0).Attributes().AsRaw()["role"])
	assert.Equal(t, long, span.Events().At(1).Attributes().AsRaw()["content"], "an answer is kept")
	assert.Equal(t, long, span.Events().At(2).Attributes().AsRaw()["content"], "an exception is no message")
	assert.Equal(t, long, span.Events().At(4).Attributes().AsRaw()["content"], "an event without a name is none, whatever came before")
}

func TestContentOfLogBodies(t *testing.T) {
	config := func() *Config {
		return withContent(redact.KeepContent, map[string]RoleContentConfig{"user": {Mode: redact.DropContent}})
	}
	tests := map[string]struct {
		event string
		body  any
		attrs map[string]any
		want  any
	}{
		"a user's message":           {"gen_ai.user.message", map[string]any{"content": long, "role": "user"}, nil, map[string]any{"content": "", "role": "user"}},
		"as text":                    {"gen_ai.user.message", long, nil, ""},
		"an answer":                  {"gen_ai.choice", map[string]any{"message": map[string]any{"content": long}}, nil, map[string]any{"message": map[string]any{"content": long}}},
		"the name as an attribute":   {"", map[string]any{"content": long}, map[string]any{"event.name": "gen_ai.user.message"}, map[string]any{"content": ""}},
		"a body that says it itself": {"", "Chat Model Prompt Content:\n" + long, nil, ""},
		"any other record":           {"app.started", map[string]any{"content": long}, nil, map[string]any{"content": long}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			logs, record := oneRecord(t, test.body, test.attrs)
			record.SetEventName(test.event)
			p := startLogs(t, config(), settings(), new(consumertest.LogsSink))
			require.NoError(t, p.ConsumeLogs(t.Context(), logs))
			assert.Equal(t, test.want, record.Body().AsRaw())
		})
	}
}

func TestHashesAreOfTheOriginal(t *testing.T) {
	config := func() *Config { return withContent(redact.HashContent, nil) }
	got := redactAttributes(t, config(), map[string]any{
		"input.value": "for " + address, "gen_ai.prompt": "for " + address, "gen_ai.completion": "for someone",
		"gen_ai.tool.call.arguments": map[string]any{"q": "secret"},
	})
	assert.Regexp(t, `^hmac-sha256:[0-9a-f]+$`, got["input.value"])
	assert.Equal(t, got["input.value"], got["gen_ai.prompt"])
	assert.NotEqual(t, got["input.value"], got["gen_ai.completion"])
	assert.Regexp(t, `^hmac-sha256:`, got["gen_ai.tool.call.arguments"], "a structure is hashed as one")

	again := redactAttributes(t, config(), got)
	assert.Equal(t, got, again, "a hash is not hashed again")
}

func TestPreviewsAreMadeOnce(t *testing.T) {
	attrs := map[string]any{
		"input.value": long, "gen_ai.input.messages": []any{message("user", long)},
		"gen_ai.output.messages": `[{"role":"assistant","parts":[{"type":"text","content":"` + strings.Repeat("\\n\\u00e9", 40) + `"}]}]`,
	}
	once := redactAttributes(t, withContent(redact.PreviewContent, nil), attrs)
	twice := redactAttributes(t, withContent(redact.PreviewContent, nil), once)
	assert.Equal(t, once, twice)
	assert.Equal(t, longPreview, once["input.value"])
}
