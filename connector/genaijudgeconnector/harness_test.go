package genaijudgeconnector

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"
	"gopkg.in/yaml.v3"

	"github.com/otelcol-genai/otelcol-genai/connector/genaijudgeconnector/internal/metadatatest"
	"github.com/otelcol-genai/otelcol-genai/internal/judgetest"
	"github.com/otelcol-genai/otelcol-genai/internal/redacted"
)

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

// oneEvaluator asks a model of the stand-in whether the question is answered.
const oneEvaluator = `
model: {api: %s, endpoint: "%s", name: test-model, api_key: ` + judgetest.Key + `, price: {input_mtok: 1, output_mtok: 10}}
sample: 1
retry: {initial: 1ms}
evaluators: [{name: answers, kind: llm, criteria: "Is the question answered?"}]
`

func load(tb testing.TB, text string) (*Config, error) {
	tb.Helper()
	var raw map[string]any
	require.NoError(tb, yaml.Unmarshal([]byte(text), &raw))
	config := createDefaultConfig().(*Config)
	err := confmap.NewFromStringMap(raw).Unmarshal(config)
	return config, err
}

// running is a connector that was started, and what it wrote.
type running struct {
	connector.Traces
	judge *judgeConnector
	sink  *consumertest.LogsSink
	logs  *observer.ObservedLogs
	tel   *componenttest.Telemetry
}

func start(tb testing.TB, text string, args ...any) *running {
	tb.Helper()
	sink := new(consumertest.LogsSink)
	r := startWith(tb, fmt.Sprintf(text, args...), sink)
	r.sink = sink
	return r
}

func startWith(tb testing.TB, text string, next consumer.Logs) *running {
	tb.Helper()
	return startOn(tb, text, next, componenttest.NewNopHost())
}

// startOn has the extensions of a host.
func startOn(tb testing.TB, text string, next consumer.Logs, host component.Host) *running {
	tb.Helper()
	config, err := load(tb, text)
	require.NoError(tb, err)
	require.NoError(tb, config.Validate())
	core, logs := observer.New(zapcore.DebugLevel)
	tel := componenttest.NewTelemetry()
	set := metadatatest.NewSettings(tel)
	set.Logger = zap.New(core)
	c, err := newJudgeConnector(set, config, next)
	require.NoError(tb, err)
	require.NoError(tb, c.Start(tb.Context(), host))
	tb.Cleanup(func() {
		assert.NoError(tb, c.Shutdown(context.Background()))
		assert.NoError(tb, tel.Shutdown(context.Background()))
	})
	return &running{Traces: c, judge: c, logs: logs, tel: tel}
}

// send sends what was redacted.
func (r *running) send(tb testing.TB, traces ptrace.Traces) {
	tb.Helper()
	traces.MarkReadOnly()
	require.NoError(tb, r.ConsumeTraces(redacted.With(tb.Context()), traces))
}

// events waits for n events, stops the connector and returns all that came.
func (r *running) events(tb testing.TB, n int) []map[string]any {
	tb.Helper()
	require.Eventually(tb, func() bool { return r.sink.LogRecordCount() >= n }, patience, time.Millisecond, "%d events", n)
	require.NoError(tb, r.Shutdown(context.Background()))
	return r.all()
}

func (r *running) all() (events []map[string]any) {
	for _, record := range r.records() {
		events = append(events, record.Attributes().AsRaw())
	}
	return events
}

func (r *running) records() (all []plog.LogRecord) {
	for _, logs := range r.sink.AllLogs() {
		for _, resource := range logs.ResourceLogs().All() {
			for _, scope := range resource.ScopeLogs().All() {
				for _, record := range scope.LogRecords().All() {
					all = append(all, record)
				}
			}
		}
	}
	return all
}

// counted is the sum of a counter of ours over the points with these attributes.
func (r *running) counted(tb testing.TB, name string, attributes map[string]string) float64 {
	tb.Helper()
	metric, err := r.tel.GetMetric("otelcol_" + name)
	if err != nil {
		return 0
	}
	var sum float64
	count := func(point map[string]string, n float64) {
		for key, value := range attributes {
			if point[key] != value {
				return
			}
		}
		sum += n
	}
	switch data := metric.Data.(type) {
	case metricdata.Sum[int64]:
		for _, p := range data.DataPoints {
			count(labels(p), float64(p.Value))
		}
	case metricdata.Sum[float64]:
		for _, p := range data.DataPoints {
			count(labels(p), p.Value)
		}
	case metricdata.Gauge[int64]:
		for _, p := range data.DataPoints {
			count(labels(p), float64(p.Value))
		}
	case metricdata.Gauge[float64]:
		for _, p := range data.DataPoints {
			count(labels(p), p.Value)
		}
	default:
		require.Fail(tb, "unknown kind", "%T", data)
	}
	return sum
}

func labels[N int64 | float64](p metricdata.DataPoint[N]) map[string]string {
	found := map[string]string{}
	for _, pair := range p.Attributes.ToSlice() {
		found[string(pair.Key)] = pair.Value.AsString()
	}
	return found
}

const (
	question = `[{"role":"user","parts":[{"type":"text","content":"What is the capital of France?"}]}]`
	answer   = `[{"role":"assistant","parts":[{"type":"text","content":"Paris."}],"finish_reason":"stop"}]`
)

// chatAttributes are those of a model call that answered.
func chatAttributes(edits ...map[string]any) map[string]any {
	attrs := map[string]any{
		"gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-x", "gen_ai.response.id": "resp-1",
		"gen_ai.response.finish_reasons": []any{"stop"}, "session.id": "s-1", "gen_ai.agent.name": "guide",
		"gen_ai.usage.input_tokens": 12, "gen_ai.usage.output_tokens": 3,
		"gen_ai.input.messages": question, "gen_ai.output.messages": answer,
	}
	for _, edit := range edits {
		maps.Copy(attrs, edit)
	}
	maps.DeleteFunc(attrs, func(_ string, value any) bool { return value == nil })
	return attrs
}

// spans are those of one service, one trace each.
func spans(tb testing.TB, attributes ...map[string]any) ptrace.Traces {
	tb.Helper()
	traces := ptrace.NewTraces()
	resource := traces.ResourceSpans().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", "shop")
	list := resource.ScopeSpans().AppendEmpty().Spans()
	for i, attrs := range attributes {
		addSpan(tb, list, byte(i+1), 1, 0, attrs)
	}
	return traces
}

// addSpan adds a span of a trace. Parent 0 is none. Spans begin in the order of their ids and last a second.
func addSpan(tb testing.TB, to ptrace.SpanSlice, trace, id, parent byte, attrs map[string]any) ptrace.Span {
	tb.Helper()
	span := to.AppendEmpty()
	span.SetTraceID(pcommon.TraceID{1, trace})
	span.SetSpanID(pcommon.SpanID{id})
	if parent != 0 {
		span.SetParentSpanID(pcommon.SpanID{parent})
	}
	span.SetStartTimestamp(pcommon.Timestamp(id) * 1e9)
	span.SetEndTimestamp(pcommon.Timestamp(id)*1e9 + 1e9)
	require.NoError(tb, span.Attributes().FromRaw(attrs))
	return span
}

// values are those of an attribute of events, sorted.
func values(events []map[string]any, key string) (found []string) {
	for _, event := range events {
		found = append(found, fmt.Sprint(event[key]))
	}
	slices.Sort(found)
	return found
}

// idle is a connector that is not started: nothing is taken out of its queue.
func idle(tb testing.TB, config *Config) *judgeConnector {
	tb.Helper()
	c, err := newJudgeConnector(metadatatest.NewSettings(componenttest.NewTelemetry()), config, consumertest.NewNop())
	require.NoError(tb, err)
	return c
}
