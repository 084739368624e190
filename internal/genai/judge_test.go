package genai

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func TestOfJudge(t *testing.T) {
	ours, other := NewJudgeTrace(), NewJudgeTrace()
	assert.NotEqual(t, ours, other)
	assert.True(t, OfJudge(ours, pcommon.NewMap()))
	other[15]++
	assert.False(t, OfJudge(other, pcommon.NewMap()))
	// sha256("otelcol-genai:judge-trace:v1\0" + 8 zero bytes), its first 8 bytes: with sha256sum.
	assert.True(t, OfJudge(pcommon.TraceID{8: 0x5b, 0x38, 0x28, 0x8b, 0x74, 0x82, 0xdc, 0xcf}, pcommon.NewMap()), "other versions know it too")
	for _, test := range []struct {
		value any
		want  bool
	}{{"1", true}, {true, true}, {int64(1), true}, {"true", true}, {"0", false}, {false, false}, {int64(0), false}, {"", false}} {
		attrs := pcommon.NewMap()
		require.NoError(t, attrs.FromRaw(map[string]any{"genai.judge": test.value}))
		assert.Equal(t, test.want, OfJudge(pcommon.TraceID{1}, attrs), test.value)
	}
}
