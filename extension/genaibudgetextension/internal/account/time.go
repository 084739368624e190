package account

import (
	"context"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

const (
	tickInterval = time.Second
	// ticksAtOnce bounds the work of one tick of the clock; the rest is done on the next.
	ticksAtOnce = 256
	// writeEvery is in how many ticks what nobody waits for is written.
	writeEvery = 5
)

// passTime lets the ledger's time pass, and retries what the store did not take.
func (o *Owner) passTime(ctx context.Context) {
	ticker := time.NewTicker(tickInterval)
	defer ticker.Stop()
	for n := 1; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		for i, more := 0, true; more && i < ticksAtOnce; i++ {
			more = o.tick()
		}
		o.watchers.all() // what another session did to a budget they share, or time
		if o.journal != nil && n%writeEvery == 0 && o.journal.waiting() > 0 {
			o.journal.hurry()
		}
	}
}

func (o *Owner) tick() (more bool) {
	o.lock.lockLater()
	defer o.lock.unlockLater()
	now := time.Now()
	more = o.ledger.Tick(now)
	o.keep(later, func(dst []byte) []byte { return session.AppendTick(dst, now) })
	return more
}
