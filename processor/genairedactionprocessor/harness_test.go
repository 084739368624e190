package genairedactionprocessor

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-genai/otelcol-genai/processor/genairedactionprocessor/internal/metadata"
)

// An address that every default configuration masks, and what becomes of it.
const (
	address = "jane.doe@example-mail.com"
	masked  = "[EMAIL]"
)

// A card that passes its checksum, in a form the redactor takes from an integer.
const cardNumber = 4111111111111111

func defaults(edits ...func(*Config)) *Config {
	config := createDefaultConfig().(*Config)
	for _, edit := range edits {
		edit(config)
	}
	return config
}

func settings() processor.Settings { return processortest.NewNopSettings(metadata.Type) }

func startTraces(tb testing.TB, config *Config, set processor.Settings, next consumer.Traces) processor.Traces {
	tb.Helper()
	p, err := NewFactory().CreateTraces(tb.Context(), set, config, next)
	require.NoError(tb, err)
	require.NoError(tb, p.Start(tb.Context(), componenttest.NewNopHost()))
	tb.Cleanup(func() { assert.NoError(tb, p.Shutdown(context.Background())) })
	return p
}

func startLogs(tb testing.TB, config *Config, set processor.Settings, next consumer.Logs) processor.Logs {
	tb.Helper()
	p, err := NewFactory().CreateLogs(tb.Context(), set, config, next)
	require.NoError(tb, err)
	require.NoError(tb, p.Start(tb.Context(), componenttest.NewNopHost()))
	tb.Cleanup(func() { assert.NoError(tb, p.Shutdown(context.Background())) })
	return p
}

func startMetrics(tb testing.TB, config *Config, set processor.Settings, next consumer.Metrics) processor.Metrics {
	tb.Helper()
	p, err := NewFactory().CreateMetrics(tb.Context(), set, config, next)
	require.NoError(tb, err)
	require.NoError(tb, p.Start(tb.Context(), componenttest.NewNopHost()))
	tb.Cleanup(func() { assert.NoError(tb, p.Shutdown(context.Background())) })
	return p
}

// oneSpan is a batch with one span of these attributes.
func oneSpan(tb testing.TB, attrs map[string]any) (ptrace.Traces, ptrace.Span) {
	tb.Helper()
	traces := ptrace.NewTraces()
	span := traces.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	require.NoError(tb, span.Attributes().FromRaw(attrs))
	return traces, span
}

func oneRecord(tb testing.TB, body any, attrs map[string]any) (plog.Logs, plog.LogRecord) {
	tb.Helper()
	logs := plog.NewLogs()
	record := logs.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	require.NoError(tb, record.Body().FromRaw(body))
	require.NoError(tb, record.Attributes().FromRaw(attrs))
	return logs, record
}

func tracesJSON(tb testing.TB, traces ptrace.Traces) string {
	tb.Helper()
	data, err := (&ptrace.JSONMarshaler{}).MarshalTraces(traces)
	require.NoError(tb, err)
	return string(data)
}

func logsJSON(tb testing.TB, logs plog.Logs) string {
	tb.Helper()
	data, err := (&plog.JSONMarshaler{}).MarshalLogs(logs)
	require.NoError(tb, err)
	return string(data)
}

func metricsJSON(tb testing.TB, metrics pmetric.Metrics) string {
	tb.Helper()
	data, err := (&pmetric.JSONMarshaler{}).MarshalMetrics(metrics)
	require.NoError(tb, err)
	return string(data)
}

// assertBytes compares texts to the byte, also where they are JSON.
func assertBytes(t *testing.T, want string, got any) {
	t.Helper()
	assert.Equal(t, want, got)
}
