package genaifeedbackreceiver

import (
	"context"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/otelcol-genai/otelcol-genai/internal/selfmetrics"
	"github.com/otelcol-genai/otelcol-genai/receiver/genaifeedbackreceiver/internal/metadata"
)

// outcome is what became of an item.
type outcome string

const (
	accepted  outcome = "accepted"
	duplicate outcome = "duplicate"
	refused   outcome = "refused"
)

// reason is why a request or an item was refused.
type reason string

const (
	reasonRate        reason = "rate_limit"
	reasonSessionRate reason = "session_rate_limit"
	reasonHost        reason = "host"
	reasonPath        reason = "path"
	reasonBody        reason = "body"
	reasonItems       reason = "max_items"
	reasonInvalid     reason = "invalid"
	reasonToken       reason = "token"
	reasonExpired     reason = "token_expired"
	reasonWord        reason = "name_or_label"
	reasonInFlight    reason = "in_flight"
	reasonDelivery    reason = "delivery"
)

// receiverTelemetry counts what the receiver does.
type receiverTelemetry struct{ builder *metadata.TelemetryBuilder }

func newTelemetry(settings component.TelemetrySettings) (*receiverTelemetry, error) {
	builder, err := metadata.NewTelemetryBuilder(settings)
	return &receiverTelemetry{builder}, err
}

func (t *receiverTelemetry) request(ctx context.Context, status int) {
	t.builder.GenaiFeedbackRequests.Add(ctx, 1, metric.WithAttributes(attribute.Int("status", status)))
}

func (t *receiverTelemetry) refused(ctx context.Context, why reason) {
	t.builder.GenaiFeedbackRefused.Add(ctx, 1, selfmetrics.With("reason", string(why)))
}

func (t *receiverTelemetry) item(ctx context.Context, r *result) {
	t.builder.GenaiFeedbackItems.Add(ctx, 1, selfmetrics.With("outcome", string(r.Status)))
	switch r.Status {
	case accepted:
		t.builder.GenaiFeedbackResolved.Add(ctx, 1, selfmetrics.With("resolution", string(r.Resolution)))
	case refused:
		t.refused(ctx, r.reason)
	case duplicate:
	}
}

func (t *receiverTelemetry) forgot(ctx context.Context) {
	t.builder.GenaiFeedbackIdsForgotten.Add(ctx, 1)
}

// observeSizes tells how much is kept whenever metrics are read.
func (r *feedbackReceiver) observeSizes() error {
	return r.telemetry.builder.RegisterGenaiFeedbackSizeCallback(func(_ context.Context, o metric.Int64Observer) error {
		for kind, n := range map[string]int{"clients": r.clients.Len(), "sessions": r.sessions.Len(), "ids": r.ids.len()} {
			o.Observe(int64(n), selfmetrics.With("kind", kind))
		}
		return nil
	})
}
