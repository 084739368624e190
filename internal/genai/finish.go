package genai

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Finish is why a model stopped, as far as anybody acts on it.
type Finish int

const (
	// FinishOther covers a regular stop, tool calls and everything unknown.
	FinishOther Finish = iota
	// FinishTruncated says that the output was cut at a length limit.
	FinishTruncated
	// FinishRefused says that a filter or the model itself refused to go on.
	FinishRefused
)

// maxFinishReasons is how many reasons are looked at: one per choice of a response.
const maxFinishReasons = 16

// Spellings of providers beside those of the conventions (length, content_filter).
var (
	truncatedReasons = [...]string{"length", "max_tokens", "max_output_tokens", "model_context_window_exceeded"}
	refusedReasons   = [...]string{"content_filter", "refusal", "safety", "content_filtered", "guardrail_intervened"}
)

// ReadFinish reads gen_ai.response.finish_reasons, a list or a single string.
// A refusal goes before a truncation. It allocates nothing.
func ReadFinish(attrs pcommon.Map) Finish {
	value, ok := attrs.Get(AttrFinishReasons)
	if !ok {
		return FinishOther
	}
	if value.Type() != pcommon.ValueTypeSlice {
		return finishOf(str(value))
	}
	finish := FinishOther
	reasons := value.Slice()
	for i := range min(reasons.Len(), maxFinishReasons) {
		finish = max(finish, finishOf(str(reasons.At(i))))
	}
	return finish
}

func finishOf(reason string) Finish {
	for _, refused := range refusedReasons {
		if strings.EqualFold(reason, refused) {
			return FinishRefused
		}
	}
	for _, truncated := range truncatedReasons {
		if strings.EqualFold(reason, truncated) {
			return FinishTruncated
		}
	}
	return FinishOther
}
