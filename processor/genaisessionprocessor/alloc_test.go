package genaisessionprocessor

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
	"github.com/otelcol-genai/otelcol-genai/internal/session/sessiontest"
)

// idle accepts everything and keeps nothing.
type idle struct{ *sessiontest.Accounts }

func (idle) Post(context.Context, []session.Posting, []session.Receipt) error { return nil }
func (idle) Signature(...string) uint64                                       { return 1 }
func (idle) Private(_, text, _ string) string                                 { return text }

func newIdle() idle {
	accounts := sessiontest.New()
	accounts.Scopes = []string{"user.id", "service.name"}
	return idle{accounts}
}

// Most spans of a trace are no model calls. They must cost nothing, however many they
// are, and those that name a session only what one posting a trace costs.
func TestOtherSpansDoNotAllocate(t *testing.T) {
	for name, attrs := range map[string]map[string]any{
		"nothing to tell":  {"http.request.method": "GET", "url.full": "http://localhost/", "http.response.status_code": 200, "genre": "x"},
		"name a session":   {"http.request.method": "GET", "session.id": "s1"},
		"name no session":  {"session.id": "", "thread_id": "null"},
		"same length keys": {"sessionXid": "s1", "gen_aiXconversation.id": "c"},
	} {
		t.Run(name, func(t *testing.T) {
			p := startTraces(t, defaults(), newIdle(), nop(), consumertest.NewNop())
			measure := func(n int) float64 {
				batch := newSpans(t, map[string]any{"service.name": "shop"})
				for i := range n {
					batch.add(byte(i+1), attrs)
				}
				return testing.AllocsPerRun(50, func() { _ = p.ConsumeTraces(t.Context(), batch.traces) })
			}
			assert.InDelta(t, measure(1), measure(200), 0)
		})
	}
}

// A call costs no more than the attributes it gets: a posting is made of memory that is there.
func TestAPostingDoesNotAllocate(t *testing.T) {
	p := &sessionProcessor{}
	accounts := newIdle()
	p.plan = newPlan(defaults(), accounts.Attributes())
	b := newBatch(p.plan, accounts, testQuality(), &defaults().Outcome)
	batch := newSpans(t, map[string]any{"service.name": "shop", "service.namespace": "acme"})
	for i := range 100 {
		batch.add(byte(i+1), chat(map[string]any{"session.id": "s1", "user.id": "u", "gen_ai.agent.name": "planner", "gen_ai.response.id": "r"}))
	}
	allocs := testing.AllocsPerRun(50, func() {
		b.addTraces(batch.traces)
		b.forget()
	})
	assert.Zero(t, allocs)
}

func TestABatchKeepsNothing(t *testing.T) {
	accounts := newIdle()
	b := newBatch(newPlan(defaults(), accounts.Attributes()), accounts, testQuality(), &defaults().Outcome)
	batch := newSpans(t, map[string]any{"service.name": "shop", "service.namespace": "acme"})
	batch.add(1, chat(map[string]any{"session.id": "s1"}))
	b.addTraces(batch.traces)
	postings := b.postings[:1]
	b.forget()
	require.Equal(t, session.Posting{}, postings[0])
	assert.Equal(t, private{accounts: accounts, scopes: make([]memo, 2)}, b.private)
	assert.Empty(t, b.around.resource.session)
}
