package e2e

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// Values nobody may find in anything that leaves the collector. The key is put
// together here, so that secret scanners do not take this file for a leak.
const (
	plantedEmail = "jane.roe@planted-mail.com"
	plantedCard  = "4111 1111 1111 1111"
	plantedKey   = "sk-" + "ant-api03-" + "Zx8Qw3Er7Ty1Ui5Op9As2Df6Gh4Jk0LzXc8Vb3Nm7Qa1Ws5Ed9Rf2Tg6Yh4Uj8Ik0Ol3PzAx7Sc1Vd5Bf9Gn2Hm6Jk4LqAA"
)

// plant puts the values wherever somebody could put them.
func plant(t *testing.T, to map[string]any) {
	t.Helper()
	quoted, err := json.Marshal(`{"to":"` + plantedEmail + `","note":"paid with ` + plantedCard + `\nkey ` + plantedKey + `"}`)
	require.NoError(t, err)
	to["gen_ai.input.messages"] = `[{"role":"user","parts":[{"type":"text","content":"write to jane.roe\u0040planted-mail.com"}]},` +
		`{"role":"tool","parts":[{"type":"tool_call_response","id":"call_1","response":` + string(quoted) + `}]}]`
	to["gen_ai.output.messages"] = []any{map[string]any{"role": "assistant", "parts": []any{map[string]any{"type": "text", "content": "Sent to " + plantedEmail}}}}
	to[plantedEmail] = "a key"
	to["nested"] = map[string]any{"list": []any{plantedCard, map[string]any{"deep": plantedKey}}}
}

func TestNothingPersonalLeaves(t *testing.T) {
	c := startCollector(t)
	batch := newBatch()
	attrs := chat(nil)
	plant(t, attrs)
	span := add(t, batch.service(t, "mailer", "1"), 1, 1, 0, attrs)
	span.SetName("write to " + plantedEmail)
	span.Status().SetMessage("no route to " + plantedEmail)
	event := span.Events().AppendEmpty()
	event.SetName("paid with " + plantedCard)
	event.Attributes().PutStr("exception.stacktrace", "at pay("+plantedCard+")\n\tapi_key="+plantedKey)
	span.Links().AppendEmpty().Attributes().PutStr("who", plantedEmail)
	c.sendTraces(t, batch.Traces)

	logs := plog.NewLogs()
	record := logs.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	record.SetTimestamp(pcommon.NewTimestampFromTime(day))
	record.Body().SetStr("user " + plantedEmail + " used " + plantedKey)
	body := chat(nil)
	plant(t, body)
	require.NoError(t, record.Attributes().FromRaw(body))
	c.sendLogs(t, logs)

	c.pageWhen(t, 1, "genai_calls_total", "job", "mailer")
	page := c.page(t)
	c.shutdown(t)
	for name, sent := range map[string]string{
		"spans": string(readFile(t, c.spansFile)), "logs": string(readFile(t, c.logsFile)), "call records": string(readFile(t, c.callsFile)),
		"metrics": page, "the collector's own log": c.output.String(),
	} {
		require.NotEmpty(t, sent, name)
		for _, secret := range []string{plantedEmail, "jane.roe", "4111", plantedKey, plantedKey[14:40]} {
			assert.NotContains(t, sent, secret, name)
		}
	}
	for _, sent := range [][]byte{readFile(t, c.spansFile), readFile(t, c.callsFile)} {
		assert.Contains(t, string(sent), "[EMAIL]")
		assert.Contains(t, string(sent), "[CARD]")
	}
}

// callRecord is what the test reads of a record's body.
type callRecord struct {
	TraceID      string  `json:"trace_id"`
	SpanID       string  `json:"span_id"`
	Operation    string  `json:"operation"`
	Model        string  `json:"model"`
	Cost         float64 `json:"cost"`
	TokensInput  int64   `json:"tokens_input"`
	CacheRead    int64   `json:"tokens_cache_read"`
	CacheWrite   int64   `json:"tokens_cache_write"`
	TokensOutput int64   `json:"tokens_output"`
	Reasoning    int64   `json:"tokens_reasoning"`
}

// Each model call of the recorded telemetry has one record, which says what its span says.
func TestOneCallRecordForEachCall(t *testing.T) {
	c := startCollector(t, countEverything)
	for _, traces := range allRecorded(t) {
		c.sendTraces(t, traces)
	}
	type place struct{ trace, span string }
	calls := map[place][]genai.Record{}
	var want int
	for _, span := range c.spans(t) {
		var call genai.Record
		if genai.Read(span.Attributes(), &call) && call.Operation.IsInference() && call.CostStatus != genai.CostDuplicate {
			at := place{span.TraceID().String(), span.SpanID().String()}
			calls[at] = append(calls[at], call)
			want++
		}
	}
	require.Greater(t, want, 200)

	var got int
	unmarshaler := plog.JSONUnmarshaler{}
	for line := range bytes.Lines(readFile(t, c.callsFile)) {
		logs, err := unmarshaler.UnmarshalLogs(line)
		require.NoError(t, err)
		for _, resource := range logs.ResourceLogs().All() {
			for _, scope := range resource.ScopeLogs().All() {
				for _, record := range scope.LogRecords().All() {
					got++
					assertRecord(t, record, calls[place{record.TraceID().String(), record.SpanID().String()}])
				}
			}
		}
	}
	assert.Equal(t, want, got)
}

// assertRecord holds a record against the calls of its span id: recordings by
// different people have the same ids now and then.
func assertRecord(t *testing.T, record plog.LogRecord, calls []genai.Record) {
	t.Helper()
	assert.Equal(t, "gen_ai.client.inference.operation.details", record.EventName())
	var body callRecord
	require.NoError(t, json.Unmarshal([]byte(record.Body().Str()), &body), record.Body().Str())
	assert.Equal(t, record.TraceID().String(), body.TraceID)
	for i := range calls {
		input, cacheRead, cacheWrite, output, reasoning := calls[i].Usage.Classes()
		want := callRecord{
			TraceID: body.TraceID, SpanID: body.SpanID, Operation: string(calls[i].Operation), Model: calls[i].Model(), Cost: calls[i].CostTotal,
			TokensInput: input, CacheRead: cacheRead, CacheWrite: cacheWrite, TokensOutput: output, Reasoning: reasoning,
		}
		if want == body {
			return
		}
	}
	assert.Fail(t, "no span says this", "%+v of %+v", body, calls)
}
