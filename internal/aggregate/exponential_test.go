package aggregate

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Bounds of bucket i are base^i (exclusive) and base^(i+1) (inclusive), base = 2^(2^-scale).
func TestBucketIndex(t *testing.T) {
	tests := []struct {
		value float64
		scale int
		want  int
	}{
		{1, 0, -1},
		{1.5, 0, 0},
		{2, 0, 0},
		{3, 0, 1},
		{4, 0, 1},
		{4.000001, 0, 2},
		{0.5, 0, -2},
		{0.6, 0, -1},
		{1, 1, -1},
		{1.4, 1, 0},
		{1.5, 1, 1},
		{2, 1, 1},
		{4, 1, 3},
		{0.25, 1, -5},
		{1, -1, -1},
		{2, -1, 0},
		{4, -1, 0},
		{5, -1, 1},
		{16, -1, 1},
		{17, -1, 2},
		{0.25, -1, -2},
		{0.2, -1, -2},
		{2, 20, 1<<20 - 1},
		{1, 20, -1},
		{math.SmallestNonzeroFloat64, 0, -1075},
		{math.MaxFloat64, 0, 1023},
	}
	for _, test := range tests {
		assert.Equal(t, test.want, bucketIndex(test.value, test.scale), "%v at scale %d", test.value, test.scale)
	}
}

func TestExponentialOfValuesFarApart(t *testing.T) {
	e := newExponential()
	for _, value := range []float64{0, 1, 1024, 1 << 20} {
		e.observe(measurement{value: value})
	}
	// 2^0 to 2^20 are 20 powers apart: 160 buckets hold 8 a power, with the lowest
	// bound included one bucket too many, so 4 a power: scale 2.
	assert.Equal(t, 2, e.scale)
	assert.Equal(t, -1, e.first)
	require.Len(t, e.counts, 81)
	assert.Equal(t, []uint64{1, 1, 1}, []uint64{e.counts[0], e.counts[40], e.counts[80]})
	assert.Equal(t, uint64(1), e.zeros)
	assert.Equal(t, uint64(4), e.count)
	assert.InDelta(t, 1049601.0, e.sum, 0)
}

// Whatever the order of values, the result is the same: the finest scale at
// which all of them fit, and each value in the bucket that holds it.
func TestExponentialIsTheFinestThatFits(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		spread := random.Float64() * 30
		values := make([]float64, 1+random.IntN(300))
		for i := range values {
			values[i] = math.Exp2((random.Float64() - 0.5) * spread)
		}
		e := newExponential()
		for _, value := range values {
			e.observe(measurement{value: value})
		}
		require.LessOrEqual(t, len(e.counts), maxBuckets)
		want := make([]uint64, len(e.counts))
		for _, value := range values {
			i := 0
			for value > bound(e.first+i+1, e.scale) {
				i++
			}
			require.Greater(t, value, bound(e.first+i, e.scale))
			want[i]++
		}
		require.Equal(t, want, e.counts)
		if e.scale < maxScale {
			width := math.Log2(slices.Max(values)/slices.Min(values)) * math.Exp2(float64(e.scale+1))
			require.Greater(t, width, float64(maxBuckets-2), "a finer scale would have done")
		}
	}
}

func bound(index, scale int) float64 { return math.Exp2(math.Ldexp(float64(index), -scale)) }

func TestExponentialRestarts(t *testing.T) {
	e := newExponential()
	for _, value := range []float64{1, 1000} {
		e.observe(measurement{value: value})
	}
	e.restart()
	assert.Equal(t, maxScale, e.scale)
	e.observe(measurement{value: 1000})
	assert.Equal(t, []uint64{1}, e.counts)
	assert.Equal(t, maxScale, e.scale)
}
