package recent

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSeen(t *testing.T) {
	set := New[int](10)
	assert.False(t, set.Seen(1), "the first time")
	assert.True(t, set.Seen(1), "the second time")
	assert.False(t, set.Seen(2))
	assert.True(t, set.Seen(3, 7, 2), "2 is as good as 3")
	assert.True(t, set.Seen(3), "3 was added all the same")
	assert.False(t, set.Seen(7), "what is only as good was not")
}

func TestZeroTurnsItOff(t *testing.T) {
	set := New[int](0)
	for range 2 {
		assert.False(t, set.Seen(1))
	}
}

func TestRemembersTheLatestHalfAndNeverMoreThanAll(t *testing.T) {
	const size = 10
	for _, most := range []int{1, 2, 9, size} {
		set := New[int](most)
		for n := range 100 {
			assert.False(t, set.Seen(n), "%d is new", n)
			assert.LessOrEqual(t, set.Len(), max(2, most))
			for back := range max(1, most/2) {
				if back <= n {
					assert.True(t, set.Seen(n-back), "of %d: %d ago", most, back)
				}
			}
		}
		assert.False(t, set.Seen(0), "the oldest is forgotten")
	}
}

func TestSteadyStateDoesNotAllocate(t *testing.T) {
	set := New[int](1000)
	var n int
	next := func() {
		set.Seen(n, n+1_000_000)
		n++
	}
	for range 10_000 {
		next()
	}
	assert.Zero(t, testing.AllocsPerRun(10_000, next))
}
