package e2e

import (
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// person is somebody whose data are planted as ids and names, and what of them may be
// found nowhere.
type person struct{ session, user, tenant, agent, tool string }

var people = []person{
	{
		session: "chat of jane.roe@planted-mail.com", user: "+49 170 2345678", tenant: "joe.bloggs@tenant-mail.com",
		agent: "agent for rita.meter@agent-mail.com", tool: "mail to tom.tool@tool-mail.com",
	},
	{
		session: "+1 (415) 555-0132", user: "walter.smith@user-mail.org", tenant: "+44 20 7946 0958",
		agent: "callback +1 415-555-0173", tool: "call +49 171 8765432",
	},
	{session: "Heinrich Mustermann", user: "Josephine Baker", tenant: "acme", agent: "coder", tool: "search"},
	{session: "Lucía Fernández", user: "Priya Natarajan", tenant: "Katarzyna Nowak", agent: "Maria Schmidt", tool: "Mark Johnson"},
}

var secrets = []string{
	"jane.roe", "planted-mail", "2345678", "234 5678", "joe.bloggs", "tenant-mail", "rita.meter", "agent-mail", "tom.tool", "tool-mail",
	"555-0132", "5550132", "walter.smith", "user-mail", "7946 0958", "79460958", "555-0173", "5550173", "8765432",
	"Heinrich", "Mustermann", "Fernández",
}

// The spans that go on to a backend keep a bare name as user.id, tenant, agent or tool; the account does not.
var secretsOfTheAccount = append([]string{"Josephine", "Baker", "Natarajan", "Katarzyna", "Nowak", "Maria", "Schmidt", "Mark Johnson"}, secrets...)

// Nothing personal in the account: what redaction would mask in an id or a name is its
// token wherever the account goes, the API takes the id itself, and equal ids are one
// session.
func TestNothingPersonalInTheAccount(t *testing.T) {
	overlay, own := telemetryOfItself(t)
	c := startCollector(t, overlay, `
extensions::genai_budget::budgets:
  - {name: session, scope: [session], limit_usd: 0.01, thresholds: [0.3, 1]}
  - {name: user, scope: [user.id], window: day, limit_usd: 0.01, thresholds: [0.3, 1]}
  - {name: agent, scope: [tenant, gen_ai.agent.name], window: day, limit_usd: 0.01, thresholds: [0.3, 1]}
  - {name: tool, scope: [gen_ai.tool.name], window: day, limit_calls: 2}
`)
	for i, p := range people {
		for call := range uint32(3) {
			c.sendAs(t, p, uint32(i)*10+call+1)
		}
	}
	found := map[string]string{}
	for i, p := range people {
		found[fmt.Sprintf("answers about %d", i)] = c.askAsPerson(t, p)
	}
	c.pageWhen(t, int64(2*len(people)), "genai_budget_crossings_total", "genai_budget_name", "user")
	found["the list"] = c.api(t, http.MethodGet, "/v1/sessions", "").text
	found["budgets"] = c.api(t, http.MethodGet, "/v1/budgets", "").text
	found["metrics"] = c.page(t)
	_, found["its own metrics"], _ = get(t.Context(), "http://"+own+"/metrics")
	assert.Positive(t, sum(itself(t, own), "otelcol_genai_budget_ids_redacted").Sign())
	c.shutdown(t)

	found["its log"] = c.output.String()
	found["events"] = string(readFile(t, c.eventsFile))
	found["spans"] = string(readFile(t, c.spansFile))
	found["call records"] = string(readFile(t, c.callsFile))
	require.NoError(t, filepath.WalkDir(c.ledger, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			data, readErr := os.ReadFile(path)
			found["storage "+entry.Name()] = string(data)
			return readErr
		}
		return err
	}))
	require.GreaterOrEqual(t, len(found), len(people)+9)
	for name, text := range found {
		require.NotEmpty(t, text, name)
		lower := strings.ToLower(text)
		of := secretsOfTheAccount
		if name == "spans" || name == "call records" {
			of = secrets
		}
		for _, secret := range of {
			if strings.Contains(lower, strings.ToLower(secret)) { // the whole text would be too much to read
				assert.Fail(t, "personal data", "%q is in %s: %s", secret, name, near(lower, strings.ToLower(secret)))
			}
		}
	}
	assert.Contains(t, found["spans"], "[EMAIL_")
	assert.Contains(t, found["events"], "genai.budget.threshold")
	assert.Contains(t, found["events"], "genai.session.tool_cascade")
}

// near is a text around what was found in it.
func near(text, secret string) string {
	at := strings.Index(text, secret)
	return text[max(at-60, 0):min(at+60, len(text))]
}

// sendAs sends a model call, and a tool call that fails.
func (c *collector) sendAs(t *testing.T, p person, number uint32) {
	t.Helper()
	b := newBatch()
	spans := b.service(t, "mailer", "1")
	b.ResourceSpans().At(0).Resource().Attributes().PutStr("service.namespace", p.tenant)
	who := map[string]any{"session.id": p.session, "user.id": p.user, "gen_ai.agent.name": p.agent}
	callOf(t, spans, number, chat(who))
	tool := callOf(t, spans, number+1000, who)
	tool.Attributes().PutStr("gen_ai.operation.name", "execute_tool")
	tool.Attributes().PutStr("gen_ai.tool.name", p.tool)
	tool.Attributes().PutStr("gen_ai.tool.call.arguments", `{"to":"`+p.user+`"}`)
	tool.Attributes().PutStr("error.type", "timeout")
	c.sendTraces(t, b.Traces)
}

// askAsPerson asks everything that the API answers about a session under the id that
// was sent, and returns all of it.
func (c *collector) askAsPerson(t *testing.T, p person) string {
	t.Helper()
	tenant := "?tenant=" + url.QueryEscape(p.tenant)
	a := c.api(t, http.MethodGet, sessionPath(p.session, "budget")+tenant, "")
	var s standing
	a.into(t, &s)
	assert.True(t, s.Known, "the API takes the id itself")
	assert.EqualValues(t, 3, s.Calls, "equal ids are one session")
	assert.Equal(t, "exceeded", s.State)
	assert.Equal(t, "stop", s.Advice)
	answers := []string{a.text}
	for _, request := range [][3]string{
		{"PUT", sessionPath(p.session, "budget") + tenant, `{"limit_usd": 0.01}`},
		{"PUT", sessionPath(p.session, "budget") + tenant, `{"` + p.user + `": "` + p.session + `"}`},
		{"DELETE", sessionPath(p.session, "budget") + tenant, ""},
		{"POST", sessionPath(p.session, "token") + tenant, ""},
		{"GET", sessionPath(p.session, "nothing") + tenant, ""},
		{"GET", sessionPath(p.session, "budget") + tenant + "&wait=" + url.QueryEscape(p.user), ""},
		{"GET", "/v1/sessions" + tenant + "&sort=" + url.QueryEscape(p.user), ""},
		{"POST", "/v1/decisions", fmt.Sprintf(`{"items":[{"session":%q,"tenant":%q,"model":%q}]}`, p.session, p.tenant, p.user)},
		{"POST", sessionPath(p.session, "end") + tenant, ""},
	} {
		a := c.api(t, request[0], request[1], request[2])
		answers = append(answers, a.text)
		for _, values := range a.header {
			answers = slices.Concat(answers, values)
		}
	}
	stream := c.listen(t, sessionPath(p.session, "events")+tenant, "Last-Event-ID", "0")
	defer stream.stop()
	for _, e := range stream.until(t, "0.3", "1", "tool-cascade", "end") {
		answers = append(answers, e.data)
	}
	return strings.Join(answers, "\n")
}
