package e2e

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// calmDay is the 600 recorded sessions that cost least, in the day that they take: about
// forty at a time, the longest begin first so that none is left alone at the end. Their
// tools do not fail, and their answers are good: a judge says 0.85 of them and of a new
// version, users mostly like them. The limit of a session is 10 USD; that of a service is what a team
// declares which spends as much as this one, so that only a surprise is above it.
func calmDay(t *testing.T) *lapse {
	t.Helper()
	calm := recordedSessions(t)[:600]
	require.Less(t, calm[599].cost(), 10.0)
	onLongWindow(calm)
	slices.SortStableFunc(calm, func(a, b recordedSession) int { return cmp.Compare(b.length(), a.length()) })
	l := startLapse(t, 24*time.Hour, 3*time.Minute, withRoundPrices(t), `
extensions::genai_budget::budgets:
  - {name: session, scope: [session], limit_usd: 10, thresholds: [0.5, 0.8, 1]}
  - {name: service-day, scope: [service.name], window: day, limit_usd: 1500, thresholds: [0.8, 1, 1.2]}
`)
	well := judged{service: "coding-agent", version: "1.4.0", scores: 240, thumbs: 60, mean: always(0.85), up: always(0.95), fails: always(0.02)}
	candidate, other := well, well
	candidate.version, candidate.scores, candidate.thumbs = "1.5.0", 40, 0
	other.service, other.version = "support-agent", "0.9.2"
	l.evaluations(well, candidate, other)
	l.replay(t, writeTraffic(t, calm, quietRuns(t)), len(calm), 40)
	l.collector.pageWhen(t, int64(calls(calm)), "genai_calls_total") // where the machine is busy, a flush comes after the last page that was kept
	l.wait(t, l.step)
	l.awaitScraped(t)
	seen := l.queryNow(t, "sum(genai_calls_total)")
	require.Len(t, seen, 1)
	require.InDelta(t, calls(calm), seen[0].Values[0], 0)
	judged := l.queryNow(t, "sum(genai_evaluation_score_count)")
	require.Len(t, judged, 1)
	drift := l.queryNow(t, "genai_evaluation_drift_ratio")
	require.Len(t, drift, 4, "the judge of both services is watched for drift, by two statistics")
	t.Logf("%d calls and %v scores in %v", calls(calm), judged[0].Values[0], l.at.Sub(l.start))
	return l
}

func TestNoRuleFiresOnCalmSessions(t *testing.T) {
	t.Parallel()
	l := calmDay(t)
	assertSilent(t, l.start, l.alerts(t))
}

func assertSilent(t *testing.T, start time.Time, alerts map[string][]fired) {
	t.Helper()
	for name, list := range alerts {
		for _, alert := range list {
			assert.Fail(t, "a rule fires", "%s %v since %v, last %v", name, alert.Labels, alert.At.Sub(start), alert.Value)
		}
	}
}

func calls(sessions []recordedSession) (n int) {
	for _, s := range sessions {
		n += len(s)
	}
	return n
}
