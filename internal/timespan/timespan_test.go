package timespan

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPositive(t *testing.T) {
	require.NoError(t, Positive("k", time.Millisecond))
	require.EqualError(t, Positive("k", 0), "k must be positive, got 0s")
	require.EqualError(t, Positive("k", -time.Second), "k must be positive, got -1s")
	require.EqualError(t, Positive("k", 10), "k must be at least 1ms, got 10ns (a number needs its unit, as in 24h: without one it is nanoseconds)")
}

func TestNotNegative(t *testing.T) {
	require.NoError(t, NotNegative("k", 0))
	require.NoError(t, NotNegative("k", time.Hour))
	require.EqualError(t, NotNegative("k", -1), "k must not be negative, got -1ns")
	require.ErrorContains(t, NotNegative("k", 86400), "k must be at least 1ms, got 86.4µs (a number needs its unit")
}

func TestAtLeast(t *testing.T) {
	require.NoError(t, AtLeast("k", time.Minute, time.Minute))
	require.EqualError(t, AtLeast("k", time.Second, time.Minute), "k must be at least 1m0s, got 1s")
	require.EqualError(t, AtLeast("k", 24, time.Minute), "k must be at least 1m0s, got 24ns (a number needs its unit, as in 24h: without one it is nanoseconds)")
}
