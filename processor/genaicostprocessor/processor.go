package genaicostprocessor

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.uber.org/zap"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/pricefile"
	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
)

type costProcessor struct {
	config    *Config
	logger    *zap.Logger
	telemetry *costTelemetry
	book      atomic.Pointer[pricing.Book]
	scratch   sync.Pool // *batch

	own       []*pricing.Book    // of the configuration, over what is fetched
	stop      context.CancelFunc // of the fetches, nil where there are none
	refreshes sync.WaitGroup
}

func (p *costProcessor) start(ctx context.Context, _ component.Host) error {
	book, err := pricing.Embedded()
	if err != nil {
		return fmt.Errorf("embedded price book: %w", err)
	}
	if p.own, err = p.config.own(); err != nil {
		return err
	}
	p.use(ctx, book)
	if p.config.Catalog.URL != "" {
		p.startFetching(ctx, book)
	}
	return nil
}

// use prices by a list from now on, and by the configuration's own before it.
func (p *costProcessor) use(ctx context.Context, list *pricing.Book) {
	book := pricefile.Over(list, p.own)
	p.book.Store(book)
	p.telemetry.builder.GenaiCostCatalogModels.Record(ctx, int64(book.Models()))
	p.logger.Info("price book loaded", zap.String("source", book.Source), zap.String("as_of", book.AsOf), zap.Int("models", book.Models()))
}

func (p *costProcessor) shutdown(context.Context) error {
	if p.stop != nil {
		p.stop()
		p.refreshes.Wait()
	}
	p.telemetry.builder.Shutdown()
	return nil
}

// processTraces prices the model calls of a batch. A batch without any is not touched.
func (p *costProcessor) processTraces(ctx context.Context, traces ptrace.Traces) (ptrace.Traces, error) {
	b := p.batch()
	defer p.release(b)
	for _, resourceSpans := range traces.ResourceSpans().All() {
		service := ""
		if name, ok := resourceSpans.Resource().Attributes().Get("service.name"); ok && name.Type() == pcommon.ValueTypeStr {
			service = name.Str()
		}
		for _, scopeSpans := range resourceSpans.ScopeSpans().All() {
			scope := scopeSpans.Scope().Name()
			for _, span := range scopeSpans.Spans().All() {
				b.addSpan(span, service, scope)
			}
		}
	}
	p.price(ctx, b, b.duplicateSpans(traces))
	return traces, nil
}

func (p *costProcessor) processLogs(ctx context.Context, logs plog.Logs) (plog.Logs, error) {
	b := p.batch()
	defer p.release(b)
	for _, resourceLogs := range logs.ResourceLogs().All() {
		for _, scopeLogs := range resourceLogs.ScopeLogs().All() {
			for _, record := range scopeLogs.LogRecords().All() {
				b.addRecord(record)
			}
		}
	}
	p.price(ctx, b, nil)
	return logs, nil
}

// price assesses and stamps the calls of a batch; duplicate[i] says that call i is another one's twin.
func (p *costProcessor) price(ctx context.Context, b *batch, duplicate []bool) {
	if len(b.calls) == 0 {
		return
	}
	var counts tally
	for i := range b.calls {
		c := &b.calls[i]
		counts.badUsage += int64(c.record.BadUsage)
		a := assessment{status: genai.CostDuplicate, source: sourceNone}
		if !c.judge && (duplicate == nil || !duplicate[i]) {
			a = p.assess(c.attrs, &c.record, c.at)
		}
		p.stamp(c.attrs, &a)
		counts.add(a.source, a.status)
	}
	p.telemetry.record(ctx, &counts)
}

func (p *costProcessor) batch() *batch {
	if b, ok := p.scratch.Get().(*batch); ok {
		return b
	}
	return &batch{}
}

func (p *costProcessor) release(b *batch) {
	b.reset()
	p.scratch.Put(b)
}

// callTime is when a call was made: prices change with time, and a late record
// is charged at the price of its day.
func callTime(first, second pcommon.Timestamp) time.Time {
	if first != 0 {
		return first.AsTime()
	}
	if second != 0 {
		return second.AsTime()
	}
	return time.Now()
}

// isCall reports whether a record is a model call that nobody has priced yet.
func isCall(attrs pcommon.Map, r *genai.Record) bool {
	return genai.Read(attrs, r) && r.Operation.IsInference() && !r.HasCost && r.CostStatus == ""
}
