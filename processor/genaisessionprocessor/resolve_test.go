package genaisessionprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
	"github.com/otelcol-genai/otelcol-genai/internal/session/sessiontest"
)

func TestWhichSession(t *testing.T) {
	tests := map[string]struct {
		config          func(*Config)
		resource, scope map[string]any
		attrs           map[string]any
		posted          string
		stamped         string // session.id afterwards
	}{
		"its own": {attrs: map[string]any{"session.id": "s1"}, posted: "s1", stamped: "s1"},
		"a session before a conversation": {
			attrs: map[string]any{"gen_ai.conversation.id": "c1", "session.id": "s1"}, posted: "s1", stamped: "s1",
		},
		"a conversation stands in": {attrs: map[string]any{"gen_ai.conversation.id": "c1"}, posted: "c1", stamped: "c1"},
		"a conversation before Langfuse's": {
			attrs: map[string]any{"langfuse.session.id": "l1", "gen_ai.conversation.id": "c1"}, posted: "c1", stamped: "c1",
		},
		"OpenLLMetry's":     {attrs: map[string]any{"traceloop.association.properties.session_id": "t1"}, posted: "t1", stamped: "t1"},
		"LangSmith's":       {attrs: map[string]any{"langsmith.metadata.thread_id": "t", "langsmith.metadata.session_id": "s"}, posted: "s", stamped: "s"},
		"Vercel's":          {attrs: map[string]any{"ai.telemetry.metadata.sessionId": "v1"}, posted: "v1", stamped: "v1"},
		"a number is an id": {attrs: map[string]any{"session.id": 42}, posted: "42", stamped: "42"},
		"a transport's session is none": {
			attrs: map[string]any{"mcp.session.id": "m1", "langsmith.trace.session_id": "project"},
		},
		"what says that there is none is passed over, and filled": {
			attrs: map[string]any{"session.id": "", "gen_ai.conversation.id": "c1"}, posted: "c1", stamped: "c1",
		},
		"on the scope": {scope: map[string]any{"session.id": "s2"}, posted: "s2", stamped: "s2"},
		"the record before its scope": {
			scope: map[string]any{"session.id": "s2"}, attrs: map[string]any{"thread_id": "t1"}, posted: "t1", stamped: "t1",
		},
		"a resource's is not asked": {resource: map[string]any{"session.id": "pod"}},
		"a resource's, if listed": {
			config:   func(c *Config) { c.ResourceKeys = []string{"session.id"} },
			resource: map[string]any{"session.id": "cli-run"}, posted: "cli-run", stamped: "cli-run",
		},
		"keys of one's own": {
			config: func(c *Config) { c.Keys = []string{"acme.ticket"} },
			attrs:  map[string]any{"session.id": "s1", "acme.ticket": "T-7"}, posted: "T-7", stamped: "s1",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			config, accounts := defaults(), sessiontest.New()
			if test.config != nil {
				test.config(config)
			}
			batch := newSpans(t, test.resource)
			require.NoError(t, batch.scope.Scope().Attributes().FromRaw(test.scope))
			span := batch.add(1, chat(test.attrs))
			run(t, config, accounts, batch)
			require.Len(t, accounts.Postings(), 1)
			assert.Equal(t, test.posted, accounts.Postings()[0].Session)
			assert.Equal(t, test.stamped, str(span.Attributes(), "session.id"))
			assert.Equal(t, "0.25", str(span.Attributes(), "genai.session.cost"), "a session that only a trace holds together has a cost, too")
		})
	}
}

// The root of a trace names the session, and its calls came before it.
func TestSessionOfTheTraceIsFilled(t *testing.T) {
	accounts := sessiontest.New()
	before, after := newSpans(t, nil), newSpans(t, nil)
	early := before.add(1, chat())
	root := after.add(200, map[string]any{"http.route": "/ask", "session.id": "s1"}) // not GenAI
	root.SetParentSpanID(pcommon.SpanID{})
	late := after.add(2, chat())
	other := after.add(3, map[string]any{"http.route": "/x"})
	run(t, defaults(), accounts, before, after)

	assert.Empty(t, str(early.Attributes(), "session.id"), "nobody knew it then")
	assert.Equal(t, "s1", str(late.Attributes(), "session.id"))
	assert.Equal(t, 2, root.Attributes().Len(), "a span that is not GenAI is left alone")
	assert.Equal(t, 1, other.Attributes().Len())
	kinds := []session.Kind{}
	for _, p := range accounts.Postings() {
		kinds = append(kinds, p.Kind)
	}
	assert.Equal(t, []session.Kind{session.Call, session.Other, session.Call}, kinds, "the other span told nothing")
}

func TestForeignSpansOfOneTracePostOnce(t *testing.T) {
	accounts := sessiontest.New()
	batch := newSpans(t, nil)
	for id := range byte(50) {
		batch.add(id+1, map[string]any{"session.id": "s1", "http.route": "/"})
	}
	batch.add(100, map[string]any{"session.id": "s2"})
	run(t, defaults(), accounts, batch)
	require.Len(t, accounts.Postings(), 2)
	assert.Equal(t, "s2", accounts.Postings()[1].Session)
}

func TestLongSessionIDsAreShortened(t *testing.T) {
	accounts := sessiontest.New()
	batch := newSpans(t, nil)
	span := batch.add(1, chat(map[string]any{"session.id": strings.Repeat("x", 1<<20), "gen_ai.agent.name": strings.Repeat("é", 1<<19)}))
	run(t, defaults(), accounts, batch)
	want, ok := session.Normalize(strings.Repeat("x", 1<<20))
	require.True(t, ok)
	posted := accounts.Postings()[0]
	assert.Equal(t, want, posted.Session)
	assert.Len(t, posted.Agent, 256)
	assert.Len(t, str(span.Attributes(), "session.id"), 1<<20, "the record keeps what it said")
}
