package genailogconnector

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/connector/connectortest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/otelcol-genai/otelcol-genai/connector/genailogconnector/internal/metadata"
	"github.com/otelcol-genai/otelcol-genai/connector/genailogconnector/internal/metadatatest"
)

const (
	prompt   = `[{"role":"user","parts":[{"type":"text","content":"Weather in [LOCATION]?"}]}]`
	response = `[{"role":"assistant","parts":[{"type":"text","content":"Let me look."},{"type":"tool_call","id":"c1","name":"weather","arguments":{"n":12345678901234567890}}],"finish_reason":"tool_call"}]`
)

func chat(edits ...map[string]any) map[string]any {
	attrs := map[string]any{
		"gen_ai.operation.name": "chat", "gen_ai.provider.name": "anthropic", "gen_ai.request.model": "claude-sonnet-4-5",
		"gen_ai.response.model": "claude-sonnet-4-5-20250929", "gen_ai.response.id": "msg_1", "gen_ai.request.temperature": 0.5,
		"gen_ai.response.finish_reasons": []any{"tool_call"}, "gen_ai.usage.input_tokens": 1200, "gen_ai.usage.output_tokens": 300,
		"gen_ai.usage.cache_read.input_tokens": 1000, "gen_ai.usage.cache_creation.input_tokens": 100, "gen_ai.usage.reasoning.output_tokens": 50,
		"session.id": "s-1", "gen_ai.conversation.id": "c-1", "user.id": "[EMAIL]", "gen_ai.agent.name": "planner",
		"genai.cost.total": 0.0057, "genai.cost.currency": "USD", "genai.cost.status": "ok", "genai.cost.source": "computed",
		"gen_ai.input.messages": prompt, "gen_ai.output.messages": response, "gen_ai.system_instructions": "Be brief.",
		"gen_ai.tool.definitions": `[{"name":"weather"}]`, "input.value": "a copy of the prompt", "http.route": "/v1",
	}
	for _, edit := range edits {
		maps.Copy(attrs, edit)
	}
	maps.DeleteFunc(attrs, func(_ string, value any) bool { return value == nil })
	return attrs
}

// chatAttributes are those of the record of chat().
func chatAttributes(edits ...map[string]any) map[string]any {
	attrs := map[string]any{
		"gen_ai.operation.name": "chat", "gen_ai.provider.name": "anthropic", "gen_ai.request.model": "claude-sonnet-4-5",
		"gen_ai.response.model": "claude-sonnet-4-5-20250929", "gen_ai.response.id": "msg_1", "gen_ai.request.temperature": 0.5,
		"gen_ai.response.finish_reasons": []any{"tool_call"}, "gen_ai.usage.input_tokens": int64(1200), "gen_ai.usage.output_tokens": int64(300),
		"gen_ai.usage.cache_read.input_tokens": int64(1000), "gen_ai.usage.cache_creation.input_tokens": int64(100), "gen_ai.usage.reasoning.output_tokens": int64(50),
		"session.id": "s-1", "gen_ai.conversation.id": "c-1", "user.id": "[EMAIL]", "gen_ai.agent.name": "planner",
		"genai.cost.total": 0.0057, "genai.cost.currency": "USD", "genai.cost.status": "ok", "genai.cost.source": "computed",
		"genai.call.duration": 2.5, "genai.tool_calls": []any{"weather"},
		// 1200-1000-100 fresh, 300-50 without reasoning.
		"genai.tokens.input": int64(100), "genai.tokens.cache_read": int64(1000), "genai.tokens.cache_write": int64(100),
		"genai.tokens.output": int64(250), "genai.tokens.reasoning": int64(50), "genai.tokens.total": int64(1500),
	}
	for _, edit := range edits {
		maps.Copy(attrs, edit)
	}
	return attrs
}

const chatBody = `{"time":"1970-01-01T00:00:03.5Z","trace_id":"01020000000000000000000000000000","span_id":"0100000000000000","service":"shop",` +
	`"operation":"chat","provider":"anthropic","model":"claude-sonnet-4-5-20250929","session":"s-1","agent":"planner",` +
	`"outcome":"ok","finish_reasons":["tool_call"],"duration_seconds":2.5,"cost":0.0057,"currency":"USD","cost_status":"ok",` +
	`"tokens_input":100,"tokens_cache_read":1000,"tokens_cache_write":100,"tokens_output":250,"tokens_reasoning":50,"tool_calls":["weather"],` +
	`"system":"Be brief.","prompt":` + prompt + `,"response":` + response + `}`

func addSpan(tb testing.TB, spans ptrace.SpanSlice, attrs map[string]any) ptrace.Span {
	tb.Helper()
	span := spans.AppendEmpty()
	span.SetTraceID(pcommon.TraceID{1, 2})
	span.SetSpanID(pcommon.SpanID{byte(spans.Len())})
	span.SetStartTimestamp(1_000_000_000)
	span.SetEndTimestamp(3_500_000_000)
	span.SetFlags(0x101)
	require.NoError(tb, span.Attributes().FromRaw(attrs))
	return span
}

func newSpans() (ptrace.Traces, ptrace.SpanSlice) {
	traces := ptrace.NewTraces()
	resourceSpans := traces.ResourceSpans().AppendEmpty()
	resourceSpans.Resource().Attributes().PutStr("service.name", "shop")
	return traces, resourceSpans.ScopeSpans().AppendEmpty().Spans()
}

func start(tb testing.TB, config *Config, set connector.Settings, next consumer.Logs) connector.Traces {
	tb.Helper()
	c, err := NewFactory().CreateTracesToLogs(tb.Context(), set, config, next)
	require.NoError(tb, err)
	require.NoError(tb, c.Start(tb.Context(), componenttest.NewNopHost()))
	tb.Cleanup(func() { assert.NoError(tb, c.Shutdown(context.Background())) })
	return c
}

func run(t *testing.T, config *Config, traces ptrace.Traces) []plog.LogRecord {
	t.Helper()
	require.NoError(t, config.Validate())
	traces.MarkReadOnly()
	sink := new(consumertest.LogsSink)
	require.NoError(t, start(t, config, connectortest.NewNopSettings(metadata.Type), sink).ConsumeTraces(t.Context(), traces))
	var all []plog.LogRecord
	for _, logs := range sink.AllLogs() {
		for _, resourceLogs := range logs.ResourceLogs().All() {
			for _, scopeLogs := range resourceLogs.ScopeLogs().All() {
				for _, record := range scopeLogs.LogRecords().All() {
					all = append(all, record)
				}
			}
		}
	}
	return all
}

func defaults(edits ...func(*Config)) *Config {
	config := createDefaultConfig().(*Config)
	for _, edit := range edits {
		edit(config)
	}
	return config
}

func TestRecordOfACall(t *testing.T) {
	traces, spans := newSpans()
	addSpan(t, spans, chat())
	records := run(t, defaults(), traces)
	require.Len(t, records, 1)
	record := records[0]
	assert.Equal(t, "gen_ai.client.inference.operation.details", record.EventName())
	assert.Equal(t, pcommon.TraceID{1, 2}, record.TraceID())
	assert.Equal(t, pcommon.SpanID{1}, record.SpanID())
	assert.Equal(t, pcommon.Timestamp(3_500_000_000), record.Timestamp())
	assert.NotZero(t, record.ObservedTimestamp())
	assert.Equal(t, plog.SeverityNumberInfo, record.SeverityNumber())
	assert.Equal(t, "INFO", record.SeverityText())
	assert.True(t, record.Flags().IsSampled())
	assert.Equal(t, chatAttributes(), record.Attributes().AsRaw())
	body := record.Body().Str()
	assert.Equal(t, chatBody, body, "what is JSON on the span stays it, to the digit") //nolint:testifylint // JSONEq would let digits differ
}

func TestOutcomes(t *testing.T) {
	tests := map[string]struct {
		edit     func(ptrace.Span)
		outcome  string
		severity plog.SeverityNumber
		attrs    map[string]any
	}{
		"ok": {func(ptrace.Span) {}, "ok", plog.SeverityNumberInfo, nil},
		"failed": {func(s ptrace.Span) {
			s.Status().SetCode(ptrace.StatusCodeError)
			s.Status().SetMessage("no such model")
		}, "error", plog.SeverityNumberError, map[string]any{"error.type": "_OTHER", "error.message": "no such model"}},
		"failed with a type": {
			func(s ptrace.Span) { s.Attributes().PutStr("error.type", "429") },
			"error", plog.SeverityNumberError,
			map[string]any{"error.type": "429"},
		},
		"cut at a limit": {
			func(s ptrace.Span) {
				s.Attributes().PutEmptySlice("gen_ai.response.finish_reasons").AppendEmpty().SetStr("length")
			},
			"truncated", plog.SeverityNumberWarn, nil,
		},
		"refused": {
			func(s ptrace.Span) { s.Attributes().PutStr("gen_ai.response.finish_reasons", "content_filter") },
			"refused", plog.SeverityNumberWarn, nil,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			traces, spans := newSpans()
			test.edit(addSpan(t, spans, chat()))
			record := run(t, defaults(), traces)[0]
			assert.Equal(t, test.severity, record.SeverityNumber())
			assert.Contains(t, record.Body().Str(), `"outcome":"`+test.outcome+`"`)
			for key, want := range test.attrs {
				assert.Equal(t, want, record.Attributes().AsRaw()[key], key)
			}
		})
	}
}

func TestOnlyModelCallsGetRecords(t *testing.T) {
	traces, spans := newSpans()
	for _, operation := range []any{"invoke_agent", "execute_tool", "create_agent", "", nil, "embeddings", "text_completion", "generate_content", "rerank"} {
		addSpan(t, spans, chat(map[string]any{"gen_ai.operation.name": operation}))
	}
	addSpan(t, spans, map[string]any{"http.route": "/"})
	var operations []string
	for _, record := range run(t, defaults(), traces) {
		operations = append(operations, record.Attributes().AsRaw()["gen_ai.operation.name"].(string))
	}
	assert.Equal(t, []string{"embeddings", "text_completion", "generate_content", "rerank"}, operations)
}

func TestDuplicates(t *testing.T) {
	for mode, want := range map[Duplicates]int{SkipDuplicates: 1, MarkDuplicates: 2} {
		traces, spans := newSpans()
		addSpan(t, spans, chat())
		addSpan(t, spans, chat(map[string]any{"genai.cost.status": "duplicate"}))
		records := run(t, defaults(func(c *Config) { c.Duplicates = mode }), traces)
		require.Len(t, records, want)
		if mode == MarkDuplicates {
			assert.Equal(t, "duplicate", records[1].Attributes().AsRaw()["genai.cost.status"])
		}
	}
}

func TestForms(t *testing.T) {
	structured := []any{map[string]any{"role": "user", "parts": []any{map[string]any{"type": "text", "content": "hi"}}}}
	t.Run("a structured body", func(t *testing.T) {
		traces, spans := newSpans()
		addSpan(t, spans, chat(map[string]any{"gen_ai.input.messages": structured}))
		body := run(t, defaults(func(c *Config) { c.Body = BodyStructured }), traces)[0].Body().AsRaw()
		assert.Equal(t, map[string]any{
			"time": "1970-01-01T00:00:03.5Z", "trace_id": "01020000000000000000000000000000", "span_id": "0100000000000000", "service": "shop",
			"operation": "chat", "provider": "anthropic", "model": "claude-sonnet-4-5-20250929", "session": "s-1", "agent": "planner", "outcome": "ok",
			"finish_reasons": []any{"tool_call"}, "duration_seconds": 2.5, "cost": 0.0057, "currency": "USD", "cost_status": "ok",
			"tokens_input": int64(100), "tokens_cache_read": int64(1000), "tokens_cache_write": int64(100), "tokens_output": int64(250), "tokens_reasoning": int64(50),
			"tool_calls": []any{"weather"}, "system": "Be brief.", "prompt": structured, "response": response,
		}, body)
	})
	t.Run("structured messages in a JSON body", func(t *testing.T) {
		traces, spans := newSpans()
		addSpan(t, spans, chat(map[string]any{"gen_ai.input.messages": structured}))
		var body struct{ Prompt any }
		require.NoError(t, json.Unmarshal([]byte(run(t, defaults(), traces)[0].Body().Str()), &body))
		assert.Equal(t, structured, body.Prompt)
	})
	t.Run("content in attributes", func(t *testing.T) {
		traces, spans := newSpans()
		addSpan(t, spans, chat(map[string]any{"gen_ai.input.messages": structured}))
		record := run(t, defaults(func(c *Config) { c.Content, c.Body = ContentAttributes, BodyNone }), traces)[0]
		assert.Equal(t, pcommon.ValueTypeEmpty, record.Body().Type())
		assert.Equal(t, chatAttributes(map[string]any{
			"gen_ai.input.messages": structured, "gen_ai.output.messages": response, "gen_ai.system_instructions": "Be brief.",
		}), record.Attributes().AsRaw())
	})
	t.Run("no content", func(t *testing.T) {
		traces, spans := newSpans()
		addSpan(t, spans, chat())
		record := run(t, defaults(func(c *Config) { c.Content = ContentNone }), traces)[0]
		assert.Equal(t, chatAttributes(), record.Attributes().AsRaw())
		assert.NotContains(t, record.Body().Str(), "prompt")
	})
	t.Run("text that is no JSON, line feeds included", func(t *testing.T) {
		traces, spans := newSpans()
		addSpan(t, spans, chat(map[string]any{"gen_ai.input.messages": "[a]\n<b> \"q\"", "gen_ai.output.messages": "[\n 1.0,\r\n \"a\\nb\" ]"}))
		body := run(t, defaults(), traces)[0].Body().Str()
		assert.Contains(t, body, `"prompt":"[a]\n<b> \"q\"","response":[ 1.0, "a\nb" ]`)
		assert.NotContains(t, body, "\n")
		assert.True(t, json.Valid([]byte(body)))
	})
}

func TestContentIsBounded(t *testing.T) {
	long := func(n int) string {
		var messages []string
		for i := range n {
			messages = append(messages, fmt.Sprintf(`{"role":"user","parts":[{"type":"text","content":"message %d"}]}`, i))
		}
		return "[" + strings.Join(messages, ",") + "]"
	}
	traces, spans := newSpans()
	addSpan(t, spans, chat(map[string]any{
		"gen_ai.input.messages": long(100), "gen_ai.system_instructions": strings.Repeat("é [EMAIL] ", 100), "gen_ai.response.id": strings.Repeat("x", 5000),
		"gen_ai.output.messages": `[{"role":"assistant","parts":[{"type":"text","content":"` + strings.Repeat("a", 5000) + `"}]}]`,
	}))
	record := run(t, defaults(func(c *Config) { c.MaxContentBytes = 256 }), traces)[0]
	var body struct {
		System        string
		Prompt        []map[string]any
		PromptOmitted int `json:"prompt_omitted"`
		Response      string
	}
	require.NoError(t, json.Unmarshal([]byte(record.Body().Str()), &body))
	require.Len(t, body.Prompt, 3, "as many as fit")
	assert.Equal(t, 97, body.PromptOmitted)
	assert.Equal(t, "message 99", body.Prompt[2]["parts"].([]any)[0].(map[string]any)["content"], "the call is about the last messages")
	for _, text := range []string{body.System, body.Response} {
		assert.LessOrEqual(t, len(text), 256)
		assert.Regexp(t, `\.\.\.\[\+\d+ bytes\]$`, text)
		assert.True(t, utf8.ValidString(text))
	}
	rest, _, _ := strings.Cut(body.System, "...[+")
	assert.NotRegexp(t, `\[[A-Z]*$`, rest, "what stands for a value is not split")
	assert.LessOrEqual(t, len(record.Attributes().AsRaw()["gen_ai.response.id"].(string)), 1024)
}

func TestTelemetry(t *testing.T) {
	telemetry := componenttest.NewTelemetry()
	t.Cleanup(func() { assert.NoError(t, telemetry.Shutdown(context.Background())) })
	traces, spans := newSpans()
	addSpan(t, spans, chat())
	addSpan(t, spans, chat(map[string]any{"error.type": "timeout", "gen_ai.input.messages": strings.Repeat("x", 1000)}))
	addSpan(t, spans, chat(map[string]any{"genai.cost.status": "duplicate"}))
	addSpan(t, spans, map[string]any{"http.route": "/"})
	c := start(t, defaults(func(c *Config) { c.MaxContentBytes = 512 }), metadatatest.NewSettings(telemetry), consumertest.NewNop())
	require.NoError(t, c.ConsumeTraces(t.Context(), traces))
	point := func(key, value string) metricdata.DataPoint[int64] {
		return metricdata.DataPoint[int64]{Value: 1, Attributes: attribute.NewSet(attribute.String(key, value))}
	}
	metadatatest.AssertEqualGenaiLogRecords(t, telemetry,
		[]metricdata.DataPoint[int64]{point("outcome", "ok"), point("outcome", "error")}, metricdatatest.IgnoreTimestamp())
	metadatatest.AssertEqualGenaiLogTruncated(t, telemetry, []metricdata.DataPoint[int64]{point("field", "prompt")}, metricdatatest.IgnoreTimestamp())
	metadatatest.AssertEqualGenaiLogDuplicates(t, telemetry, []metricdata.DataPoint[int64]{{Value: 1}}, metricdatatest.IgnoreTimestamp())
}

func TestResourcesStayApart(t *testing.T) {
	traces, spans := newSpans()
	addSpan(t, spans, chat())
	addSpan(t, spans, chat())
	traces.ResourceSpans().AppendEmpty().Resource().Attributes().PutStr("service.name", "quiet")
	other := traces.ResourceSpans().AppendEmpty()
	other.Resource().Attributes().PutStr("service.name", "bank")
	addSpan(t, other.ScopeSpans().AppendEmpty().Spans(), chat())
	sink := new(consumertest.LogsSink)
	require.NoError(t, start(t, defaults(), connectortest.NewNopSettings(metadata.Type), sink).ConsumeTraces(t.Context(), traces))
	require.Len(t, sink.AllLogs(), 1)
	var got []string
	for _, resourceLogs := range sink.AllLogs()[0].ResourceLogs().All() {
		name, _ := resourceLogs.Resource().Attributes().Get("service.name")
		got = append(got, fmt.Sprint(name.Str(), resourceLogs.ScopeLogs().At(0).LogRecords().Len()))
		assert.Equal(t, metadata.ScopeName, resourceLogs.ScopeLogs().At(0).Scope().Name())
	}
	assert.Equal(t, []string{"shop2", "bank1"}, got)
}

func TestWhatIsNotTakenIsReported(t *testing.T) {
	traces, spans := newSpans()
	addSpan(t, spans, chat())
	failure := errors.New("full")
	c := start(t, defaults(), connectortest.NewNopSettings(metadata.Type), consumertest.NewErr(failure))
	assert.ErrorIs(t, c.ConsumeTraces(t.Context(), traces), failure)
}

// Most spans of a trace are no model calls. They must cost nothing, however many they are.
func TestOtherSpansDoNotAllocate(t *testing.T) {
	c := start(t, defaults(), connectortest.NewNopSettings(metadata.Type), consumertest.NewNop())
	for _, n := range []int{1, 1000} {
		traces, spans := newSpans()
		for range n {
			addSpan(t, spans, map[string]any{"http.request.method": "GET", "url.full": "http://localhost/", "genre": "x"})
		}
		addSpan(t, spans, map[string]any{"gen_ai.operation.name": "invoke_agent"})
		assert.Zero(t, testing.AllocsPerRun(50, func() { _ = c.ConsumeTraces(t.Context(), traces) }))
	}
}

func TestMalformedSpansPass(t *testing.T) {
	traces, spans := newSpans()
	span := addSpan(t, spans, map[string]any{
		"gen_ai.operation.name": "chat", "gen_ai.output.messages": int64(3), "gen_ai.response.finish_reasons": map[string]any{"a": 1},
		"genai.cost.total": "x", "gen_ai.request.model": "\xff\xfe", "gen_ai.input.messages": []byte{0xff}, "gen_ai.system_instructions": "[\xff",
	})
	span.SetEndTimestamp(0)
	span.Attributes().PutEmpty("gen_ai.request.top_k")
	record := run(t, defaults(), traces)[0]
	assert.True(t, json.Valid([]byte(record.Body().Str())), record.Body().Str())
	assert.Equal(t, pcommon.Timestamp(1_000_000_000), record.Timestamp())
	assert.NotContains(t, record.Attributes().AsRaw(), "genai.call.duration")
}

func TestShutdownWithoutStart(t *testing.T) {
	c, err := NewFactory().CreateTracesToLogs(t.Context(), connectortest.NewNopSettings(metadata.Type), defaults(), consumertest.NewNop())
	require.NoError(t, err)
	require.NoError(t, c.Shutdown(t.Context()))
	require.NoError(t, c.Shutdown(t.Context()))
}

func TestMistakesAreRefused(t *testing.T) {
	require.NoError(t, defaults().Validate())
	mistakes := (&Config{Body: "xml", Content: "everywhere", Duplicates: "count"}).Validate()
	for _, want := range []string{
		`body must be one of json, structured, none, got "xml"`, `content must be one of body, attributes, none, got "everywhere"`,
		"max_content_bytes must be positive, got 0", "max_attribute_bytes must be positive, got 0", `duplicates must be one of skip, mark, got "count"`,
	} {
		require.ErrorContains(t, mistakes, want)
	}
	assert.ErrorContains(t, defaults(func(c *Config) { c.Body = BodyNone }).Validate(), "content must be attributes or none where body is none")
}
