package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// hostile are spans of one call each, what is wrong with them, and what the account
// makes of them.
var hostile = []struct {
	session  string
	edit     map[string]any
	change   func(ptrace.Span)
	spent    string // dollars
	unpriced int64
}{
	{session: "ten years ago", change: ended(-10), spent: "0.0035"},
	{session: "in ten years", change: ended(+10), spent: "0.0035"},
	{session: "at no time", change: func(s ptrace.Span) { s.SetStartTimestamp(0); s.SetEndTimestamp(0) }, spent: "0.0035"},
	{session: "at the end of time", change: func(s ptrace.Span) { s.SetStartTimestamp(0); s.SetEndTimestamp(math.MaxUint64) }, spent: "0.0035"},
	{session: "from its end to its start", change: func(s ptrace.Span) { s.SetStartTimestamp(s.EndTimestamp() + 1e9) }, spent: "0.0035"},
	{session: "negative cost", edit: priced(-5), spent: "0", unpriced: 1},
	{session: "cost that is no number", edit: priced(math.NaN()), spent: "0", unpriced: 1},
	{session: "cost without end", edit: priced(math.Inf(1)), spent: "0", unpriced: 1},
	{session: "huge cost", edit: priced(1e300), spent: "0", unpriced: 1},
	{session: "cost in words", edit: map[string]any{"genai.cost.total": "five", "genai.cost.status": "ok"}, spent: "0", unpriced: 1},
	{session: "less than a nano-dollar", edit: priced(4e-10), spent: "0"},
	{session: "negative tokens", edit: map[string]any{"gen_ai.usage.input_tokens": -1000}, spent: "0.001"},
	{session: "tokens in words", edit: map[string]any{"gen_ai.usage.input_tokens": "a lot"}, spent: "0.001"},
}

func ended(years int) func(ptrace.Span) {
	return func(s ptrace.Span) {
		at := time.Now().AddDate(years, 0, 0)
		s.SetStartTimestamp(pcommon.NewTimestampFromTime(at.Add(-time.Second)))
		s.SetEndTimestamp(pcommon.NewTimestampFromTime(at))
	}
}

func priced(dollars float64) map[string]any {
	return map[string]any{"genai.cost.total": dollars, "genai.cost.status": "ok", "genai.cost.currency": "USD"}
}

// What is wrong with a record is its own trouble: it is counted, and the rest is exact.
func TestHostileRecordsAreCounted(t *testing.T) {
	overlay, own := telemetryOfItself(t)
	c := startCollector(t, overlay, `
extensions::genai_budget::budgets:
  - {name: session, scope: [session], limit_usd: 5}
  - {name: nowhere, scope: [no.such.attribute], window: day, limit_usd: 5}
`)
	b := newBatch()
	spans := b.service(t, "agent", "1")
	callOf(t, spans, 1, chat(map[string]any{"session.id": strings.Repeat("x", 1<<20)}))
	callOf(t, spans, 2, chat(map[string]any{"session.id": []any{"a", int64(1)}}))
	callOf(t, spans, 3, chat(map[string]any{"session.id": "undefined"}))
	callOf(t, spans, 4, chat(map[string]any{"session.id": "\xff\xfe\x00"}))
	for i, h := range hostile {
		attrs := chat(map[string]any{"session.id": h.session})
		maps.Copy(attrs, h.edit)
		span := callOf(t, spans, uint32(10+i), attrs)
		if h.change != nil {
			h.change(span)
		}
	}
	callOf(t, spans, 100, chat(map[string]any{"session.id": "its neighbour"}))
	c.sendTraces(t, b.Traces)

	for _, h := range hostile {
		s := c.ask(t, h.session)
		assert.Equal(t, h.spent, s.Spent.String(), h.session)
		assert.EqualValues(t, 1, s.Calls, h.session)
		assert.Equal(t, h.unpriced, s.Unpriced, h.session)
	}
	assert.Equal(t, "0.0035", c.ask(t, "its neighbour").Spent.String())
	sessions, _ := c.list(t, "limit=1000")
	for _, s := range sessions {
		assert.LessOrEqual(t, len(s.Session), 256)
	}
	assert.Len(t, sessions, len(hostile)+5)

	page := itself(t, own)
	notes := func(note string) int64 {
		return sum(page, "otelcol_genai_budget_notes", "note", note).Num().Int64()
	}
	assert.Positive(t, notes("future_time"))
	assert.EqualValues(t, 1, notes("old_time"))
	assert.EqualValues(t, len(hostile)+5, notes("missing_scope")+notes("old_time")+notes("future_time"), "each posting is counted by the worst that is odd about it")
	assert.Equal(t, "4", sum(page, "otelcol_genai_session_malformed", "field", "cost").FloatString(0))
	c.shutdown(t)
	assert.NotContains(t, c.output.String(), "panic")
	assert.Less(t, len(c.output.String()), 1<<19, "what is wrong is not repeated in the log")
}

// More sessions than there is room for: memory is bounded, what is let go is counted,
// and what they spent is not forgotten where it is added up.
func TestFloodOfSessionsIsBounded(t *testing.T) {
	const flood, room, batch = 100_000, 1000, 5000
	overlay, own := telemetryOfItself(t)
	c := startCollector(t, overlay, fmt.Sprintf(`
extensions::genai_budget::max_sessions: %d
extensions::genai_budget::max_traces: %d
extensions::genai_budget::budgets:
  - {name: session, scope: [session], limit_usd: 5}
  - {name: service, scope: [service.name], window: 365d, limit_usd: 1000000}
`, room, 2*room))
	began := time.Now()
	for first := uint32(0); first < flood; first += batch {
		b := newBatch()
		spans := b.service(t, "agent", "1")
		for i := range uint32(batch) {
			callOf(t, spans, first+i+1, chat(map[string]any{"session.id": fmt.Sprintf("flood-%d", first+i)}))
		}
		callOf(t, spans, 1_000_000+first, chat(map[string]any{"session.id": "steady"}))
		c.sendTraces(t, b.Traces)
	}
	t.Logf("%d sessions in %v", flood, time.Since(began))
	const steady = flood / batch
	s := c.ask(t, "steady")
	assert.EqualValues(t, steady, s.Calls, "one that comes again has not lost its spend")
	assert.Equal(t, "0.07", s.Spent.String())

	var report struct {
		Budgets []struct {
			Accounts []struct {
				Spent json.Number `json:"spent_usd"`
				Calls int64       `json:"spent_calls"`
			}
		}
	}
	c.api(t, http.MethodGet, "/v1/budgets", "").into(t, &report)
	require.Len(t, report.Budgets[1].Accounts, 1)
	assert.EqualValues(t, flood+steady, report.Budgets[1].Accounts[0].Calls)
	assert.EqualValues(t, (flood+steady)*chatNanos, nanos(t, report.Budgets[1].Accounts[0].Spent))

	page := itself(t, own)
	is := func(name, kind string) int64 {
		value := sum(page, "otelcol_genai_budget_"+name, "kind", kind)
		require.True(t, value.IsInt(), "%s %s", name, kind)
		return value.Num().Int64()
	}
	live, evicted := is("size", "sessions"), is("forgotten", "sessions_evicted")
	assert.LessOrEqual(t, live, int64(room))
	assert.Positive(t, live)
	assert.GreaterOrEqual(t, live+evicted, int64(flood+1), "those let go are counted; steady may be among them more than once")
	assert.LessOrEqual(t, live+evicted, int64(flood+1+steady))
	assert.LessOrEqual(t, is("size", "traces"), int64(2*room))
	assert.Positive(t, is("forgotten", "traces"))
	assert.Zero(t, sum(page, "otelcol_genai_budget_refused").Cmp(new(big.Rat)))
	c.shutdown(t)
	assert.NotContains(t, c.output.String(), "panic")
}
