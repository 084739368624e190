package genaialertexporter

import (
	"context"
	"slices"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/metadata"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
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

func attrs(pairs ...string) metric.MeasurementOption {
	set := make([]attribute.KeyValue, 0, len(pairs)/2)
	for pair := range slices.Chunk(pairs, 2) {
		set = append(set, attribute.String(pair[0], pair[1]))
	}
	return metric.WithAttributeSet(attribute.NewSet(set...))
}

func add(ctx context.Context, counter metric.Int64Counter, n int, pairs ...string) {
	if n > 0 {
		counter.Add(ctx, int64(n), attrs(pairs...))
	}
}

func (t *telemetry) ignored(ctx context.Context, n int) {
	add(ctx, t.builder.GenaiAlertEvents, n, "outcome", "ignored")
}

func (t *telemetry) count(ctx context.Context, c *alert.Counts) {
	add(ctx, t.builder.GenaiAlertEvents, c.Matched, "outcome", "matched")
	add(ctx, t.builder.GenaiAlertEvents, c.Duplicates, "outcome", "duplicate")
	t.ignored(ctx, c.Ignored)
	add(ctx, t.builder.GenaiAlertIncidentsSuppressed, c.HeldBack, "reason", "rate")
	add(ctx, t.builder.GenaiAlertIncidentsSuppressed, c.CooledDown, "reason", "cool_down")
	add(ctx, t.builder.GenaiAlertIncidentsSuppressed, c.Full, "reason", "full")
	add(ctx, t.builder.GenaiAlertTemplateErrors, c.TemplateErrors)
	add(ctx, t.builder.GenaiAlertRecordsLost, c.Lost)
	for drop, n := range c.Dropped {
		add(ctx, t.builder.GenaiAlertNoticesDropped, n, "destination", drop.Destination, "reason", string(drop.Reason))
	}
}

// committed counts a write to the storage, and tells when it begins and ceases to fail.
func (t *telemetry) committed(ctx context.Context, logger *zap.Logger, err error) {
	outcome := "ok"
	if err != nil {
		outcome = "error"
	}
	add(ctx, t.builder.GenaiAlertCommits, 1, "outcome", outcome)
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
	outcome := "sent"
	if err != nil {
		outcome = "failed"
	}
	now := time.Now()
	for i := range tickets {
		ticket := &tickets[i]
		add(ctx, t.builder.GenaiAlertNotices, 1, "destination", destination, "action", ticket.Action.String(), "outcome", outcome)
		if err == nil && ticket.Action != alert.Renew {
			t.builder.GenaiAlertDeliveryLatency.Record(ctx, now.Sub(ticket.Since).Seconds(), attrs("destination", destination))
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
			o.Observe(int64(open[severity]), attrs("severity", severity.String()))
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
			o.Observe(int64(e.desk.Waiting(name)), attrs("destination", name))
		}
		return nil
	})
}
