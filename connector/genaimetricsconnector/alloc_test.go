package genaimetricsconnector

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/consumer/consumertest"
)

// started returns a connector whose price book is loaded; with 0 spans remembered a batch counts again and again.
func started(tb testing.TB, maxSpans int) connector.Traces {
	tb.Helper()
	config := defaultConfig(tb)
	config.Duplicates.MaxSpans = maxSpans
	c := newConnector(tb, config, consumertest.NewNop())
	require.NoError(tb, c.Start(tb.Context(), componenttest.NewNopHost()))
	tb.Cleanup(func() { assert.NoError(tb, c.Shutdown(tb.Context())) })
	return c
}

func allocations(t *testing.T, c connector.Traces, batch *spans) float64 {
	t.Helper()
	consume := func() { assert.NoError(t, c.ConsumeTraces(t.Context(), batch.traces)) }
	consume() // makes the series
	return testing.AllocsPerRun(20, consume)
}

func TestSpansOfOthersDoNotAllocate(t *testing.T) {
	c := started(t, 0)
	one, many := newSpans(), newSpans()
	one.add(t, httpAttributes())
	for range 1000 {
		many.add(t, httpAttributes())
	}
	assert.Zero(t, allocations(t, c, one))
	assert.Zero(t, allocations(t, c, many))
}

// A batch costs what its own telemetry costs; a span costs nothing once its series are there.
func TestKnownSeriesDoNotAllocate(t *testing.T) {
	c := started(t, 0)
	one, many := newSpans(), newSpans()
	add := func(batch *spans) {
		batch.add(t, chatAttributes())
		batch.add(t, chatAttributes()).TraceState().FromRaw("vendor=1,ot=th:a")
		batch.add(t, toolAttributes())
		batch.add(t, agentAttributes())
		batch.add(t, httpAttributes())
	}
	add(one)
	for range 200 {
		add(many)
	}
	few := allocations(t, c, one)
	assert.LessOrEqual(t, few, 8.0)
	assert.InDelta(t, few, allocations(t, c, many), 0)
}

// Spans that are new go into the memory of identities, which keeps its size.
func TestResentSpansDoNotAllocate(t *testing.T) {
	c := started(t, 100_000)
	batch := newSpans()
	for range 1000 {
		batch.add(t, chatAttributes())
	}
	assert.LessOrEqual(t, allocations(t, c, batch), 2.0)
}
