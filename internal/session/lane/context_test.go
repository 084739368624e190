package lane_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/session/lane"
)

func TestContext(t *testing.T) {
	rules := lane.Defaults()
	var l lane.Lane
	assert.Zero(t, l.Context())
	for _, input := range []int64{9000, 10_000, 12_000, 13_000, 14_000} {
		l.Call(&rules, lane.Call{Input: input, CacheRead: input / 2})
	}
	got := l.Context()
	assert.Equal(t, int64(5), got.Calls)
	assert.Equal(t, int64(10_000), got.Base, "median of the first three")
	assert.Equal(t, int64(14_000), got.Last)
	assert.Equal(t, int64(14_000), got.Peak)
	assert.InDelta(t, 1.4, got.Growth, 1e-9)
	assert.InDelta(t, 1300, got.Slope, 1e-6, "least squares by hand: (-2*9 - 10 + 13 + 2*14)/10 thousand")
	assert.InDelta(t, 0.5, got.CacheHit, 0.01)
	assert.Zero(t, got.Compactions)

	l.Call(&rules, lane.Call{Input: 9000})
	l.Call(&rules, lane.Call{Input: 9500})
	got = l.Context()
	assert.Equal(t, int64(1), got.Compactions)
	assert.Equal(t, int64(14_000), got.Peak)
	assert.InDelta(t, 500, got.Slope, 1e-6, "since the compaction")
}

// grow makes calls whose context grows by step and which cost so much a token.
func grow(l *lane.Lane, rules *lane.Rules, n int, from, step, perToken int64) (alerts []lane.ContextAlert) {
	for i := range int64(n) {
		input := from + i*step
		alert, ok := l.Call(rules, lane.Call{Input: input, CacheRead: input * 95 / 100, Cost: input * perToken})
		if ok {
			alerts = append(alerts, alert)
		}
	}
	return alerts
}

func TestAContextThatGrewDear(t *testing.T) {
	rules := lane.Defaults()
	var l lane.Lane
	assert.Empty(t, grow(&l, &rules, 20, 20_000, 1000, 500), "dear enough too soon")
	alerts := grow(&l, &rules, 60, 200_000, 5000, 500)
	require.Len(t, alerts, 1, "once")
	assert.False(t, alerts[0].Broken)
	assert.GreaterOrEqual(t, alerts[0].CostRise, 5.0)
	assert.GreaterOrEqual(t, alerts[0].Last, int64(200_000))

	assert.Empty(t, grow(&l, &rules, 1, 30_000, 0, 500), "compacted")
	assert.Len(t, grow(&l, &rules, 60, 200_000, 5000, 500), 1, "again after it was well")
}

func TestALargeContextIsNotDearWhenItAlwaysWas(t *testing.T) {
	rules := lane.Defaults()
	var l lane.Lane
	assert.Empty(t, grow(&l, &rules, 100, 300_000, 3000, 500))
}

func TestABrokenCache(t *testing.T) {
	rules := lane.Defaults()
	call := func(l *lane.Lane, minute, read int64) (lane.ContextAlert, bool) {
		return l.Call(&rules, lane.Call{
			Start: epoch + minute*60e9, End: epoch + minute*60e9 + 5e9, Input: 100_000, CacheRead: read,
		})
	}
	var l lane.Lane
	for minute := range int64(10) {
		_, ok := call(&l, minute, 98_000)
		require.False(t, ok)
	}
	var told int
	for minute := int64(10); minute < 30; minute++ {
		alert, ok := call(&l, minute, 0)
		if ok {
			told++
			assert.True(t, alert.Broken)
			assert.Equal(t, int64(12), minute, "with the third call")
			assert.Less(t, alert.CacheHit, 0.5)
		}
	}
	assert.Equal(t, 1, told)

	var never lane.Lane
	for minute := range int64(30) {
		_, ok := call(&never, minute, 0)
		require.False(t, ok, "a lane without a cache")
	}
	var paused lane.Lane
	for minute := range int64(300) {
		read := int64(98_000)
		if minute%6 == 0 {
			read = 0
		}
		_, ok := call(&paused, minute+minute/6*10, read)
		require.False(t, ok, "the cache expires in every pause")
	}
}

// After one pause, or two, a miss is the price of the pause. A cache that is read by no call
// in between is of no use, whatever the pauses: that is told with the fifth call.
func TestMissesAfterPausesAreForgivenTwiceInARow(t *testing.T) {
	rules := lane.Defaults()
	tests := map[string]struct {
		calls string // after ten that hit: h hits, m misses, P misses after a pause, H hits after one
		want  int    // with which it is told, from 1; 0 for never
	}{
		"all after pauses":          {"PPPPP", 5},
		"four":                      {"PPPPhhhh", 0},
		"one call in between":       {"mPPPP", 5},
		"pauses in between":         {"mPmPm", 5},
		"without pauses":            {"mmm", 3},
		"every other after a pause": {"PhPhPhPhPhPhPh", 0},
		"two and two":               {"PPhPPhPPhPPhPPh", 0},
		"kept over a pause":         {"PPHPPHPPHPP", 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var l lane.Lane
			at, told := int64(epoch), 0
			call := func(kind rune) bool {
				at += 10e9
				read := int64(98_000)
				switch kind {
				case 'P':
					at, read = at+600e9, 0
				case 'H':
					at += 600e9
				case 'm':
					read = 0
				}
				alert, ok := l.Call(&rules, lane.Call{Start: at, End: at + 1, Input: 100_000, CacheRead: read})
				return ok && alert.Broken
			}
			for range 10 {
				require.False(t, call('h'))
			}
			for i, kind := range test.calls {
				if call(kind) && told == 0 {
					told = i + 1
				}
			}
			assert.Equal(t, test.want, told)
		})
	}
}
