package genaisessionprocessor

import (
	"context"
	"maps"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
	"github.com/otelcol-genai/otelcol-genai/internal/session/sessiontest"
	"github.com/otelcol-genai/otelcol-genai/processor/genaisessionprocessor/internal/metadata"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func defaults() *Config { return createDefaultConfig().(*Config) }

// chat is a model call as genai_cost leaves it, of 0.25 USD.
func chat(edits ...map[string]any) map[string]any {
	attrs := map[string]any{
		"gen_ai.operation.name": "chat", "gen_ai.provider.name": "anthropic", "gen_ai.request.model": "claude-sonnet-4-5",
		"gen_ai.usage.input_tokens": 1000, "gen_ai.usage.output_tokens": 50,
		"genai.cost.total": 0.25, "genai.cost.currency": "USD", "genai.cost.source": "computed", "genai.cost.status": "ok",
	}
	for _, edit := range edits {
		maps.Copy(attrs, edit)
	}
	maps.DeleteFunc(attrs, func(_ string, value any) bool { return value == nil })
	return attrs
}

// spans is a batch of one resource; each span is of one second, and of the same trace.
type spans struct {
	tb     testing.TB
	traces ptrace.Traces
	scope  ptrace.ScopeSpans
}

func newSpans(tb testing.TB, resource map[string]any) *spans {
	tb.Helper()
	traces := ptrace.NewTraces()
	resourceSpans := traces.ResourceSpans().AppendEmpty()
	require.NoError(tb, resourceSpans.Resource().Attributes().FromRaw(resource))
	return &spans{tb, traces, resourceSpans.ScopeSpans().AppendEmpty()}
}

func (s *spans) add(id byte, attrs map[string]any) ptrace.Span {
	s.tb.Helper()
	span := s.scope.Spans().AppendEmpty()
	span.SetTraceID(pcommon.TraceID{1})
	span.SetSpanID(pcommon.SpanID{id})
	span.SetParentSpanID(pcommon.SpanID{200})
	span.SetStartTimestamp(pcommon.NewTimestampFromTime(noon))
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(noon.Add(time.Second)))
	require.NoError(s.tb, span.Attributes().FromRaw(attrs))
	return span
}

func records(tb testing.TB, attrs ...map[string]any) plog.Logs {
	tb.Helper()
	logs := plog.NewLogs()
	scope := logs.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty()
	for _, raw := range attrs {
		record := scope.LogRecords().AppendEmpty()
		record.SetTimestamp(pcommon.NewTimestampFromTime(noon))
		require.NoError(tb, record.Attributes().FromRaw(raw))
	}
	return logs
}

func record(logs plog.Logs, i int) plog.LogRecord {
	return logs.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(i)
}

func startTraces(tb testing.TB, config *Config, accounts session.Accounts, set processor.Settings, next consumer.Traces) processor.Traces {
	tb.Helper()
	p, err := NewFactory().CreateTraces(tb.Context(), set, config, next)
	require.NoError(tb, err)
	require.NoError(tb, p.Start(tb.Context(), hostOf(accounts)))
	tb.Cleanup(func() { assert.NoError(tb, p.Shutdown(context.Background())) })
	return p
}

func startLogs(tb testing.TB, config *Config, accounts session.Accounts, set processor.Settings, next consumer.Logs) processor.Logs {
	tb.Helper()
	p, err := NewFactory().CreateLogs(tb.Context(), set, config, next)
	require.NoError(tb, err)
	require.NoError(tb, p.Start(tb.Context(), hostOf(accounts)))
	tb.Cleanup(func() { assert.NoError(tb, p.Shutdown(context.Background())) })
	return p
}

func nop() processor.Settings { return processortest.NewNopSettings(metadata.Type) }

// run posts a batch of spans; the spans of the batch are stamped in place.
func run(tb testing.TB, config *Config, accounts *sessiontest.Accounts, batches ...*spans) {
	tb.Helper()
	p := startTraces(tb, config, accounts, nop(), consumertest.NewNop())
	for _, batch := range batches {
		require.NoError(tb, p.ConsumeTraces(tb.Context(), batch.traces))
	}
}

func runLogs(tb testing.TB, config *Config, accounts *sessiontest.Accounts, batches ...plog.Logs) {
	tb.Helper()
	p := startLogs(tb, config, accounts, nop(), consumertest.NewNop())
	for _, batch := range batches {
		require.NoError(tb, p.ConsumeLogs(tb.Context(), batch))
	}
}

func str(attrs pcommon.Map, key string) string {
	if value, ok := attrs.Get(key); ok {
		return value.AsString()
	}
	return ""
}

func testQuality() *quality {
	q, err := newQuality(&defaults().Signals)
	if err != nil {
		panic(err)
	}
	return q
}
