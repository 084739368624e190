package genai

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
)

// Names of log records that tell of one model call, one tool call or one verdict.
const (
	// EventInference repeats the attributes of a call (conventions 1.37 and later).
	EventInference = "gen_ai.client.inference.operation.details"
	// EventEvaluation is a score of something that was answered.
	EventEvaluation = "gen_ai.evaluation.result"
	// EventSessionStart may name the session before it, EventSessionEnd its end.
	EventSessionStart = "session.start"
	EventSessionEnd   = "session.end"

	EventClaudeRequest  = "claude_code.api_request"
	EventClaudeTool     = "claude_code.tool_result"
	EventClaudePrompt   = "claude_code.user_prompt"
	EventCodexTokens    = "codex.sse_event"
	EventCodexTool      = "codex.tool_result"
	EventCodexPrompt    = "codex.user_prompt"
	EventGeminiResponse = "gemini_cli.api_response"
	EventGeminiPrompt   = "gemini_cli.user_prompt"
)

const (
	attrEventName    = "event.name"
	claudeCodePrefix = "claude_code."
)

// EventName is the name of a log record: its own, or that in its attributes where
// it has none or one that is a place in a source file (Codex). Claude Code has its
// full name in the body, and only the end of it as an attribute.
func EventName(log plog.LogRecord) string {
	if name := log.EventName(); name != "" && !strings.ContainsAny(name, " :/") {
		return name
	}
	if body := log.Body(); body.Type() == pcommon.ValueTypeStr && strings.HasPrefix(body.Str(), claudeCodePrefix) && len(body.Str()) < 64 {
		return body.Str()
	}
	if value, ok := log.Attributes().Get(attrEventName); ok {
		return str(value)
	}
	return ""
}
