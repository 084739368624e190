package e2e

import (
	"bytes"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
)

// events are the log records of the ledger's events so far.
func (c *collector) events(t *testing.T) []plog.LogRecord {
	t.Helper()
	data, err := os.ReadFile(c.eventsFile)
	if os.IsNotExist(err) {
		return nil
	}
	require.NoError(t, err)
	var records []plog.LogRecord
	unmarshaler := plog.JSONUnmarshaler{}
	for line := range bytes.Lines(data) {
		logs, err := unmarshaler.UnmarshalLogs(line)
		if err != nil {
			return records // half a line: the rest of it is on its way
		}
		for _, resource := range logs.ResourceLogs().All() {
			for _, scope := range resource.ScopeLogs().All() {
				for _, record := range scope.LogRecords().All() {
					records = append(records, record)
				}
			}
		}
	}
	return records
}

// A session spends its budget: spans say so, the page counts it, events tell which.
func TestASessionSpendsItsBudget(t *testing.T) {
	c := startCollector(t, `
extensions::genai_budget::budgets:
  - {name: session, scope: [session], limit_usd: 0.01, thresholds: [0.5, 1]}
`)
	now := time.Now()
	b := newBatch()
	spans := b.service(t, "agent", "1.0.0")
	for i := range 3 { // of 0.0035 USD each
		span := add(t, spans, 1, byte(i+2), 1, chat(nil))
		span.SetStartTimestamp(pcommon.NewTimestampFromTime(now.Add(time.Duration(i) * time.Second)))
		span.SetEndTimestamp(pcommon.NewTimestampFromTime(now.Add(time.Duration(i)*time.Second + time.Second)))
	}
	c.sendTraces(t, b.Traces)
	root := newBatch() // names the session, and comes last
	agent := add(t, root.service(t, "agent", "1.0.0"), 1, 1, 0, map[string]any{"gen_ai.operation.name": "invoke_agent", "session.id": "s-1"})
	agent.SetStartTimestamp(pcommon.NewTimestampFromTime(now))
	agent.SetEndTimestamp(pcommon.NewTimestampFromTime(now.Add(4 * time.Second)))
	c.sendTraces(t, root.Traces)

	require.Eventually(t, func() bool { return len(c.events(t)) == 2 }, 10*time.Second, 20*time.Millisecond)
	for i, want := range []struct {
		threshold float64
		severity  plog.SeverityNumber
	}{{0.5, plog.SeverityNumberInfo}, {1, plog.SeverityNumberError}} {
		event := c.events(t)[i]
		attrs := event.Attributes().AsRaw()
		assert.Equal(t, "genai.budget.threshold", event.EventName())
		assert.Equal(t, want.severity, event.SeverityNumber())
		assert.Equal(t, "s-1", attrs["session.id"])
		assert.InDelta(t, want.threshold, attrs["genai.budget.threshold"], 0)
		assert.InDelta(t, 0.01, attrs["genai.budget.limit"], 0)
		assert.NotEmpty(t, attrs["genai.event.id"])
	}
	page := c.pageWhen(t, 2, "genai_budget_crossings_total")
	requireDecimal(t, "1", sum(page, "genai_budget_crossings_total", "genai_budget_name", "session", "threshold", "1"))
	status, body, err := get(t.Context(), "http://"+c.budget+"/v1/sessions/s-1/budget")
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, body, `"exceeded"`)

	for _, span := range c.spans(t) { // ends the collector
		if span.Attributes().AsRaw()["session.id"] == "s-1" {
			cost, _ := span.Attributes().Get("genai.session.cost")
			assert.InDelta(t, 0.0105, cost.Double(), 0)
			return
		}
	}
	assert.Fail(t, "no span has the session")
}

// Crossings that never happened are on the page.
func TestCrossingsAreThereAtZero(t *testing.T) {
	c := startCollector(t)
	b := newBatch()
	add(t, b.service(t, "agent", "1.0.0"), 1, 1, 0, chat(nil))
	c.sendTraces(t, b.Traces)
	var page []series
	require.Eventually(t, func() bool {
		page = parsePage(t, c.page(t))
		var crossings int
		for _, s := range page {
			if s.name == "genai_budget_crossings_total" {
				crossings++
			}
		}
		return crossings == 6 // three thresholds of each of two budgets
	}, 10*time.Second, 50*time.Millisecond)
	requireDecimal(t, "0", sum(page, "genai_budget_crossings_total"))
}
