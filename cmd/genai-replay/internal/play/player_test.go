package play_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/otlpsend"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/play"
)

// recorder is a receiver that accepts everything and remembers when.
type recorder struct {
	traces  []ptrace.Traces
	logs    []plog.Logs
	at      []time.Time
	refused otlpsend.Refused // answered to every request
	fail    error            // answered to the request after the first
	onLogs  func(plog.Logs)  // may be nil
}

func (r *recorder) Traces(_ context.Context, batch ptrace.Traces) (otlpsend.Refused, error) {
	if r.fail != nil && len(r.traces) == 1 {
		return otlpsend.Refused{}, r.fail
	}
	copied := ptrace.NewTraces()
	batch.CopyTo(copied)
	r.traces = append(r.traces, copied)
	r.at = append(r.at, time.Now())
	return r.refused, nil
}

func (r *recorder) Logs(_ context.Context, batch plog.Logs) (otlpsend.Refused, error) {
	copied := plog.NewLogs()
	batch.CopyTo(copied)
	r.logs = append(r.logs, copied)
	if r.onLogs != nil {
		r.onLogs(copied)
	}
	return r.refused, nil
}

func (r *recorder) Close() error { return nil }

func (r *recorder) sizes() []int {
	var sizes []int
	for _, batch := range r.traces {
		sizes = append(sizes, batch.SpanCount())
	}
	return sizes
}

func (r *recorder) ids() [][8]byte {
	var all [][8]byte
	for _, batch := range r.traces {
		for _, resource := range batch.ResourceSpans().All() {
			for _, span := range resource.ScopeSpans().At(0).Spans().All() {
				all = append(all, span.SpanID())
			}
		}
	}
	return all
}

func TestBatchesAreFull(t *testing.T) {
	timeline := embedded(t)
	timeline.Sessions = 2
	outline, err := timeline.Outline()
	require.NoError(t, err)
	to := &recorder{refused: otlpsend.Refused{Items: 1, Reason: "too old"}}
	var told []play.Sent
	player := play.Player{Sender: to, BatchSize: 50, Progress: func(sent play.Sent) { told = append(told, sent) }}
	sent, err := player.Play(t.Context(), timeline.Events(began))
	require.NoError(t, err)

	sizes := to.sizes()
	for _, size := range sizes[:len(sizes)-1] {
		assert.Equal(t, 50, size)
	}
	assert.Equal(t, outline.Spans, sent.Spans)
	assert.Equal(t, outline.Calls, sent.Calls)
	assert.Equal(t, 2, sent.Sessions)
	assert.Equal(t, len(sizes), sent.Batches)
	assert.Equal(t, otlpsend.Refused{Items: int64(len(sizes)), Reason: "too old"}, sent.Refused)
	require.Len(t, told, len(sizes))
	assert.Equal(t, sent, told[len(told)-1])
}

func TestDuplicatesAreWholeBatchesAndCountedApart(t *testing.T) {
	replay := func(share float64) (*recorder, play.Sent) {
		timeline := embedded(t)
		to := &recorder{}
		player := play.Player{Sender: to, BatchSize: 100, Duplicates: share, Seed: 7}
		sent, err := player.Play(t.Context(), timeline.Events(began))
		require.NoError(t, err)
		return to, sent
	}
	plain, without := replay(0)
	assert.Zero(t, without.ResentBatches)

	doubled, all := replay(1)
	assert.Equal(t, without.Spans, all.Spans, "a span that is sent twice counts once")
	assert.Equal(t, without.Batches, all.ResentBatches)
	assert.Equal(t, without.Spans, all.ResentSpans)
	assert.Len(t, doubled.traces, 2*len(plain.traces))
	assert.Equal(t, doubled.traces[0], doubled.traces[1])

	some, part := replay(0.5)
	again, _ := replay(0.5)
	assert.Equal(t, some.ids(), again.ids(), "the same seed picks the same batches")
	assert.Positive(t, part.ResentBatches)
	assert.Less(t, part.ResentBatches, part.Batches)
}

func TestOutcomesFollowTheLastSpan(t *testing.T) {
	timeline := embedded(t)
	timeline.Sessions, timeline.Shuffle = 3, true
	to := &recorder{refused: otlpsend.Refused{Items: 1, Reason: "too old"}}
	left := map[string]int{} // spans that are not sent, by session
	for event, err := range timeline.Events(began) {
		require.NoError(t, err)
		left[event.Session.ID]++
	}
	to.onLogs = func(logs plog.Logs) {
		for _, batch := range to.traces {
			for _, resource := range batch.ResourceSpans().All() {
				for _, span := range resource.ScopeSpans().At(0).Spans().All() {
					id, _ := span.Attributes().Get("session.id")
					left[id.Str()]--
				}
			}
		}
		to.traces = nil
		for _, resource := range logs.ResourceLogs().All() {
			for _, record := range resource.ScopeLogs().At(0).LogRecords().All() {
				id, _ := record.Attributes().Get("session.id")
				assert.Zero(t, left[id.Str()], "%s", record.EventName())
			}
		}
	}
	player := play.Player{Sender: to, BatchSize: 50, Outcomes: true}
	sent, err := player.Play(t.Context(), timeline.Events(began))
	require.NoError(t, err)
	assert.Equal(t, 3, sent.Ends)
	assert.Equal(t, 3, sent.Rewards)
	assert.Equal(t, otlpsend.Refused{Items: int64(len(to.logs)), Reason: "too old"}, sent.RefusedRecords)
	assert.NotEmpty(t, to.logs)

	silent := &recorder{}
	_, err = (&play.Player{Sender: silent, BatchSize: 50}).Play(t.Context(), timeline.Events(began))
	require.NoError(t, err)
	assert.Empty(t, silent.logs, "nothing is told unless it was asked for")
}

func TestAFailureStopsTheReplay(t *testing.T) {
	broken := errors.New("broken")
	timeline := embedded(t)
	player := play.Player{Sender: &recorder{fail: broken}, BatchSize: 50}
	sent, err := player.Play(t.Context(), timeline.Events(began))
	require.ErrorIs(t, err, broken)
	assert.Equal(t, 50, sent.Spans, "what was sent is told")
}

func TestAnInterruptStopsTheReplay(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	timeline := embedded(t)
	player := play.Player{Sender: &recorder{}, BatchSize: 50, Progress: func(play.Sent) { cancel() }}
	sent, err := player.Play(ctx, timeline.Events(began))
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, 50, sent.Spans)
}

func TestRealTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		timeline := embedded(t)
		timeline.Recorded = short(100, 20, 30)
		timeline.Sessions, timeline.Lanes = 3, 1
		to := &recorder{}
		pace := play.Pace{Speed: 2}
		now := time.Now()
		start := pace.Start(now, 150*time.Second)
		assert.Equal(t, now.Add(-75*time.Second), start, "the last call ends when the replay does")

		player := play.Player{Sender: to, BatchSize: 50, Pace: pace}
		_, err := player.Play(t.Context(), timeline.Events(start))
		require.NoError(t, err)
		require.Len(t, to.at, 3, "a span does not wait for a batch to fill")
		// Sessions end at 100, 120 and 150 s; a span is sent when the pause after it begins, at half the time.
		for i, want := range []time.Duration{50 * time.Second, 60 * time.Second, 75 * time.Second} {
			assert.Equal(t, want, to.at[i].Sub(now), "batch %d", i)
		}
		last := to.traces[2].ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)
		assert.Equal(t, time.Now().UTC(), last.EndTimestamp().AsTime())
	})
}

func TestRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		timeline := embedded(t)
		to := &recorder{}
		player := play.Player{Sender: to, BatchSize: 100, Rate: play.Rate{PerSecond: 50}}
		began := time.Now()
		_, err := player.Play(t.Context(), timeline.Events(began))
		require.NoError(t, err)
		for i, at := range to.at {
			assert.Equal(t, time.Duration(i)*2*time.Second, at.Sub(began), "batch %d", i)
		}
	})
}

func TestWithoutARateNothingWaits(t *testing.T) {
	var rate play.Rate
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		require.NoError(t, rate.Take(t.Context(), 1_000_000))
		assert.Equal(t, began, time.Now())
	})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, rate.Take(ctx, 1), context.Canceled)
}
