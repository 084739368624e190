package genairedactionprocessor

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// FuzzRedact redacts a span in which a text stands in every place: nothing
// panics, a known address does not survive, and a second run changes nothing.
func FuzzRedact(f *testing.F) {
	f.Add("hello", "role", uint8(0))
	f.Add(`[{"role":"user","parts":[{"type":"text","content":"mail x"}]}]`, "gen_ai.input.messages", uint8(1))
	f.Add(`{"a":"{\"b\":\"\\u0040\"}"`, "input.value", uint8(2))
	f.Add("...[+12 bytes]", "gen_ai.prompt.0.content", uint8(1))
	f.Add("\xff\x00[EMAIL]", "", uint8(3))
	processors := make([]*redactionProcessor, len(contentModes))
	for i, mode := range contentModes {
		p, err := newProcessor(settings().TelemetrySettings, withContent(mode, nil))
		require.NoError(f, err)
		processors[i] = p
	}
	f.Fuzz(func(t *testing.T, text, key string, which uint8) {
		if len(text) > 2048 || len(key) > 200 || !utf8.ValidString(text) || !utf8.ValidString(key) {
			return
		}
		p := processors[int(which)%len(processors)]
		traces, span := oneSpan(t, nil)
		span.SetName(text)
		attrs := span.Attributes()
		attrs.PutStr(key, text)
		attrs.PutStr("known", address+" ")
		inner := attrs.PutEmptyMap("m")
		inner.PutEmptySlice("role").AppendEmpty().SetStr(text)
		attrs.PutEmptyMap("gen_ai.output.messages").PutEmptyMap("parts").PutStr(key, text)
		span.Events().AppendEmpty().Attributes().PutEmptyBytes(key).FromRaw([]byte(text))
		before := attrs.Len()

		_, err := p.processTraces(t.Context(), traces)
		require.NoError(t, err)
		assert.NotContains(t, tracesJSON(t, traces), address)
		attrs.RemoveIf(func(key string, _ pcommon.Value) bool {
			return key == "genai.redaction.count" || key == "genai.redaction.incomplete"
		})
		assert.Equal(t, before, attrs.Len())

		once := tracesJSON(t, traces)
		_, err = p.processTraces(t.Context(), traces)
		require.NoError(t, err)
		assert.Equal(t, once, tracesJSON(t, traces))
	})
}
