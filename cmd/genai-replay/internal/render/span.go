package render

import (
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/plan"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

const (
	provider      = "anthropic"
	serverAddress = "api.anthropic.com"
	toolError     = "tool_error"

	attrServerAddress = "server.address"
	attrRequestStream = "gen_ai.request.stream"
	attrToolType      = "gen_ai.tool.type"
)

// SessionIDs says which spans carry session.id and gen_ai.conversation.id.
type SessionIDs int

// Instrumentations differ in this.
const (
	OnAll SessionIDs = iota
	OnRoots
)

// Renderer writes spans.
type Renderer struct {
	SessionIDs SessionIDs
	// Content writes messages, tool arguments, tool results and error texts.
	Content bool
}

// Span writes one span of a session.
func (r Renderer) Span(session *plan.Session, from *plan.Span, to ptrace.Span) {
	to.SetTraceID(from.TraceID)
	to.SetSpanID(from.ID)
	to.SetParentSpanID(from.ParentID)
	to.SetStartTimestamp(timestamp(session.Began, from.Start))
	to.SetEndTimestamp(timestamp(session.Began, from.End))
	attrs := to.Attributes()
	if r.SessionIDs == OnAll || from.IsRoot() {
		attrs.PutStr(genai.AttrSessionID, session.ID)
		attrs.PutStr(genai.AttrConversationID, session.ID)
	}
	attrs.PutStr(genai.AttrAgentName, from.AgentName)
	putIf(attrs, genai.AttrAgentID, from.AgentID)
	switch from.Kind {
	case plan.Chat:
		r.chat(from, to)
	case plan.Agent:
		r.agent(from, to)
	case plan.Tool:
		r.tool(from, to)
	}
}

func (r Renderer) chat(from *plan.Span, to ptrace.Span) {
	to.SetName(string(genai.OperationChat) + " " + from.Model)
	to.SetKind(ptrace.SpanKindClient)
	attrs := to.Attributes()
	attrs.PutStr(attrServerAddress, serverAddress)
	attrs.PutStr(genai.AttrResponseModel, from.Model)
	attrs.PutStr(genai.AttrResponseID, from.ResponseID)
	if from.Streamed {
		attrs.PutBool(attrRequestStream, true)
	}
	r.inference(genai.OperationChat, from, attrs)
}

// agent carries the same attributes as the calls below it, model and usage
// included, as several instrumentations write them: whoever adds up all spans
// counts every token at least twice.
func (r Renderer) agent(from *plan.Span, to ptrace.Span) {
	to.SetName(string(genai.OperationInvokeAgent) + " " + from.AgentName)
	to.SetKind(ptrace.SpanKindInternal)
	r.inference(genai.OperationInvokeAgent, from, to.Attributes())
}

func (r Renderer) inference(operation genai.Operation, from *plan.Span, attrs pcommon.Map) {
	attrs.PutStr(genai.AttrOperationName, string(operation))
	attrs.PutStr(genai.AttrProviderName, provider)
	attrs.PutStr(genai.AttrRequestModel, from.Model)
	if from.Stop != "" {
		attrs.PutEmptySlice(genai.AttrFinishReasons).AppendEmpty().SetStr(from.Stop)
	}
	attrs.PutInt(genai.AttrInputTokens, from.Usage.Input)
	attrs.PutInt(genai.AttrOutputTokens, from.Usage.Output)
	attrs.PutInt(genai.AttrCacheRead, from.Usage.CacheRead)
	attrs.PutInt(genai.AttrCacheCreation, from.Usage.CacheWrite)
	if r.Content {
		putIf(attrs, genai.AttrInputMessages, inputMessages(from))
		putIf(attrs, genai.AttrOutputMessages, outputMessages(from))
	}
}

func (r Renderer) tool(from *plan.Span, to ptrace.Span) {
	use := from.Asked
	to.SetName(string(genai.OperationExecuteTool) + " " + use.Name)
	to.SetKind(ptrace.SpanKindInternal)
	attrs := to.Attributes()
	attrs.PutStr(genai.AttrOperationName, string(genai.OperationExecuteTool))
	attrs.PutStr(genai.AttrToolName, use.Name)
	attrs.PutStr(attrToolType, "function")
	attrs.PutStr(genai.AttrToolCallID, use.ID)
	if use.Failed {
		attrs.PutStr(genai.AttrErrorType, toolError)
		to.Status().SetCode(ptrace.StatusCodeError)
	}
	if !r.Content {
		return
	}
	attrs.PutStr(genai.AttrToolCallArguments, use.Arguments)
	attrs.PutStr(genai.AttrToolCallResult, clip(use.Result, maxResultBytes))
	if use.Failed {
		to.Status().SetMessage(clip(use.Result, maxMessageBytes))
	}
}

func putIf(attrs pcommon.Map, key, value string) {
	if value != "" {
		attrs.PutStr(key, value)
	}
}

func timestamp(began time.Time, since time.Duration) pcommon.Timestamp {
	return pcommon.NewTimestampFromTime(began.Add(since))
}
