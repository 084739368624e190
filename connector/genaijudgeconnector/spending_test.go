package genaijudgeconnector

import (
	"fmt"
	"math"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/judgetest"
)

// untilQuiet waits until nothing is judged any more.
func (r *running) untilQuiet(tb testing.TB) {
	tb.Helper()
	require.Eventually(tb, func() bool {
		_, bytes := r.judge.queue.held()
		return bytes == 0
	}, patience, time.Millisecond)
}

// reply is text whose answer nobody judged before.
func another(i int) map[string]any {
	return chatAttributes(map[string]any{"gen_ai.output.messages": fmt.Sprintf(`[{"role":"assistant","parts":[{"type":"text","content":"Answer %d."}]}]`, i)})
}

// thousandths has a million tokens cost a dollar, in and out: what a call costs is easily counted.
const thousandths = `
model: {api: openai, endpoint: "%s", name: test-model, api_key: ` + judgetest.Key + `, price: {input_mtok: 1, output_mtok: 1}}
sample: 1
queue: {workers: 8}
evaluators: [{name: answers, kind: llm, criteria: "Good?"}]
limits: {usd_per_hour: %v, usd_per_day: %v}
`

// However many workers ask at once, what the server was paid is never above a limit, and what is
// left of the limit is less than the most that one more call can cost.
func TestASpendLimitHoldsToWithinOneCall(t *testing.T) {
	for name, limits := range map[string][2]float64{"hour": {0.1, 0}, "day": {0, 0.1}, "the lower one": {5, 0.1}} {
		t.Run(name, func(t *testing.T) {
			server := judgetest.NewOpenAI(t)
			var paid atomic.Int64 // by what the server says
			server.Answer(func(q judgetest.Question) judgetest.Reply {
				reply := judgetest.Best(q)
				reply.Input, reply.Output = int64(len(q.System)+len(q.User))/4, 200
				paid.Add(reply.Input + reply.Output)
				reply.After = time.Millisecond
				return reply
			})
			r := start(t, thousandths, server.URL, limits[0], limits[1])
			for i := range 400 {
				r.send(t, spans(t, another(i)))
			}
			r.untilQuiet(t)
			spent := float64(paid.Load()) / 1e6
			assert.LessOrEqual(t, spent, 0.1)
			var largest float64
			for _, q := range server.Questions() {
				largest = math.Max(largest, float64(len(q.Body)+frameTokens+1024)/1e6)
			}
			assert.Greater(t, spent, 0.1-largest, "it stops when one more call might not fit, and not before")
			t.Logf("limit 0.1 USD, spent %.6f in %d calls; the most one call can cost is %.6f", spent, len(server.Questions()), largest)

			require.NoError(t, r.Shutdown(t.Context()))
			var told float64
			announced := 0
			for _, event := range r.all() {
				cost, _ := event["genai.evaluation.cost.usd"].(float64)
				told += cost
				if event["error.type"] == "spend_limit" {
					announced++
				}
			}
			assert.InDelta(t, spent, told, 1e-12, "the events tell all that was spent")
			assert.InDelta(t, spent, r.counted(t, "genai_judge.cost.usd", nil), 1e-12)
			assert.Equal(t, 1, announced)
			skipped := r.counted(t, "genai_judge.skipped", map[string]string{"reason": "spend_limit"})
			assert.InDelta(t, 400, skipped+float64(len(server.Questions())), 0)
		})
	}
}

// An evaluator's own limit stops it alone; the others go on, and share the calls among them.
func TestAnEvaluatorHasALimitOfItsOwn(t *testing.T) {
	server := judgetest.NewOpenAI(t)
	r := start(t, asked+`
queue: {workers: 1}
evaluators:
  - {name: answers, kind: llm, criteria: "Good?"}
  - {name: dear, kind: llm, criteria: "Very good?", limits: {usd_per_day: 0.01}}
`, server.URL)
	for i := range 60 {
		r.send(t, spans(t, another(i)))
	}
	r.untilQuiet(t)
	require.NoError(t, r.Shutdown(t.Context()))
	count, cost := map[string]int{}, map[string]float64{}
	for _, event := range r.all() {
		if event["error.type"] == nil {
			name := event["gen_ai.evaluation.name"].(string)
			count[name]++
			cost[name] += event["genai.evaluation.cost.usd"].(float64)
		}
	}
	assert.Equal(t, 60, count["answers"])
	assert.Less(t, count["dear"], 60)
	assert.Positive(t, count["dear"])
	assert.LessOrEqual(t, cost["dear"], 0.01)
	assert.InDelta(t, 60*0.0003, cost["answers"]+cost["dear"], 1e-9, "every call is paid for once")
}

// What may be on the bill counts against a limit with the most that it can have cost.
func TestCallsWithoutAnAnswerCountAgainstALimit(t *testing.T) {
	server := judgetest.NewOpenAI(t)
	server.Answer(func(judgetest.Question) judgetest.Reply { return judgetest.Reply{Raw: "garbage"} })
	r := start(t, thousandths, server.URL, 0.02, 0)
	for i := range 50 {
		r.send(t, spans(t, another(i)))
	}
	r.untilQuiet(t)
	calls := float64(len(server.Questions()))
	assert.Less(t, calls, 10.0)
	assert.InDelta(t, calls, r.counted(t, "genai_judge.calls.unaccounted", nil), 0)
	spent := r.counted(t, "genai_judge.spend.usd", map[string]string{"window": "hour"})
	assert.Greater(t, spent, 0.02-0.006)
	assert.LessOrEqual(t, spent, 0.02)
	assert.InDelta(t, 0.02, r.counted(t, "genai_judge.spend.limit.usd", map[string]string{"window": "hour"}), 0)
	assert.Zero(t, r.counted(t, "genai_judge.cost.usd", nil))
}

// A model without a price is held by tokens.
func TestTokensAreALimit(t *testing.T) {
	server := judgetest.NewOllama(t)
	var used atomic.Int64
	server.Answer(func(q judgetest.Question) judgetest.Reply {
		used.Add(120)
		return judgetest.Best(q)
	})
	r := start(t, `
model: {api: ollama, endpoint: "%s", name: local, allow_unpriced: true}
sample: 1
evaluators: [{name: answers, kind: llm, criteria: "Good?"}]
limits: {tokens_per_hour: 10000}
`, server.URL)
	for i := range 100 {
		r.send(t, spans(t, another(i)))
	}
	r.untilQuiet(t)
	assert.LessOrEqual(t, used.Load(), int64(10000))
	assert.Greater(t, used.Load(), int64(10000-6000))
	require.NoError(t, r.Shutdown(t.Context()))
	for _, event := range r.all() {
		assert.NotContains(t, event, "genai.evaluation.cost.usd")
	}
}

// The price of Anthropic's claude-haiku-4-5, by hand: 1 USD and 5 USD for a million tokens, 0.1 for
// those read from a cache, of which the stand-in tells a tenth.
func TestPricesAreThoseOfTheBook(t *testing.T) {
	server := judgetest.NewAnthropic(t)
	server.Answer(func(q judgetest.Question) judgetest.Reply {
		reply := judgetest.Best(q)
		reply.Input, reply.Output = 1000, 100
		return reply
	})
	text := strings.Replace(oneEvaluator, "name: test-model", "name: claude-haiku-4-5, provider: anthropic", 1)
	text = strings.Replace(text, ", price: {input_mtok: 1, output_mtok: 10}", "", 1)
	r := start(t, text, "anthropic", server.URL)
	r.send(t, spans(t, chatAttributes()))
	// 900 * 1 + 100 * 0.1 + 100 * 5 millionths.
	assert.InDelta(t, 0.00141, r.events(t, 1)[0]["genai.evaluation.cost.usd"], 1e-12)
}
