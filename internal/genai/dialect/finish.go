package dialect

import (
	"encoding/json"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// finishReasons maps what providers and SDKs write, in lower case, to the values
// of the conventions.
var finishReasons = map[string]string{
	"stop": "stop", "end_turn": "stop", "stop_sequence": "stop", "complete": "stop", "completed": "stop", "eos": "stop",
	"length": "length", "max_tokens": "length", "max_output_tokens": "length", "model_length": "length",
	"tool_call": "tool_call", "tool_calls": "tool_call", "tool-calls": "tool_call", "tool_use": "tool_call", "function_call": "tool_call",
	"content_filter": "content_filter", "content-filter": "content_filter", "safety": "content_filter", "recitation": "content_filter",
	"blocklist": "content_filter", "prohibited_content": "content_filter", "spii": "content_filter", "refusal": "content_filter",
	"guardrail_intervened": "content_filter",
	"error":                "error", "failed": "error", "malformed_function_call": "error", "other": "error",
}

// noFinishReason are values that say nothing: some emitters write them for
// healthy parts of a stream.
var noFinishReason = map[string]bool{"": true, "unspecified": true, "finish_reason_unspecified": true, "unknown": true, "none": true, "null": true}

// finishReason maps one reason; "" says that it tells nothing. Unknown ones stay.
func finishReason(written string) string {
	name := strings.ToLower(strings.TrimSpace(written))
	// Python SDKs write the enum itself: FinishReason.STOP.
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		name = name[i+1:]
	}
	if noFinishReason[name] {
		return ""
	}
	if reason, ok := finishReasons[name]; ok {
		return reason
	}
	return strings.TrimSpace(written)
}

// isStringList reports whether a value already is what finish reasons should be.
func isStringList(v pcommon.Value) bool {
	if v.Type() != pcommon.ValueTypeSlice {
		return false
	}
	for _, element := range v.Slice().All() {
		if element.Type() != pcommon.ValueTypeStr {
			return false
		}
	}
	return true
}

// readFinishReasons reads the reasons from a list, a JSON string, a comma
// string or a single one.
func readFinishReasons(v pcommon.Value) ([]string, bool) {
	var written []string
	switch v.Type() {
	case pcommon.ValueTypeSlice:
		for _, element := range v.Slice().All() {
			written = append(written, element.AsString())
		}
	case pcommon.ValueTypeStr:
		written = splitFinishReasons(v.Str())
	default:
		return nil, false
	}
	var reasons []string
	for _, w := range written {
		if reason := finishReason(w); reason != "" {
			reasons = append(reasons, reason)
		}
	}
	return reasons, true
}

// maxFinishReasons is the length of text that is looked at: a few words.
const maxFinishReasons = 1024

func splitFinishReasons(text string) []string {
	if len(text) > maxFinishReasons {
		return nil
	}
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "[") {
		var list []string
		if json.Unmarshal([]byte(text), &list) == nil {
			return list
		}
		text = strings.Trim(text, "[]'")
	}
	if strings.HasPrefix(text, `"`) {
		text = strings.Trim(text, `"`)
	}
	return strings.Split(text, ",")
}
