package session_test

import (
	"encoding/binary"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

const (
	usd  = int64(1_000_000_000)
	cent = usd / 100
)

var start = time.Date(2026, time.March, 4, 9, 0, 0, 0, time.UTC) // a Wednesday

func trace(n int) (id session.TraceID) {
	binary.BigEndian.PutUint64(id[8:], uint64(n))
	return id
}

func span(n int) (id session.SpanID) {
	binary.BigEndian.PutUint64(id[:], uint64(n))
	return id
}

// fixture is a ledger and a clock.
type fixture struct {
	*session.Ledger
	t    *testing.T
	now  time.Time
	next int // span
}

func newFixture(t *testing.T, config session.Config) *fixture {
	t.Helper()
	ledger, err := session.New(config)
	require.NoError(t, err)
	return &fixture{Ledger: ledger, t: t, now: start, next: 1000}
}

func sessionBudget(limit int64, thresholds ...float64) budget.Budget {
	return budget.Budget{
		Name: "session", Scope: []string{budget.ScopeSession}, Window: budget.Window{Kind: budget.SessionWindow},
		Limit: budget.Limit{NanoUSD: limit}, Thresholds: thresholds,
	}
}

// call is a model call of a session with a span of its own.
func (f *fixture) call(id string, cost int64) session.Posting {
	f.next++
	return session.Posting{
		Kind: session.Call, Session: id, Span: span(f.next), Trace: trace(f.next),
		Start: f.now.Add(-2 * time.Second).UnixNano(), End: f.now.UnixNano(),
		Service: "shop", Agent: "helper", Model: "gpt-5",
		Tokens: session.Tokens{Input: 100, CacheRead: 40, CacheWrite: 10, Output: 20, Reasoning: 5},
		Cost:   cost, Priced: true, Rank: session.Computed,
	}
}

// in puts a posting into a trace.
func in(p session.Posting, traceNumber int) session.Posting {
	p.Trace = trace(traceNumber)
	return p
}

func (f *fixture) post(postings ...session.Posting) []session.Receipt {
	f.t.Helper()
	receipts := make([]session.Receipt, len(postings))
	f.Post(f.now, postings, receipts)
	return receipts
}

func (f *fixture) pass(d time.Duration) {
	f.now = f.now.Add(d)
	for f.Tick(f.now) {
	}
}

func (f *fixture) view(id string) session.View { return f.View(f.now, session.Key{Session: id}) }

func (f *fixture) spent(id string) int64 { return f.view(id).Spend.NanoUSD }

// events are those of a kind that wait to be delivered.
func (f *fixture) events(kind session.EventKind) []session.Event {
	return slices.DeleteFunc(f.Events(0, 1_000_000), func(e session.Event) bool { return e.Kind != kind })
}

func (f *fixture) crossed(id string) (thresholds []float64) {
	for _, e := range f.events(session.Threshold) {
		if e.Session == id {
			thresholds = append(thresholds, e.Crossing.Threshold)
		}
	}
	return thresholds
}
