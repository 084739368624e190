package session_test

import (
	"fmt"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

func ExampleLedger() {
	ledger, err := session.New(session.Config{Budgets: []budget.Budget{{
		Name: "session", Scope: []string{budget.ScopeSession}, Window: budget.Window{Kind: budget.SessionWindow},
		Limit: budget.Limit{NanoUSD: 5_000_000_000}, Thresholds: []float64{0.5, 1},
	}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	now := time.Date(2026, time.March, 4, 9, 0, 0, 0, time.UTC)
	// A call of a trace whose session is not known yet, and the agent's span, which tells it.
	postings := []session.Posting{
		{Kind: session.Call, Trace: session.TraceID{1}, Span: session.SpanID{2}, Cost: 3_000_000_000, Priced: true},
		{Kind: session.Turn, Trace: session.TraceID{1}, Span: session.SpanID{1}, Session: "chat-7"},
	}
	ledger.Post(now, postings, make([]session.Receipt, len(postings)))

	view := ledger.View(now, session.Key{Session: "chat-7"})
	fmt.Println(view.Spend.NanoUSD, view.State, view.Advice)
	for _, event := range ledger.Events(0, 10) {
		fmt.Println(event.Kind, event.Session, event.Crossing.Threshold)
	}
	// Output:
	// 3000000000 exhausting stop
	// genai.budget.threshold chat-7 0.5
}
