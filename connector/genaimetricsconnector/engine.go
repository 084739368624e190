package genaimetricsconnector

import (
	"context"
	"fmt"
	"sync"
	"time"

	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.uber.org/zap"

	"github.com/otelcol-genai/otelcol-genai/connector/genaimetricsconnector/internal/recent"
	"github.com/otelcol-genai/otelcol-genai/internal/aggregate"
	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
)

// flushTimeout bounds one flush: a stuck exporter must neither pile up flushes nor hold the shutdown.
const flushTimeout = 5 * time.Second

// engine is what the instances of one component share: a connector that takes spans and
// log records is two instances, and the same fact may come through both. It writes with
// one flush, to the next component of the instance that was made first; the metrics
// pipelines are the same for all.
type engine struct {
	config      *Config
	logger      *zap.Logger
	telemetry   *connectorTelemetry
	next        consumer.Metrics
	aggregation *aggregate.Aggregation
	seen        *recent.Set[spanIdentity]
	scores      *scores
	book        *pricing.Book // knows context windows; nil until started

	mu      sync.Mutex
	running int                // instances that were started and not shut down
	stop    context.CancelFunc // nil unless running
	stopped chan struct{}      // closed when no interval flush runs any more
}

type spanIdentity struct {
	trace pcommon.TraceID
	span  pcommon.SpanID
}

func newEngine(config *Config, set connector.Settings, telemetry *connectorTelemetry, next consumer.Metrics) *engine {
	return &engine{
		config:      config,
		logger:      set.Logger,
		telemetry:   telemetry,
		next:        next,
		aggregation: newAggregation(config, set.BuildInfo.Version),
		seen:        recent.New[spanIdentity](config.Duplicates.MaxSpans),
		scores:      newScores(config),
	}
}

// start begins the flushes with the first instance. They outlive the context of the start.
func (e *engine) start(ctx context.Context) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.running == 0 {
		book, err := pricing.Embedded()
		if err != nil {
			return fmt.Errorf("embedded price book: %w", err)
		}
		e.book = book
		e.telemetry.atZero(ctx)
		ctx, e.stop = context.WithCancel(context.WithoutCancel(ctx))
		e.stopped = make(chan struct{})
		go e.run(ctx, e.stopped)
	}
	e.running++
	return nil
}

func (e *engine) run(ctx context.Context, stopped chan<- struct{}) {
	defer close(stopped)
	ticker := time.NewTicker(e.config.Interval)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			e.flush(ctx)
		case <-ctx.Done():
			return
		}
	}
}

// shutdown writes, with the last instance, what was measured since the last flush.
func (e *engine) shutdown(ctx context.Context) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.running--; e.running > 0 {
		return
	}
	e.stop()
	<-e.stopped
	e.flush(context.WithoutCancel(ctx))
}

// flush writes the series to the next consumer. What it does not take is
// written again with the next flush when cumulative, and lost when delta.
func (e *engine) flush(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, flushTimeout)
	defer cancel()
	metrics, report := e.aggregation.Flush(time.Now())
	e.telemetry.flush(ctx, &report)
	if metrics.ResourceMetrics().Len() == 0 {
		return
	}
	if err := e.next.ConsumeMetrics(ctx, metrics); err != nil {
		e.telemetry.builder.GenaiMetricsFlushes.Add(ctx, 1, e.telemetry.notFlushed)
		e.logger.Warn("metrics were not taken", zap.Error(err))
		return
	}
	e.telemetry.builder.GenaiMetricsFlushes.Add(ctx, 1, e.telemetry.flushed)
}
