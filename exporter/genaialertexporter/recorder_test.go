package genaialertexporter

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
)

// told is what a recorder was told.
type told struct {
	alert.Notice
	at time.Time
}

// recorder is a destination that notes what it is told, or fails as it is told to.
type recorder struct {
	traits destination.Traits

	mu      sync.Mutex
	fail    func(notices []alert.Notice) error
	told    []told
	batches []int
	tries   []time.Time
}

// wire is one exporter's way to a recorder.
type wire struct {
	*recorder
	cut atomic.Bool
}

// Send fails once the wire is cut.
func (w *wire) Send(ctx context.Context, notices []alert.Notice) error {
	if w.cut.Load() {
		return &destination.Failure{Reason: "the wire is cut"}
	}
	return w.recorder.Send(ctx, notices)
}

func (r *recorder) Traits() destination.Traits { return r.traits }

func (r *recorder) Send(_ context.Context, notices []alert.Notice) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tries = append(r.tries, time.Now())
	if r.fail != nil {
		if err := r.fail(notices); err != nil {
			return err
		}
	}
	r.batches = append(r.batches, len(notices))
	for _, n := range notices {
		r.told = append(r.told, told{n, time.Now()})
	}
	return nil
}

func (r *recorder) breaks(fail func([]alert.Notice) error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fail = fail
}

// down fails for a time, as a server that is not there does.
func (r *recorder) down() {
	r.breaks(func([]alert.Notice) error { return &destination.Failure{Reason: "the connection was refused"} })
}

func (r *recorder) up() { r.breaks(nil) }

func (r *recorder) all() []told {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.told)
}

// said is all that was told, in short: action, alert and severity.
func (r *recorder) said() (said []string) {
	for _, t := range r.all() {
		said = append(said, t.Action.String()+" "+t.Incident.Name+" "+t.Incident.Severity.String())
	}
	return said
}
