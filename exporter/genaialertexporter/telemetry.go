package genaialertexporter

import (
	"context"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/metadata"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
	"github.com/otelcol-genai/otelcol-genai/internal/selfmetrics"
)

// What labels say.
const (
	suppressedRate     = "rate"
	suppressedCoolDown = "cool_down"
	suppressedFull     = "full"
	noticeSent         = "sent"
	noticeFailed       = "failed"
)

// telemetry counts what the exporter does.
type telemetry struct {
	builder *metadata.TelemetryBuilder
	failing bool // the last write to the storage failed; the exporter's lock guards it
}

func newTelemetry(settings component.TelemetrySettings) (*telemetry, error) {
	builder, err := metadata.NewTelemetryBuilder(settings)
	if err != nil {
		return nil, err
	}
	return &telemetry{builder: builder}, nil
}

// atZero makes the series of what alerts read.
func (t *telemetry) atZero(ctx context.Context, policy *alert.Policy) {
	selfmetrics.AtZero(ctx, t.builder.GenaiAlertRecordsLost)
	selfmetrics.AtZero(ctx, t.builder.GenaiAlertIncidentsSuppressed, selfmetrics.Of("reason", suppressedRate, suppressedCoolDown, suppressedFull)...)
	for i := range policy.Destinations {
		name := policy.Destinations[i].Name
		for _, action := range alert.Actions() {
			selfmetrics.AtZero(ctx, t.builder.GenaiAlertNotices, noticed(name, action, noticeFailed))
		}
		for _, reason := range alert.DropReasons() {
			selfmetrics.AtZero(ctx, t.builder.GenaiAlertNoticesDropped, selfmetrics.With("destination", name, "reason", string(reason)))
		}
	}
}

// noticed are the attributes of a notice.
func noticed(destination string, action alert.Action, outcome string) metric.MeasurementOption {
	return selfmetrics.With("destination", destination, "action", action.String(), "outcome", outcome)
}

func (t *telemetry) ignored(ctx context.Context, n int) {
	selfmetrics.Add(ctx, t.builder.GenaiAlertEvents, n, "outcome", "ignored")
}

func (t *telemetry) count(ctx context.Context, c *alert.Counts) {
	selfmetrics.Add(ctx, t.builder.GenaiAlertEvents, c.Matched, "outcome", "matched")
	selfmetrics.Add(ctx, t.builder.GenaiAlertEvents, c.Duplicates, "outcome", "duplicate")
	t.ignored(ctx, c.Ignored)
	selfmetrics.Add(ctx, t.builder.GenaiAlertIncidentsSuppressed, c.HeldBack, "reason", suppressedRate)
	selfmetrics.Add(ctx, t.builder.GenaiAlertIncidentsSuppressed, c.CooledDown, "reason", suppressedCoolDown)
	selfmetrics.Add(ctx, t.builder.GenaiAlertIncidentsSuppressed, c.Full, "reason", suppressedFull)
	selfmetrics.Add(ctx, t.builder.GenaiAlertTemplateErrors, c.TemplateErrors)
	selfmetrics.Add(ctx, t.builder.GenaiAlertRecordsLost, c.Lost)
	for drop, n := range c.Dropped {
		selfmetrics.Add(ctx, t.builder.GenaiAlertNoticesDropped, n, "destination", drop.Destination, "reason", string(drop.Reason))
	}
}

// committed counts a write to the storage, and tells when it begins and ceases to fail.
func (t *telemetry) committed(ctx context.Context, logger *zap.Logger, err error) {
	outcome := "ok"
	if err != nil {
		outcome = "error"
	}
	selfmetrics.Add(ctx, t.builder.GenaiAlertCommits, 1, "outcome", outcome)
	switch {
	case err != nil && !t.failing:
		logger.Error("the storage does not take incidents: senders are told to send again", zap.Error(err))
	case err == nil && t.failing:
		logger.Info("the storage takes incidents again")
	}
	t.failing = err != nil
}

// told counts what a destination was given.
func (t *telemetry) told(ctx context.Context, destination string, tickets []alert.Ticket, err error) {
	outcome := noticeSent
	if err != nil {
		outcome = noticeFailed
	}
	now := time.Now()
	for i := range tickets {
		ticket := &tickets[i]
		t.builder.GenaiAlertNotices.Add(ctx, 1, noticed(destination, ticket.Action, outcome))
		if err == nil && ticket.Action != alert.Renew {
			t.builder.GenaiAlertDeliveryLatency.Record(ctx, now.Sub(ticket.Since).Seconds(), selfmetrics.With("destination", destination))
		}
	}
}

// observe tells how much is kept whenever metrics are read.
func (e *alertExporter) observe() error {
	builder := e.telemetry.builder
	if err := builder.RegisterGenaiAlertIncidentsCallback(func(_ context.Context, o metric.Int64Observer) error {
		e.mu.Lock()
		open := e.desk.Open()
		e.mu.Unlock()
		for _, severity := range alert.Severities() {
			o.Observe(int64(open[severity]), selfmetrics.With("severity", severity.String()))
		}
		return nil
	}); err != nil {
		return err
	}
	return builder.RegisterGenaiAlertOutboxSizeCallback(func(_ context.Context, o metric.Int64Observer) error {
		e.mu.Lock()
		defer e.mu.Unlock()
		for i := range e.policy.Destinations {
			name := e.policy.Destinations[i].Name
			o.Observe(int64(e.desk.Waiting(name)), selfmetrics.With("destination", name))
		}
		return nil
	})
}
