package e2e

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// busyWeek is a week with a call or two an hour, then half a day in which everything
// happens that there is a metric for: dear sessions with tools that fail, as recorded;
// calls without a price, with another price, failed, cut off; loops; sessions that end; an
// hour in which agents do badly, and one in which the collector is unwell and at last has no
// room on its disk. A judge and users look at all of it.
func busyWeek(t *testing.T) *lapse {
	t.Helper()
	backend := &backendServer{}
	l := startLapse(t, (8*24+14)*time.Hour, time.Hour, fmt.Sprintf(`
exporters::otlp_http/backend: {endpoint: "http://%s", compression: none, retry_on_failure: {enabled: false}}
service::pipelines::traces/backend: {receivers: [forward], exporters: [otlp_http/backend]}
`, serve(t, backend.ServeHTTP)))
	l.evaluations(judgedInBusyWeek()...)
	for range 8 * 24 {
		l.quietCalls(t)
		l.wait(t, time.Hour)
	}
	l.step = 5 * time.Minute
	var dear []recordedSession
	for _, session := range recordedSessions(t) {
		if session.cost() > 10 && session.length() < 3*3600 {
			dear = append(dear, session)
		}
	}
	require.Greater(t, len(dear), 30)
	l.oddities(t)
	l.replay(t, writeTraffic(t, dear, zippedLines(t, filepath.Join(allTraffic, runsFile))), len(dear), 8)
	l.endSessions(t)
	l.wait(t, 12*l.step)
	l.badHour(t)
	l.noEvaluations()
	backend.down.Store(true)
	l.restart(t, l.step, unwell(t))
	for range 6 {
		l.oddities(t)
		l.wait(t, l.step)
	}
	l.fullDisk(t)
	l.endSessions(t)
	l.wait(t, l.step)
	l.awaitScraped(t)
	return l
}

// judgedInBusyWeek is what becomes of the answers. Those of the support agent get worse for
// three days, so slowly that no day is much below the one before; then a prompt makes them bad, and
// its judge runs into a limit for some hours. Of the coding agent a candidate is rolled
// out in the last half day that is worse; and for three hours nobody judges that agent.
func judgedInBusyWeek() []judged {
	const busy, fallen = 8 * 24 * time.Hour, 3 * 24 * time.Hour
	slowly := func(at time.Duration) float64 {
		switch fall := float64(at-(busy-fallen)) / float64(fallen); {
		case at >= busy+2*time.Hour:
			return 0.6
		default:
			return 0.85 - 0.11*min(1, max(0, fall))
		}
	}
	unseen := func(at time.Duration) bool { return at >= busy+3*time.Hour && at < busy+6*time.Hour }
	return []judged{
		{service: "coding-agent", version: "1.4.0", scores: 60, thumbs: 36, mean: always(0.85), up: always(0.95), fails: always(0.02), silent: unseen},
		{
			service: "coding-agent", version: "1.5.0-rc.1", scores: 24, mean: always(0.65), fails: always(0.02),
			silent: func(at time.Duration) bool { return at < busy || unseen(at) },
		},
		{
			service: "support-agent", version: "0.9.2", scores: 60, thumbs: 48, mean: slowly, up: within(busy+2*time.Hour, 2*busy, 0.6, 0.95),
			fails: within(busy+8*time.Hour, busy+10*time.Hour, 0.4, 0.02),
		},
	}
}

// unwell is a configuration with which a collector loses something everywhere: what
// analyzes names does not answer, events and alerts have nowhere to go, a backend takes its
// time, and nothing has room for more than a few.
func unwell(t *testing.T) string {
	t.Helper()
	nobody := freePorts(t, 1)[0]
	waits := make(chan struct{})
	slow := serve(t, func(http.ResponseWriter, *http.Request) { <-waits })
	t.Cleanup(func() { close(waits) }) // before the collector is ended, which would wait for it
	return fmt.Sprintf(`
processors::genai_redaction::remote: {endpoint: "http://%[1]s/analyze", timeout: 100ms}
connectors::genai_metrics::max_series: 5
exporters::otlp_http/nobody: {endpoint: "http://%[1]s", retry_on_failure: {enabled: false}, sending_queue: {enabled: false}}
service::pipelines::logs/events::exporters: [otlp_http/nobody]
exporters::otlp_http/slow: {endpoint: "http://%[2]s", compression: none, timeout: 10m, sending_queue: {queue_size: 7, num_consumers: 1}}
service::pipelines::traces/backend::exporters: [otlp_http/backend, otlp_http/slow]
extensions::genai_budget::max_events: 10
exporters::genai_alert:
  max_per_minute: 1
  queue: {max_incidents: 2}
  destinations: [{type: webhook, endpoint: "http://%[1]s/alerts", secret: "whsec_c2VjcmV0IG9mIGEgdGVzdCBvbmx5IDAxMjM0NTY3"}]
service::pipelines::logs/alerts: {receivers: [genai_budget], processors: [genai_redaction], exporters: [genai_alert]}
`, nobody, slow)
}

// backendServer takes traces, or refuses them for good.
type backendServer struct{ down atomic.Bool }

func (b *backendServer) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	if b.down.Load() {
		w.WriteHeader(http.StatusBadRequest)
	}
}

// agents are those of the recorded traffic.
var agents = map[string][]string{"coding-agent": {"coder", "explorer"}, "support-agent": {"support", "researcher"}}

// quietCalls sends two calls of every agent.
func (l *lapse) quietCalls(t *testing.T) {
	t.Helper()
	b := newBatch()
	for service, names := range agents {
		spans := b.production(t, service)
		for _, name := range names {
			session := fmt.Sprintf("quiet-%s-%d", name, l.at.Unix())
			for i := range 2 {
				identify(add(t, spans, 0, 0, 0, chat(map[string]any{"session.id": session, "gen_ai.agent.name": name, "gen_ai.usage.input_tokens": 200_000})), session, i)
			}
		}
	}
	l.send(t, b.Traces)
}

// oddities sends what recorded sessions do not have, from every agent.
func (l *lapse) oddities(t *testing.T) {
	t.Helper()
	b := newBatch()
	for service, names := range agents {
		spans := b.production(t, service)
		for _, name := range names {
			session := fmt.Sprintf("odd-%s-%d", name, l.at.Unix())
			for i, edit := range []map[string]any{
				{"gen_ai.request.model": "gpt-4o-ultra"},
				{"gen_ai.usage.cost": 5.0},
				{"error.type": "rate_limit"},
				{"gen_ai.response.finish_reasons": []any{"length"}, "gen_ai.response.time_to_first_chunk": 0.8},
				{"gen_ai.operation.name": "invoke_agent", "gen_ai.usage.input_tokens": 0, "gen_ai.usage.output_tokens": 0},
				{"genai.quality.signals": []any{"retry"}},
				{"gen_ai.operation.name": "retrieval", "gen_ai.data_source.id": "manuals"},
				{"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "search", "error.type": "timeout"},
			} {
				attrs := chat(edit)
				attrs["session.id"], attrs["gen_ai.agent.name"] = session, name
				identify(add(t, spans, 0, 0, 0, attrs), session, i)
			}
			for i := range 10 { // a loop: the model asks for the same again
				attrs := chat(map[string]any{"session.id": session, "gen_ai.agent.name": name})
				identify(add(t, spans, 0, 0, 0, attrs), session, 100+2*i)
				identify(add(t, spans, 0, 0, 0, map[string]any{
					"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "poll", "gen_ai.tool.call.arguments": `{"id":7}`, "gen_ai.tool.call.result": "pending",
					"session.id": session, "gen_ai.agent.name": name,
				}), session, 101+2*i)
			}
		}
	}
	l.send(t, b.Traces)
}

// identify gives a span of a session ids of its own, and the i-th second.
func identify(span ptrace.Span, session string, i int) {
	sum := sha256.Sum256([]byte(session))
	span.SetTraceID(pcommon.TraceID(sum[:16]))
	span.SetSpanID(pcommon.SpanID{1, byte(i), sum[0], sum[1], sum[2], sum[3], sum[4], sum[5]})
	span.SetStartTimestamp(pcommon.NewTimestampFromTime(day.Add(time.Duration(i) * time.Second)))
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(day.Add(time.Duration(i+1) * time.Second)))
}

// endSessions ends all sessions that there are, and waits until one of them is counted.
func (l *lapse) endSessions(t *testing.T) {
	t.Helper()
	for id := range l.collector.spends(t) {
		l.collector.manage(t, http.MethodPost, id, "end", "{}")
	}
	l.collector.pageWhen(t, 1, "genai_session_cost_usd_count")
}
