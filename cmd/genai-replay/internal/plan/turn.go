package plan

import (
	"cmp"
	"slices"
	"time"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/recording"
)

// turn is the calls one agent made for one prompt, and the turns of the
// subagents that began meanwhile.
type turn struct {
	agent  string // the subagent; empty for the main agent
	calls  []recording.Call
	nested []*turn
}

func (t *turn) start() time.Duration { return t.calls[0].Start() }

// turnsOf splits the calls of a session into the main agent's turns, with the
// subagents' under the last of them that had begun. Subagents of a session that
// has no main agent stand for themselves.
func turnsOf(calls []recording.Call) []*turn {
	byAgent := map[string][]recording.Call{}
	var agents []string
	for _, call := range calls {
		if byAgent[call.Agent] == nil {
			agents = append(agents, call.Agent)
		}
		byAgent[call.Agent] = append(byAgent[call.Agent], call)
	}
	roots := split("", byAgent[""])
	var subs []*turn
	for _, agent := range agents {
		if agent != "" {
			subs = append(subs, split(agent, byAgent[agent])...)
		}
	}
	slices.SortStableFunc(subs, func(a, b *turn) int { return cmp.Compare(a.start(), b.start()) })
	if len(roots) == 0 {
		return subs
	}
	for _, sub := range subs {
		under := roots[0]
		for _, root := range roots {
			if root.start() <= sub.start() {
				under = root
			}
		}
		under.nested = append(under.nested, sub)
	}
	return roots
}

func split(agent string, calls []recording.Call) []*turn {
	var turns []*turn
	for i, call := range calls {
		if i == 0 || calls[i-1].Stop != recording.StopToolUse || call.OpensTurn() {
			turns = append(turns, &turn{agent: agent})
		}
		last := turns[len(turns)-1]
		last.calls = append(last.calls, call)
	}
	return turns
}
