package play

import (
	"context"
	"time"
)

// Pace is how fast recorded time passes.
type Pace struct {
	Speed float64 // recorded time over real time; 0 is as fast as possible
}

// Start is when the first call was made, for a replay that begins now: the last
// span ends when the replay does, so that no time is ever in the future. At
// speed 1 that is now, at full speed the whole replay lies in the past.
func (p Pace) Start(now time.Time, length time.Duration) time.Time {
	return now.Add(p.real(length) - length)
}

// Wait blocks until something that is due is due, for a replay that began at
// began. It returns the context's error if that ends first.
func (p Pace) Wait(ctx context.Context, began time.Time, due time.Duration) error {
	return Sleep(ctx, p.Ahead(began, due))
}

// Ahead is how long there is to wait; zero or less is not at all.
func (p Pace) Ahead(began time.Time, due time.Duration) time.Duration {
	if p.Speed == 0 {
		return 0
	}
	return time.Until(began.Add(p.real(due)))
}

func (p Pace) real(recorded time.Duration) time.Duration {
	if p.Speed == 0 {
		return 0
	}
	return time.Duration(float64(recorded) / p.Speed)
}

// Rate bounds how many spans a second are sent. The zero value bounds nothing.
type Rate struct {
	PerSecond float64
	free      time.Time // when the spans so far are paid for
}

// Take waits until n more spans may be sent.
func (r *Rate) Take(ctx context.Context, n int) error {
	if r.PerSecond == 0 {
		return ctx.Err()
	}
	now := time.Now()
	if r.free.Before(now) {
		r.free = now
	}
	wait := r.free.Sub(now)
	r.free = r.free.Add(time.Duration(float64(n) / r.PerSecond * float64(time.Second)))
	return Sleep(ctx, wait)
}

// Sleep waits, or returns the context's error if that ends first.
func Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
