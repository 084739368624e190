package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
)

// told is what the API tells of a session.
type told struct {
	Known   bool        `json:"known"`
	Session string      `json:"session"`
	State   string      `json:"state"`
	Advice  string      `json:"advice"`
	Calls   int64       `json:"spent_calls"`
	Spent   json.Number `json:"spent_usd"`
	Limit   json.Number `json:"limit_usd"`
}

func (c *collector) ask(t *testing.T, session, tenant string) (told, string) {
	t.Helper()
	query := ""
	if tenant != "" {
		query = "?tenant=" + url.QueryEscape(tenant)
	}
	status, body, err := get(t.Context(), "http://"+c.budget+"/v1/sessions/"+url.PathEscape(session)+"/budget"+query)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, status, body)
	var answer told
	require.NoError(t, json.Unmarshal([]byte(body), &answer), body)
	return answer, body
}

// Nothing personal in the account: what redaction would mask in an id or a name is
// its token wherever the account goes, and equal ids still are one session.
func TestNothingPersonalInTheAccount(t *testing.T) {
	t.Run("addresses and numbers", func(t *testing.T) {
		testNothingPersonal(t, planted{
			session: "chat of jane.roe@planted-mail.com", user: "+49 170 2345678", tenant: "joe.bloggs@tenant-mail.com",
			agent: "agent for rita.meter@agent-mail.com", tool: "mail to tom.tool@tool-mail.com",
			parts: []string{"jane.roe", "planted-mail", "2345678", "234 5678", "joe.bloggs", "tenant-mail", "rita.meter", "agent-mail", "tom.tool", "tool-mail"},
			spans: true,
		})
	})
	t.Run("bare names", func(t *testing.T) {
		testNothingPersonal(t, planted{
			session: "Lucía Fernández", user: "Priya Natarajan", tenant: "Katarzyna Nowak", agent: "Maria Schmidt", tool: "Mark Johnson",
			parts: []string{"Fernández", "Natarajan", "Nowak", "Schmidt", "Johnson"},
		})
	})
}

// planted are personal ids and names, and the parts of them that must be nowhere.
type planted struct {
	session, user, tenant, agent, tool string
	parts                              []string
	spans                              bool // not in the spans either: redaction knows them wherever they stand
}

func testNothingPersonal(t *testing.T, p planted) {
	t.Helper()
	c := startCollector(t, `
extensions::genai_budget::budgets:
  - {name: session, scope: [session], limit_usd: 0.01, thresholds: [0.3, 1]}
  - {name: user, scope: [user.id], window: day, limit_usd: 0.01, thresholds: [0.3, 1]}
  - {name: agent, scope: [tenant, gen_ai.agent.name], window: day, limit_usd: 0.01, thresholds: [0.3, 1]}
`)
	for i := range byte(3) {
		b := newBatch()
		spans := b.ResourceSpans()
		list := b.service(t, "mailer", "1")
		resource := spans.At(spans.Len() - 1).Resource().Attributes()
		resource.PutStr("service.namespace", p.tenant)
		attrs := chat(map[string]any{"session.id": p.session, "user.id": p.user, "gen_ai.agent.name": p.agent})
		add(t, list, 10+i, 1, 0, attrs)
		add(t, list, 10+i, 2, 1, map[string]any{
			"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": p.tool, "session.id": p.session, "gen_ai.agent.name": p.agent,
			"gen_ai.tool.call.arguments": `{"to":"` + plantedEmail + `"}`, "error.type": "timeout",
		})
		c.sendTraces(t, b.Traces)
	}
	answer, body := c.ask(t, p.session, p.tenant)
	assert.True(t, answer.Known, body)
	assert.Equal(t, int64(3), answer.Calls, "equal ids are one session")
	assert.Equal(t, "exceeded", answer.State)
	assert.Equal(t, "stop", answer.Advice)
	c.pageWhen(t, 2, "genai_budget_crossings_total", "genai_budget_name", "user")
	_, sessions, err := get(t.Context(), "http://"+c.budget+"/v1/sessions")
	require.NoError(t, err)
	_, budgets, err := get(t.Context(), "http://"+c.budget+"/v1/budgets")
	require.NoError(t, err)
	metrics := c.page(t)
	c.shutdown(t)

	outputs := map[string]string{
		"the answer": body, "the list": sessions, "budgets": budgets, "metrics": metrics, "its own log": c.output.String(),
		"events": string(readFile(t, c.eventsFile)), "spans": string(readFile(t, c.spansFile)), "call records": string(readFile(t, c.callsFile)),
	}
	require.NoError(t, filepath.WalkDir(c.ledger, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			data, readErr := os.ReadFile(path)
			outputs["storage "+entry.Name()] = string(data)
			return readErr
		}
		return err
	}))
	require.Contains(t, outputs["events"], "genai.budget.threshold")
	assert.Equal(t, p.spans, strings.Contains(outputs["spans"], "[EMAIL_"))
	for name, text := range outputs {
		require.NotEmpty(t, text, name)
		if !p.spans && (name == "spans" || name == "call records") {
			continue
		}
		for _, personal := range p.parts {
			assert.NotContains(t, text, personal, name)
		}
	}
}

// An event about a budget leaves the moment it is crossed, not on the metrics interval.
func TestCrossingsAreToldAtOnce(t *testing.T) {
	c := startCollector(t, `
receivers::genai_budget::interval: 1m
exporters::file/events::flush_interval: 5ms
extensions::genai_budget::budgets: [{name: session, scope: [session], limit_usd: 0.001, thresholds: [1]}]
`)
	const sessions = 120
	var posted []time.Time
	var delays []time.Duration
	for i := range sessions {
		b := newBatch()
		s := add(t, b.service(t, "mailer", "1"), byte(i), 1, 0, chat(map[string]any{"session.id": fmt.Sprintf("s-%d", i)}))
		s.SetTraceID(pcommon.TraceID{2, byte(i)})
		posted = append(posted, time.Now())
		c.sendTraces(t, b.Traces)
		seen := func() bool { return strings.Contains(string(readFile(t, c.eventsFile)), fmt.Sprintf(`"s-%d"`, i)) }
		require.Eventually(t, seen, 5*time.Second, time.Millisecond)
		delays = append(delays, time.Since(posted[i]))
	}
	slices.Sort(delays)
	p99 := delays[sessions*99/100]
	t.Logf("from the call to the events file: median %v, p99 %v, largest %v", delays[sessions/2], p99, delays[sessions-1])
	assert.Less(t, p99, time.Second)
}

// The API answers while traffic runs.
func TestBudgetIsAnsweredAtOnceUnderLoad(t *testing.T) {
	c := startCollector(t)
	cmd := replay(t, c, "--sessions", "20")
	require.NoError(t, cmd.Start())
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	var took []time.Duration
	for sending := true; sending; {
		select {
		case err := <-done:
			require.NoError(t, err)
			sending = false
		default:
			start := time.Now()
			c.ask(t, "nobody", "")
			took = append(took, time.Since(start))
		}
	}
	slices.Sort(took)
	p99 := took[len(took)*99/100]
	t.Logf("%d answers: median %v, p99 %v", len(took), took[len(took)/2], p99)
	assert.Less(t, took[len(took)/2], 10*time.Millisecond)
	answer, body := c.ask(t, "nobody", "")
	assert.False(t, answer.Known, body)
	assert.Equal(t, json.Number("5"), answer.Limit, "the budget that will apply")
}

// What is wrong with a record is its own trouble.
func TestBadRecordsDoNotStopTheAccount(t *testing.T) {
	c := startCollector(t, `
extensions::genai_budget::max_sessions: 1000
extensions::genai_budget::budgets:
  - {name: session, scope: [session], limit_usd: 5}
  - {name: nowhere, scope: [no.such.attribute], window: day, limit_usd: 5}
`)
	b := newBatch()
	list := b.service(t, "mailer", "1")
	add(t, list, 1, 1, 0, chat(map[string]any{"session.id": strings.Repeat("x", 1<<20)}))
	add(t, list, 2, 2, 0, chat(map[string]any{"session.id": "past"})).SetEndTimestamp(1)
	future := add(t, list, 3, 3, 0, chat(map[string]any{"session.id": "future"}))
	future.SetEndTimestamp(pcommon.NewTimestampFromTime(day.AddDate(10, 0, 0)))
	add(t, list, 4, 4, 0, chat(map[string]any{"session.id": "negative", "genai.cost.total": -5.0, "genai.cost.status": "ok"}))
	add(t, list, 5, 5, 0, chat(map[string]any{"session.id": []any{"a", int64(1)}}))
	c.sendTraces(t, b.Traces)
	for i := range 20 {
		b := newBatch()
		list := b.service(t, "mailer", "1")
		for k := range 1000 {
			s := add(t, list, 0, 0, 0, chat(map[string]any{"session.id": fmt.Sprintf("flood-%d-%d", i, k)}))
			s.SetTraceID(pcommon.TraceID{3, byte(i), byte(k), byte(k >> 8)})
			s.SetSpanID(pcommon.SpanID{3, byte(i), byte(k), byte(k >> 8)})
		}
		c.sendTraces(t, b.Traces)
	}
	last := newBatch()
	add(t, last.service(t, "mailer", "1"), 9, 9, 0, chat(map[string]any{"session.id": "after all that"}))
	c.sendTraces(t, last.Traces)
	answer, body := c.ask(t, "after all that", "")
	assert.True(t, answer.Known, body)
	assert.Equal(t, int64(1), answer.Calls)
	c.shutdown(t)
	assert.NotContains(t, c.output.String(), "panic")
}

// Everything the receiver sends is on the page where users look it up.
func TestEventsAreDeclared(t *testing.T) {
	c := startCollector(t)
	runReplay(t, c, "--sessions", "12")
	c.shutdown(t)
	page := string(readFile(t, "../docs/telemetry.md"))
	seen := map[string]bool{}
	unmarshaler := plog.JSONUnmarshaler{}
	for line := range bytes.Lines(readFile(t, c.eventsFile)) {
		logs, err := unmarshaler.UnmarshalLogs(line)
		require.NoError(t, err)
		for _, resource := range logs.ResourceLogs().All() {
			for _, scope := range resource.ScopeLogs().All() {
				for _, record := range scope.LogRecords().All() {
					seen[record.EventName()] = true
					for key := range record.Attributes().All() {
						if strings.HasPrefix(key, "genai.") {
							assert.Contains(t, page, "`"+key+"`", record.EventName())
						}
					}
				}
			}
		}
	}
	assert.True(t, seen["genai.budget.threshold"])
	for name := range seen {
		assert.Contains(t, page, "`"+name+"`")
	}
}
