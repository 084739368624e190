package genailogconnector

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/connector/connectortest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/connector/genailogconnector/internal/metadata"
	"github.com/otelcol-genai/otelcol-genai/internal/genai/dialect"
	"github.com/otelcol-genai/otelcol-genai/internal/recorded"
)

// Model calls by their operation, as the conventions list them.
var inference = map[string]bool{"chat": true, "text_completion": true, "generate_content": true, "embeddings": true, "rerank": true}

// One record for each call of the recorded traffic, and nothing of it lost: what
// the record says, after a trip through a file of JSON lines, is what the span said.
func TestRecordedTraffic(t *testing.T) {
	fixtures, err := recorded.Fixtures()
	require.NoError(t, err)
	var calls int
	for _, fixture := range fixtures {
		for _, file := range fixture.Traces {
			t.Run(fixture.Name+"/"+file, func(t *testing.T) {
				traces, err := fixture.ReadTraces(file)
				require.NoError(t, err)
				normalize(traces)
				spans := callsOf(traces)
				records := throughFile(t, traces)
				require.Len(t, records, len(spans))
				for i, span := range spans {
					compare(t, span, records[i])
				}
				calls += len(spans)
			})
		}
	}
	assert.Greater(t, calls, 100)
}

func normalize(traces ptrace.Traces) {
	normalizer := dialect.New(dialect.Options{})
	for _, resourceSpans := range traces.ResourceSpans().All() {
		for _, scopeSpans := range resourceSpans.ScopeSpans().All() {
			scope := normalizer.Scope(resourceSpans.Resource(), scopeSpans.Scope())
			for _, span := range scopeSpans.Spans().All() {
				normalizer.Span(&scope, span)
			}
		}
	}
}

func callsOf(traces ptrace.Traces) (calls []ptrace.Span) {
	for _, resourceSpans := range traces.ResourceSpans().All() {
		for _, scopeSpans := range resourceSpans.ScopeSpans().All() {
			for _, span := range scopeSpans.Spans().All() {
				if name, ok := span.Attributes().Get("gen_ai.operation.name"); ok && inference[name.Str()] {
					calls = append(calls, span)
				}
			}
		}
	}
	return calls
}

// throughFile runs the spans through the connector and its records through
// the form in which a file of JSON lines holds them.
func throughFile(t *testing.T, traces ptrace.Traces) (records []plog.LogRecord) {
	t.Helper()
	sink := new(consumertest.LogsSink)
	c := start(t, defaults(func(c *Config) { c.MaxContentBytes = 1 << 20 }), connectortest.NewNopSettings(metadata.Type), sink)
	require.NoError(t, c.ConsumeTraces(t.Context(), traces))
	var lines bytes.Buffer
	for _, logs := range sink.AllLogs() {
		data, err := (&plog.JSONMarshaler{}).MarshalLogs(logs)
		require.NoError(t, err)
		lines.Write(append(data, '\n'))
	}
	for line := range bytes.Lines(lines.Bytes()) {
		logs, err := (&plog.JSONUnmarshaler{}).UnmarshalLogs(line)
		require.NoError(t, err)
		for _, resourceLogs := range logs.ResourceLogs().All() {
			for _, scopeLogs := range resourceLogs.ScopeLogs().All() {
				for _, record := range scopeLogs.LogRecords().All() {
					records = append(records, record)
				}
			}
		}
	}
	return records
}

func compare(t *testing.T, span ptrace.Span, record plog.LogRecord) {
	t.Helper()
	assert.Equal(t, span.TraceID(), record.TraceID())
	assert.Equal(t, span.SpanID(), record.SpanID())
	for _, key := range []string{
		"gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model", "gen_ai.response.model", "gen_ai.response.id",
		"gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_creation.input_tokens",
		"gen_ai.usage.reasoning.output_tokens", "gen_ai.response.finish_reasons", "session.id", "error.type", "gen_ai.conversation.id",
	} {
		want, there := span.Attributes().Get(key)
		got, found := record.Attributes().Get(key)
		if key == "error.type" && !there {
			continue // the record has _OTHER for a failure without a type
		}
		there = there && want.Type() != pcommon.ValueTypeEmpty // a count that is not told
		if assert.Equal(t, there, found, key) && there {
			assert.Equal(t, want.AsRaw(), got.AsRaw(), key)
		}
	}
	var body map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(record.Body().Str()), &body), record.Body().Str())
	for attribute, name := range map[string]string{
		"gen_ai.input.messages": "prompt", "gen_ai.output.messages": "response", "gen_ai.system_instructions": "system",
	} {
		said, ok := span.Attributes().Get(attribute)
		if assert.Equal(t, ok, body[name] != nil, attribute) && ok {
			assertSaid(t, said, body[name])
		}
	}
}

// assertSaid compares content: JSON with JSON, text with a string.
func assertSaid(t *testing.T, said pcommon.Value, written json.RawMessage) {
	t.Helper()
	text := said.AsString()
	if json.Valid([]byte(text)) && (text[0] == '[' || text[0] == '{') {
		assert.JSONEq(t, text, string(written))
		return
	}
	var got string
	require.NoError(t, json.Unmarshal(written, &got))
	assert.Equal(t, text, got)
}
