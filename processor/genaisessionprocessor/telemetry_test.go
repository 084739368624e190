package genaisessionprocessor

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/otelcol-genai/otelcol-genai/internal/session/sessiontest"
	"github.com/otelcol-genai/otelcol-genai/processor/genaisessionprocessor/internal/metadatatest"
)

func points(values map[string]int64, key string) []metricdata.DataPoint[int64] {
	var all []metricdata.DataPoint[int64]
	for value, n := range values {
		all = append(all, metricdata.DataPoint[int64]{Value: n, Attributes: attribute.NewSet(attribute.String(key, value))})
	}
	return all
}

func TestTelemetryCountsWhatHappened(t *testing.T) {
	telemetry := componenttest.NewTelemetry()
	t.Cleanup(func() { assert.NoError(t, telemetry.Shutdown(context.Background())) })
	accounts, config := sessiontest.New(), defaults()
	accounts.Secret = []string{"@"}
	config.OnError = Pass
	batch := newSpans(t, nil)
	batch.add(1, chat(map[string]any{"session.id": "a@b.example", "genai.cost.total": -2.0, "gen_ai.usage.input_tokens": -5}))
	batch.add(1, chat())
	batch.add(2, map[string]any{"gen_ai.operation.name": "execute_tool"}).SetTraceID([16]byte{9})
	batch.add(3, chat()).SetTraceID([16]byte{})
	batch.add(4, chat()).TraceState().FromRaw("ot=th:c")
	p := startTraces(t, config, accounts, metadatatest.NewSettings(telemetry), consumertest.NewNop())
	require.NoError(t, p.ConsumeTraces(t.Context(), batch.traces))
	accounts.Fail(errors.New("disk is full"))
	require.NoError(t, p.ConsumeTraces(t.Context(), batch.traces))

	ignore := metricdatatest.IgnoreTimestamp()
	metadatatest.AssertEqualGenaiSessionPostings(t, telemetry, points(map[string]int64{"call": 4, "tool": 1}, "kind"), ignore)
	metadatatest.AssertEqualGenaiSessionSessionsResolved(t, telemetry, points(map[string]int64{"record": 1, "trace": 2, "none": 2}, "source"), ignore)
	metadatatest.AssertEqualGenaiSessionMalformed(t, telemetry, points(map[string]int64{"cost": 1, "usage": 1}, "field"), ignore)
	metadatatest.AssertEqualGenaiSessionNotes(t, telemetry, points(map[string]int64{"no_session": 1}, "note"), ignore)
	for _, assertOne := range []func(*testing.T, *componenttest.Telemetry, []metricdata.DataPoint[int64], ...metricdatatest.Option){
		metadatatest.AssertEqualGenaiSessionCallsDuplicate, metadatatest.AssertEqualGenaiSessionCallsSampled,
		metadatatest.AssertEqualGenaiSessionIdsMasked, metadatatest.AssertEqualGenaiSessionPostFailures,
	} {
		assertOne(t, telemetry, []metricdata.DataPoint[int64]{{Value: 1}}, ignore)
	}
	metadatatest.AssertEqualGenaiSessionUnposted(t, telemetry, []metricdata.DataPoint[int64]{{Value: 5}}, ignore)
}

func TestNamesOfClosedSetsAreComplete(t *testing.T) {
	for _, names := range [][]string{sourceNames[:], malformedNames[:], tenantNames[:], kindNames[:], noteNames[1:]} {
		for i, name := range names {
			assert.NotEmpty(t, name, i)
		}
	}
	assert.Len(t, noteNames, 9)
}
