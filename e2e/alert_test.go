package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/alerttest"
	"github.com/otelcol-genai/otelcol-genai/internal/standin"
)

const pagerKey = "0123456789abcdef0123456789abcdef"

// paged starts a collector whose sessions may cost a tenth of a cent, and that tells a PagerDuty and a Slack of it.
func paged(t *testing.T) (*collector, *alerttest.PagerDuty, *alerttest.Slack) {
	t.Helper()
	pager, slack := alerttest.NewPagerDuty(t, pagerKey), alerttest.NewSlack(t)
	return startCollector(t, fmt.Sprintf(`
extensions::genai_budget::budgets:
  - {name: session, scope: [session], limit_usd: 0.001, thresholds: [1]}
  - {name: watched, scope: [session], limit_usd: 0.001, thresholds: [1], mode: shadow}
exporters::genai_alert:
  storage: file_storage
  max_per_minute: 0
  retry: {initial: 100ms, max: 1s}
  destinations:
    - {type: pagerduty, endpoint: %q, routing_key: %q}
    - {type: slack, webhook_url: %q, min_severity: critical}
service::pipelines::logs/alerts: {receivers: [genai_budget], processors: [genai_redaction], exporters: [genai_alert]}
`, pager.URL, pagerKey, slack.WebhookURL)), pager, slack
}

// spendTooMuch makes a call that costs a session more than it may.
func spendTooMuch(t *testing.T, c *collector, i int) {
	t.Helper()
	b := newBatch()
	s := add(t, b.service(t, "mailer", "1"), byte(i), 1, 0, chat(map[string]any{"session.id": fmt.Sprintf("run-%03d", i)}))
	s.SetTraceID(pcommon.TraceID{3, byte(i)})
	c.sendTraces(t, b.Traces)
}

// From the call that crosses a budget to the request at PagerDuty and Slack: 2 s at p99.
func TestWhoeverIsToldIsToldWithinTwoSeconds(t *testing.T) {
	c, pager, slack := paged(t)
	const sessions = 100
	var called []time.Time
	for i := range sessions {
		called = append(called, time.Now())
		spendTooMuch(t, c, i)
		time.Sleep(100 * time.Millisecond) // ten times what max_per_minute lets pass by default
	}
	took := map[string][]time.Duration{}
	require.EventuallyWithT(t, func(check *assert.CollectT) {
		took = map[string][]time.Duration{"PagerDuty": arrivals(called, pagerTexts(pager)), "Slack": arrivals(called, slackTexts(slack))}
		assert.Len(check, took["PagerDuty"], sessions)
		assert.Len(check, took["Slack"], sessions)
	}, 20*time.Second, 50*time.Millisecond)
	for name, all := range took {
		slices.Sort(all)
		t.Logf("from the call to %s: median %v, p99 %v, largest %v of %d", name, all[sessions/2], all[sessions*99/100], all[sessions-1], sessions)
		assert.Less(t, all[sessions*99/100], 2*time.Second, name)
	}
	assert.NotContains(t, c.output.String(), pagerKey)
	assert.NotContains(t, c.output.String(), slack.WebhookURL)
}

type arrival struct {
	text string
	at   time.Time
}

func pagerTexts(pager *alerttest.PagerDuty) (arrived []arrival) {
	for _, e := range pager.Events() {
		if e.Payload.Severity == "critical" {
			arrived = append(arrived, arrival{e.Payload.Summary, e.At})
		}
	}
	return arrived
}

func slackTexts(slack *alerttest.Slack) (arrived []arrival) {
	for _, m := range slack.Messages() {
		arrived = append(arrived, arrival{fmt.Sprint(m), m.At})
	}
	return arrived
}

// arrivals are how long after its call each session was in a text that arrived.
func arrivals(called []time.Time, texts []arrival) (took []time.Duration) {
	for i, at := range called {
		mentions := func(a arrival) bool { return strings.Contains(a.text, fmt.Sprintf("run-%03d", i)) }
		if found := slices.IndexFunc(texts, mentions); found >= 0 {
			took = append(took, texts[found].at.Sub(at))
		}
	}
	return took
}

// PagerDuty is down, and the collector is killed in between: every incident arrives once by its
// key, the critical ones first, and none of a session that was over by then.
func TestAKilledCollectorTellsEveryIncidentOnce(t *testing.T) {
	c, pager, _ := paged(t)
	pager.Down(standin.Answer{Status: http.StatusServiceUnavailable})
	const sessions, over = 12, 3
	for i := range sessions {
		spendTooMuch(t, c, i)
		if i%4 == 2 {
			require.Eventually(t, func() bool { return len(pager.Requests()) > 0 }, 5*time.Second, 5*time.Millisecond)
			c.kill(t)
			c.start(t)
		}
	}
	for i := range over {
		status := c.api(t, http.MethodPost, fmt.Sprintf("/v1/sessions/run-%03d/end", i), "{}").status
		require.Less(t, status, 300)
	}
	require.Eventually(t, func() bool { return strings.Count(string(readFile(t, c.eventsFile)), `"genai.session.end"`) >= over }, 10*time.Second, 10*time.Millisecond)
	time.Sleep(200 * time.Millisecond) // the file and the exporter are told one after the other
	c.kill(t)
	c.start(t)
	require.Empty(t, pager.Events())
	pager.Up()
	require.EventuallyWithT(t, func(check *assert.CollectT) { assert.Len(check, pager.Events(), 2*(sessions-over)) }, 10*time.Second, 20*time.Millisecond)
	c.shutdown(t)

	keys, said := map[string]int{}, []string(nil)
	for _, e := range pager.Events() {
		keys[e.DedupKey]++
		said = append(said, e.EventAction+" "+e.Payload.Severity)
		for i := range over {
			assert.NotContains(t, e.Payload.Summary, fmt.Sprintf("run-%03d", i))
		}
	}
	assert.Len(t, keys, 2*(sessions-over))
	assert.Equal(t, slices.Concat(slices.Repeat([]string{"trigger critical"}, sessions-over), slices.Repeat([]string{"trigger warning"}, sessions-over)), said)
}

// What was told is resolved when the session ends.
func TestWhatIsOverIsResolved(t *testing.T) {
	c, pager, slack := paged(t)
	spendTooMuch(t, c, 1)
	require.EventuallyWithT(t, func(check *assert.CollectT) { assert.Len(check, pager.Open(), 2) }, 10*time.Second, 20*time.Millisecond)
	require.Less(t, c.api(t, http.MethodPost, "/v1/sessions/run-001/end", `{}`).status, 300)
	require.EventuallyWithT(t, func(check *assert.CollectT) {
		assert.Empty(check, pager.Open())
		assert.Len(check, slack.Messages(), 2, "of the beginning and the end")
	}, 10*time.Second, 20*time.Millisecond)
}
