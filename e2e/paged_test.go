package e2e

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// crossings are how many sessions cross their budgets in one run.
const crossings = 24

// tail is how rules hold: for seconds, or with AS_SHIPPED=1 as long as in the shipped file.
func tail() (rules []string, limit time.Duration) {
	if os.Getenv("AS_SHIPPED") != "" {
		return nil, 5 * time.Minute
	}
	return shortened, 2 * time.Minute
}

// crossingBudgets are a budget of all sessions, and one for the session of each service,
// so that each crossing is an alert of its own.
func crossingBudgets() string {
	var list strings.Builder
	list.WriteString("\n  - {name: session, scope: [session], limit_usd: 1, thresholds: [1]}")
	for i := range crossings {
		fmt.Fprintf(&list, "\n  - {name: %s, scope: [session, service.name], limit_usd: 100000, thresholds: [1], overrides: [{match: {service.name: %[1]s}, limit_usd: 1}]}", runawayName(i))
	}
	return "extensions::genai_budget::budgets:" + list.String() + "\n"
}

// runawayName is the name of a session, its service and its budget.
func runawayName(i int) string { return fmt.Sprintf("runaway-%02d", i) }

// From the call that crosses a budget to the request at PagerDuty and at Slack, by way of
// Prometheus and Alertmanager with every interval as shipped, less than 30 s, at any moment
// between flushes, scrapes and evaluations. When the sessions end, all of it is resolved.
func TestCrossingsArePagedByPrometheus(t *testing.T) {
	t.Parallel()
	recorded := dearSessions(t)
	require.GreaterOrEqual(t, len(recorded), crossings)
	rules, limit := tail()
	a := startAlerting(t, rules, nil, crossingBudgets())
	a.awaitCrossings(t)
	var crossed []time.Time
	for i := range crossings {
		crossed = append(crossed, a.collector.runaway(t, runawayName(i), runawayName(i), recorded[i]))
		time.Sleep(1700 * time.Millisecond) // another moment each time
	}
	pages, messages := a.awaitTold(t, "trigger", limit)
	for i := range crossings {
		assert.Less(t, max(pages[i].Sub(crossed[i]), messages[i].Sub(crossed[i])), 30*time.Second, runawayName(i))
	}
	held := make([]time.Time, crossings)
	for _, alert := range a.prometheus.active(t, budgetAlert) {
		for i := range crossings {
			if alert.Labels["genai_budget_name"] == runawayName(i) {
				held[i] = alert.ActiveAt
			}
		}
	}
	t.Logf("from the call: the rule holds after %s, PagerDuty is asked after %s, Slack after %s", spread(crossed, held), spread(crossed, pages), spread(crossed, messages))

	var ended []time.Time
	for i := range crossings {
		ended = append(ended, time.Now())
		a.collector.manage(t, http.MethodPost, runawayName(i), "end", "{}")
	}
	pages, messages = a.awaitTold(t, "resolve", limit)
	t.Logf("from the end: PagerDuty is told after %s, Slack after %s", spread(ended, pages), spread(ended, messages))
	assert.Eventually(t, func() bool { return len(a.pagerduty.Open()) == 0 }, limit, 200*time.Millisecond, "the budget of all sessions")
}

// awaitTold waits until PagerDuty and Slack were told of every crossing, and returns when.
func (a *alerting) awaitTold(t *testing.T, action string, limit time.Duration) (pages, messages []time.Time) {
	t.Helper()
	require.Eventually(t, func() bool {
		pages, messages = make([]time.Time, crossings), make([]time.Time, crossings)
		for i := range crossings {
			budget := "budget " + runawayName(i)
			for _, event := range a.pagerduty.Events() {
				if pages[i].IsZero() && event.EventAction == action && strings.HasPrefix(a.budgetOf(event.DedupKey), budget) {
					pages[i] = event.At
				}
			}
			for _, m := range a.slack.Messages() {
				text := strings.Join(m.Texts(), " ")
				if messages[i].IsZero() && strings.Contains(text, budget) && strings.Contains(text, "Resolved") == (action == "resolve") {
					messages[i] = m.At
				}
			}
		}
		return !slices.ContainsFunc(slices.Concat(pages, messages), time.Time.IsZero)
	}, limit, 200*time.Millisecond, action)
	return pages, messages
}

// budgetOf is the end of what the page with a key says, from the budget on.
func (a *alerting) budgetOf(key string) string {
	for _, event := range a.pagerduty.Events() {
		if event.DedupKey == key && event.EventAction == "trigger" {
			if at := strings.Index(event.Payload.Summary, "budget "); at >= 0 {
				return event.Payload.Summary[at:]
			}
		}
	}
	return ""
}

// spread is how long it took from some times to others.
func spread(from, to []time.Time) string {
	took := make([]time.Duration, len(from))
	for i := range from {
		took[i] = to[i].Sub(from[i]).Round(100 * time.Millisecond)
	}
	slices.Sort(took)
	return fmt.Sprintf("%v at least, %v in the median, %v at most", took[0], took[len(took)/2], took[len(took)-1])
}

// A collector that is gone pages, and that ends when it is back.
func TestACollectorThatIsGoneIsPaged(t *testing.T) {
	t.Parallel()
	rules, limit := tail()
	edits := []string{"group_interval: 1m", "group_interval: 10s"}
	if rules == nil {
		edits = nil
	}
	a := startAlerting(t, rules, edits)
	a.awaitCrossings(t)
	a.collector.kill(t)
	gone := time.Now()
	paged := func(action string) func() bool {
		return func() bool {
			for _, event := range a.pagerduty.Events() {
				if event.EventAction == action && strings.Contains(event.Payload.Summary, "does not answer") || event.EventAction == action && action == "resolve" {
					return true
				}
			}
			return false
		}
	}
	require.Eventually(t, paged("trigger"), limit, 100*time.Millisecond)
	t.Logf("the page came %.1f s after the collector was gone", time.Since(gone).Seconds())
	for _, alert := range a.prometheus.active(t, "GenAICollectorDown") {
		assert.Contains(t, alert.Labels["job"], "otelcol-genai")
	}
	a.collector.start(t)
	back := time.Now()
	require.Eventually(t, paged("resolve"), limit, 100*time.Millisecond)
	t.Logf("it was resolved %.1f s after the collector was back", time.Since(back).Seconds())
	assert.Empty(t, a.pagerduty.Open())
}
