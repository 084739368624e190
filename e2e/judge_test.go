package e2e

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/judgetest"
)

// judgeConfig adds a judge to the default configuration, as its commented block does, with a
// model that has a price in the book and a file for the verdicts.
const judgeConfig = `
connectors::genai_judge:
  model: {api: openai, endpoint: %q, name: gpt-4o-mini, provider: openai, api_key: ` + judgetest.Key + `}
  sample: 1
  evaluators: [{name: answers, kind: llm, rubric: answers_question}]
  limits: {usd_per_hour: %v}
exporters::file/verdicts: {path: %q, flush_interval: 50ms}
service::pipelines::traces/judge: {receivers: [forward], exporters: [genai_judge]}
service::pipelines::logs/judge: {receivers: [genai_judge], processors: [genai_session, genai_redaction], exporters: [genai_metrics, file/verdicts]}
`

// verdicts are the events in a file, without those of a pause or a limit.
func verdictsIn(t *testing.T, file string) (found []plog.LogRecord) {
	t.Helper()
	data, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		return nil
	}
	require.NoError(t, err)
	unmarshaler := plog.JSONUnmarshaler{}
	for line := range bytes.Lines(data) {
		logs, err := unmarshaler.UnmarshalLogs(line)
		if err != nil {
			continue // a line that is not whole yet
		}
		for _, resource := range logs.ResourceLogs().All() {
			for _, scope := range resource.ScopeLogs().All() {
				for _, record := range scope.LogRecords().All() {
					if _, ok := record.Attributes().Get("genai.evaluation.target"); ok {
						found = append(found, record)
					}
				}
			}
		}
	}
	return found
}

// answered is a span of a model call that answered.
func answered(t *testing.T, trace pcommon.TraceID, service, question, answer string, edits map[string]any) ptrace.Traces {
	t.Helper()
	traces := ptrace.NewTraces()
	resource := traces.ResourceSpans().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", service)
	span := resource.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetName("chat")
	span.SetTraceID(trace)
	span.SetSpanID(pcommon.SpanID{trace[15], 1})
	span.SetStartTimestamp(pcommon.NewTimestampFromTime(time.Now()))
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(time.Now()))
	messages := func(role, text string) string {
		quoted, err := json.Marshal(text)
		require.NoError(t, err)
		return `[{"role":"` + role + `","parts":[{"type":"text","content":` + string(quoted) + `}]}]`
	}
	require.NoError(t, span.Attributes().FromRaw(map[string]any{
		"gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-4o-mini",
		"gen_ai.usage.input_tokens": 1000, "gen_ai.usage.output_tokens": 100,
		"gen_ai.input.messages": messages("user", question), "gen_ai.output.messages": messages("assistant", answer),
	}))
	for key, value := range edits {
		require.NoError(t, span.Attributes().PutEmpty(key).FromRaw(value))
	}
	return traces
}

// gateway is an instrumented one that all calls of the judge go through: it writes a span of
// each, with the prompt and the answer in it, and sends it to the same collector.
type gateway struct {
	t *testing.T
	c *collector
	// span is the trace and the marks of its span of a call.
	span func(q *judgetest.Question) (pcommon.TraceID, map[string]any)
	// most is how many calls it writes spans of.
	most  int64
	calls atomic.Int64
}

func (g *gateway) answer(q judgetest.Question) judgetest.Reply {
	reply := judgetest.Best(q)
	reply.Input, reply.Output = 1000, 100
	if g.calls.Add(1) > g.most {
		return reply
	}
	trace, marks := g.span(&q)
	g.c.sendTraces(g.t, answered(g.t, trace, "gateway", q.User, reply.Text, marks))
	return reply
}

func traceparent(t *testing.T, q *judgetest.Question) pcommon.TraceID {
	t.Helper()
	parts := strings.Split(q.Header.Get("Traceparent"), "-")
	require.Len(t, parts, 4)
	id, err := hex.DecodeString(parts[1])
	require.NoError(t, err)
	return pcommon.TraceID(id)
}

// With its own calls instrumented and sent back through the same collector, the judge stays
// at one evaluation per target, and what they cost is in no account of an agent.
func TestTheJudgeNeverJudgesItself(t *testing.T) {
	const targets = 20
	var others atomic.Int64
	fresh := func() pcommon.TraceID {
		return pcommon.TraceID{7, 14: byte(others.Add(1) >> 8), 15: byte(others.Load())}
	}
	tests := map[string]struct {
		span  func(q *judgetest.Question) (pcommon.TraceID, map[string]any)
		loops bool
	}{
		"it goes on with the trace": {span: func(q *judgetest.Question) (pcommon.TraceID, map[string]any) { return traceparent(t, q), nil }},
		"it copies the baggage": {span: func(q *judgetest.Question) (pcommon.TraceID, map[string]any) {
			key, value, _ := strings.Cut(q.Header.Get("Baggage"), "=")
			return fresh(), map[string]any{key: value}
		}},
		// That the guard is what stops it: a gateway that tells nothing of the call has it judged.
		"it tells nothing": {span: func(*judgetest.Question) (pcommon.TraceID, map[string]any) { return fresh(), nil }, loops: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "verdicts.jsonl")
			server := judgetest.NewOpenAI(t)
			c := startCollector(t, fmt.Sprintf(judgeConfig, server.URL, 1, file))
			g := &gateway{t: t, c: c, span: test.span, most: targets + 10}
			server.Answer(g.answer)
			for i := range targets {
				c.sendTraces(t, answered(t, pcommon.TraceID{3, 15: byte(i)}, "shop", fmt.Sprintf("What is %d and %d?", i, i), strconv.Itoa(2*i), nil))
			}
			if test.loops {
				// Every call that has a span leads to another one.
				require.Eventually(t, func() bool { return len(verdictsIn(t, file)) == targets+targets+10 }, startTimeout, 50*time.Millisecond)
				return
			}
			require.Eventually(t, func() bool { return len(verdictsIn(t, file)) >= targets }, startTimeout, 50*time.Millisecond)
			<-time.After(500 * time.Millisecond) // for what must not come
			page := c.page(t)
			c.shutdown(t)
			judged := map[pcommon.TraceID]int{}
			var cost float64
			for _, record := range verdictsIn(t, file) {
				judged[record.TraceID()]++
				usd, _ := record.Attributes().Get("genai.evaluation.cost.usd")
				cost += usd.Double()
			}
			assert.Len(t, judged, targets)
			for trace, n := range judged {
				assert.Equal(t, 1, n, trace)
				assert.Equal(t, byte(3), trace[0])
			}
			assert.EqualValues(t, targets, g.calls.Load())
			// gpt-4o-mini: 0.15 USD and 0.60 USD for a million; 1,000 and 100 tokens are 0.00021 USD.
			assert.InDelta(t, targets*0.00021, cost, 1e-9, "the judge tells what it cost")
			assert.InDelta(t, targets*0.00021, sumOf(t, page, "genai_judge_cost_usd_total"), 1e-9)
			assert.InDelta(t, targets*0.00021, sumOf(t, page, "genai_cost_usd_total"), 1e-9, "which is not in what agents cost")
		})
	}
}

// sumOf adds up the samples of a metric on the Prometheus page.
func sumOf(t *testing.T, page, metric string) (sum float64) {
	t.Helper()
	for line := range strings.Lines(page) {
		if rest, ok := strings.CutPrefix(line, metric+"{"); ok {
			_, rest, _ = strings.Cut(rest, "} ")
			var value float64
			_, err := fmt.Sscan(rest, &value)
			require.NoError(t, err)
			sum += value
		}
	}
	require.False(t, math.IsNaN(sum))
	return sum
}

// Behind the default pipelines nothing personal reaches the model.
func TestTheModelSeesWhatWasRedacted(t *testing.T) {
	file := filepath.Join(t.TempDir(), "verdicts.jsonl")
	server := judgetest.NewOpenAI(t)
	c := startCollector(t, fmt.Sprintf(judgeConfig, server.URL, 1, file))
	c.sendTraces(t, answered(t, pcommon.TraceID{3}, "shop", "Mail anna.schmidt@example.org, please.", "Sent to anna.schmidt@example.org.", nil))
	require.Eventually(t, func() bool { return len(verdictsIn(t, file)) == 1 }, startTimeout, 50*time.Millisecond)
	for _, q := range server.Questions() {
		assert.NotContains(t, string(q.Body), "anna.schmidt")
		assert.Contains(t, string(q.Body), "[EMAIL]")
	}
}

// Without genai_redaction in front of it the judge judges nothing, and says so.
func TestAJudgeWithoutRedactionSaysSo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "verdicts.jsonl")
	server := judgetest.NewOpenAI(t)
	c := startCollector(t, fmt.Sprintf(judgeConfig, server.URL, 1, file), `
service::pipelines::traces::processors: [memory_limiter, genai_normalizer, genai_cost, genai_session]
`)
	c.sendTraces(t, answered(t, pcommon.TraceID{3}, "shop", "Question?", "Answer.", nil))
	require.Eventually(t, func() bool { return strings.Contains(c.output.String(), "did not go through genai_redaction") }, startTimeout, 50*time.Millisecond)
	c.shutdown(t)
	assert.Empty(t, server.Questions())
	assert.Empty(t, verdictsIn(t, file))
}
