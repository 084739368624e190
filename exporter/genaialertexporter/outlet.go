package genaialertexporter

import (
	"context"
	"errors"
	"time"

	"go.uber.org/zap"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
)

// renewals is how often an incident is told within the time after which a destination forgets it.
const renewals = 3

// outlet is a destination and how it fares.
type outlet struct {
	name   string
	to     destination.Destination
	traits destination.Traits
	wake   chan struct{}

	last  time.Time // when it was told of something
	retry RetryConfig
	wait  time.Duration // after the next failure
	fails bool
}

func newOutlet(name string, to destination.Destination, retry RetryConfig) *outlet {
	return &outlet{name: name, to: to, traits: to.Traits(), wake: make(chan struct{}, 1), retry: retry, wait: retry.Initial}
}

func (o *outlet) wakeUp() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

func (o *outlet) close() {
	if closer, ok := o.to.(interface{ Close() }); ok {
		closer.Close()
	}
}

// deliver tells a destination what there is to tell, until the exporter stops.
func (e *alertExporter) deliver(ctx context.Context, o *outlet) {
	for {
		if !e.pause(o.untilPaced()) {
			e.flush(ctx, o)
			return
		}
		tickets, until := e.next(ctx, o)
		if len(tickets) > 0 {
			pause := e.tell(ctx, o, tickets)
			if pause == 0 {
				continue
			}
			if e.stopped() || !e.pause(pause) {
				return
			}
			continue
		}
		if e.stopped() || !e.idle(o, until) {
			e.flush(ctx, o)
			return
		}
	}
}

// flush tells what came while the exporter was stopping, once.
func (e *alertExporter) flush(ctx context.Context, o *outlet) {
	for {
		select {
		case <-time.After(o.untilPaced()):
		case <-ctx.Done():
			return
		}
		tickets, _ := e.next(ctx, o)
		if len(tickets) == 0 || e.tell(ctx, o, tickets) > 0 {
			return
		}
	}
}

func (e *alertExporter) stopped() bool {
	select {
	case <-e.stopping:
		return true
	default:
		return false
	}
}

// untilPaced is how long to wait before the next request. What happens in the meantime is in it, the worst first.
func (o *outlet) untilPaced() time.Duration {
	if o.traits.Pace == 0 || o.last.IsZero() {
		return 0
	}
	return time.Until(o.last.Add(o.traits.Pace))
}

// pause waits, and reports whether to go on.
func (e *alertExporter) pause(d time.Duration) bool {
	if d <= 0 {
		return !e.stopped()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-e.stopping:
		return false
	}
}

// idle waits for an event, or for time to bring something, and reports whether to go on.
func (e *alertExporter) idle(o *outlet, until time.Time) bool {
	var due <-chan time.Time
	if !until.IsZero() {
		timer := time.NewTimer(max(time.Until(until), time.Millisecond))
		defer timer.Stop()
		due = timer.C
	}
	select {
	case <-o.wake:
		return true
	case <-due:
		return true
	case <-e.stopping:
		return false
	}
}

// next is what a destination is to be told now, or until when there is nothing.
func (e *alertExporter) next(ctx context.Context, o *outlet) ([]alert.Ticket, time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	tickets, until := e.desk.Next(o.name, max(1, o.traits.Batch), time.Now())
	_ = e.commit(ctx) // counted and logged; what it holds is tried again
	return tickets, until
}

// tell sends notices, and returns how long to leave the destination alone.
func (e *alertExporter) tell(ctx context.Context, o *outlet, tickets []alert.Ticket) time.Duration {
	notices := make([]alert.Notice, len(tickets))
	for i := range tickets {
		notices[i] = tickets[i].Notice
	}
	err := o.to.Send(ctx, notices)
	o.last = time.Now()
	e.telemetry.told(ctx, o.name, tickets, err)
	if err == nil {
		o.recover(e.logger)
		e.settle(ctx, func(now time.Time) { e.desk.Sent(o.name, tickets, now) })
		return 0
	}
	failure := &destination.Failure{Reason: "the destination failed"}
	errors.As(err, &failure)
	switch {
	case !failure.Permanent:
		e.settle(ctx, func(time.Time) { o.failed(e.desk, tickets, failure) })
		return o.fail(e.logger, failure)
	case len(tickets) > 1:
		return e.tellApart(ctx, o, tickets)
	}
	e.logger.Error("a notice was refused and is dropped", zap.String("destination", o.name), zap.String("alert", tickets[0].Incident.Name),
		zap.Stringer("action", tickets[0].Action), zap.Error(failure))
	e.settle(ctx, func(now time.Time) { e.desk.Refused(o.name, &tickets[0], now) })
	return 0
}

// failed notes what came of notices. A message that stands is not resolved for want of an answer.
func (o *outlet) failed(desk *alert.Desk, tickets []alert.Ticket, failure *destination.Failure) {
	if failure.Unsure && o.traits.Resolves {
		desk.Unsure(o.name, tickets)
		return
	}
	desk.Failed(o.name, tickets)
}

// tellApart sends notices one by one, so that one that is refused takes no other with it.
func (e *alertExporter) tellApart(ctx context.Context, o *outlet, tickets []alert.Ticket) time.Duration {
	for i := range tickets {
		if pause := e.tell(ctx, o, tickets[i:i+1]); pause > 0 {
			e.settle(ctx, func(time.Time) { e.desk.Failed(o.name, tickets[i+1:]) })
			return pause
		}
	}
	return 0
}

func (e *alertExporter) settle(ctx context.Context, f func(now time.Time)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	f(time.Now())
	_ = e.commit(context.WithoutCancel(ctx)) // as in next
}

// fail returns how long to leave the destination alone: longer each time, and as long as it asked for.
func (o *outlet) fail(logger *zap.Logger, failure *destination.Failure) time.Duration {
	if !o.fails {
		logger.Warn("a destination does not take notices, they are kept and sent again", zap.String("destination", o.name), zap.Error(failure))
	}
	o.fails = true
	pause := max(o.wait, failure.After)
	o.wait = min(2*o.wait, o.retry.Max)
	return pause
}

func (o *outlet) recover(logger *zap.Logger) {
	if o.fails {
		logger.Info("a destination takes notices again", zap.String("destination", o.name))
	}
	o.fails, o.wait = false, o.retry.Initial
}
