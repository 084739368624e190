package lane_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/session/lane"
)

// Halves of each recorded session are merged in either order.
func TestMergedPacesAreCloseToOne(t *testing.T) {
	var costs []float64
	for _, calls := range recordedSessions(t) {
		for _, cut := range []int{0, 1, len(calls) / 2, len(calls)} {
			var whole, early, late lane.Pace
			for i, call := range calls {
				whole.Call(call.Call)
				if i < cut {
					early.Call(call.Call)
				} else {
					late.Call(call.Call)
				}
			}
			other := late
			other.Merge(&early)
			merged := early
			merged.Merge(&late)
			assert.Equal(t, merged, other, "the order does not matter")

			want, got := whole.Latencies(), merged.Latencies()
			assert.Equal(t, want.Model, got.Model)
			assert.Equal(t, want.Wall, got.Wall)
			assert.InEpsilon(t, want.Active.Seconds()+1, got.Active.Seconds()+1, 0.05)
			assert.InEpsilon(t, want.Busy.Seconds()+1, got.Busy.Seconds()+1, 0.05)
			assert.Equal(t, whole.NextCall(), merged.NextCall())

			forecast, f := whole.Forecast(1e9), merged.Forecast(1e9)
			costs = append(costs, forecast.Calls.Mid/f.Calls.Mid)
			assert.InEpsilon(t, forecast.PerMinute+1, f.PerMinute+1, 0.05)
		}
	}
	assert.InDelta(t, 1, quantile(costs, 0.05), 0.05)
	assert.InDelta(t, 1, quantile(costs, 0.95), 0.05)
}

func TestMergedContextsAreCloseToOne(t *testing.T) {
	rules := lane.Defaults()
	for _, calls := range recordedSessions(t) {
		for _, calls := range byLane(calls) {
			for _, cut := range []int{0, 1, 2, 3, len(calls) / 2, len(calls)} {
				var whole, early, late lane.Lane
				for i, call := range calls {
					whole.Call(&rules, call.Call)
					if i < cut {
						early.Call(&rules, call.Call)
					} else {
						late.Call(&rules, call.Call)
					}
				}
				early.Merge(&late)
				want, got := whole.Context(), early.Context()
				assert.Equal(t, want.Calls, got.Calls)
				assert.Equal(t, want.Base, got.Base)
				assert.Equal(t, want.Last, got.Last)
				assert.Equal(t, want.Peak, got.Peak)
				assert.Equal(t, want.Compactions, got.Compactions)
				assert.InEpsilon(t, want.Slope+1e6, got.Slope+1e6, 1e-6)
				assert.InDelta(t, want.CacheHit, got.CacheHit, 0.41, "the seam may hide a pause, so that two calls differ")
			}
		}
	}
}

func TestMergedLoops(t *testing.T) {
	tool := lane.Tool{Name: 1, Arguments: 0xabc, Result: 0xdef}
	early, late := watch(), watch()
	early.Call(&early.rules, lane.Call{End: epoch, Cost: 64_000})
	early.ask(64_000, tool)
	early.ask(64_000, tool)
	require.Empty(t, early.loops)
	late.Call(&late.rules, lane.Call{End: epoch + 1e9, Cost: 64_000})
	late.ask(64_000, tool)
	require.Empty(t, late.loops)

	late.Merge(&early.Lane) // the earlier into the later, as when a trace is adopted
	late.ask(64_000, tool)
	require.Len(t, late.loops, 1, "a repeat of what both saw")
	assert.Equal(t, 4, late.loops[0].Repeats)
	assert.Equal(t, int64(4*64_000), late.loops[0].Wasted, "one call of the early lane, three of the late one")
	n, wasted := late.Loops()
	assert.Equal(t, int64(1), n)
	assert.Equal(t, int64(4*64_000), wasted)
}

func TestMergedLoopsAddUp(t *testing.T) {
	one, two := watch(), watch()
	for range 5 {
		one.ask(64_000, lane.Tool{Name: 1, Arguments: 0xabc, Result: 1})
		two.ask(128_000, lane.Tool{Name: 2, Arguments: 0xdef, Result: 1})
	}
	one.Merge(&two.Lane)
	n, wasted := one.Loops()
	assert.Equal(t, int64(2), n)
	assert.Equal(t, int64(4*64_000+4*128_000), wasted)
}

func TestMergedRunsFindTheSameLoops(t *testing.T) {
	_, failed := recordedRuns(t)
	rules := lane.Defaults()
	var whole, split int
	for _, r := range failed {
		var one, early, late lane.Lane
		for i, message := range r.Traj {
			half := &early
			if i >= len(r.Traj)/2 {
				half = &late
			}
			for _, l := range []*lane.Lane{&one, half} {
				if message.Role == "assistant" {
					l.Call(&rules, lane.Call{Input: 5000, End: epoch + int64(i)*1e9, Cost: 1_000_000})
				}
				for _, call := range message.ToolCalls {
					result := r.Traj[min(i+1, len(r.Traj)-1)].Content
					l.Tool(&rules, lane.Tool{
						Arguments: hash(call.Name, call.Arguments), Result: hash(result), Failed: strings.HasPrefix(result, "Error"),
					})
				}
			}
		}
		early.Merge(&late)
		n, _ := one.Loops()
		whole += int(n)
		n, _ = early.Loops()
		split += int(n)
	}
	assert.Positive(t, whole)
	assert.InDelta(t, whole, split, 2, "those across the seam are told with their next repeat")
}
