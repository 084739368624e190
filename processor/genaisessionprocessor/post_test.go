package genaisessionprocessor

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
	"github.com/otelcol-genai/otelcol-genai/internal/session/sessiontest"
)

// What a call says arrives whole, and as the ledger wants it.
func TestWhatIsPostedOfACall(t *testing.T) {
	accounts := sessiontest.New()
	accounts.Scopes = []string{"user.id", "service.name", "deployment.environment.name", "model", "missing"}
	batch := newSpans(t, map[string]any{"service.name": "shop", "service.namespace": "acme", "deployment.environment.name": "prod"})
	span := batch.add(7, chat(map[string]any{
		"session.id": "s1", "user.id": "u-9", "gen_ai.agent.name": "planner", "gen_ai.agent.id": "agent-1",
		"gen_ai.response.model": "claude-sonnet-4-5-20250929", "gen_ai.response.id": "msg_1",
		"gen_ai.usage.input_tokens": 1200, "gen_ai.usage.output_tokens": 300, "gen_ai.usage.cache_read.input_tokens": 1000,
		"gen_ai.usage.cache_creation.input_tokens": 180, "gen_ai.usage.reasoning.output_tokens": 128,
		"genai.cost.total": 0.0057150005, "genai.cost.source": "reported", "gen_ai.output.messages": `[{"role":"assistant"}]`,
		"error.type": "timeout",
	}))
	span.TraceState().FromRaw("ot=th:8")
	run(t, defaults(), accounts, batch)

	p := accounts.Postings()[0]
	assert.NotZero(t, p.ResponseID)
	assert.NotZero(t, p.Output)
	p.ResponseID, p.Output = 0, 0
	assert.Equal(t, session.Posting{
		Kind: session.Call, Tenant: "acme", Session: "s1",
		Trace: session.TraceID{1}, Span: session.SpanID{7}, Parent: session.SpanID{200},
		Start: noon.UnixNano(), End: noon.Add(time.Second).UnixNano(),
		Service: "shop", Agent: "planner", Lane: "agent-1", Model: "claude-sonnet-4-5-20250929",
		Scope:  []string{"u-9", "shop", "prod", "claude-sonnet-4-5-20250929", ""},
		Tokens: session.Tokens{Input: 20, CacheRead: 1000, CacheWrite: 180, Output: 172, Reasoning: 128},
		Cost:   5_715_000, // half a nano-dollar goes to even
		Priced: true, Rank: session.Reported, Weight: 2, Failed: true,
	}, p)
	assert.Equal(t, "0.005715", str(span.Attributes(), "genai.session.cost"))
	assert.Equal(t, "1", str(span.Attributes(), "genai.session.calls"))
	assert.Equal(t, "ok", str(span.Attributes(), "genai.session.state"))
}

func TestKinds(t *testing.T) {
	tests := map[string]struct {
		operation string
		root      bool
		want      session.Kind
	}{
		"a chat":            {operation: "chat", want: session.Call},
		"a chat as root":    {operation: "chat", root: true, want: session.Call},
		"embeddings":        {operation: "embeddings", want: session.Call},
		"a tool":            {operation: "execute_tool", want: session.Tool},
		"an agent":          {operation: "invoke_agent", want: session.Turn},
		"a workflow":        {operation: "invoke_workflow", want: session.Turn},
		"a root of GenAI":   {operation: "", root: true, want: session.Turn},
		"a retrieval":       {operation: "retrieval", root: true, want: session.Other},
		"something of ours": {operation: "", want: session.Other},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			accounts := sessiontest.New()
			batch := newSpans(t, nil)
			span := batch.add(1, chat(map[string]any{"gen_ai.operation.name": test.operation}))
			if test.root {
				span.SetParentSpanID(pcommon.SpanID{})
			}
			run(t, defaults(), accounts, batch)
			p := accounts.Postings()[0]
			assert.Equal(t, test.want, p.Kind)
			if test.want != session.Call {
				assert.Zero(t, p.Cost, "usage of anything else is that of its calls")
				assert.Zero(t, p.Tokens)
			}
		})
	}
}

func TestWhatIsNoCostIsUnknown(t *testing.T) {
	tests := map[string]struct {
		attrs  map[string]any
		cost   budget.NanoUSD
		priced bool
		rank   session.Rank
	}{
		"negative":         {attrs: map[string]any{"genai.cost.total": -1.0}, rank: session.Computed},
		"not a number":     {attrs: map[string]any{"genai.cost.total": math.NaN()}, rank: session.Computed},
		"infinite":         {attrs: map[string]any{"genai.cost.total": math.Inf(1)}, rank: session.Computed},
		"text":             {attrs: map[string]any{"genai.cost.total": "0.3"}, rank: session.Computed},
		"euros":            {attrs: map[string]any{"genai.cost.currency": "EUR"}, rank: session.Computed},
		"no price":         {attrs: map[string]any{"genai.cost.total": nil, "genai.cost.source": nil, "genai.cost.status": "unpriced_model"}},
		"from a cache":     {attrs: map[string]any{"genai.cost.total": 0.0, "genai.cost.status": "cached"}, priced: true, rank: session.Computed},
		"estimated tokens": {attrs: map[string]any{"genai.cost.source": "estimated"}, cost: 250_000_000, priced: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			accounts := sessiontest.New()
			batch := newSpans(t, nil)
			batch.add(1, chat(test.attrs))
			run(t, defaults(), accounts, batch)
			p := accounts.Postings()[0]
			assert.Equal(t, test.cost, p.Cost)
			assert.Equal(t, test.priced, p.Priced)
			assert.Equal(t, test.rank, p.Rank)
		})
	}
}

func TestDuplicatesAreMarkedAndNothingElse(t *testing.T) {
	accounts := sessiontest.New()
	first, second, third := newSpans(t, nil), newSpans(t, nil), newSpans(t, nil)
	answer := map[string]any{"gen_ai.response.id": "msg_1", "session.id": "s1"}
	sdk := first.add(1, chat(answer))
	marked := first.add(2, chat(map[string]any{"genai.cost.total": nil, "genai.cost.status": "duplicate", "session.id": "s1"}))
	again := second.add(1, chat(answer))
	gateway := third.add(9, chat(answer))
	run(t, defaults(), accounts, first, second, third)

	assert.Equal(t, "ok", str(sdk.Attributes(), "genai.cost.status"))
	assert.Equal(t, "duplicate", str(marked.Attributes(), "genai.cost.status"))
	assert.True(t, accounts.Postings()[1].Marked)
	for _, span := range []ptrace.Span{again, gateway} {
		assert.Equal(t, "duplicate", str(span.Attributes(), "genai.cost.status"))
		assert.Equal(t, "0.25", str(span.Attributes(), "genai.cost.total"), "the mark removes nothing")
		assert.Equal(t, "0.25", str(span.Attributes(), "genai.session.cost"))
	}
	spent, calls := accounts.Spent(session.Key{Session: "s1"})
	assert.Equal(t, budget.NanoUSD(250_000_000), spent)
	assert.EqualValues(t, 1, calls)
	assert.Equal(t, 3, accounts.Batches(), "one post a batch")
}

// A batch that the next component did not take comes again. The ledger knows its
// calls by then, but nobody behind us has seen them.
func TestRedeliveredCallsAreNotDuplicates(t *testing.T) {
	batch := func() *spans {
		s := newSpans(t, nil)
		s.add(1, chat(map[string]any{"session.id": "s1"}))
		return s
	}
	r := startTraces(t, defaults(), sessiontest.New(), nop(), &flakyTraces{failures: 1})
	require.Error(t, r.ConsumeTraces(t.Context(), batch().traces))
	second, third := batch(), batch()
	require.NoError(t, r.ConsumeTraces(t.Context(), second.traces))
	require.NoError(t, r.ConsumeTraces(t.Context(), third.traces))
	assert.Equal(t, "ok", str(second.scope.Spans().At(0).Attributes(), "genai.cost.status"))
	assert.Equal(t, "duplicate", str(third.scope.Spans().At(0).Attributes(), "genai.cost.status"))
}

func TestWhatTheLedgerDoesNotKeepIsSentAgain(t *testing.T) {
	accounts, sink := sessiontest.New(), &consumertest.TracesSink{}
	p := startTraces(t, defaults(), accounts, nop(), sink)
	accounts.Fail(errors.New("disk is full"))
	batch := newSpans(t, nil)
	span := batch.add(1, chat(map[string]any{"session.id": "s1"}))
	err := p.ConsumeTraces(t.Context(), batch.traces)
	require.ErrorContains(t, err, "disk is full")
	assert.Empty(t, sink.AllTraces(), "nothing goes on uncharged")
	_, stamped := span.Attributes().Get("genai.session.cost")
	assert.False(t, stamped)
	accounts.Fail(nil)
	require.NoError(t, p.ConsumeTraces(t.Context(), batch.traces))
	spent, _ := accounts.Spent(session.Key{Session: "s1"})
	assert.Equal(t, budget.NanoUSD(250_000_000), spent)
	assert.Equal(t, "ok", str(span.Attributes(), "genai.cost.status"))
}

func TestPassLetsABatchGoOnUncharged(t *testing.T) {
	accounts, sink, config := sessiontest.New(), &consumertest.TracesSink{}, defaults()
	config.OnError = Pass
	p := startTraces(t, config, accounts, nop(), sink)
	accounts.Fail(errors.New("disk is full"))
	batch := newSpans(t, nil)
	batch.add(1, chat())
	require.NoError(t, p.ConsumeTraces(t.Context(), batch.traces))
	assert.Len(t, sink.AllTraces(), 1)
}

func TestWithoutTheLedgerNothingStarts(t *testing.T) {
	p, err := NewFactory().CreateTraces(t.Context(), nop(), defaults(), consumertest.NewNop())
	require.NoError(t, err)
	err = p.Start(t.Context(), componenttest.NewNopHost())
	require.ErrorContains(t, err, `budget: no extension "genai_budget" is running`)

	err = p.Start(t.Context(), testHost{map[component.ID]component.Component{component.MustNewID("genai_budget"): nil}})
	require.ErrorContains(t, err, `budget: extension "genai_budget" keeps no accounts`)
}
