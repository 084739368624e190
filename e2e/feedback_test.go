package e2e

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

const feedbackSecret = "what the application and the collector know"

// feedbackCollector takes feedback as the block of the default configuration does, and
// writes what comes out to a file.
type feedbackCollector struct {
	*collector
	endpoint string
	file     string
}

func newFeedbackCollector(t *testing.T, receiver string, overlays ...string) *feedbackCollector {
	t.Helper()
	f := &feedbackCollector{endpoint: freePorts(t, 1)[0], file: filepath.Join(t.TempDir(), "feedback.jsonl")}
	overlay := fmt.Sprintf(`
receivers::genai_feedback: {endpoint: %q, %s}
exporters::file/feedback: {path: %q, flush_interval: 50ms, append: true}
service::pipelines::logs/feedback: {receivers: [genai_feedback], processors: [memory_limiter, genai_session, genai_redaction], exporters: [genai_metrics, file/feedback]}
`, f.endpoint, receiver, f.file)
	f.collector = newCollector(t, append([]string{overlay}, overlays...)...)
	f.start(t)
	t.Cleanup(func() { f.shutdown(t) })
	return f
}

func (f *feedbackCollector) url() string { return "http://" + f.endpoint + "/v1/feedback" }

func (f *feedbackCollector) give(t *testing.T, body string) (status int, answer string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.url(), strings.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, strings.TrimSpace(string(text))
}

// verdict is an evaluation event that came out.
type verdict struct {
	record   plog.LogRecord
	resource pcommon.Map
}

func (v verdict) text(key string) string {
	if value, ok := v.record.Attributes().Get(key); ok {
		return value.AsString()
	}
	return ""
}

// verdicts waits for so many evaluation events.
func (f *feedbackCollector) verdicts(t *testing.T, n int) []verdict {
	t.Helper()
	var found []verdict
	require.Eventually(t, func() bool {
		found = nil
		data, err := os.ReadFile(f.file)
		if err != nil {
			return false
		}
		for line := range bytes.Lines(data) {
			logs, err := (&plog.JSONUnmarshaler{}).UnmarshalLogs(line)
			if err != nil {
				return false // it is still being written
			}
			for _, resource := range logs.ResourceLogs().All() {
				for _, scope := range resource.ScopeLogs().All() {
					for _, record := range scope.LogRecords().All() {
						found = append(found, verdict{record, resource.Resource().Attributes()})
					}
				}
			}
		}
		return len(found) >= n
	}, 15*time.Second, 50*time.Millisecond, "%d verdicts", n)
	require.Len(t, found, n)
	return found
}

// conversation is a session whose turns are traces: an agent span with a model call in it.
func conversation(session string, number byte, turns int, began time.Time) ptrace.Traces {
	traces := ptrace.NewTraces()
	resource := traces.ResourceSpans().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", "shop")
	spans := resource.ScopeSpans().AppendEmpty().Spans()
	for turn := range byte(turns) {
		start := began.Add(time.Duration(turn) * time.Minute)
		call := spans.AppendEmpty() // children end first
		call.SetTraceID(pcommon.TraceID{number, turn + 1, 1})
		call.SetSpanID(pcommon.SpanID{number, turn + 1, 2})
		call.SetParentSpanID(pcommon.SpanID{number, turn + 1, 1})
		call.SetName("chat gpt-4o")
		call.Attributes().PutStr("gen_ai.operation.name", "chat")
		call.Attributes().PutStr("gen_ai.provider.name", "openai")
		call.Attributes().PutStr("gen_ai.request.model", "gpt-4o")
		call.Attributes().PutStr("gen_ai.response.id", fmt.Sprintf("%s-answer-%d", session, turn+1))
		call.Attributes().PutInt("gen_ai.usage.input_tokens", 100)
		call.Attributes().PutInt("gen_ai.usage.output_tokens", 10)
		agent := spans.AppendEmpty()
		agent.SetTraceID(call.TraceID())
		agent.SetSpanID(call.ParentSpanID())
		agent.SetName("invoke_agent clerk")
		agent.Attributes().PutStr("gen_ai.operation.name", "invoke_agent")
		agent.Attributes().PutStr("gen_ai.agent.name", "clerk")
		for i, span := range []ptrace.Span{call, agent} {
			span.Attributes().PutStr("session.id", session)
			span.SetStartTimestamp(pcommon.NewTimestampFromTime(start.Add(time.Duration(1-i) * time.Second)))
			span.SetEndTimestamp(pcommon.NewTimestampFromTime(start.Add(time.Duration(2+i) * time.Second)))
		}
	}
	return traces
}

// Feedback that comes a day late, after the collector was killed, lands on the span that
// gave the answer.
func TestLateFeedbackLandsOnItsSpan(t *testing.T) {
	for name, journal := range map[string]string{
		"from the journal": "extensions::genai_budget::journal::snapshot_interval: 1h",
		"from a snapshot":  "extensions::genai_budget::journal::snapshot_interval: 1s",
	} {
		t.Run(name, func(t *testing.T) {
			f := newFeedbackCollector(t, "", journal)
			f.sendTraces(t, conversation("run-42", 0x42, 3, time.Now().Add(-24*time.Hour)))
			if strings.Contains(journal, "1s") {
				time.Sleep(2500 * time.Millisecond) // nothing tells that a snapshot was made
			}
			f.sendTraces(t, conversation("run-43", 0x43, 1, time.Now().Add(-time.Hour)))
			f.kill(t)
			f.start(t)
			for _, test := range []struct{ body, resolution string }{
				{`{"response_id":"run-42-answer-2","thumbs":"down","comment":"mail me at jane.roe@planted-mail.com","id":"a"}`, "span"},
				{`{"session_id":"run-42","turn":3,"stars":5,"user_id":"jane.roe@planted-mail.com","id":"b"}`, "span"},
				{`{"response_id":"run-43-answer-1","thumbs":"up","id":"c"}`, "span"},
				{`{"session_id":"run-42","turn":4,"thumbs":"up","id":"d"}`, "session"},
			} {
				status, answer := f.give(t, test.body)
				require.Equal(t, http.StatusAccepted, status, answer)
				require.JSONEq(t, `{"status":"accepted","resolution":"`+test.resolution+`"}`, answer)
				status, answer = f.give(t, test.body)
				require.Equal(t, http.StatusAccepted, status)
				require.JSONEq(t, `{"status":"duplicate"}`, answer)
			}
			found := f.verdicts(t, 4)
			page := f.pageWhen(t, 4, "genai_evaluation_score_count", "gen_ai_evaluation_name", "user_feedback", "genai_evaluation_evaluator", "human")
			assert.Equal(t, "4", sum(page, "genai_evaluation_score_count").FloatString(0), "each counts once")
			assert.Equal(t, "3", sum(page, "genai_evaluation_score_sum").FloatString(0))
			for i, want := range []struct {
				trace       pcommon.TraceID
				span        pcommon.SpanID
				score       float64
				label, whom string
			}{
				{pcommon.TraceID{0x42, 2, 1}, pcommon.SpanID{0x42, 2, 2}, 0, "negative", "run-42"},
				{pcommon.TraceID{0x42, 3, 1}, pcommon.SpanID{0x42, 3, 1}, 1, "positive", "run-42"},
				{pcommon.TraceID{0x43, 1, 1}, pcommon.SpanID{0x43, 1, 2}, 1, "positive", "run-43"},
				{pcommon.TraceID{}, pcommon.SpanID{}, 1, "positive", "run-42"},
			} {
				v := found[i]
				assert.Equal(t, want.trace, v.record.TraceID(), i)
				assert.Equal(t, want.span, v.record.SpanID(), i)
				assert.Equal(t, "gen_ai.evaluation.result", v.record.EventName(), i)
				score, _ := v.record.Attributes().Get("gen_ai.evaluation.score.value")
				assert.InDelta(t, want.score, score.Double(), 0, i)
				assert.Equal(t, want.label, v.text("gen_ai.evaluation.score.label"), i)
				assert.Equal(t, want.whom, v.text("session.id"), i)
				service, _ := v.resource.Get("service.name")
				assert.Equal(t, "shop", service.AsString(), i)
				assert.NotContains(t, fmt.Sprint(v.record.Attributes().AsRaw()), "planted", "redaction sees comments and users")
			}
		})
	}
}

// Where no receiver takes feedback spans are not kept for it. Once one does, what came meanwhile stays with
// its session, and no turn is taken for another.
func TestFeedbackIsTurnedOffAndOn(t *testing.T) {
	overlay, own := telemetryOfItself(t)
	f := newFeedbackCollector(t, "", overlay)
	with := f.args
	without := slices.Concat(with[:len(with)-4], with[len(with)-2:]) // the overlay of feedback is the last but one
	f.sendTraces(t, conversation("run-42", 0x42, 2, time.Now().Add(-time.Hour)))
	held := func() string {
		return sum(itself(t, own), "otelcol_genai_budget_size", "kind", "feedback_turns").FloatString(0)
	}
	assert.Equal(t, "2", held())
	f.shutdown(t)

	f.args = without
	f.start(t)
	assert.Contains(t, f.output.String(), "no receiver takes feedback")
	f.sendTraces(t, conversation("run-42", 0x42, 3, time.Now().Add(-time.Hour)))
	f.sendTraces(t, conversation("run-43", 0x43, 1, time.Now().Add(-time.Hour)))
	assert.Equal(t, "0", held())
	f.shutdown(t)

	f.args = with
	f.start(t)
	f.sendTraces(t, conversation("run-43", 0x44, 1, time.Now()))
	f.sendTraces(t, conversation("run-45", 0x45, 1, time.Now()))
	for body, resolution := range map[string]string{
		`{"response_id":"run-42-answer-1","thumbs":"up"}`:               "unresolved",
		`{"session_id":"run-42","turn":1,"thumbs":"up"}`:                "session",
		`{"session_id":"run-43","turn":1,"thumbs":"up"}`:                "session",
		`{"session_id":"run-45","turn":1,"thumbs":"up"}`:                "span",
		`{"response_id":"run-45-answer-1","thumbs":"up"}`:               "span",
		`{"trace_id":"43010100000000000000000000000000","thumbs":"up"}`: "trace",
	} {
		status, answer := f.give(t, body)
		require.Equal(t, http.StatusAccepted, status, answer)
		assert.JSONEq(t, `{"status":"accepted","resolution":"`+resolution+`"}`, answer, body)
	}
}

// A person presses a thumb on the page of the example, in a browser: as a file, and from
// another origin.
func TestThumbFromABrowser(t *testing.T) {
	page, err := filepath.Abs("../examples/feedback/index.html")
	require.NoError(t, err)
	static := httptest.NewServer(http.FileServer(http.Dir(filepath.Dir(page))))
	t.Cleanup(static.Close)
	f := newFeedbackCollector(t, fmt.Sprintf("secret: %q, cors: {allowed_origins: [%q, %q]}", feedbackSecret, "null", static.URL))
	f.sendTraces(t, conversation("run-42", 0x42, 2, time.Now().Add(-time.Hour)))
	b := startBrowser(t)

	give := func(page, token, thumb string) string {
		query := url.Values{"endpoint": {f.url()}, "session_id": {"run-42"}, "turn": {"2"}, "token": {token}}
		b.open(t, page+"?"+query.Encode())
		b.write(t, "#comment", "as a person says")
		b.click(t, thumb)
		require.Eventually(t, func() bool {
			said := b.eval(t, "document.querySelector('#status').textContent")
			return said != "" && said != "Sending"
		}, 15*time.Second, 50*time.Millisecond)
		return b.eval(t, "document.querySelector('#status').textContent")
	}
	token := issueToken(time.Now().Add(time.Hour), "", "", "run-42")
	require.Equal(t, "Thank you.", give("file://"+page, token, "#up"))
	require.Equal(t, "Thank you.", give(static.URL+"/", token, "#down"))
	require.Equal(t, "It was not taken: the token is not one for these ids", give(static.URL+"/", issueToken(time.Now().Add(time.Hour), "", "", "run-43"), "#up"))

	found := f.verdicts(t, 2)
	for i, label := range []string{"positive", "negative"} {
		assert.Equal(t, label, found[i].text("gen_ai.evaluation.score.label"))
		assert.Equal(t, "as a person says", found[i].text("gen_ai.evaluation.explanation"))
		assert.Equal(t, pcommon.SpanID{0x42, 2, 1}, found[i].record.SpanID(), "the agent span of the second turn")
	}
}

func issueToken(expires time.Time, trace, response, session string) string {
	expiry := strconv.FormatInt(expires.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(feedbackSecret))
	fmt.Fprintf(mac, "%s\n%s\n%s\n%s", expiry, trace, response, session)
	return "gft1." + expiry + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// The five lines that an application issues tokens with are right, in each language.
func TestTokensOfTheExample(t *testing.T) {
	f := newFeedbackCollector(t, fmt.Sprintf("secret: %q", feedbackSecret))
	for i, command := range [][]string{
		{"python3", "token.py", "response_id=resp-1", "session_id=run-42"},
		{"node", "token.mjs", "responseId=resp-1", "sessionId=run-42"},
	} {
		t.Run(command[0], func(t *testing.T) {
			if _, err := exec.LookPath(command[0]); err != nil {
				t.Skip("the example needs " + command[0])
			}
			cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
			cmd.Dir = "../examples/feedback"
			cmd.Env = append(os.Environ(), "FEEDBACK_SECRET="+feedbackSecret)
			token, err := cmd.Output()
			require.NoError(t, err)
			status, answer := f.give(t, fmt.Sprintf(`{"response_id":"resp-1","session_id":"run-42","thumbs":"up","id":"%d","token":%q}`, i, strings.TrimSpace(string(token))))
			require.Equal(t, http.StatusAccepted, status, answer)
			status, _ = f.give(t, fmt.Sprintf(`{"session_id":"run-42","thumbs":"up","token":%q}`, strings.TrimSpace(string(token))))
			require.Equal(t, http.StatusUnauthorized, status)
		})
	}
}

// Who floods the receiver, or sends what is not his to send, gets nothing in, and
// does not hold up those who may.
func TestHostileFeedback(t *testing.T) {
	overlay, own := telemetryOfItself(t)
	f := newFeedbackCollector(t, fmt.Sprintf("secret: %q, rate_limit: {requests_per_second: 20, burst: 100}", feedbackSecret), overlay)
	f.sendTraces(t, conversation("run-42", 0x42, 1, time.Now().Add(-time.Hour)))

	mine := issueToken(time.Now().Add(time.Hour), "", "", "run-42")
	for body, want := range map[string]int{
		`{"session_id":"run-42","thumbs":"down"}`:                                                                      http.StatusUnauthorized,
		`{"session_id":"run-43","thumbs":"down","token":"` + mine + `"}`:                                               http.StatusUnauthorized,
		`{"trace_id":"42010100000000000000000000000000","session_id":"run-42","thumbs":"down","token":"` + mine + `"}`: http.StatusUnauthorized,
		`{"trace_id":"00000000000000000000000000000000","thumbs":"down"}`:                                              http.StatusBadRequest,
		`{"trace_id":"4201","thumbs":"down"}`:                                                                          http.StatusBadRequest,
		`{"session_id":"run-42","thumbs":"down","admin":true}`:                                                         http.StatusBadRequest,
	} {
		status, _ := f.give(t, body)
		assert.Equal(t, want, status, "%.80s", body)
	}

	const posts = 20_000
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
	statuses := make(chan int, posts)
	began := time.Now()
	var senders sync.WaitGroup
	for range 8 {
		senders.Go(func() {
			for range posts / 8 {
				request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.url(), strings.NewReader(`{"session_id":"run-42","thumbs":"down"}`))
				if err != nil {
					return
				}
				request.Header.Set("Content-Type", "application/json")
				response, err := client.Do(request)
				if err != nil {
					statuses <- 0 // the connection was closed behind the last refusal
					continue
				}
				_, _ = io.Copy(io.Discard, response.Body)
				response.Body.Close()
				statuses <- response.StatusCode
			}
		})
	}
	senders.Wait()
	took := time.Since(began)
	close(statuses)
	client.CloseIdleConnections()
	count := map[int]int{}
	for status := range statuses {
		count[status]++
	}
	t.Logf("%d posts in %s, %.0f a minute: %v", posts, took, posts/took.Minutes(), count)
	assert.Zero(t, count[http.StatusAccepted])
	assert.LessOrEqual(t, count[http.StatusUnauthorized], 100+int(20*took.Seconds())+1)
	assert.Greater(t, count[http.StatusTooManyRequests], posts/2)

	page := itself(t, own)
	assert.Zero(t, sum(page, "otelcol_genai_feedback_items", "outcome", "accepted").Sign())
	for _, reason := range []string{"rate_limit", "token", "invalid", "body"} {
		assert.Positive(t, sum(page, "otelcol_genai_feedback_refused", "reason", reason).Sign(), reason)
	}
	require.Eventually(t, func() bool {
		status, _ := f.give(t, `{"session_id":"run-42","turn":1,"thumbs":"up","token":"`+mine+`"}`)
		return status == http.StatusAccepted
	}, 10*time.Second, 200*time.Millisecond, "when the flood is over")
	found := f.verdicts(t, 1)
	assert.Equal(t, "positive", found[0].text("gen_ai.evaluation.score.label"))
}
