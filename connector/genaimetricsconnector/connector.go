package genaimetricsconnector

import (
	"context"
	"fmt"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.uber.org/zap"

	"github.com/otelcol-genai/otelcol-genai/connector/genaimetricsconnector/internal/spanset"
	"github.com/otelcol-genai/otelcol-genai/internal/aggregate"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
)

// flushTimeout bounds one flush: a stuck exporter must neither pile up flushes nor hold the shutdown.
const flushTimeout = 5 * time.Second

type metricsConnector struct {
	config      *Config
	logger      *zap.Logger
	telemetry   *connectorTelemetry
	next        consumer.Metrics
	aggregation *aggregate.Aggregation
	book        *pricing.Book // knows context windows; nil until started
	seen        *spanset.Set

	stopping sync.Once
	stop     context.CancelFunc // nil until started
	stopped  chan struct{}      // closed when no interval flush runs any more
}

func (*metricsConnector) Capabilities() consumer.Capabilities {
	return consumer.Capabilities{MutatesData: false}
}

// Start begins the flushes. They outlive the context of the start.
func (c *metricsConnector) Start(ctx context.Context, _ component.Host) error {
	book, err := pricing.Embedded()
	if err != nil {
		return fmt.Errorf("embedded price book: %w", err)
	}
	c.book = book
	ctx, c.stop = context.WithCancel(context.WithoutCancel(ctx))
	c.stopped = make(chan struct{})
	go c.run(ctx)
	return nil
}

func (c *metricsConnector) run(ctx context.Context) {
	defer close(c.stopped)
	ticker := time.NewTicker(c.config.Interval)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			c.flush(ctx)
		case <-ctx.Done():
			return
		}
	}
}

// Shutdown writes what was measured since the last flush. Without Start there is no one to write to.
func (c *metricsConnector) Shutdown(ctx context.Context) error {
	c.stopping.Do(func() {
		if c.stop != nil {
			c.stop()
			<-c.stopped
			c.flush(context.WithoutCancel(ctx))
		}
		c.telemetry.builder.Shutdown()
	})
	return nil
}

// ConsumeTraces measures the GenAI spans of a batch; it never refuses one.
func (c *metricsConnector) ConsumeTraces(ctx context.Context, traces ptrace.Traces) error {
	var b batch
	var found bool
	for _, resourceSpans := range traces.ResourceSpans().All() {
		b.known = false
		for _, scopeSpans := range resourceSpans.ScopeSpans().All() {
			for _, span := range scopeSpans.Spans().All() {
				if b.reading.read(span) {
					found = true
					c.consume(&b, span, resourceSpans)
				}
			}
		}
	}
	if b.updater != nil {
		b.updater.End()
	}
	if found {
		c.telemetry.batch(ctx, &b.counts)
	}
	return nil
}

// batch is the work on one batch. The aggregation is opened by the first span
// that counts: most batches have none.
type batch struct {
	reading spanReading
	counts  tally
	updater *aggregate.Updater
	known   bool // the updater knows the resource
}

func (c *metricsConnector) consume(b *batch, span ptrace.Span, resourceSpans ptrace.ResourceSpans) {
	// The copy that is marked goes first: it must not be taken for the span that counts.
	if b.reading.CostStatus == genai.CostDuplicate {
		b.counts.sameCall++
		return
	}
	if c.seen.Seen(span.TraceID(), span.SpanID()) {
		b.counts.sameSpan++
		return
	}
	if b.updater == nil {
		b.updater = c.aggregation.Begin(time.Now())
	}
	if !b.known {
		b.updater.Resource(resourceOf(resourceSpans.Resource().Attributes()))
		b.known = true
	}
	sampled := genai.WeightOf(span.TraceState().AsRaw())
	weight, capped := aggregate.NewWeight(sampled.Fraction())
	if capped {
		b.counts.capped++
	}
	b.updater.Span(span.TraceID(), span.SpanID(), weight)
	if b.reading.kind == kindInference {
		b.reading.window = windowOf(c.book, &b.reading.Record)
		if sampled.Sampled() {
			b.updater.AddUnweighted(callsSampled, 1, aggregate.Values{})
		}
	}
	measure(b.updater, &b.reading, span, &b.counts)
}

// flush writes the series to the next consumer. What it does not take is
// written again with the next flush when cumulative, and lost when delta.
func (c *metricsConnector) flush(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, flushTimeout)
	defer cancel()
	metrics, report := c.aggregation.Flush(time.Now())
	c.telemetry.flush(ctx, &report)
	if metrics.ResourceMetrics().Len() == 0 {
		return
	}
	if err := c.next.ConsumeMetrics(ctx, metrics); err != nil {
		c.telemetry.builder.GenaiMetricsFlushes.Add(ctx, 1, c.telemetry.notFlushed)
		c.logger.Warn("metrics were not taken", zap.Error(err))
		return
	}
	c.telemetry.builder.GenaiMetricsFlushes.Add(ctx, 1, c.telemetry.flushed)
}
