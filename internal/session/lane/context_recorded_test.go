package lane_test

import (
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
// there on nothing is read from it. It must be found within five calls; a call
// after a pause does not tell a broken cache from one that expired.
func TestEveryPlantedCacheBreakIsFound(t *testing.T) {
	var planted, late, slowest int
	for s, calls := range recordedSessions(t) {
		for agent, calls := range byLane(calls) {
			if _, broken := alerts(calls); len(broken) > 0 {
				continue
			}
			for at := 10; at < len(calls); at += 10 {
				deadline, ok := fifthTelling(calls, at)
				if !ok || !usesCache(calls[at-5:at]) {
					continue
				}
				_, broken := alerts(breakAt(calls, at))
				require.NotEmpty(t, broken, "session %d, agent %q, call %d", s, agent, at)
				assert.GreaterOrEqual(t, broken[0], at)
				assert.LessOrEqual(t, broken[0], deadline)
				planted++
				if broken[0] >= at+5 {
					late++
				}
				if deadline == at+4 {
					slowest = max(slowest, broken[0]-at+1)
				}
			}
		}
	}
	assert.Greater(t, planted, 1000)
	assert.LessOrEqual(t, late, planted/300, "not within five calls of any kind")
	t.Logf("%d planted breaks, without pauses found by the %d. call; %d later than the 5. for pauses", planted, slowest, late)
}

// fifthTelling is the fifth call from one on that does not follow a pause.
func fifthTelling(calls []recorded, from int) (int, bool) {
	telling := 0
	for i := from; i < len(calls); i++ {
		if !pauses(calls[i-1 : i+1]) {
			telling++
		}
		if telling == 5 {
			return i, true
		}
	}
	return 0, false
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
