package e2e

import (
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// backend is a commented block of the default configuration, uncommented.
func backend(t *testing.T, title string) string {
	t.Helper()
	block := regexp.MustCompile(`(?m)^## ` + title + `.*\n(?:# .*\n)+`).FindString(string(readFile(t, "../otelcol-config.yaml")))
	require.NotEmpty(t, block, title)
	return uncomment(block)
}

// The trace of a session is found in Jaeger by the id of the session, masked and with
// what each call cost, beside the traces of recorded sessions.
func TestTraceIsFoundInJaeger(t *testing.T) {
	j := startJaeger(t)
	c := startCollector(t, edit(t, backend(t, "Jaeger v2"), "localhost:14317", j.otlp))
	runReplay(t, c, "--sessions", "3", "--start", time.Now().Add(-30*time.Minute).UTC().Format(time.RFC3339))

	now := time.Now()
	b := newBatch()
	spans := b.service(t, "mailer", "1")
	agent := add(t, spans, 1, 1, 0, map[string]any{"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "mailer", "session.id": "run-42"})
	call := add(t, spans, 1, 2, 1, chat(map[string]any{
		"gen_ai.input.messages": `[{"role":"user","parts":[{"type":"text","content":"Write to ` + plantedEmail + `"}]}]`,
	}))
	tool := add(t, spans, 1, 3, 1, map[string]any{
		"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "send_mail", "gen_ai.tool.call.arguments": `{"to":"` + plantedEmail + `"}`,
	})
	for i, span := range []interface {
		SetStartTimestamp(pcommon.Timestamp)
		SetEndTimestamp(pcommon.Timestamp)
	}{agent, call, tool} {
		span.SetStartTimestamp(pcommon.NewTimestampFromTime(now.Add(time.Duration(i) * time.Second)))
		span.SetEndTimestamp(pcommon.NewTimestampFromTime(now.Add(time.Duration(i+1) * time.Second)))
	}
	c.sendTraces(t, b.Traces)

	var traces []jaegerTrace
	var answer string
	require.Eventually(t, func() bool {
		traces, answer = j.find(t, "mailer", "session.id", "run-42")
		return len(traces) > 0
	}, 15*time.Second, 100*time.Millisecond)
	require.Len(t, traces, 1, "the session's trace and no other")
	require.Len(t, traces[0].Spans, 3)
	assert.NotContains(t, answer, plantedEmail)
	assert.Contains(t, answer, "[EMAIL")
	costs := 0
	for _, span := range traces[0].Spans {
		tags := map[string]any{}
		for _, tag := range span.Tags {
			tags[tag.Key] = tag.Value
		}
		assert.Equal(t, "run-42", tags["session.id"], "filled in on %s", span.Operation)
		if cost, priced := tags["genai.cost.total"]; priced {
			costs++
			assert.InDelta(t, 0.0035, cost, 0)
		}
	}
	assert.Equal(t, 1, costs, "of the one model call")
}
