package genaisessionprocessor

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
	"github.com/otelcol-genai/otelcol-genai/internal/session/sessiontest"
)

// ledgerAccounts is the real ledger without a store.
type ledgerAccounts struct {
	*sessiontest.Accounts // for what a ledger does not do

	mu     sync.Mutex
	ledger *session.Ledger
	now    time.Time
}

func newLedger(tb testing.TB) *ledgerAccounts {
	tb.Helper()
	ledger, err := session.New(session.Config{
		Budgets: []budget.Budget{{
			Name: "session", Scope: []string{budget.ScopeSession}, Window: budget.Window{Kind: budget.SessionWindow},
			Limit: budget.Limit{NanoUSD: 900_000_000}, Thresholds: []float64{0.5, 0.8, 1}, Mode: budget.Enforce,
		}},
		Attributes: []string{"user.id"},
	})
	require.NoError(tb, err)
	accounts := &ledgerAccounts{Accounts: sessiontest.New(), ledger: ledger, now: noon.Add(2 * time.Second)}
	accounts.Scopes = []string{"user.id"}
	return accounts
}

func (a *ledgerAccounts) Post(_ context.Context, postings []session.Posting, receipts []session.Receipt) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ledger.Post(a.now, postings, receipts)
	return nil
}

func (*ledgerAccounts) Private(_, text, _ string) string { return text }
func (*ledgerAccounts) Signature(...string) uint64       { return 1 }

func (a *ledgerAccounts) spend(id string) budget.Spend {
	return a.ledger.View(a.now, session.Key{Session: id}).Spend
}

// The common path: calls first, the root that names the session last.
func TestWithTheRealLedger(t *testing.T) {
	accounts := newLedger(t)
	p := startTraces(t, defaults(), accounts, nop(), consumertest.NewNop())
	calls, root, more := newSpans(t, nil), newSpans(t, nil), newSpans(t, nil)
	first := calls.add(1, chat())
	calls.add(2, chat())
	agent := root.add(200, map[string]any{"gen_ai.operation.name": "invoke_agent", "session.id": "s1", "gen_ai.usage.input_tokens": 2000})
	agent.SetParentSpanID(pcommon.SpanID{})
	last := more.add(3, chat())
	again := more.add(1, chat())
	for _, batch := range []*spans{calls, root, more} {
		require.NoError(t, p.ConsumeTraces(t.Context(), batch.traces))
	}
	assert.Equal(t, "0.25", str(first.Attributes(), "genai.session.cost"), "the account of its trace")
	assert.Empty(t, str(first.Attributes(), "session.id"))
	assert.Equal(t, "0.5", str(agent.Attributes(), "genai.session.cost"), "the trace's account was added to it")
	assert.Equal(t, "s1", str(last.Attributes(), "session.id"))
	assert.Equal(t, "0.75", str(last.Attributes(), "genai.session.cost"))
	assert.Equal(t, "3", str(last.Attributes(), "genai.session.calls"))
	assert.Equal(t, "exhausting", str(last.Attributes(), "genai.session.state"), "one more call would exceed the limit")
	assert.Equal(t, "duplicate", str(again.Attributes(), "genai.cost.status"))
	assert.Equal(t, budget.Spend{NanoUSD: 750_000_000, Tokens: 3150, Calls: 3}, accounts.spend("s1"))
}

// A time that the ledger's numbers cannot express is one in the future, not none.
func TestATimeOfTheLargestNumber(t *testing.T) {
	accounts := newLedger(t)
	p := startTraces(t, defaults(), accounts, nop(), consumertest.NewNop())
	batch := newSpans(t, nil)
	batch.add(1, chat(map[string]any{"session.id": "s1"})).SetEndTimestamp(math.MaxUint64)
	require.NoError(t, p.ConsumeTraces(t.Context(), batch.traces))
	assert.EqualValues(t, 1, accounts.spend("s1").Calls)
	assert.EqualValues(t, 1, accounts.ledger.Report(accounts.now).Counts.Notes[session.FutureTime])
}

func TestLogRecordsWithTheRealLedger(t *testing.T) {
	accounts := newLedger(t)
	p := startLogs(t, defaults(), accounts, nop(), consumertest.NewNop())
	for range 2 { // sent twice
		logs := records(t, claudeRequest(1, 0.002), claudeRequest(2, 0.003))
		for i := range 2 {
			record(logs, i).Body().SetStr("claude_code.api_request")
			id, _ := record(logs, i).Attributes().Get("request_id")
			id.SetStr("req_" + strconv.Itoa(i))
		}
		require.NoError(t, p.ConsumeLogs(t.Context(), logs))
	}
	assert.Equal(t, budget.NanoUSD(5_000_000), accounts.spend("cc-1").NanoUSD, "no trace holds them, and each is charged once")
	assert.EqualValues(t, 2, accounts.spend("cc-1").Calls)
}

func TestSpanAndLogWithTheRealLedger(t *testing.T) {
	accounts := newLedger(t)
	traces := startTraces(t, defaults(), accounts, nop(), consumertest.NewNop())
	logs := startLogs(t, defaults(), accounts, nop(), consumertest.NewNop())
	batch := newSpans(t, nil)
	batch.add(7, chat(map[string]any{"session.id": "s1"}))
	details := records(t, chat(map[string]any{"session.id": "s1"}))
	record(details, 0).SetEventName("gen_ai.client.inference.operation.details")
	record(details, 0).SetTraceID(pcommon.TraceID{1})
	record(details, 0).SetSpanID(pcommon.SpanID{7})
	require.NoError(t, logs.ConsumeLogs(t.Context(), details))
	require.NoError(t, traces.ConsumeTraces(t.Context(), batch.traces))
	assert.EqualValues(t, 1, accounts.spend("s1").Calls)
	assert.Equal(t, "duplicate", str(batch.scope.Spans().At(0).Attributes(), "genai.cost.status"))
}

// BenchmarkLedger is the processor and the ledger, without a store. The target is
// 200,000 chargeable spans a second on one core: 5 µs a span.
func BenchmarkLedger(b *testing.B) {
	accounts := newLedger(b)
	p := startTraces(b, defaults(), accounts, nop(), consumertest.NewNop())
	batch := newSpans(b, map[string]any{"service.name": "shop"})
	for i := range benchSpans {
		batch.add(byte(i+1), chat(map[string]any{"session.id": fmt.Sprint("s", i%10), "user.id": "u-1", "gen_ai.agent.name": "planner"}))
	}
	data, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(batch.traces)
	require.NoError(b, err)
	var unmarshalling time.Duration
	b.ReportAllocs()
	round := uint64(0)
	for b.Loop() {
		b.StopTimer()
		began := time.Now()
		traces, err := (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(data)
		require.NoError(b, err)
		unmarshalling += time.Since(began)
		round++
		eachSpan(traces, func(span ptrace.Span) { // another trace each time, or all would be duplicates
			id := span.TraceID()
			for i := range 8 {
				id[8+i] = byte(round >> (8 * i))
			}
			span.SetTraceID(id)
		})
		b.StartTimer()
		if err := p.ConsumeTraces(b.Context(), traces); err != nil {
			b.Fatal(err)
		}
	}
	perSpan := float64(b.Elapsed().Nanoseconds()) / float64(b.N*benchSpans)
	b.ReportMetric(perSpan, "ns/span")
	b.ReportMetric(perSpan/(float64(unmarshalling.Nanoseconds())/float64(b.N*benchSpans)), "x-unmarshalling")
}
