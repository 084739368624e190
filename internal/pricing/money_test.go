package pricing_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
)

func TestPicoUSDString(t *testing.T) {
	for amount, want := range map[pricing.PicoUSD]string{
		0: "0", 1: "0.000000000001", 1_000_000_000_000: "1", 3_500_000_000: "0.0035", 120_000_000_000_000: "120",
		-500_000_000_000: "-0.5", math.MaxInt64: "9223372.036854775807", math.MinInt64: "-9223372.036854775808",
	} {
		assert.Equal(t, want, amount.String())
	}
}

func TestPicoUSDFloatIsTheNearestDouble(t *testing.T) {
	for _, amount := range []pricing.PicoUSD{
		0, 1, -1, 1_615_000_000, 300_000_000_000, 1<<53 + 1, 9_007_199_254_740_993, 1_234_567_890_123_456_789,
		-1_234_567_890_123_456_789, math.MaxInt64, math.MinInt64, 80_020_000_000_000_000,
	} {
		want, err := strconv.ParseFloat(amount.String(), 64)
		require.NoError(t, err)
		assert.Equal(t, math.Float64bits(want), math.Float64bits(amount.Float()), "%s", amount)
	}
	assert.InDelta(t, 0.001615, pricing.PicoUSD(1_615_000_000).Float(), 0)
}

func TestNanoHalfEven(t *testing.T) {
	for amount, want := range map[pricing.PicoUSD]int64{
		0: 0, 499: 0, 500: 0, 501: 1, 1500: 2, 2500: 2, 2501: 3, -500: 0, -501: -1, -1500: -2, -2500: -2,
		1_999_999: 2000, math.MaxInt64: 9_223_372_036_854_776,
	} {
		assert.Equal(t, want, amount.NanoHalfEven(), "%d", int64(amount))
	}
}
