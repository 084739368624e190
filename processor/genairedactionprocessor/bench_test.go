package genairedactionprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

const benchSpans = 100

func BenchmarkConsumeTraces(b *testing.B) {
	words := strings.Repeat("The quick brown fox jumps over the lazy dog. ", 90) // 4 KB
	for name, attrs := range map[string]map[string]any{
		"nothing_to_do": {"http.request.method": "GET", "url.full": "http://localhost/", "http.response.status_code": 200},
		"prompt_json":   {"gen_ai.input.messages": `[{"role":"user","parts":[{"type":"text","content":"` + words + `"}]}]`},
		"prompt_map":    {"gen_ai.input.messages": []any{message("user", words)}},
		"prompt_dirty":  {"gen_ai.input.messages": []any{message("user", words+address)}},
	} {
		b.Run(name, func(b *testing.B) {
			traces := ptrace.NewTraces()
			spans := traces.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
			for range benchSpans {
				span := spans.AppendEmpty()
				span.SetName("chat")
				require.NoError(b, span.Attributes().FromRaw(attrs))
			}
			data, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(traces)
			require.NoError(b, err)
			p := startTraces(b, defaults(func(c *Config) { c.Scan.CacheEntries = 0 }), settings(), consumertest.NewNop())
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				batch := traces
				if name == "prompt_dirty" { // a batch can be redacted once only
					b.StopTimer()
					batch, err = (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(data)
					require.NoError(b, err)
					b.StartTimer()
				}
				if err := p.ConsumeTraces(b.Context(), batch); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*benchSpans), "ns/span")
		})
	}
}
