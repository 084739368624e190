package genaicostprocessor

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-genai/otelcol-genai/processor/genaicostprocessor/internal/metadata"
)

const benchSpans = 100

func BenchmarkConsumeTraces(b *testing.B) {
	for name, attrs := range map[string]map[string]any{
		"nothing_to_do": {"http.request.method": "GET", "url.full": "http://localhost/", "http.response.status_code": 200},
		"chat":          sonnet(),
		"unpriced":      sonnet(map[string]any{"gen_ai.request.model": "m", "gen_ai.response.model": nil}),
	} {
		b.Run(name, func(b *testing.B) {
			traces := ptrace.NewTraces()
			for range benchSpans {
				addSpan(b, traces, attrs)
			}
			data, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(traces)
			require.NoError(b, err)
			p := start(b, createDefaultConfig().(*Config), processortest.NewNopSettings(metadata.Type), consumertest.NewNop())
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer() // a batch can be priced once only
				batch, err := (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(data)
				require.NoError(b, err)
				b.StartTimer()
				if err := p.ConsumeTraces(b.Context(), batch); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*benchSpans), "ns/span")
		})
	}
}
