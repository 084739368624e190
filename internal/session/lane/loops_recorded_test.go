package lane_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/session/lane"
)

// findings plays a run: a model call before every message of the assistant.
func findings(r run, arguments func(parts ...string) uint64) (loops []lane.Loop, cascades []lane.Cascade) {
	rules := lane.Defaults()
	var l lane.Lane
	for i, message := range r.Traj {
		if message.Role != "assistant" {
			continue
		}
		l.Call(&rules, lane.Call{Input: 5000, Cost: 12_500_000})
		if message.Content != "" {
			if loop := l.Answer(&rules, hash(message.Content)); loop.Found() {
				loops = append(loops, loop)
			}
		}
		for _, call := range message.ToolCalls {
			result := r.Traj[min(i+1, len(r.Traj)-1)].Content
			tool := lane.Tool{
				Name: uint32(hash(call.Name)), Result: hash(result), Failed: strings.HasPrefix(result, "Error"),
			}
			if call.Arguments != "{}" {
				tool.Arguments = arguments(call.Name, call.Arguments)
			}
			loop, cascade := l.Tool(&rules, tool)
			if loop.Found() {
				loops = append(loops, loop)
			}
			if cascade.Found() {
				cascades = append(cascades, cascade)
			}
		}
	}
	return loops, cascades
}

func TestLoopsOfRecordedRuns(t *testing.T) {
	solved, failed := recordedRuns(t)
	unknown := func(...string) uint64 { return 0 }
	loops := func(arguments func(...string) uint64) func(run) bool {
		return func(r run) bool { found, _ := findings(r, arguments); return len(found) > 0 }
	}
	cascades := func(r run) bool { _, found := findings(r, hash); return len(found) > 0 }

	assert.Zero(t, share(solved, loops(hash)), "a loop in a run that solved its task")
	assert.Zero(t, share(solved, loops(unknown)), "the same, arguments unknown")
	assert.Zero(t, share(solved, cascades), "a cascade in a run that solved its task")
	assert.GreaterOrEqual(t, share(failed, loops(hash)), 0.03)
	assert.GreaterOrEqual(t, share(failed, loops(unknown)), 0.03)
	assert.GreaterOrEqual(t, share(failed, cascades), 0.03)
	t.Logf("failed runs with a loop: %.1f %% (arguments unknown: %.1f %%), with a cascade: %.1f %%",
		100*share(failed, loops(hash)), 100*share(failed, loops(unknown)), 100*share(failed, cascades))
}
