package genaicostprocessor

import (
	"context"
	"errors"
	"time"

	"go.uber.org/zap"

	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
)

// startFetching fetches the price list once, so that the first calls have its prices, and
// then on an interval. A list that cannot be had leaves the prices as they are.
func (p *costProcessor) startFetching(ctx context.Context, embedded *pricing.Book) {
	f := newFetcher(p.config.Catalog.URL)
	p.refresh(ctx, f, embedded)
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	p.stop = stop
	p.refreshes.Go(func() {
		defer f.close()
		for {
			select {
			case <-running.Done():
				return
			case <-time.After(jittered(p.config.Catalog.Refresh)):
				p.refresh(running, f, embedded)
			}
		}
	})
}

func (p *costProcessor) refresh(ctx context.Context, f *fetcher, embedded *pricing.Book) {
	list, err := f.fetch(ctx)
	switch {
	case err == nil:
		p.use(ctx, list.Over(embedded))
		p.telemetry.fetched(ctx, fetchOK)
	case errors.Is(err, errUnchanged):
		p.telemetry.fetched(ctx, fetchUnchanged)
	case ctx.Err() != nil: // the shutdown's
	default:
		p.telemetry.fetched(ctx, fetchFailed)
		p.logger.Warn("the price list of catalog.url cannot be used; prices stay as they are", zap.Error(err))
	}
}
