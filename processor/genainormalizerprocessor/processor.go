package genainormalizerprocessor

import (
	"context"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/genai/dialect"
)

type normalizerProcessor struct {
	normalizer *dialect.Normalizer
	telemetry  *normalizerTelemetry
}

func (p *normalizerProcessor) shutdown(context.Context) error {
	p.telemetry.builder.Shutdown()
	return nil
}

func (p *normalizerProcessor) processTraces(ctx context.Context, traces ptrace.Traces) (ptrace.Traces, error) {
	var counts tally
	for _, resourceSpans := range traces.ResourceSpans().All() {
		for _, scopeSpans := range resourceSpans.ScopeSpans().All() {
			scope := p.normalizer.Scope(resourceSpans.Resource(), scopeSpans.Scope())
			for _, span := range scopeSpans.Spans().All() {
				p.telemetry.count(&counts, p.normalizer.Span(&scope, span))
			}
		}
	}
	p.telemetry.record(ctx, &counts)
	return traces, nil
}

func (p *normalizerProcessor) processLogs(ctx context.Context, logs plog.Logs) (plog.Logs, error) {
	var counts tally
	for _, resourceLogs := range logs.ResourceLogs().All() {
		for _, scopeLogs := range resourceLogs.ScopeLogs().All() {
			scope := p.normalizer.Scope(resourceLogs.Resource(), scopeLogs.Scope())
			for _, record := range scopeLogs.LogRecords().All() {
				p.telemetry.count(&counts, p.normalizer.LogRecord(&scope, record))
			}
		}
	}
	p.telemetry.record(ctx, &counts)
	return logs, nil
}
