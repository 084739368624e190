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
)

// runaway makes the recorded calls of a session, one after the other, until it has spent
// its budget. It returns when the call was sent that did.
func (c *collector) runaway(t *testing.T, service, session string, recorded recordedSession) time.Time {
	t.Helper()
	for i := range recorded {
		call := &recorded[i]
		b := newBatch()
		identify(add(t, b.service(t, service, "1"), 0, 0, 0, map[string]any{
			"gen_ai.operation.name": "chat", "gen_ai.provider.name": "anthropic", "gen_ai.request.model": call.Model,
			"gen_ai.usage.input_tokens": call.Input, "gen_ai.usage.output_tokens": call.Output,
			"gen_ai.usage.cache_read.input_tokens": call.Cached, "gen_ai.usage.cache_creation.input_tokens": call.Input - call.Cached,
			"session.id": session, "gen_ai.agent.name": "coder",
		}), session, i)
		span := b.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)
		span.SetSpanID(pcommon.SpanID{2, byte(i), byte(i >> 8), 1})
		span.SetStartTimestamp(pcommon.NewTimestampFromTime(time.Now().Add(-time.Second)))
		span.SetEndTimestamp(pcommon.NewTimestampFromTime(time.Now()))
		sent := time.Now()
		c.sendTraces(t, b.Traces)
		if c.ask(t, session).State == "exceeded" {
			return sent
		}
	}
	require.Fail(t, "it never spent its budget", session)
	return time.Time{}
}

// manage changes a session through the API.
func (c *collector) manage(t *testing.T, method, session, what, body string) {
	t.Helper()
	a := c.api(t, method, sessionPath(session, what), body)
	require.Less(t, a.status, 300, a.text)
}

// dearSessions are recorded sessions that cost more than 6 USD.
func dearSessions(t *testing.T) []recordedSession {
	t.Helper()
	all := recordedSessions(t)
	first := slices.IndexFunc(all, func(s recordedSession) bool { return s.cost() > 6 })
	return all[first:]
}

// alerting is a collector that real servers watch, on the files that are shipped.
type alerting struct {
	collector    *collector
	prometheus   *prometheus
	alertmanager *alertmanager
	pagerduty    *alerttest.PagerDuty
	slack        *alerttest.Slack
}

// shortened has rules hold for seconds instead of minutes: that of sessions tells so long of
// a crossing whose session has ended, that of the collector begins to tell after that.
var shortened = []string{
	`genai_budget_crossings_total{threshold!~"0.*"} offset 2m`, `genai_budget_crossings_total{threshold!~"0.*"} offset 20s`,
	`genai_budget_crossings_total{threshold!~"0.*"}[2m]`, `genai_budget_crossings_total{threshold!~"0.*"}[20s]`,
	`count_over_time(up[2m])`, `count_over_time(up[20s])`,
	"for: 2m\n", "for: 10s\n",
}

// startAlerting starts all of it, with edits of the rules and of Alertmanager's configuration
// as in startPrometheus. Overlays may speak of Alertmanager's usual address.
func startAlerting(t *testing.T, rules, edits []string, overlays ...string) *alerting {
	t.Helper()
	a := &alerting{pagerduty: alerttest.NewPagerDuty(t), slack: alerttest.NewSlack(t)}
	folder := t.TempDir()
	const shipped = "../monitoring/alertmanager/"
	writeFile(t, folder, "genai.tmpl", string(readFile(t, shipped+"genai.tmpl")))
	a.alertmanager = startAlertmanager(t, folder, edit(t, string(readFile(t, shipped+"alertmanager.yml")), append(edits,
		"/etc/alertmanager/slack_url", writeFile(t, folder, "slack_url", a.slack.WebhookURL),
		"/etc/alertmanager/pagerduty_key", writeFile(t, folder, "pagerduty_key", "0123456789abcdef0123456789abcdef"),
		"\nglobal:", fmt.Sprintf("\nglobal:\n  pagerduty_url: %s/v2/enqueue", a.pagerduty.URL))...))
	intervals := "receivers::genai_budget::interval: 10s\nconnectors::genai_metrics::interval: 10s\n"
	for i, overlay := range overlays {
		overlays[i] = strings.ReplaceAll(overlay, "localhost:9093", a.alertmanager.address)
	}
	var own string
	a.collector, own = startWatched(t, append([]string{intervals}, overlays...)...)
	a.prometheus = startPrometheus(t, rules, "localhost:9464", a.collector.metrics, "localhost:8888", own, "localhost:9093", a.alertmanager.address)
	return a
}

// budgetAlert is the name of what both ways tell of a session over its budget.
const budgetAlert = "GenAISessionOverBudget"

// A session told by genai_alert through the same Alertmanager: within seconds, once,
// although Prometheus tells of it as well some seconds later; for as long as it is over
// its budget; and resolved when it ends or the budget is raised, which the rule sees later
// and does not tell of either. The alert lingers for as long as the rule is made to hold at
// least, and 25 seconds.
func TestRunawaySessionIsToldThroughAlertmanager(t *testing.T) {
	t.Parallel()
	a := startAlerting(t, shortened, []string{"group_interval: 1m", "group_interval: 10s"}, `
exporters::genai_alert: {destinations: [{type: alertmanager, endpoint: "http://localhost:9093", lifetime: 1m, linger: 45s}]}
service::pipelines::logs/alerts: {receivers: [genai_budget], processors: [genai_redaction], exporters: [genai_alert]}
`)
	a.awaitCrossings(t)
	recorded := dearSessions(t)
	for i, end := range []func(session string){
		func(session string) { a.collector.manage(t, http.MethodPost, session, "end", "{}") },
		func(session string) { a.collector.manage(t, http.MethodPut, session, "budget", `{"limit_usd": 100}`) },
	} {
		session := fmt.Sprintf("runaway-%d", i)
		sent := a.collector.runaway(t, "coding-agent", session, recorded[i])
		told := a.follow(t, sent, "trigger")
		assert.Less(t, told, 2*time.Second)
		if i == 0 {
			a.assertToldOnce(t, session)
		}
		end(session)
		a.follow(t, time.Now(), "resolve")
		a.assertToldOfOnce(t, i+1)
	}
}

// assertToldOfOnce holds that each session so far was one page, which was resolved, and a
// message for each, and that there comes no other in the time that Alertmanager gathers news.
func (a *alerting) assertToldOfOnce(t *testing.T, sessions int) {
	t.Helper()
	require.Eventually(t, func() bool { return len(a.prometheus.active(t, budgetAlert)) == 0 }, 30*time.Second, 100*time.Millisecond, "the rule holds for ever")
	time.Sleep(15 * time.Second)
	var told []string
	for _, event := range a.pagerduty.Events() {
		told = append(told, event.EventAction)
	}
	assert.Equal(t, slices.Repeat([]string{"trigger", "resolve"}, sessions), told)
	assert.Empty(t, a.pagerduty.Open())
	messages := 0
	for _, m := range a.slack.Messages() {
		if strings.Contains(strings.Join(m.Texts(), " "), budgetAlert) {
			messages++
		}
	}
	assert.Equal(t, 2*sessions, messages)
}

// assertToldOnce waits until Prometheus has told Alertmanager of the session too, which
// keeps that to itself, and until genai_alert has told of it again.
func (a *alerting) assertToldOnce(t *testing.T, session string) {
	t.Helper()
	var direct, doubled amAlert
	find := func() {
		direct, doubled = amAlert{}, amAlert{}
		for _, alert := range a.alertmanager.alerts(t) {
			switch {
			case alert.Labels["session_id"] == session:
				direct = alert
			case alert.Labels["alertname"] == budgetAlert && alert.Labels["incident_key"] == "":
				doubled = alert
			}
		}
	}
	require.Eventually(t, func() bool { find(); return doubled.Labels != nil }, 30*time.Second, 100*time.Millisecond)
	assert.Equal(t, "suppressed", doubled.Status.State)
	assert.NotEmpty(t, doubled.Status.InhibitedBy)
	assert.Equal(t, "active", direct.Status.State)
	ends := direct.EndsAt
	require.Eventually(t, func() bool { find(); return direct.EndsAt.After(ends) }, time.Minute, time.Second, "it is never renewed")
	assert.Len(t, a.pagerduty.Open(), 1)
	assert.Len(t, a.pagerduty.Events(), 1)
}

// awaitCrossings waits until Prometheus has seen the counter of crossings at 0.
func (a *alerting) awaitCrossings(t *testing.T) {
	t.Helper()
	require.Eventually(t, func() bool { return len(a.prometheus.query(t, "genai_budget_crossings_total")) > 0 }, 30*time.Second, 100*time.Millisecond)
}

// follow waits until PagerDuty and Slack are told, prints the way it took, and returns how long both took.
func (a *alerting) follow(t *testing.T, since time.Time, action string) time.Duration {
	t.Helper()
	var page, message time.Time
	require.Eventually(t, func() bool {
		for _, event := range a.pagerduty.Events() {
			if page.IsZero() && event.At.After(since) && event.EventAction == action {
				page = event.At
			}
		}
		for _, m := range a.slack.Messages() {
			text := strings.Join(m.Texts(), " ")
			if message.IsZero() && m.At.After(since) && strings.Contains(text, budgetAlert) && strings.Contains(text, "Resolved") == (action == "resolve") {
				message = m.At
			}
		}
		return !page.IsZero() && !message.IsZero()
	}, 100*time.Second, 50*time.Millisecond, action)
	way := []string{fmt.Sprintf("%s: PagerDuty %.1f s, Slack %.1f s", action, page.Sub(since).Seconds(), message.Sub(since).Seconds())}
	for _, alert := range a.prometheus.active(t, budgetAlert) {
		way = append(way, fmt.Sprintf("the rule holds since %.1f s", alert.ActiveAt.Sub(since).Seconds()))
	}
	for _, alert := range a.alertmanager.alerts(t) {
		way = append(way, fmt.Sprintf("Alertmanager has it since %.1f s (%s)", alert.UpdatedAt.Sub(since).Seconds(), alert.Labels["alertname"]))
	}
	t.Log(strings.Join(way, "; "))
	return max(page.Sub(since), message.Sub(since))
}
