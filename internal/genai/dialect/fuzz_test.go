package dialect_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/genai/dialect"
)

// fuzzKeys are names that some dialect reads; the fuzzer picks among them, or
// makes up its own.
var fuzzKeys = []string{
	"gen_ai.operation.name", "gen_ai.system", "gen_ai.provider.name", "gen_ai.request.model", "gen_ai.response.finish_reasons",
	"gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_write.input_tokens",
	"gen_ai.usage.reasoning_tokens", "gen_ai.usage.total_tokens", "gen_ai.prompt", "gen_ai.completion", "gen_ai.prompt.0.content",
	"gen_ai.prompt.0.role", "gen_ai.prompt.1.tool_calls.0.arguments", "gen_ai.completion.0.finish_reason", "gen_ai.input.messages",
	"openinference.span.kind", "llm.input_messages.0.message.contents.0.message_content.text", "llm.token_count.prompt", "output.value",
	"input.value", "metadata", "llm.invocation_parameters", "llm.tools.0.tool.json_schema", "traceloop.span.kind", "traceloop.entity.input",
	"llm.request.type", "llm.request.functions.0.name", "ai.operationId", "ai.response.providerMetadata", "ai.response.toolCalls",
	"ai.prompt.messages", "ai.prompt.tools", "ai.usage.inputTokenDetails.cacheReadTokens", "ai.response.msToFirstChunk",
	"langfuse.observation.type", "langfuse.observation.usage_details", "langfuse.observation.level", "langfuse.observation.completion_start_time",
}

var fuzzScopes = []string{"", "ai", "gen_ai", "langfuse-sdk", "@traceloop/instrumentation-anthropic", "openinference.instrumentation.openai"}

// reader takes bytes off the fuzzer's input.
type reader struct{ data []byte }

func (r *reader) byte() byte {
	if len(r.data) == 0 {
		return 0
	}
	b := r.data[0]
	r.data = r.data[1:]
	return b
}

func (r *reader) text() string {
	n := min(int(r.byte()), len(r.data))
	text := string(r.data[:n])
	r.data = r.data[n:]
	return text
}

func (r *reader) int() int64 {
	var bytes [8]byte
	for i := range bytes {
		bytes[i] = r.byte()
	}
	return int64(binary.LittleEndian.Uint64(bytes[:]))
}

func (r *reader) value(into pcommon.Value, depth int) {
	switch r.byte() % 8 {
	case 0:
		into.SetInt(r.int())
	case 1:
		into.SetDouble(math.Float64frombits(uint64(r.int())))
	case 2:
		into.SetBool(r.byte()%2 == 0)
	case 3:
		list := into.SetEmptySlice()
		for range r.byte() % 4 * byte(min(depth, 1)) {
			r.value(list.AppendEmpty(), depth-1)
		}
	case 4:
		object := into.SetEmptyMap()
		for range r.byte() % 4 * byte(min(depth, 1)) {
			r.value(object.PutEmpty(r.text()), depth-1)
		}
	case 5:
		into.SetEmptyBytes().FromRaw([]byte(r.text()))
	default:
		into.SetStr(r.text())
	}
}

func (r *reader) key() string {
	if b := int(r.byte()); b < 200 {
		return fuzzKeys[b%len(fuzzKeys)]
	}
	return r.text()
}

// FuzzNormalize: whatever a span carries, nothing panics, nothing is lost, and
// a second time changes nothing.
func FuzzNormalize(f *testing.F) {
	f.Add([]byte("\x00\x00\x03\x00\x06\x04chat\x05\x06\x0312\x00"))
	f.Add([]byte("\x01\x00\x04\x1e\x06\x1bai.generateText.doGenerate\x1f\x06\x40{\"anthropic\":{\"usage\":{\"input_tokens\":7}}}"))
	f.Add([]byte("\x03\x00\x02\x25\x06\x0ageneration\x26\x06\x20{\"input\":20,\"cache_read_input_tok"))
	f.Add([]byte("\x05\x00\x03\x12\x06\x03LLM\x15\x06\x10{\"generations\":[[{}]]}\xc8\x1dllm.input_messages.9.message.\x06\x01x"))
	f.Add([]byte("\x00\x01\x02\x0b\x06\x10[[[[{\"parts\":[{}]}]]]]\x05\x01\x00\x00\x00\x00\x00\x00\xf8\x7f"))
	n := dialect.New(dialect.Options{})
	lossy := dialect.New(dialect.Options{DropOriginals: true, MaxMessageBytes: 64})
	f.Fuzz(func(t *testing.T, data []byte) {
		r := &reader{data}
		scope := pcommon.NewInstrumentationScope()
		scope.SetName(fuzzScopes[int(r.byte())%len(fuzzScopes)])
		known := n.Scope(pcommon.NewResource(), scope)
		once := ptrace.NewSpan()
		once.SetKind(ptrace.SpanKind(r.byte() % 6))
		once.SetStartTimestamp(pcommon.Timestamp(r.byte()))
		for len(r.data) > 0 && once.Attributes().Len() < 64 {
			r.value(once.Attributes().PutEmpty(r.key()), 4)
		}
		keys := once.Attributes().Len()
		other := ptrace.NewSpan()
		once.CopyTo(other)

		if n.Span(&known, once).Dialect == "" {
			require.Equal(t, keys, once.Attributes().Len())
			return
		}
		for key := range other.Attributes().All() {
			if key != genai.AttrOperationName {
				_, ok := once.Attributes().Get(key)
				require.True(t, ok, "%q is lost", key)
			}
		}
		var record genai.Record
		assert.True(t, genai.Read(once.Attributes(), &record))
		twice := ptrace.NewSpan()
		once.CopyTo(twice)
		assert.Empty(t, n.Span(&known, twice).Dialect)
		assert.Equal(t, fmt.Sprint(once.Attributes().AsRaw()), fmt.Sprint(twice.Attributes().AsRaw())) // as text: NaN equals NaN

		lossy.Span(&known, other)
	})
}
