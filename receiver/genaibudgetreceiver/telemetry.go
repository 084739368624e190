package genaibudgetreceiver

import (
	"context"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/otel/metric"

	"github.com/otelcol-genai/otelcol-genai/internal/aggregate"
	"github.com/otelcol-genai/otelcol-genai/internal/selfmetrics"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
	"github.com/otelcol-genai/otelcol-genai/receiver/genaibudgetreceiver/internal/metadata"
)

// eventOutcome is what became of an event.
type eventOutcome string

const (
	delivered eventOutcome = "delivered"
	refused   eventOutcome = "refused"
)

var eventKinds = []session.EventKind{session.Threshold, session.Recovered, session.LoopFound, session.ToolCascade, session.ContextGrew, session.Ended}

type eventKey struct {
	kind    session.EventKind
	outcome eventOutcome
}

// receiverTelemetry is how the receiver itself fares. Attribute sets are built once.
type receiverTelemetry struct {
	builder             *metadata.TelemetryBuilder
	kinds               map[eventKey]metric.MeasurementOption
	families            [familyCount]metric.MeasurementOption
	flushed, notFlushed metric.MeasurementOption
}

func newTelemetry(settings component.TelemetrySettings) (*receiverTelemetry, error) {
	builder, err := metadata.NewTelemetryBuilder(settings)
	if err != nil {
		return nil, err
	}
	t := &receiverTelemetry{
		builder: builder, kinds: make(map[eventKey]metric.MeasurementOption),
		flushed: selfmetrics.With("outcome", "ok"), notFlushed: selfmetrics.With("outcome", "failed"),
	}
	for _, kind := range eventKinds {
		for _, outcome := range []eventOutcome{delivered, refused} {
			t.kinds[eventKey{kind, outcome}] = selfmetrics.With("event", string(kind), "outcome", string(outcome))
		}
	}
	for i := range families {
		t.families[i] = selfmetrics.With("family", families[i].Name)
	}
	return t, nil
}

// atZero makes the series of what alerts read.
func (t *receiverTelemetry) atZero(ctx context.Context) {
	selfmetrics.AtZero(ctx, t.builder.GenaiBudgetReceiverDeliveriesFailed)
	selfmetrics.AtZero(ctx, t.builder.GenaiBudgetReceiverEventsLost)
	selfmetrics.AtZero(ctx, t.builder.GenaiBudgetReceiverOverflow, t.families[:]...)
}

func (t *receiverTelemetry) events(ctx context.Context, events []session.Event, outcome eventOutcome) {
	for i := range events {
		if option, ok := t.kinds[eventKey{events[i].Kind, outcome}]; ok {
			t.builder.GenaiBudgetReceiverEvents.Add(ctx, 1, option)
		}
	}
}

func (t *receiverTelemetry) flush(ctx context.Context, report *aggregate.Report) {
	for i, family := range report.Families {
		t.builder.GenaiBudgetReceiverSeries.Record(ctx, int64(family.Series), t.families[i])
		if family.Overflowed > 0 {
			t.builder.GenaiBudgetReceiverOverflow.Add(ctx, family.Overflowed, t.families[i])
		}
	}
}
