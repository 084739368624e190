package genai

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func attributes(t *testing.T, raw map[string]any) pcommon.Map {
	t.Helper()
	attrs := pcommon.NewMap()
	require.NoError(t, attrs.FromRaw(raw))
	return attrs
}

func TestReadModelCall(t *testing.T) {
	attrs := attributes(t, map[string]any{
		AttrOperationName: "chat", AttrProviderName: "anthropic", AttrRequestModel: "claude-sonnet-4-5",
		AttrInputTokens: 1200, AttrOutputTokens: "300", AttrCacheRead: 1000.0, AttrCacheCreation: 180,
		AttrCacheWrite5m: 100, attrAnthropicCacheWrite1h: 80, AttrReasoningTokens: 128, "http.url": "x",
	})
	var r Record
	require.True(t, Read(attrs, &r))
	assert.Equal(t, Usage{
		Input: 1200, Output: 300, CacheRead: 1000, CacheWrite: 180, CacheWrite5m: 100, CacheWrite1h: 80, Reasoning: 128, Known: true,
	}, r.Usage)
	assert.Equal(t, OperationChat, r.Operation)
	assert.Equal(t, "claude-sonnet-4-5", r.Model())
	assert.Zero(t, r.BadUsage)

	input, cacheRead, cacheWrite, output, reasoning := r.Usage.Classes()
	assert.Equal(t, []int64{20, 1000, 180, 172, 128}, []int64{input, cacheRead, cacheWrite, output, reasoning})
}

func TestReadSaysWhatIsNoUsage(t *testing.T) {
	var r Record
	require.True(t, Read(attributes(t, map[string]any{AttrOperationName: "chat", AttrInputTokens: -7, AttrOutputTokens: "x"}), &r))
	assert.False(t, r.Usage.Known)
	assert.Equal(t, 2, r.BadUsage)

	require.True(t, Read(attributes(t, map[string]any{AttrOperationName: "chat", AttrInputTokens: -1, AttrOutputTokens: ""}), &r))
	assert.False(t, r.Usage.Known)
	assert.Zero(t, r.BadUsage, "placeholders for no number are not wrong numbers")
}

func TestReadLeavesOtherSpansAlone(t *testing.T) {
	attrs := attributes(t, map[string]any{"http.request.method": "GET", "error.type": "timeout", "genai": 1, "g": "x"})
	var r Record
	assert.False(t, Read(attrs, &r))
	assert.Zero(t, testing.AllocsPerRun(100, func() { Read(attrs, &r) }))
}

func TestClassesNeverExceedTheTotals(t *testing.T) {
	input, cacheRead, cacheWrite, output, reasoning := Usage{Input: 10, CacheRead: 8, CacheWrite: 8, Output: 5, Reasoning: 9}.Classes()
	assert.Equal(t, int64(10), input+cacheRead+cacheWrite)
	assert.Equal(t, int64(5), output+reasoning)
	assert.GreaterOrEqual(t, min(input, cacheRead, cacheWrite, output, reasoning), int64(0))
}

func TestWeightOf(t *testing.T) {
	tests := map[string]struct {
		tracestate string
		want       float64
	}{
		"no state":                       {"", 1},
		"another vendor":                 {"vendor=th:8", 1},
		"half are kept":                  {"ot=th:8", 2},
		"a quarter is kept":              {"rojo=1,ot=rv:abcdef01234567;th:c", 4},
		"three eighths are kept":         {"ot=th:a", 8.0 / 3},
		"all are kept":                   {"ot=th:0", 1},
		"no hexadecimal":                 {"ot=th:xyz", 1},
		"more digits than a threshold":   {"ot=th:123456789012345", 1},
		"one of 2^56":                    {"ot=th:ffffffffffffff", 1 << 56},
		"th as part of another field":    {"ot=xth:8", 1},
		"no value":                       {"ot=th:", 1},
		"a sign is no hexadecimal digit": {"ot=th:+8", 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			assert.InDelta(t, test.want, WeightOf(test.tracestate).Float(), 0)
		})
	}
	assert.False(t, WeightOf("ot=th:0").Sampled())
	assert.True(t, WeightOf("ot=th:8").Sampled())
}
