package spanset

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func span(n uint64) (trace pcommon.TraceID, id pcommon.SpanID) {
	binary.BigEndian.PutUint64(trace[8:], 1)
	binary.BigEndian.PutUint64(id[:], n+1)
	return trace, id
}

func TestSeen(t *testing.T) {
	set := New(10)
	trace, id := span(1)
	assert.False(t, set.Seen(trace, id), "the first time")
	assert.True(t, set.Seen(trace, id), "the second time")
	other := trace
	other[0] = 1
	assert.False(t, set.Seen(other, id), "the same span id in another trace is another span")
}

func TestSpansWithoutIdentityAreAllDifferent(t *testing.T) {
	set := New(10)
	trace, id := span(1)
	for range 2 {
		assert.False(t, set.Seen(pcommon.TraceID{}, id))
		assert.False(t, set.Seen(trace, pcommon.SpanID{}))
	}
	assert.Zero(t, set.Len())
}

func TestZeroTurnsItOff(t *testing.T) {
	set := New(0)
	for range 2 {
		assert.False(t, set.Seen(span(1)))
	}
}

func TestRemembersTheLatestHalfAndNeverMoreThanAll(t *testing.T) {
	const size = 10
	for _, maxSpans := range []int{1, 2, 9, size} {
		set := New(maxSpans)
		for n := range uint64(100) {
			assert.False(t, set.Seen(span(n)), "span %d is new", n)
			assert.LessOrEqual(t, set.Len(), max(2, maxSpans))
			for back := range uint64(max(1, maxSpans/2)) {
				if back <= n {
					assert.True(t, set.Seen(span(n-back)), "max_spans %d: %d spans ago", maxSpans, back)
				}
			}
		}
		assert.False(t, set.Seen(span(0)), "the oldest is forgotten")
	}
}

func TestSteadyStateDoesNotAllocate(t *testing.T) {
	set := New(1000)
	var n uint64
	next := func() {
		set.Seen(span(n))
		n++
	}
	for range 10_000 {
		next()
	}
	assert.Zero(t, testing.AllocsPerRun(10_000, next))
}
