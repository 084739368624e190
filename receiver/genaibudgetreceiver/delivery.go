package genaibudgetreceiver

import (
	"context"
	"errors"
	"time"

	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.uber.org/zap"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// deliveryTimeout bounds what is still delivered at shutdown.
const deliveryTimeout = 5 * time.Second

// delivery is how far the events of the ledger have come. Events that were delivered
// are forgotten by the ledger only when it was told: a kill in between delivers them
// again, with the same id.
type delivery struct {
	taken uint64 // by the next component, or refused for good
	told  uint64 // to the ledger
}

// deliverEvents hands events on as they come, until the context ends.
func (r *budgetReceiver) deliverEvents(ctx context.Context) {
	wait := r.config.Retry.Initial
	retry := time.NewTimer(0) // what the last run left
	defer retry.Stop()
	waiting := true
	for {
		select {
		case <-ctx.Done():
			return
		case <-retry.C:
			waiting = false
		case <-r.wake:
			if waiting {
				r.countNew(ctx) // metrics do not wait for logs
				continue
			}
		}
		err := r.deliver(ctx)
		if err == nil {
			wait = r.config.Retry.Initial
			continue
		}
		if ctx.Err() != nil {
			return
		}
		r.telemetry.builder.GenaiBudgetReceiverDeliveriesFailed.Add(ctx, 1)
		r.logger.Warn("events were not taken, they will be sent again", zap.Duration("in", wait), zap.Error(err))
		retry.Reset(wait)
		waiting = true
		wait = min(2*wait, r.config.Retry.Max)
	}
}

// deliver hands on all events there are, batch by batch.
func (r *budgetReceiver) deliver(ctx context.Context) error {
	if err := r.tell(ctx); err != nil {
		return err
	}
	for {
		events := r.accounts.Events(r.delivery.taken, r.config.MaxBatch)
		if len(events) == 0 {
			return nil
		}
		r.count(ctx, events)
		if err := r.send(ctx, events); err != nil {
			return err
		}
		if err := r.tell(ctx); err != nil {
			return err
		}
	}
}

// send hands on a batch. What the next component refuses for good is tried one by
// one, so that a single event cannot hold back the others, and then left.
func (r *budgetReceiver) send(ctx context.Context, events []session.Event) error {
	err := r.consume(ctx, events)
	switch {
	case err == nil:
		r.take(ctx, events, delivered)
		return nil
	case !consumererror.IsPermanent(err):
		return err
	case len(events) == 1:
		r.logger.Error("an event was refused", zap.String("event", events[0].ID), zap.Error(err))
		r.take(ctx, events, refused)
		return nil
	}
	for i := range events {
		if err := r.send(ctx, events[i:i+1]); err != nil {
			return err
		}
	}
	return nil
}

func (r *budgetReceiver) take(ctx context.Context, events []session.Event, outcome eventOutcome) {
	r.delivery.taken = events[len(events)-1].Sequence
	r.telemetry.events(ctx, events, outcome)
}

// tell lets the ledger forget what was taken.
func (r *budgetReceiver) tell(ctx context.Context) error {
	if r.delivery.told == r.delivery.taken {
		return nil
	}
	if err := r.accounts.Delivered(ctx, r.delivery.taken); err != nil {
		return errors.Join(errors.New("the ledger did not keep what was delivered"), err)
	}
	r.delivery.told = r.delivery.taken
	return nil
}

// consume writes events to the logs pipeline; without one they only count.
func (r *budgetReceiver) consume(ctx context.Context, events []session.Event) error {
	if r.logs == nil {
		return nil
	}
	logs := r.recordsOf(events, time.Now())
	ctx = r.observer.StartLogsOp(ctx)
	err := r.logs.ConsumeLogs(ctx, logs)
	r.observer.EndLogsOp(ctx, "genai_event", len(events), err)
	return err
}

// countNew counts events that no delivery has reached yet.
func (r *budgetReceiver) countNew(ctx context.Context) {
	for {
		r.mu.Lock()
		counted := r.counted
		r.mu.Unlock()
		events := r.accounts.Events(counted, r.config.MaxBatch)
		if len(events) == 0 {
			return
		}
		r.count(ctx, events)
	}
}

// count counts those events that were not counted before.
func (r *budgetReceiver) count(ctx context.Context, events []session.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(events) > 0 && events[0].Sequence <= r.counted {
		events = events[1:]
	}
	if len(events) == 0 {
		return
	}
	if lost := events[0].Sequence - r.counted - 1; r.counted > 0 && lost > 0 {
		r.telemetry.builder.GenaiBudgetReceiverEventsLost.Add(ctx, int64(lost))
	}
	r.measures.count(time.Now(), events)
	r.counted = events[len(events)-1].Sequence
}
