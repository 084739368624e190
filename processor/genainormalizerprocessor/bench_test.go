package genainormalizerprocessor

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-genai/otelcol-genai/internal/recorded"
	"github.com/otelcol-genai/otelcol-genai/processor/genainormalizerprocessor/internal/metadata"
)

func BenchmarkConsumeTraces(b *testing.B) {
	fixtures, err := recorded.Fixtures()
	require.NoError(b, err)
	for _, name := range []string{"openinference_js", "openllmetry_js", "vercel_ai_v6", "langfuse_sdk_v5", "otel_contrib_openai_js"} {
		for _, fixture := range fixtures {
			if fixture.Name != name {
				continue
			}
			data, err := fixture.OTLP("traces.json")
			require.NoError(b, err)
			b.Run(name, func(b *testing.B) { benchmark(b, data) })
		}
	}
	data, err := (&ptrace.JSONMarshaler{}).MarshalTraces(otherSpans(1000))
	require.NoError(b, err)
	b.Run("nothing_to_do", func(b *testing.B) { benchmark(b, data) })
}

// benchmark reads the batch anew each time, since a second time there is nothing to do.
func benchmark(b *testing.B, data []byte) {
	b.Helper()
	consumer, err := NewFactory().CreateTraces(b.Context(), processortest.NewNopSettings(metadata.Type), createDefaultConfig(), consumertest.NewNop())
	require.NoError(b, err)
	traces, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(data)
	require.NoError(b, err)
	wire, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(traces)
	require.NoError(b, err)
	unmarshaler := &ptrace.ProtoUnmarshaler{}
	spans := traces.SpanCount()
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		batch, err := unmarshaler.UnmarshalTraces(wire)
		require.NoError(b, err)
		b.StartTimer()
		if err := consumer.ConsumeTraces(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*spans), "ns/span")
}
