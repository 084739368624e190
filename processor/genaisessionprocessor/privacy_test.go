package genaisessionprocessor

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
	"github.com/otelcol-genai/otelcol-genai/internal/session/sessiontest"
)

// Wherever a person is planted that the ledger keeps, a token stands for it.
func TestNothingPersonalIsPosted(t *testing.T) {
	planted := func(where string) string { return where + "@example.com" }
	accounts := sessiontest.New()
	accounts.Secret = []string{"@example.com"}
	accounts.Scopes = []string{"user.id", "gen_ai.agent.name", "customer"}
	batch := newSpans(t, map[string]any{"service.name": planted("service"), "service.namespace": planted("tenant"), "customer": planted("customer")})
	plant := map[string]any{
		"session.id": planted("session"), "user.id": planted("user"), "gen_ai.agent.name": planted("agent"), "gen_ai.agent.id": planted("lane"),
		"gen_ai.tool.name": planted("tool"), "gen_ai.request.model": planted("model"), "gen_ai.response.id": planted("response"),
		"gen_ai.tool.call.arguments": planted("arguments"), "gen_ai.output.messages": planted("output"),
	}
	call := batch.add(1, chat(plant))
	batch.add(2, chat(plant, map[string]any{"gen_ai.operation.name": "execute_tool"}))
	batch.add(3, map[string]any{"session.id": planted("session"), "user.id": planted("user")})
	run(t, defaults(), accounts, batch)

	logs := records(t, chat(plant))
	runLogs(t, defaults(), accounts, logs)

	require.Len(t, accounts.Postings(), 4)
	for _, p := range accounts.Postings() {
		assert.NotContains(t, fmt.Sprintf("%+v", p), "example.com")
	}
	posted := accounts.Postings()[0]
	assert.Equal(t, posted.Session, str(call.Attributes(), "session.id"), "the token, so that a backend's sessions and the ledger's are one")
	assert.Equal(t, posted.Session, accounts.Postings()[2].Session, "equal ids stay equal")
	assert.Equal(t, planted("user"), str(call.Attributes(), "user.id"), "the rest of the record is for genai_redaction")
	assert.Equal(t, posted.Agent, str(call.Attributes(), "gen_ai.agent.name"), "and so are the names that metrics are counted by")
	assert.Equal(t, posted.Tool, str(batch.scope.Spans().At(1).Attributes(), "gen_ai.tool.name"))
	resource := batch.traces.ResourceSpans().At(0).Resource().Attributes()
	assert.Equal(t, posted.Tenant, str(resource, "service.namespace"))
	foreign := batch.scope.Spans().At(2).Attributes()
	assert.Equal(t, posted.Session, str(foreign, "session.id"))
}

func TestATokenFillsAndAConversationStays(t *testing.T) {
	accounts := sessiontest.New()
	accounts.Secret = []string{"@example.com"}
	batch := newSpans(t, nil)
	named := batch.add(1, chat(map[string]any{"gen_ai.conversation.id": "ann@example.com"}))
	unnamed := batch.add(2, chat())
	for id := range byte(2) { // spans of others that repeat it are not posted again, but masked
		batch.add(10+id, map[string]any{"session.id": "ann@example.com"})
	}
	run(t, defaults(), accounts, batch)
	token := sessiontest.Token("session.id", "ann@example.com", "")
	assert.Equal(t, token, str(named.Attributes(), "session.id"))
	assert.Equal(t, token, str(unnamed.Attributes(), "session.id"))
	assert.Equal(t, token, str(batch.scope.Spans().At(2).Attributes(), "session.id"))
	assert.Equal(t, token, str(batch.scope.Spans().At(3).Attributes(), "session.id"))
	assert.Equal(t, "ann@example.com", str(named.Attributes(), "gen_ai.conversation.id"))
	assert.Len(t, accounts.Postings(), 3)
}

func TestTokensOfOneTenantAreNotThoseOfAnother(t *testing.T) {
	accounts := sessiontest.New()
	accounts.Secret = []string{"@example.com"}
	config := defaults()
	config.Tenant.Attribute = "tenant.id"
	batch := newSpans(t, nil)
	for i, tenant := range []string{"a", "b", "a"} {
		span := batch.add(byte(i+1), chat(map[string]any{"session.id": "ann@example.com", "tenant.id": tenant}))
		span.SetTraceID([16]byte{byte(i + 1)})
	}
	run(t, config, accounts, batch)
	p := accounts.Postings()
	assert.NotEqual(t, p[0].Session, p[1].Session)
	assert.Equal(t, p[0].Session, p[2].Session)
	_, calls := accounts.Spent(session.Key{Tenant: "a", Session: p[0].Session})
	assert.EqualValues(t, 2, calls)
}
