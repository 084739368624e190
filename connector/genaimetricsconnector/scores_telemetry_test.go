package genaimetricsconnector

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/otelcol-genai/otelcol-genai/connector/genaimetricsconnector/internal/metadatatest"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// observeLogs runs verdicts through a connector whose own telemetry is read.
func observeLogs(t *testing.T, config *Config, evaluations ...genai.Evaluation) *componenttest.Telemetry {
	t.Helper()
	telemetry := componenttest.NewTelemetry()
	t.Cleanup(func() { assert.NoError(t, telemetry.Shutdown(context.Background())) })
	logs, err := NewFactory().CreateLogsToMetrics(t.Context(), metadatatest.NewSettings(telemetry), config, consumertest.NewNop())
	require.NoError(t, err)
	require.NoError(t, logs.Start(t.Context(), componenttest.NewNopHost()))
	(&pair{logs: logs}).log(t, evaluations...)
	require.NoError(t, logs.Shutdown(t.Context()))
	return telemetry
}

func TestEvaluationsAreCounted(t *testing.T) {
	config := defaultConfig(t)
	config.Drift.MaxSeries = 1
	telemetry := observeLogs(t, config,
		genai.Evaluation{Name: "answers", Scored: true, At: 1},
		genai.Evaluation{Name: "answers", Scored: true, At: 1},
		genai.Evaluation{Name: "tone", Scored: true, At: 1, CostUSD: 1e300},
		genai.Evaluation{Name: "tone", Label: "polite", At: 1},
		genai.Evaluation{Scored: true, At: 1},
	)
	ignoring := metricdatatest.IgnoreTimestamp()
	metadatatest.AssertEqualGenaiMetricsEvaluations(t, telemetry, []metricdata.DataPoint[int64]{{Value: 3}}, ignoring)
	metadatatest.AssertEqualGenaiMetricsDuplicates(t, telemetry, []metricdata.DataPoint[int64]{by("reason", "same_evaluation", 1)}, ignoring)
	metadatatest.AssertEqualGenaiMetricsMalformed(t, telemetry, []metricdata.DataPoint[int64]{
		by("field", "evaluation_name", 1), by("field", "evaluation_cost", 1),
	}, ignoring)
	metadatatest.AssertEqualGenaiMetricsDriftUnwatched(t, telemetry, []metricdata.DataPoint[int64]{{Value: 1}}, ignoring)
}

func TestLogRecordsOfOthersDoNotAllocate(t *testing.T) {
	logs, err := NewFactory().CreateLogsToMetrics(t.Context(), metadatatest.NewSettings(componenttest.NewTelemetry()), defaultConfig(t), consumertest.NewNop())
	require.NoError(t, err)
	batch := plog.NewLogs()
	records := batch.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords()
	for range 100 {
		record := records.AppendEmpty()
		record.SetEventName("gen_ai.client.inference.operation.details")
		record.Body().SetStr("text")
		record.Attributes().PutStr("gen_ai.operation.name", "chat")
	}
	assert.Zero(t, testing.AllocsPerRun(20, func() { assert.NoError(t, logs.ConsumeLogs(t.Context(), batch)) }))
}
