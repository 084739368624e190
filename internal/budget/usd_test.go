package budget_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
)

func TestMoneyIsExact(t *testing.T) {
	tests := map[string]budget.NanoUSD{
		"0": 0, "5": 5_000_000_000, "0.1": 100_000_000, "0.000000001": 1, "4.12": 4_120_000_000, "-1.5": -1_500_000_000,
		"1234567.123456789": 1_234_567_123_456_789, "9223372036.854775807": math.MaxInt64,
	}
	for text, want := range tests {
		got, err := budget.ParseUSD(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
		assert.Equal(t, text, budget.FormatUSD(want))
	}
	got, err := budget.ParseUSD("5.000000000000")
	require.NoError(t, err)
	assert.EqualValues(t, 5_000_000_000, got)
	assert.Equal(t, "-9223372036.854775808", budget.FormatUSD(math.MinInt64))
}

func TestWhatIsNoMoneyIsRefused(t *testing.T) {
	for _, text := range []string{"", "-", ".", "5.", ".5", "1e3", "+1", " 1", "1,5", "0x1", "NaN", "0.0000000001", "9223372036.854775808", "99999999999999999999"} {
		_, err := budget.ParseUSD(text)
		assert.Error(t, err, text)
	}
}
