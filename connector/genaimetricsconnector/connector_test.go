package genaimetricsconnector

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

func defaultConfig(tb testing.TB) *Config {
	tb.Helper()
	config, ok := createDefaultConfig().(*Config)
	require.True(tb, ok)
	return config
}

func TestShutdownWritesWhatIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := new(consumertest.MetricsSink)
		c := newConnector(t, defaultConfig(t), sink)
		ctx, cancel := context.WithCancel(t.Context())
		require.NoError(t, c.Start(ctx, componenttest.NewNopHost()))
		cancel() // the context of a start ends with the start
		batch := newSpans()
		batch.add(t, chatAttributes())
		require.NoError(t, c.ConsumeTraces(t.Context(), batch.traces))
		assert.Empty(t, sink.AllMetrics())

		require.NoError(t, c.Shutdown(t.Context()))
		require.Len(t, sink.AllMetrics(), 1)
		assert.Equal(t, int64(1), total(sink.AllMetrics()[0], "genai.calls"))

		require.NoError(t, c.Shutdown(t.Context()), "twice")
		assert.Len(t, sink.AllMetrics(), 1)
	})
}

// A shutdown in a hurry still writes: its context is over when it is called.
func TestShutdownFlushHasItsOwnContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen error
		next, err := consumer.NewMetrics(func(ctx context.Context, _ pmetric.Metrics) error {
			seen = ctx.Err()
			_, hasDeadline := ctx.Deadline()
			assert.True(t, hasDeadline)
			return nil
		})
		require.NoError(t, err)
		c := newConnector(t, defaultConfig(t), next)
		require.NoError(t, c.Start(t.Context(), componenttest.NewNopHost()))
		batch := newSpans()
		batch.add(t, toolAttributes())
		require.NoError(t, c.ConsumeTraces(t.Context(), batch.traces))
		over, cancel := context.WithCancel(t.Context())
		cancel()
		require.NoError(t, c.Shutdown(over))
		assert.NoError(t, seen)
	})
}

func TestShutdownWithoutStart(t *testing.T) {
	c := newConnector(t, defaultConfig(t), consumertest.NewNop())
	require.NoError(t, c.Shutdown(t.Context()))
	require.NoError(t, c.Shutdown(t.Context()))
}

// A next component that hangs is given up after a while, and holds no shutdown.
func TestShutdownWhileAFlushHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		next, err := consumer.NewMetrics(func(ctx context.Context, _ pmetric.Metrics) error {
			<-ctx.Done()
			return ctx.Err()
		})
		require.NoError(t, err)
		c := newConnector(t, defaultConfig(t), next)
		require.NoError(t, c.Start(t.Context(), componenttest.NewNopHost()))
		batch := newSpans()
		batch.add(t, toolAttributes())
		require.NoError(t, c.ConsumeTraces(t.Context(), batch.traces))
		time.Sleep(10*time.Second + time.Millisecond) // the flush of the interval hangs
		began := time.Now()
		require.NoError(t, c.Shutdown(t.Context()))
		assert.Equal(t, flushTimeout, time.Since(began), "only the last flush is waited for")
	})
}

// What was not taken is in the next flush: cumulative points cover everything.
func TestAFailedFlushLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := new(consumertest.MetricsSink)
		var failing atomic.Bool
		failing.Store(true)
		next, err := consumer.NewMetrics(func(ctx context.Context, metrics pmetric.Metrics) error {
			if failing.Load() {
				return errors.New("down")
			}
			return sink.ConsumeMetrics(ctx, metrics)
		})
		require.NoError(t, err)
		c := newConnector(t, defaultConfig(t), next)
		require.NoError(t, c.Start(t.Context(), componenttest.NewNopHost()))
		batch := newSpans()
		batch.add(t, chatAttributes())
		require.NoError(t, c.ConsumeTraces(t.Context(), batch.traces))
		time.Sleep(10 * time.Second)
		synctest.Wait()
		failing.Store(false)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		require.Len(t, sink.AllMetrics(), 1)
		assert.Equal(t, int64(1), total(sink.AllMetrics()[0], "genai.calls"))
		require.NoError(t, c.Shutdown(t.Context()))
	})
}

func TestIdentitiesAreForgottenPastTheirBound(t *testing.T) {
	config := defaultConfig(t)
	config.Duplicates.MaxSpans = 0
	sink := new(consumertest.MetricsSink)
	c := newConnector(t, config, sink)
	require.NoError(t, c.Start(t.Context(), componenttest.NewNopHost()))
	batch := newSpans()
	batch.add(t, chatAttributes())
	for range 2 {
		require.NoError(t, c.ConsumeTraces(t.Context(), batch.traces))
	}
	require.NoError(t, c.Shutdown(t.Context()))
	assert.Equal(t, int64(2), total(sink.AllMetrics()[0], "genai.calls"), "0 turns the memory off")
}
