package render_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/plan"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/recording"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/render"
)

var session = &plan.Session{
	ID:      "5d1a7c5e-5567-8c06-bd14-3e491724f44e",
	Service: plan.Service{Name: "coding-agent", Version: "1.4.0"},
	Began:   time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC),
}

var use = &plan.ToolUse{ID: "toolu_1", ToolCall: recording.ToolCall{
	Name: "book", Arguments: `{"seat":"12A"}`, Result: "Error: no seats left", Failed: true,
}}

func chat() *plan.Span {
	return &plan.Span{
		TraceID: [16]byte{1}, ID: [8]byte{2}, ParentID: [8]byte{3},
		Kind: plan.Chat, Start: 2 * time.Second, End: 5500 * time.Millisecond,
		AgentName: "explorer", AgentID: "agent_001", Model: "claude-opus-4-6",
		Usage: plan.Usage{Input: 100, Output: 7, CacheRead: 64, CacheWrite: 36},
		Stop:  "tool_use", Streamed: true, ResponseID: "msg_1", Prompt: "book it", Asked: use,
	}
}

func rendered(r render.Renderer, span *plan.Span) ptrace.Span {
	out := ptrace.NewSpan()
	r.Span(session, span, out)
	return out
}

func text(span ptrace.Span, key string) string {
	value, _ := span.Attributes().Get(key)
	return value.Str()
}

func TestChat(t *testing.T) {
	span := rendered(render.Renderer{Content: true}, chat())
	assert.Equal(t, "chat claude-opus-4-6", span.Name())
	assert.Equal(t, ptrace.SpanKindClient, span.Kind())
	assert.Equal(t, pcommon.TraceID{1}, span.TraceID())
	assert.Equal(t, pcommon.SpanID{2}, span.SpanID())
	assert.Equal(t, pcommon.SpanID{3}, span.ParentSpanID())
	assert.Equal(t, "2026-05-04T09:00:02Z", span.StartTimestamp().AsTime().Format(time.RFC3339Nano))
	assert.Equal(t, "2026-05-04T09:00:05.5Z", span.EndTimestamp().AsTime().Format(time.RFC3339Nano))
	assert.Equal(t, ptrace.StatusCodeUnset, span.Status().Code())
	assert.Equal(t, map[string]any{
		"session.id":                               "5d1a7c5e-5567-8c06-bd14-3e491724f44e",
		"gen_ai.conversation.id":                   "5d1a7c5e-5567-8c06-bd14-3e491724f44e",
		"gen_ai.agent.name":                        "explorer",
		"gen_ai.agent.id":                          "agent_001",
		"gen_ai.operation.name":                    "chat",
		"gen_ai.provider.name":                     "anthropic",
		"server.address":                           "api.anthropic.com",
		"gen_ai.request.model":                     "claude-opus-4-6",
		"gen_ai.response.model":                    "claude-opus-4-6",
		"gen_ai.response.id":                       "msg_1",
		"gen_ai.request.stream":                    true,
		"gen_ai.response.finish_reasons":           []any{"tool_use"},
		"gen_ai.usage.input_tokens":                int64(100),
		"gen_ai.usage.output_tokens":               int64(7),
		"gen_ai.usage.cache_read.input_tokens":     int64(64),
		"gen_ai.usage.cache_creation.input_tokens": int64(36),
		"gen_ai.input.messages":                    `[{"role":"user","parts":[{"type":"text","content":"book it"}]}]`,
		"gen_ai.output.messages": `[{"role":"assistant","parts":[{"type":"tool_call","id":"toolu_1","name":"book",` +
			`"arguments":{"seat":"12A"}}],"finish_reason":"tool_call"}]`,
	}, span.Attributes().AsRaw())
}

func TestAChatAfterATool(t *testing.T) {
	from := chat()
	from.Prompt, from.Given, from.Asked, from.Answer, from.Stop = "", use, nil, "it is full", "end_turn"
	span := rendered(render.Renderer{Content: true}, from)
	assert.JSONEq(t,
		`[{"role":"tool","parts":[{"type":"tool_call_response","id":"toolu_1","response":"Error: no seats left"}]}]`,
		text(span, "gen_ai.input.messages"))
	assert.JSONEq(t,
		`[{"role":"assistant","parts":[{"type":"text","content":"it is full"}],"finish_reason":"stop"}]`,
		text(span, "gen_ai.output.messages"))
}

func TestAnAnswerThatWasNotCaptured(t *testing.T) {
	from := chat()
	from.Stop, from.Asked = "", nil
	attrs := rendered(render.Renderer{Content: true}, from).Attributes().AsRaw()
	assert.NotContains(t, attrs, "gen_ai.response.finish_reasons")
	assert.NotContains(t, attrs, "gen_ai.output.messages")
}

func TestAgent(t *testing.T) {
	from := chat()
	from.Kind, from.ParentID, from.Asked, from.AgentID = plan.Agent, [8]byte{}, nil, ""
	from.ResponseID, from.Streamed, from.Stop, from.Answer = "", false, "end_turn", "done"
	span := rendered(render.Renderer{Content: true}, from)
	assert.Equal(t, "invoke_agent explorer", span.Name())
	assert.Equal(t, ptrace.SpanKindInternal, span.Kind())
	assert.True(t, span.ParentSpanID().IsEmpty())
	assert.Equal(t, map[string]any{
		"session.id":                               "5d1a7c5e-5567-8c06-bd14-3e491724f44e",
		"gen_ai.conversation.id":                   "5d1a7c5e-5567-8c06-bd14-3e491724f44e",
		"gen_ai.agent.name":                        "explorer",
		"gen_ai.operation.name":                    "invoke_agent",
		"gen_ai.provider.name":                     "anthropic",
		"gen_ai.request.model":                     "claude-opus-4-6",
		"gen_ai.response.finish_reasons":           []any{"end_turn"},
		"gen_ai.usage.input_tokens":                int64(100),
		"gen_ai.usage.output_tokens":               int64(7),
		"gen_ai.usage.cache_read.input_tokens":     int64(64),
		"gen_ai.usage.cache_creation.input_tokens": int64(36),
		"gen_ai.input.messages":                    `[{"role":"user","parts":[{"type":"text","content":"book it"}]}]`,
		"gen_ai.output.messages":                   `[{"role":"assistant","parts":[{"type":"text","content":"done"}],"finish_reason":"stop"}]`,
	}, span.Attributes().AsRaw())
}

func toolSpan() *plan.Span {
	return &plan.Span{TraceID: [16]byte{1}, ID: [8]byte{4}, ParentID: [8]byte{3}, Kind: plan.Tool, AgentName: "coder", Asked: use}
}

func TestAToolThatFails(t *testing.T) {
	span := rendered(render.Renderer{Content: true}, toolSpan())
	assert.Equal(t, "execute_tool book", span.Name())
	assert.Equal(t, ptrace.SpanKindInternal, span.Kind())
	assert.Equal(t, ptrace.StatusCodeError, span.Status().Code())
	assert.Equal(t, "Error: no seats left", span.Status().Message())
	assert.Equal(t, map[string]any{
		"session.id":                 "5d1a7c5e-5567-8c06-bd14-3e491724f44e",
		"gen_ai.conversation.id":     "5d1a7c5e-5567-8c06-bd14-3e491724f44e",
		"gen_ai.agent.name":          "coder",
		"gen_ai.operation.name":      "execute_tool",
		"gen_ai.tool.name":           "book",
		"gen_ai.tool.type":           "function",
		"gen_ai.tool.call.id":        "toolu_1",
		"gen_ai.tool.call.arguments": `{"seat":"12A"}`,
		"gen_ai.tool.call.result":    "Error: no seats left",
		"error.type":                 "tool_error",
	}, span.Attributes().AsRaw())
}

func TestWithoutContentNoWordIsSent(t *testing.T) {
	for _, from := range []*plan.Span{chat(), toolSpan()} {
		span := rendered(render.Renderer{}, from)
		all := fmt.Sprint(span.Name(), span.Status().Message(), span.Attributes().AsRaw())
		for _, word := range []string{"book it", "12A", "seats", "messages", "arguments", "result"} {
			assert.NotContains(t, all, word)
		}
	}
	failed := rendered(render.Renderer{}, toolSpan())
	assert.Equal(t, ptrace.StatusCodeError, failed.Status().Code(), "that it failed is no content")
	_, ok := failed.Attributes().Get("error.type")
	assert.True(t, ok)
}

func TestSessionIDsOnRootsOnly(t *testing.T) {
	renderer := render.Renderer{SessionIDs: render.OnRoots}
	root := chat()
	root.ParentID = [8]byte{}
	_, onRoot := rendered(renderer, root).Attributes().Get("session.id")
	_, onChild := rendered(renderer, chat()).Attributes().Get("session.id")
	_, conversation := rendered(renderer, chat()).Attributes().Get("gen_ai.conversation.id")
	assert.True(t, onRoot)
	assert.False(t, onChild)
	assert.False(t, conversation)
}

func TestLongTextsArePreviews(t *testing.T) {
	from := chat()
	from.Prompt = strings.Repeat("ü", 400) // 800 bytes
	span := rendered(render.Renderer{Content: true}, from)
	assert.JSONEq(t,
		`[{"role":"user","parts":[{"type":"text","content":"`+strings.Repeat("ü", 250)+`…"}]}]`,
		text(span, "gen_ai.input.messages"))
}

func TestArgumentsThatAreNoJSON(t *testing.T) {
	from := chat()
	from.Asked = &plan.ToolUse{ID: "toolu_2", ToolCall: recording.ToolCall{Name: "book", Arguments: `{"seat"`}}
	span := rendered(render.Renderer{Content: true}, from)
	assert.JSONEq(t,
		`[{"role":"assistant","parts":[{"type":"tool_call","id":"toolu_2","name":"book","arguments":"{\"seat\""}],`+
			`"finish_reason":"tool_call"}]`,
		text(span, "gen_ai.output.messages"))
}

func TestABatchHasOneResourceForEachService(t *testing.T) {
	batch := render.Renderer{}.NewBatch()
	canary := *session
	canary.Service.Version = "1.5.0"
	batch.Add(session, chat())
	batch.Add(&canary, toolSpan())
	batch.Add(session, toolSpan())
	assert.Equal(t, 3, batch.Spans)
	assert.Equal(t, 1, batch.Calls)
	assert.Equal(t, 2, batch.ToolCalls)

	resources := batch.Traces().ResourceSpans()
	require.Equal(t, 2, resources.Len())
	assert.Equal(t, map[string]any{
		"service.name": "coding-agent", "service.version": "1.4.0", "deployment.environment.name": "production",
	}, resources.At(0).Resource().Attributes().AsRaw())
	assert.Equal(t, 2, resources.At(0).ScopeSpans().At(0).Spans().Len())
	version, _ := resources.At(1).Resource().Attributes().Get("service.version")
	assert.Equal(t, "1.5.0", version.Str())
}
