package lane_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/session/lane"
)

// alerts are the calls of one lane, from 0, that an alert came with.
func alerts(calls []recorded) (grown, broken []int) {
	rules := lane.Defaults()
	var l lane.Lane
	for i, call := range calls {
		alert, ok := l.Call(&rules, call.Call)
		switch {
		case !ok:
		case alert.Broken:
			broken = append(broken, i)
		default:
			grown = append(grown, i)
		}
	}
	return grown, broken
}

func TestContextAlertsOfRecordedSessions(t *testing.T) {
	sessions := recordedSessions(t)
	var grew, broke float64
	alarmed := share(sessions, func(calls []recorded) bool {
		var grown, broken int
		for _, calls := range byLane(calls) {
			g, b := alerts(calls)
			grown, broken = grown+len(g), broken+len(b)
		}
		if grown > 0 {
			grew++
		}
		if broken > 0 {
			broke++
		}
		return grown+broken > 0
	})
	assert.LessOrEqual(t, alarmed, 0.05)
	assert.Positive(t, grew)
	t.Logf("%.1f %% of sessions: context %.0f, cache %.0f", 100*alarmed, grew, broke)
}

// The cache is broken in every lane that used it well, at every tenth call: from
// there on nothing is read from it. It is told within five calls, also where some or all
// of them come after pauses in which a cache that is well would have expired.
func TestEveryPlantedCacheBreakIsFound(t *testing.T) {
	var planted, afterPauses int
	var byCall [5]int
	for s, calls := range recordedSessions(t) {
		for agent, calls := range byLane(calls) {
			for at := 10; at+5 <= len(calls); at += 10 {
				if !usesCache(calls[at-5 : at]) {
					continue
				}
				_, broken := alerts(breakAt(calls, at))
				told := slices.IndexFunc(broken, func(call int) bool { return call >= at })
				require.NotEqual(t, -1, told, "session %d, agent %q, call %d", s, agent, at)
				require.Less(t, broken[told], at+5, "session %d, agent %q, call %d", s, agent, at)
				planted++
				byCall[broken[told]-at]++
				if pauses(calls[at-1 : at+5]) {
					afterPauses++
				}
			}
		}
	}
	assert.Greater(t, planted, 3000)
	assert.Greater(t, afterPauses, 100)
	t.Logf("%d planted breaks, %d of them with pauses; told with the 1st to the 5th call: %v", planted, afterPauses, byCall)
}

func usesCache(calls []recorded) bool {
	var hit float64
	for _, call := range calls {
		hit += float64(call.CacheRead) / float64(call.Input)
	}
	return hit/float64(len(calls)) > 0.92 && !pauses(calls)
}

func pauses(calls []recorded) bool {
	for i := 1; i < len(calls); i++ {
		if calls[i].Start-calls[i-1].End > 290e9 {
			return true
		}
	}
	return false
}

func breakAt(calls []recorded, at int) []recorded {
	broken := append([]recorded(nil), calls...)
	for i := at; i < len(broken); i++ {
		broken[i].CacheRead = 0
		broken[i].price()
	}
	return broken
}

// The alerts of a session are those of its lanes: with all calls on one lane,
// the short prompts of subagents look like compactions.
func TestSubagentsAreLanesOfTheirOwn(t *testing.T) {
	rules := lane.Defaults()
	for _, calls := range recordedSessions(t) {
		lanes := byLane(calls)
		if len(lanes) == 1 {
			continue
		}
		var main lane.Lane
		subs := map[string]*lane.Lane{}
		var together []int
		for i, call := range calls {
			l := &main
			if call.agent != "" {
				if subs[call.agent] == nil {
					subs[call.agent] = &lane.Lane{}
				}
				l = subs[call.agent]
			}
			if _, ok := l.Call(&rules, call.Call); ok {
				together = append(together, i)
			}
		}
		var alone lane.Lane
		for _, call := range lanes[""] {
			alone.Call(&rules, call.Call)
		}
		assert.Equal(t, alone, main, "its subagents change nothing for the main agent")
		for agent := range subs {
			grown, broken := alerts(lanes[agent])
			assert.Empty(t, append(grown, broken...), "an alert for the subagent %s", agent)
		}
		grown, broken := alerts(lanes[""])
		assert.Len(t, together, len(grown)+len(broken))
	}
}
