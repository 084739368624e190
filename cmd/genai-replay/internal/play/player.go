package play

import (
	"context"
	"iter"
	"math/rand/v2"
	"time"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/otlpsend"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/plan"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/render"
)

// maxBatchAge is how long a span waits for others to fill its batch, and the
// shortest pause that is worth sending a batch that is not full.
const maxBatchAge = 200 * time.Millisecond

// Player sends the events of a timeline.
type Player struct {
	Renderer   render.Renderer
	Sender     otlpsend.Sender
	Pace       Pace
	Rate       Rate
	BatchSize  int     // spans
	Duplicates float64 // share of batches to send twice
	Seed       uint64  // decides which
	Outcomes   bool    // tells the end and the reward of each session, after its last span

	// Progress is told of every batch that was sent.
	Progress func(Sent)
}

// Sent is what has been sent, counting each span once.
type Sent struct {
	Sessions  int // whose last span was sent
	Spans     int
	Calls     int
	ToolCalls int

	Batches       int
	ResentBatches int
	ResentSpans   int
	Refused       otlpsend.Refused

	Ends, Rewards  int // told of sessions
	RefusedRecords otlpsend.Refused
}

// Play sends events until they end, one cannot be sent, or the context ends. It
// returns what was sent in any case.
func (p *Player) Play(ctx context.Context, events iter.Seq2[Event, error]) (Sent, error) {
	run := &run{
		Player: p,
		began:  time.Now(),
		random: rand.New(rand.NewPCG(p.Seed, 1)), //nolint:gosec // the same batches for the same seed, no secret
	}
	for event, err := range events {
		if err != nil {
			return run.sent, err
		}
		if err := run.add(ctx, event); err != nil {
			return run.sent, err
		}
	}
	return run.sent, run.flush(ctx)
}

type run struct {
	*Player
	began  time.Time
	random *rand.Rand
	sent   Sent

	batch  *render.Batch // nil when empty
	opened time.Time
	ended  []*plan.Session // in the batch
}

func (r *run) add(ctx context.Context, event Event) error {
	if r.isStale(event) {
		if err := r.flush(ctx); err != nil {
			return err
		}
	}
	if err := r.Pace.Wait(ctx, r.began, event.Due); err != nil {
		return err
	}
	if r.batch == nil {
		r.batch = r.Renderer.NewBatch()
		r.opened = time.Now()
	}
	r.batch.Add(event.Session, event.Span)
	if event.Last {
		r.ended = append(r.ended, event.Session)
	}
	if r.batch.Spans < r.BatchSize {
		return nil
	}
	return r.flush(ctx)
}

// isStale reports whether the batch should not wait for the event. At full speed
// only the number of spans fills a batch, so that batches are always the same.
func (r *run) isStale(event Event) bool {
	if r.batch == nil || r.Pace.Speed == 0 {
		return false
	}
	return r.Pace.Ahead(r.began, event.Due) > maxBatchAge || time.Since(r.opened) > maxBatchAge
}

func (r *run) flush(ctx context.Context) error {
	batch := r.batch
	if batch == nil {
		return nil
	}
	if err := r.send(ctx, batch); err != nil {
		return err
	}
	r.batch = nil
	r.sent.Batches++
	r.sent.Spans += batch.Spans
	r.sent.Calls += batch.Calls
	r.sent.ToolCalls += batch.ToolCalls
	r.sent.Sessions += len(r.ended)
	// Asked for every batch, so that one seed picks the same batches at any share.
	if r.random.Float64() < r.Duplicates {
		if err := r.send(ctx, batch); err != nil {
			return err
		}
		r.sent.ResentBatches++
		r.sent.ResentSpans += batch.Spans
	}
	if err := r.tell(ctx, r.ended); err != nil {
		return err
	}
	r.ended = nil
	if r.Progress != nil {
		r.Progress(r.sent)
	}
	return nil
}

func (r *run) send(ctx context.Context, batch *render.Batch) error {
	if err := r.Rate.Take(ctx, batch.Spans); err != nil {
		return err
	}
	refused, err := r.Sender.Traces(ctx, batch.Traces())
	r.sent.Refused.Add(refused)
	return err
}

// tell says of sessions that they ended, and how they went.
func (r *run) tell(ctx context.Context, ended []*plan.Session) error {
	if !r.Outcomes || len(ended) == 0 {
		return nil
	}
	outcomes := render.OutcomesOf(ended)
	if err := r.Rate.Take(ctx, outcomes.Records()); err != nil {
		return err
	}
	refused, err := r.Sender.Logs(ctx, outcomes.Logs)
	r.sent.RefusedRecords.Add(refused)
	if err != nil {
		return err
	}
	r.sent.Ends += outcomes.Ends
	r.sent.Rewards += outcomes.Rewards
	return nil
}
