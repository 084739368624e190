package aggregate

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

func weight(tb testing.TB, threshold string) Weight {
	tb.Helper()
	sampled := genai.WeightOf("ot=th:" + threshold)
	require.True(tb, sampled.Sampled(), threshold)
	w, _ := NewWeight(sampled.Fraction())
	return w
}

func TestWeights(t *testing.T) {
	tests := map[string]struct {
		threshold string
		want      Weight
		capped    bool
	}{
		"one of two":                         {"8", Weight{2, 1}, false},
		"one of four":                        {"c", Weight{4, 1}, false},
		"three of eight":                     {"a", Weight{8, 3}, false},
		"one of 2^20, the most":              {"fffff", Weight{1 << 20, 1}, false},
		"a little less than one of 2^20":     {"fffff1", Weight{1 << 20, 1}, true},
		"all but one of 2^56":                {"ffffffffffffff", Weight{1 << 20, 1}, true},
		"all but nothing":                    {"00000000000001", Weight{1 << 56, 1<<56 - 1}, false},
		"zero threshold is not sampled":      {"0", Weight{}, false},
		"what is no threshold counts as one": {"g", Weight{}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w, capped := NewWeight(genai.WeightOf("ot=th:" + test.threshold).Fraction())
			assert.Equal(t, test.want, w)
			assert.Equal(t, test.capped, capped)
		})
	}
	w, capped := NewWeight(1, 0)
	assert.Equal(t, Weight{}, w, "a division by nothing")
	assert.False(t, capped)
}

func TestAmountCarriesFractions(t *testing.T) {
	var a amount
	var readings []int64
	for range 6 {
		a.add(1, weight(t, "a"))
		readings = append(readings, a.rounded())
	}
	assert.Equal(t, []int64{3, 5, 8, 11, 13, 16}, readings, "2.67, 5.33, 8, 10.67, 13.33, 16")
}

func TestAmountTakesWhatItSays(t *testing.T) {
	var a amount
	var taken []int64
	for range 6 {
		a.add(1, weight(t, "a"))
		taken = append(taken, a.take())
	}
	assert.Equal(t, []int64{3, 2, 3, 3, 2, 3}, taken)
}

func TestAmountRoundsHalfToEven(t *testing.T) {
	const half = 1 << 63
	for _, test := range []struct {
		a    amount
		want int64
	}{
		{amount{1, half}, 2},
		{amount{2, half}, 2},
		{amount{2, half + 1}, 3},
		{amount{3, half - 1}, 3},
		{amount{-1, half}, 0},
		{amount{-1, half + 1}, 0},
		{amount{-1, half - 1}, -1},
		{amount{math.MaxInt64, math.MaxUint64}, math.MaxInt64},
	} {
		assert.Equal(t, test.want, test.a.rounded(), "%+v", test.a)
	}
}

func TestAmountStopsAtTheLargest(t *testing.T) {
	var a amount
	a.add(math.MaxInt64-1, Weight{})
	a.add(1, Weight{})
	assert.Equal(t, int64(math.MaxInt64), a.rounded())
	a.add(1, Weight{})
	assert.Equal(t, int64(math.MaxInt64), a.rounded())
	for _, threshold := range []string{"8", "a", "fffff", "ffffffffffffff", "00000000000001"} {
		var b amount
		for range 3 {
			b.add(math.MaxInt64, weight(t, threshold))
		}
		assert.Equal(t, int64(math.MaxInt64), b.rounded(), threshold)
	}
}

// Readings never fall, and are never further from the exact sum than rounding is.
func TestAmountIsNearestToTheExactSum(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var a amount
	number := func() *big.Float { return new(big.Float).SetPrec(512) }
	exact, last := number(), int64(0)
	for range 10_000 {
		w, _ := NewWeight(1<<56, 1<<56-random.Uint64N(1<<(1+random.Uint64N(56))))
		n := random.Int64N(1 << random.Int64N(20))
		a.add(n, w)
		num, den := w.num, w.den
		if w.one() {
			num, den = 1, 1
		}
		share := number().Quo(number().SetUint64(num), number().SetUint64(den))
		exact.Add(exact, share.Mul(share, number().SetInt64(n)))

		reading := a.rounded()
		require.GreaterOrEqual(t, reading, last)
		last = reading
		off, _ := number().Sub(exact, number().SetInt64(reading)).Float64()
		require.LessOrEqual(t, math.Abs(off), 0.5000001)
	}
	require.Greater(t, last, int64(1_000_000), "there was something to add")
}
