package genaibudgetreceiver

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
	"github.com/otelcol-genai/otelcol-genai/internal/session/sessiontest"
	"github.com/otelcol-genai/otelcol-genai/receiver/genaibudgetreceiver/internal/metadatatest"
)

func TestTelemetryCountsWhatHappened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		telemetry := componenttest.NewTelemetry()
		defer func() { assert.NoError(t, telemetry.Shutdown(context.Background())) }()
		accounts, config := sessiontest.New(), defaults()
		config.MaxSeries = 1
		logs := &logsSink{errs: []error{errBusy, consumererror.NewPermanent(errors.New("too long"))}}
		set := metadatatest.NewSettings(telemetry)
		r, err := NewFactory().CreateLogs(t.Context(), set, config, logs)
		require.NoError(t, err)
		_, err = NewFactory().CreateMetrics(t.Context(), set, config, consumertest.NewErr(errBusy))
		require.NoError(t, err)
		require.NoError(t, r.Start(t.Context(), hostOf(accounts)))
		synctest.Wait()
		accounts.Emit(crossing("e1", 0.5))
		time.Sleep(time.Second)
		synctest.Wait()
		accounts.Emit(session.Event{Kind: session.LoopFound, Loop: &session.Loop{Tool: "a"}})
		synctest.Wait()
		time.Sleep(config.Interval)
		synctest.Wait()

		ignore := metricdatatest.IgnoreTimestamp()
		point := func(n int64, attributes ...attribute.KeyValue) metricdata.DataPoint[int64] {
			return metricdata.DataPoint[int64]{Value: n, Attributes: attribute.NewSet(attributes...)}
		}
		metadatatest.AssertEqualGenaiBudgetReceiverDeliveriesFailed(t, telemetry, []metricdata.DataPoint[int64]{point(1)}, ignore)
		metadatatest.AssertEqualGenaiBudgetReceiverEvents(t, telemetry, []metricdata.DataPoint[int64]{
			point(1, attribute.String("event", "genai.budget.threshold"), attribute.String("outcome", "refused")),
			point(1, attribute.String("event", "genai.session.loop"), attribute.String("outcome", "delivered")),
		}, ignore)
		metadatatest.AssertEqualGenaiBudgetReceiverFlushes(t, telemetry, []metricdata.DataPoint[int64]{point(1, attribute.String("outcome", "failed"))}, ignore)
		require.NoError(t, r.Shutdown(t.Context()))
	})
}

func TestEventsThatTheLedgerForgotAreCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		telemetry := componenttest.NewTelemetry()
		defer func() { assert.NoError(t, telemetry.Shutdown(context.Background())) }()
		accounts := sessiontest.New()
		logs := &logsSink{errs: []error{nil, errBusy}}
		r, err := NewFactory().CreateLogs(t.Context(), metadatatest.NewSettings(telemetry), defaults(), logs)
		require.NoError(t, err)
		require.NoError(t, r.Start(t.Context(), hostOf(accounts)))
		synctest.Wait()
		accounts.Emit(crossing("e1", 0.5))
		synctest.Wait()
		accounts.Emit(crossing("e2", 0.5)) // is not taken, and counted
		synctest.Wait()
		accounts.EmitAndForget(crossing("e3", 0.5), crossing("e4", 0.5))
		accounts.Emit(crossing("e5", 0.5))
		time.Sleep(time.Second)
		synctest.Wait()
		assert.Equal(t, []string{"e1", "e2", "e5"}, logs.ids())
		metadatatest.AssertEqualGenaiBudgetReceiverEventsLost(t, telemetry, []metricdata.DataPoint[int64]{{Value: 2}}, metricdatatest.IgnoreTimestamp())
		require.NoError(t, r.Shutdown(t.Context()))
	})
}
