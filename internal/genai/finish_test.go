package genai

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func TestReadFinish(t *testing.T) {
	tests := map[string]struct {
		reasons any
		want    Finish
	}{
		"absent":                           {nil, FinishOther},
		"a regular stop":                   {[]any{"stop"}, FinishOther},
		"a tool call":                      {[]any{"tool_call"}, FinishOther},
		"cut":                              {[]any{"length"}, FinishTruncated},
		"cut, as Anthropic says":           {[]any{"max_tokens"}, FinishTruncated},
		"cut, as Gemini says":              {[]any{"MAX_TOKENS"}, FinishTruncated},
		"filtered":                         {[]any{"content_filter"}, FinishRefused},
		"refused":                          {[]any{"refusal"}, FinishRefused},
		"one choice of two was cut":        {[]any{"stop", "length"}, FinishTruncated},
		"a refusal goes before truncation": {[]any{"content_filter", "length"}, FinishRefused},
		"a string instead of a list":       {"length", FinishTruncated},
		"not text":                         {[]any{7}, FinishOther},
		"no list at all":                   {7, FinishOther},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			attrs := pcommon.NewMap()
			if test.reasons != nil {
				require.NoError(t, attrs.FromRaw(map[string]any{AttrFinishReasons: test.reasons}))
			}
			assert.Equal(t, test.want, ReadFinish(attrs))
			assert.Zero(t, testing.AllocsPerRun(10, func() { ReadFinish(attrs) }))
		})
	}
}
