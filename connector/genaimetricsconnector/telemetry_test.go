package genaimetricsconnector

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/golden"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/otelcol-genai/otelcol-genai/connector/genaimetricsconnector/internal/metadatatest"
)

// observe runs batches through a connector whose own telemetry is read.
func observe(t *testing.T, config *Config, next consumer.Metrics, batches ...ptrace.Traces) *componenttest.Telemetry {
	t.Helper()
	telemetry := componenttest.NewTelemetry()
	t.Cleanup(func() { assert.NoError(t, telemetry.Shutdown(context.Background())) })
	c, err := NewFactory().CreateTracesToMetrics(t.Context(), metadatatest.NewSettings(telemetry), config, next)
	require.NoError(t, err)
	require.NoError(t, c.Start(t.Context(), componenttest.NewNopHost()))
	for _, batch := range batches {
		require.NoError(t, c.ConsumeTraces(t.Context(), batch))
	}
	require.NoError(t, c.Shutdown(t.Context()))
	return telemetry
}

func input(t *testing.T, name string) ptrace.Traces {
	t.Helper()
	traces, err := golden.ReadTraces(filepath.Join("testdata", name, "input.yaml"))
	require.NoError(t, err)
	return traces
}

func by(key, value string, n int64) metricdata.DataPoint[int64] {
	return metricdata.DataPoint[int64]{Attributes: attribute.NewSet(attribute.String(key, value)), Value: n}
}

func TestSpansAreCountedByKind(t *testing.T) {
	telemetry := observe(t, defaultConfig(t), consumertest.NewNop(), input(t, "agent"), input(t, "tools"), input(t, "chat"))
	// The tools case reuses span ids 1 to 6 of trace 1; three of them were in the agent case.
	metadatatest.AssertEqualGenaiMetricsSpans(t, telemetry, []metricdata.DataPoint[int64]{
		by("kind", "inference", 2), by("kind", "tool", 2), by("kind", "agent", 2), by("kind", "retrieval", 3), by("kind", "other", 1),
	}, metricdatatest.IgnoreTimestamp())
	metadatatest.AssertEqualGenaiMetricsDuplicates(t, telemetry, []metricdata.DataPoint[int64]{by("reason", "same_span", 4)}, metricdatatest.IgnoreTimestamp())
	metadatatest.AssertEqualGenaiMetricsFlushes(t, telemetry, []metricdata.DataPoint[int64]{by("outcome", "ok", 1)}, metricdatatest.IgnoreTimestamp())
}

func TestMarkedDuplicatesAreCounted(t *testing.T) {
	telemetry := observe(t, defaultConfig(t), consumertest.NewNop(), input(t, "duplicate"))
	metadatatest.AssertEqualGenaiMetricsDuplicates(t, telemetry, []metricdata.DataPoint[int64]{by("reason", "same_call", 2)}, metricdatatest.IgnoreTimestamp())
}

func TestWhatCannotBeUsedIsCounted(t *testing.T) {
	telemetry := observe(t, defaultConfig(t), consumertest.NewNop(), input(t, "malformed"))
	metadatatest.AssertEqualGenaiMetricsMalformed(t, telemetry, []metricdata.DataPoint[int64]{
		by("field", "cost", 3), by("field", "duration", 1), by("field", "time_to_first_chunk", 2),
	}, metricdatatest.IgnoreTimestamp())
}

func TestOverflowIsCountedByFamily(t *testing.T) {
	config := defaultConfig(t)
	config.MaxSeries = 1
	batch := newSpans()
	for _, name := range []string{"search", "weather", "mail", "search"} {
		batch.add(t, map[string]any{"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": name})
	}
	telemetry := observe(t, config, consumertest.NewNop(), batch.traces)
	want := []metricdata.DataPoint[int64]{by("family", "genai.tool.calls", 2), by("family", "genai.tool.duration", 2)}
	for i := range families {
		if name := families[i].Name; name != "genai.tool.calls" && name != "genai.tool.duration" {
			want = append(want, by("family", name, 0))
		}
	}
	metadatatest.AssertEqualGenaiMetricsOverflow(t, telemetry, want, metricdatatest.IgnoreTimestamp())

	series, err := telemetry.GetMetric("otelcol_genai_metrics.series")
	require.NoError(t, err)
	gauge, ok := series.Data.(metricdata.Gauge[int64])
	require.True(t, ok)
	found := map[string]int64{}
	for _, point := range gauge.DataPoints {
		family, _ := point.Attributes.Value("family")
		found[family.AsString()] = point.Value
	}
	assert.Len(t, found, int(familyCount))
	assert.Equal(t, int64(2), found["genai.tool.calls"], "one series and the overflow")
	assert.Zero(t, found["genai.calls"])
}

func TestAbsurdWeightsAreCappedAndCounted(t *testing.T) {
	batch := newSpans()
	batch.add(t, chatAttributes()).TraceState().FromRaw("ot=th:ffffffffffffff")
	sink := new(consumertest.MetricsSink)
	telemetry := observe(t, defaultConfig(t), sink, batch.traces)
	metadatatest.AssertEqualGenaiMetricsWeightsCapped(t, telemetry, []metricdata.DataPoint[int64]{{Value: 1}}, metricdatatest.IgnoreTimestamp())
	assert.Equal(t, int64(1<<20), total(sink.AllMetrics()[0], "genai.calls"))
	assert.Equal(t, int64(120<<20), total(sink.AllMetrics()[0], "genai.tokens"))
	assert.Equal(t, int64(1), total(sink.AllMetrics()[0], "genai.calls.sampled"))
	cost := metricsNamed(sink.AllMetrics()[0], "genai.cost.usd")[0].Sum().DataPoints().At(0)
	assert.InDelta(t, 104.8576, cost.DoubleValue(), 0, "2^20 times 0.0001")
}

func TestFailedFlushesAreCounted(t *testing.T) {
	batch := newSpans()
	batch.add(t, toolAttributes())
	telemetry := observe(t, defaultConfig(t), consumertest.NewErr(errors.New("down")), batch.traces)
	metadatatest.AssertEqualGenaiMetricsFlushes(t, telemetry, []metricdata.DataPoint[int64]{by("outcome", "failed", 1)}, metricdatatest.IgnoreTimestamp())
}
