package otlpsend

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Backoff is how long to wait between tries: First, then twice as long each
// time, up to Most. What the receiver asks for counts if it is longer.
type Backoff struct {
	First, Most time.Duration
}

// DefaultBackoff suits a collector that is starting or short of memory.
var DefaultBackoff = Backoff{First: 100 * time.Millisecond, Most: 5 * time.Second}

// Retrying sends a batch again as long as that is allowed and the time for one
// batch is not over.
func Retrying(to Sender, backoff Backoff, perBatch time.Duration) Sender {
	return &retrying{Sender: to, backoff: backoff, perBatch: perBatch}
}

type retrying struct {
	Sender
	backoff  Backoff
	perBatch time.Duration
}

func (r *retrying) Traces(ctx context.Context, batch ptrace.Traces) (Refused, error) {
	return r.try(ctx, func(ctx context.Context) (Refused, error) { return r.Sender.Traces(ctx, batch) })
}

func (r *retrying) Logs(ctx context.Context, batch plog.Logs) (Refused, error) {
	return r.try(ctx, func(ctx context.Context) (Refused, error) { return r.Sender.Logs(ctx, batch) })
}

func (r *retrying) try(ctx context.Context, send func(context.Context) (Refused, error)) (Refused, error) {
	limited, cancel := context.WithTimeout(ctx, r.perBatch)
	defer cancel()
	wait := r.backoff.First
	for tries := 1; ; tries++ {
		refused, err := send(limited)
		if err == nil {
			return refused, nil
		}
		if ctx.Err() != nil {
			return Refused{}, ctx.Err()
		}
		var retryable *RetryableError
		if !errors.As(err, &retryable) && limited.Err() == nil {
			return Refused{}, err
		}
		timer := time.NewTimer(max(wait, askedWait(retryable)))
		select {
		case <-timer.C:
		case <-limited.Done():
			timer.Stop()
			if ctx.Err() != nil {
				return Refused{}, ctx.Err()
			}
			return Refused{}, fmt.Errorf("gave up after %v and %d tries: %w", r.perBatch, tries, err)
		}
		wait = min(2*wait, r.backoff.Most)
	}
}

func askedWait(err *RetryableError) time.Duration {
	if err == nil {
		return 0
	}
	return err.After
}
