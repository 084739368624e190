package target

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A table is what a map is, through growth and removal.
func TestTableIsAMap(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	got, want := newTable[int](), map[uint64]int{}
	for i := range 200_000 {
		key := random.Uint64N(5000) + 1
		switch random.IntN(3) {
		case 0:
			got.remove(key)
			delete(want, key)
		default:
			got.put(key, i)
			want[key] = i
		}
		probe := random.Uint64N(5000) + 1
		value, ok := got.get(probe)
		known, there := want[probe]
		require.Equal(t, there, ok)
		require.Equal(t, known, value)
	}
	assert.Equal(t, len(want), got.count)
	for key, value := range want {
		found, ok := got.get(key)
		require.True(t, ok)
		require.Equal(t, value, found)
		got.remove(key)
	}
	assert.Zero(t, got.count)
	got.put(0, 7) // a hash may be 0
	found, ok := got.get(0)
	assert.True(t, ok)
	assert.Equal(t, 7, found)
	got.remove(0)
	_, ok = got.get(0)
	assert.False(t, ok)
}
