package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// slowness is how many times as long calls take, with either cause.
const slowness = 4

// slower are sessions whose calls take longer, and begin later by what those before them took longer.
func slower(sessions []recordedSession) (slow []recordedSession) {
	for _, session := range sessions {
		var later float64
		var changed recordedSession
		for _, call := range session {
			served := 3 + float64(call.Output)/65 // as genai-replay has it where the recording does not tell
			if call.Served != nil {
				served = *call.Served
			}
			longer := served * slowness
			call.Served = &longer
			call.Seconds += later
			later += longer - served
			changed = append(changed, call)
		}
		slow = append(slow, changed)
	}
	return slow
}

// bloated are sessions whose calls carry more input, all of it new to the cache.
func bloated(sessions []recordedSession) (fat []recordedSession) {
	for _, session := range sessions {
		var changed recordedSession
		for _, call := range session {
			call.Input *= 3
			changed = append(changed, call)
		}
		fat = append(fat, changed)
	}
	return fat
}

// Calls are slow since some hours. Where the provider takes longer for the same calls the
// alert says provider, where they carry three times the input it says context; how long
// calls and turns take is the same to the millisecond.
func TestLatencyAlertsCarryTheirCause(t *testing.T) {
	t.Parallel()
	var usual []recordedSession
	for _, session := range recordedSessions(t) {
		if session.length() < 2*3600 && len(session) > 50 {
			usual = append(usual, session)
		}
	}
	require.Greater(t, len(usual), 100)
	usual = usual[:100]
	slow := slower(usual[:40])
	tests := map[string][]recordedSession{"provider": slow, "context": bloated(slow)}
	fires := map[string][]string{"provider": firedBySlowCalls, "context": firedByBloat}
	percentiles := map[string][]track{}
	for cause, sessions := range tests {
		t.Run(cause, func(t *testing.T) {
			l := startLapse(t, 15*time.Hour, 5*time.Minute)
			l.replay(t, writeTraffic(t, usual, quietRuns(t)), len(usual), 10)
			changed := l.at
			require.GreaterOrEqual(t, changed.Sub(l.start), 6*time.Hour, "what is compared with")
			l.replay(t, writeTraffic(t, sessions, quietRuns(t)), len(sessions), 40, "--seed", "2")
			l.awaitScraped(t)
			alerts := alertsOf(t, l.prom, changed.Add(15*time.Minute), l.at, time.Minute)
			assertFired(t, alerts, fires[cause])
			assertCause(t, alerts, changed, cause)
			percentiles[cause] = l.prom.queryRange(t, l.prom.recording(t, "genai:operation_duration_seconds:p95"), changed, l.at, 5*time.Minute)
		})
	}
	require.NotEmpty(t, percentiles["provider"])
	for i, one := range percentiles["provider"] {
		// Within 2 %: which calls fall into a window hangs on when a replay begins.
		assert.InEpsilonSlice(t, one.Values, percentiles["context"][i].Values, 0.02, "the same 95th percentiles all the time")
	}
}

// assertCause finds alerts on the 95th percentile, all of them with the one cause.
func assertCause(t *testing.T, all map[string][]fired, since time.Time, cause string) {
	t.Helper()
	found := 0
	for name, alerts := range all {
		if !strings.HasSuffix(name, "P95High") {
			continue
		}
		for _, alert := range alerts {
			found++
			assert.Equal(t, cause, alert.Labels["cause"], "%s %v", name, alert.Labels)
			t.Logf("%s %v since %v", name, alert.Labels, alert.At.Sub(since))
		}
	}
	assert.Positive(t, found, "no alert on the 95th percentile")
}
