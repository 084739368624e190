package genaisessionprocessor

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// event is what a known log record tells, and under which names where they are not
// those of the conventions.
type event struct {
	kind session.Kind
	// own says that the record's span is not that of the call: Claude Code logs many
	// calls below one span.
	own bool

	model, requestID, lane             string
	input, cacheRead, cacheWrite       string // input is without both
	output                             string
	tool, toolID, arguments, result    string
	success, milliseconds, endsSession string
}

// events are the log records that are posted for their name. Calls of other agents are
// posted as far as genai_normalizer gives them an operation and usage.
var events = map[string]*event{
	genai.EventInference:  {kind: session.Call},
	genai.EventEvaluation: {kind: session.Other},
	genai.EventSessionEnd: {kind: session.End},
	// A session that begins in the place of another one ends it.
	genai.EventSessionStart: {kind: session.End, endsSession: "session.previous_id"},

	genai.EventClaudeRequest: {
		kind: session.Call, own: true, model: "model", requestID: "request_id", lane: "query_source", milliseconds: "duration_ms",
		input: "input_tokens", cacheRead: "cache_read_tokens", cacheWrite: "cache_creation_tokens", output: "output_tokens",
	},
	genai.EventClaudeTool: {
		kind: session.Tool, own: true, tool: "tool_name", toolID: "tool_use_id", arguments: "tool_input", success: "success", milliseconds: "duration_ms",
	},
	genai.EventCodexTool: {
		kind: session.Tool, own: true, tool: "tool_name", toolID: "call_id", arguments: "arguments", result: "output", success: "success", milliseconds: "duration_ms",
	},
	genai.EventClaudePrompt: {kind: session.Other, own: true},
	genai.EventCodexPrompt:  {kind: session.Other, own: true},
	genai.EventGeminiPrompt: {kind: session.Other, own: true},
}

// read takes from a record what the event has under names of its own.
func (e *event) read(b *batch, attrs pcommon.Map) {
	rec := &b.record
	if e.kind == session.Tool {
		rec.ToolName = first(rec.ToolName, get(attrs, e.tool))
		b.take(attrs, e.toolID, fieldToolCallID)
		b.take(attrs, e.arguments, fieldToolArguments)
		b.take(attrs, e.result, fieldToolResult)
	}
	if e.kind != session.Call || e.input == "" {
		return
	}
	if rec.Model() == "" {
		rec.RequestModel = get(attrs, e.model)
	}
	rec.ResponseID = first(rec.ResponseID, get(attrs, e.requestID))
	if !rec.Usage.Known {
		e.readUsage(rec, attrs)
	}
	if !rec.HasCost {
		if cost, ok := genai.ReadReportedCost(attrs); ok {
			rec.HasCost, rec.CostTotal, rec.CostCurrency = true, cost.Amount, cost.Currency
		}
	}
}

func (e *event) readUsage(rec *genai.Record, attrs pcommon.Map) {
	u := &rec.Usage
	for key, into := range map[string]*int64{e.input: &u.Input, e.cacheRead: &u.CacheRead, e.cacheWrite: &u.CacheWrite, e.output: &u.Output} {
		value, ok := attrs.Get(key)
		if !ok || genai.IsUnset(value) {
			continue
		}
		n, ok := genai.Count(value)
		if !ok {
			rec.BadUsage++
			continue
		}
		*into, u.Known = n, true
	}
	u.Input += u.CacheRead + u.CacheWrite
}

func (b *batch) take(attrs pcommon.Map, key string, into field) {
	if key == "" || b.reading.has[into] {
		return
	}
	b.reading.fields[into], b.reading.has[into] = attrs.Get(key)
}

func get(attrs pcommon.Map, key string) string {
	if key == "" {
		return ""
	}
	if value, ok := attrs.Get(key); ok {
		return text(value)
	}
	return ""
}
