package genaibudgetextension

import (
	"context"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/account"
	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/api"
	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/metadata"
	"github.com/otelcol-genai/otelcol-genai/internal/selfmetrics"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// noteNames are the notes as metrics have them.
var noteNames = map[session.Note]string{
	session.NoSession: "no_session", session.Conflict: "conflict", session.FutureTime: "future_time", session.OldTime: "old_time",
	session.NegativeCost: "negative_cost", session.Overflowed: "overflowed", session.Late: "late", session.MissingScope: "missing_scope",
}

// telemetry counts what the extension does.
type telemetry struct {
	builder *metadata.TelemetryBuilder
	failing atomic.Bool // the last write to the store failed
	notes   [len(account.Notes{})]metric.AddOption
}

func newTelemetry(settings component.TelemetrySettings) (*telemetry, error) {
	builder, err := metadata.NewTelemetryBuilder(settings)
	if err != nil {
		return nil, err
	}
	t := &telemetry{builder: builder}
	for i := range t.notes {
		name, ok := noteNames[session.Note(i)]
		if !ok {
			name = "other"
		}
		t.notes[i] = selfmetrics.With("note", name)
	}
	return t, nil
}

// atZero makes the series of what alerts read.
func (t *telemetry) atZero(ctx context.Context) {
	selfmetrics.AtZero(ctx, t.builder.GenaiBudgetRefused, selfmetrics.Of("reason", account.Reasons()...)...)
	selfmetrics.AtZero(ctx, t.builder.GenaiBudgetRestores, selfmetrics.Of("outcome", account.Beginnings()...)...)
}

func outcome(err error) metric.MeasurementOption {
	if err != nil {
		return selfmetrics.With("outcome", "error")
	}
	return selfmetrics.With("outcome", "ok")
}

func (t *telemetry) redacted() { t.builder.GenaiBudgetIdsRedacted.Add(context.Background(), 1) }

func (t *telemetry) restored(ctx context.Context, r account.Restored) {
	t.builder.GenaiBudgetRestores.Add(ctx, 1, selfmetrics.With("outcome", string(r.From)))
	t.builder.GenaiBudgetRestoreDuration.Record(ctx, r.Took.Seconds())
	t.builder.GenaiBudgetRestoreRecords.Record(ctx, int64(r.Records))
}

func (t *telemetry) storeFails() bool { return t.failing.Load() }

func (t *telemetry) shutdown() { t.builder.Shutdown() }

// Answered, Refused and Dropped count what the API does.

func (t *telemetry) Answered(route api.Route, status int) {
	t.builder.GenaiBudgetAPIRequests.Add(context.Background(), 1, metric.WithAttributeSet(attribute.NewSet(
		attribute.String("route", string(route)), attribute.Int("status", status))))
}

func (t *telemetry) Refused(limit api.Limit) {
	t.builder.GenaiBudgetAPIRefused.Add(context.Background(), 1, selfmetrics.With("reason", string(limit)))
}

func (t *telemetry) Dropped(events int) {
	t.builder.GenaiBudgetEventsDropped.Add(context.Background(), int64(events), selfmetrics.With("reason", "forgotten"))
}

// observer counts what the owner of the ledger does, and tells when the store
// begins and ceases to fail.
func (t *telemetry) observer(logger *zap.Logger) account.Observer { return &ownerObserver{t, logger} }

type ownerObserver struct {
	*telemetry
	logger *zap.Logger
}

func (o *ownerObserver) Posted(postings, duplicates int, notes *account.Notes) {
	ctx := context.Background()
	o.builder.GenaiBudgetPostings.Add(ctx, int64(postings))
	if duplicates > 0 {
		o.builder.GenaiBudgetDuplicates.Add(ctx, int64(duplicates))
	}
	for note, n := range notes {
		if n > 0 && session.Note(note) != session.NoNote {
			o.builder.GenaiBudgetNotes.Add(ctx, int64(n), o.notes[note])
		}
	}
}

func (o *ownerObserver) Refused(reason account.Reason) {
	o.builder.GenaiBudgetRefused.Add(context.Background(), 1, selfmetrics.With("reason", string(reason)))
}

func (o *ownerObserver) Committed(bytes int, took time.Duration, err error) {
	ctx := context.Background()
	o.builder.GenaiBudgetCommitDuration.Record(ctx, took.Seconds(), outcome(err))
	if err == nil {
		o.builder.GenaiBudgetJournalBytes.Add(ctx, int64(bytes))
	}
	switch was := o.failing.Swap(err != nil); {
	case err != nil && !was:
		o.logger.Error("the store does not take the journal: senders are told to send again", zap.Error(err))
	case err == nil && was:
		o.logger.Info("the store takes the journal again")
	}
}

func (o *ownerObserver) Snapshotted(bytes int64, took time.Duration, err error) {
	ctx := context.Background()
	o.builder.GenaiBudgetSnapshotDuration.Record(ctx, took.Seconds(), outcome(err))
	if err != nil {
		o.logger.Warn("a snapshot failed; the journal goes on", zap.Error(err))
		return
	}
	o.builder.GenaiBudgetSnapshotBytes.Record(ctx, bytes)
}

// observeSizes tells how much is kept whenever metrics are read.
func (e *budgetExtension) observeSizes() error {
	builder := e.telemetry.builder
	if err := builder.RegisterGenaiBudgetJournalPendingCallback(func(_ context.Context, o metric.Int64Observer) error {
		o.Observe(e.owner.Pending())
		return nil
	}); err != nil {
		return err
	}
	if err := builder.RegisterGenaiBudgetForgottenCallback(func(_ context.Context, o metric.Int64Observer) error {
		counts, _ := e.owner.Totals()
		_, forgotten := e.targets.now.Load().Totals()
		for kind, n := range map[string]int64{
			"sessions_expired": counts.Expired, "sessions_evicted": counts.Evicted, "tombstones": counts.TombstonesDropped,
			"traces": counts.TracesDropped, "lanes": counts.LanesDropped, "dedupe": counts.DedupeDropped,
			"events": counts.EventsDropped, "names": counts.NamesOverflowed, "accounts": counts.AccountsOverflown,
			"feedback_answers": forgotten.Answers, "feedback_sessions": forgotten.Sessions, "feedback_turns": forgotten.Turns,
		} {
			o.Observe(n, selfmetrics.With("kind", kind))
		}
		return nil
	}); err != nil {
		return err
	}
	return builder.RegisterGenaiBudgetSizeCallback(func(_ context.Context, o metric.Int64Observer) error {
		_, sizes := e.owner.Totals()
		targets, _ := e.targets.now.Load().Totals()
		waiters, streams := e.api.Waiting()
		for kind, n := range map[string]int{
			"sessions": sizes.Sessions, "tombstones": sizes.Tombstones, "traces": sizes.Traces, "accounts": sizes.Accounts,
			"dedupe": sizes.Dedupe, "lanes": sizes.Lanes, "events": sizes.Events,
			"waiters": waiters, "streams": streams, "clients": e.api.Clients(), "ids": e.identity.Remembered(),
			"feedback_answers": targets.Answers, "feedback_sessions": targets.Sessions, "feedback_turns": targets.Turns,
		} {
			o.Observe(int64(n), selfmetrics.With("kind", kind))
		}
		return nil
	})
}
