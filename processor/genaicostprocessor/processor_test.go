package genaicostprocessor

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/processor/genaicostprocessor/internal/metadata"
	"github.com/otelcol-genai/otelcol-genai/processor/genaicostprocessor/internal/metadatatest"
)

// The day of every call that does not say otherwise.
var day = time.Date(2026, 9, 15, 12, 0, 0, 0, time.UTC)

// sonnet is a call at 3 USD per million input tokens, 0.30 cached, 3.75 and 6
// for cache writes of 5 minutes and 1 hour, 15 output:
//
//	fresh input   1200-1000-180 =  20 x  3    = 0.00006
//	cache read                   1000 x  0.30 = 0.0003
//	cache write              100 x 3.75 + 80 x 6 = 0.000855
//	output               300-128 = 172 x 15   = 0.00258
//	reasoning                     128 x 15    = 0.00192
//	total                                       0.005715
func sonnet(edits ...map[string]any) map[string]any {
	attrs := map[string]any{
		"gen_ai.operation.name": "chat", "gen_ai.provider.name": "anthropic",
		"gen_ai.request.model": "claude-sonnet-4-5", "gen_ai.response.model": "claude-sonnet-4-5-20250929",
		"gen_ai.usage.input_tokens": 1200, "gen_ai.usage.output_tokens": 300,
		"gen_ai.usage.cache_read.input_tokens": 1000, "gen_ai.usage.cache_creation.input_tokens": 180,
		"genai.usage.cache_write_5m.input_tokens": 100, "genai.usage.cache_write_1h.input_tokens": 80,
		"gen_ai.usage.reasoning.output_tokens": 128,
	}
	for _, edit := range edits {
		maps.Copy(attrs, edit)
	}
	maps.DeleteFunc(attrs, func(_ string, value any) bool { return value == nil })
	return attrs
}

var sonnetCost = map[string]any{
	"genai.cost.total": 0.005715, "genai.cost.input": 0.00006, "genai.cost.cache_read": 0.0003,
	"genai.cost.cache_write": 0.000855, "genai.cost.output": 0.00258, "genai.cost.reasoning": 0.00192,
	"genai.cost.currency": "USD", "genai.cost.source": "computed", "genai.cost.status": "ok",
	"genai.cost.price": "anthropic/claude-sonnet-4-5@2026-09-23",
}

func TestCostOfOneCall(t *testing.T) {
	status := func(s string) map[string]any { return map[string]any{"genai.cost.status": s} }
	reported := func(total float64, more ...map[string]any) map[string]any {
		want := map[string]any{
			"genai.cost.total": total, "genai.cost.currency": "USD", "genai.cost.source": "reported", "genai.cost.status": "ok",
		}
		for _, edit := range more {
			maps.Copy(want, edit)
		}
		return want
	}
	tests := map[string]struct {
		config func(*Config)
		attrs  map[string]any
		want   map[string]any // all genai.cost.* attributes, and those of also_write
	}{
		"every class of tokens has its rate": {attrs: sonnet(), want: sonnetCost},
		"an alias answers when the model that answered is unknown": {
			attrs: sonnet(map[string]any{"gen_ai.response.model": "deployment-7"}), want: sonnetCost,
		},
		"no provider: the model's family tells": {attrs: sonnet(map[string]any{"gen_ai.provider.name": nil}), want: sonnetCost},
		"a new model is not its neighbour": {
			attrs: sonnet(map[string]any{"gen_ai.request.model": "claude-sonnet-4-9", "gen_ai.response.model": nil}), want: status("unpriced_model"),
		},
		"no model at all": {
			attrs: sonnet(map[string]any{"gen_ai.request.model": nil, "gen_ai.response.model": nil}), want: status("unpriced_model"),
		},
		"an unknown provider": {attrs: sonnet(map[string]any{"gen_ai.provider.name": "acme"}), want: status("unpriced_provider")},
		"no usage is not zero usage": {
			attrs: map[string]any{"gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-4o"},
			want:  status("missing_usage"),
		},
		"an unknown model comes before missing usage": {
			attrs: map[string]any{"gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-99"},
			want:  status("unpriced_model"),
		},
		"an agent repeats its children's usage": {attrs: sonnet(map[string]any{"gen_ai.operation.name": "invoke_agent"}), want: map[string]any{}},
		"a tool is no call":                     {attrs: sonnet(map[string]any{"gen_ai.operation.name": "execute_tool"}), want: map[string]any{}},
		"a record without an operation":         {attrs: sonnet(map[string]any{"gen_ai.operation.name": nil}), want: map[string]any{}},
		"another of our collectors has priced it": {
			attrs: sonnet(map[string]any{"genai.cost.total": 0.5, "genai.cost.status": "ok"}),
			want:  map[string]any{"genai.cost.total": 0.5, "genai.cost.status": "ok"},
		},
		"more cached than there is": {
			// 100 input tokens, all of them cached: 100 x 0.30; 10 output: 10 x 15.
			attrs: map[string]any{
				"gen_ai.operation.name": "chat", "gen_ai.provider.name": "anthropic", "gen_ai.request.model": "claude-sonnet-4-5",
				"gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 10, "gen_ai.usage.cache_read.input_tokens": 100,
				"gen_ai.usage.reasoning.output_tokens": -4,
			},
			want: map[string]any{
				"genai.cost.total": 0.00018, "genai.cost.input": 0.0, "genai.cost.cache_read": 0.00003, "genai.cost.output": 0.00015,
				"genai.cost.currency": "USD", "genai.cost.source": "computed", "genai.cost.status": "inconsistent_usage",
				"genai.cost.price": "anthropic/claude-sonnet-4-5@2026-09-23",
			},
		},
		"an embedding model has no price for output": {
			// 1000 x 0.02 per million; nobody knows what the 7 are.
			attrs: map[string]any{
				"gen_ai.operation.name": "embeddings", "gen_ai.provider.name": "openai", "gen_ai.request.model": "text-embedding-3-small",
				"gen_ai.usage.input_tokens": 1000, "gen_ai.usage.output_tokens": 7,
			},
			want: map[string]any{
				"genai.cost.total": 0.00002, "genai.cost.input": 0.00002, "genai.cost.output": 0.0,
				"genai.cost.currency": "USD", "genai.cost.source": "computed", "genai.cost.status": "inconsistent_usage",
				"genai.cost.price": "openai/text-embedding-3-small@2026-09-23",
			},
		},
		"a reported cost is kept where it agrees": {attrs: sonnet(map[string]any{"llm.cost.total": 0.005715}), want: reported(0.005715)},
		"a reported cost that was rounded agrees": {attrs: sonnet(map[string]any{"gen_ai.usage.cost": 0.00572}), want: reported(0.00572)},
		"a reported cost is kept where it differs, and marked": {
			attrs: sonnet(map[string]any{"operation.cost": 0.02}),
			want:  reported(0.02, map[string]any{"genai.cost.status": "disputed", "genai.cost.other": 0.005715}),
		},
		"a reported cost prices an unknown model": {
			attrs: sonnet(map[string]any{"gen_ai.usage.cost": 0.25, "gen_ai.request.model": "m", "gen_ai.response.model": nil}), want: reported(0.25),
		},
		"trusted: not compared": {
			config: func(c *Config) { c.Reported = ReportedTrust },
			attrs:  sonnet(map[string]any{"operation.cost": 0.02}), want: reported(0.02),
		},
		"a reported zero is unknown": {attrs: sonnet(map[string]any{"gen_ai.usage.cost": 0.0}), want: sonnetCost},
		"another currency is kept and not converted": {
			attrs: sonnet(map[string]any{"gen_ai.usage.cost.amount": 0.01, "gen_ai.usage.cost.currency": "EUR"}),
			want:  reported(0.01, map[string]any{"genai.cost.currency": "EUR", "genai.cost.status": "unpriced_currency"}),
		},
		"an answer from a cache cost nothing": {
			attrs: sonnet(map[string]any{"cache_hit": true}),
			want: map[string]any{
				"genai.cost.total": 0.0, "genai.cost.currency": "USD", "genai.cost.source": "computed", "genai.cost.status": "cached",
			},
		},
		"numbers as strings and doubles": {
			// 1000 x 2.50 + 100 x 10 per million
			attrs: map[string]any{
				"gen_ai.operation.name": "chat", "gen_ai.system": "openai", "gen_ai.request.model": "gpt-4o",
				"gen_ai.usage.input_tokens": "1000", "gen_ai.usage.output_tokens": 100.0,
			},
			want: map[string]any{
				"genai.cost.total": 0.0035, "genai.cost.input": 0.0025, "genai.cost.output": 0.001,
				"genai.cost.currency": "USD", "genai.cost.source": "computed", "genai.cost.status": "ok",
				"genai.cost.price": "openai/gpt-4o@2026-09-23",
			},
		},
		"written for other backends, too": {
			config: func(c *Config) {
				c.AlsoWrite = []CostConvention{ConventionUsageCost, ConventionLLMCost, ConventionOperationCost, ConventionLangfuse}
			},
			attrs: sonnet(),
			want: with(sonnetCost, map[string]any{
				"gen_ai.usage.cost": 0.005715, "operation.cost": 0.005715,
				"llm.cost.total": 0.005715, "llm.cost.prompt": 0.001215, "llm.cost.completion": 0.0045,
				"langfuse.observation.cost_details": `{"input":0.00006,"input_cache_creation":0.000855,"input_cached_tokens":0.0003,"output":0.00258,"output_reasoning_tokens":0.00192,"total":0.005715}`,
			}),
		},
		"what is there is not overwritten": {
			config: func(c *Config) { c.AlsoWrite = []CostConvention{ConventionUsageCost, ConventionOperationCost} },
			attrs:  sonnet(map[string]any{"operation.cost": 0.0057}),
			want:   reported(0.0057, map[string]any{"operation.cost": 0.0057, "gen_ai.usage.cost": 0.0057}),
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			config := createDefaultConfig().(*Config)
			if test.config != nil {
				test.config(config)
			}
			traces := ptrace.NewTraces()
			addSpan(t, traces, test.attrs)
			got := costAttributes(runTraces(t, config, traces)[0], test.want)
			assert.Equal(t, test.want, got)
		})
	}
}

func with(m, more map[string]any) map[string]any {
	m = maps.Clone(m)
	maps.Copy(m, more)
	return m
}

// costAttributes are the genai.cost.* attributes and those that are wanted beside them.
func costAttributes(attrs, wanted map[string]any) map[string]any {
	got := maps.Clone(attrs)
	maps.DeleteFunc(got, func(key string, _ any) bool {
		_, asked := wanted[key]
		return !asked && !strings.HasPrefix(key, "genai.cost.")
	})
	return got
}

// addSpan adds a resource with one span of ten seconds.
func addSpan(tb testing.TB, traces ptrace.Traces, attrs map[string]any) ptrace.Span {
	tb.Helper()
	span := traces.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetStartTimestamp(pcommon.NewTimestampFromTime(day))
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(day.Add(10 * time.Second)))
	span.SetSpanID(pcommon.SpanID{byte(traces.ResourceSpans().Len())})
	span.SetTraceID(pcommon.TraceID{1})
	require.NoError(tb, span.Attributes().FromRaw(attrs))
	return span
}

// runTraces runs a batch through the component and returns the attributes of its spans.
func runTraces(t *testing.T, config *Config, traces ptrace.Traces) []map[string]any {
	t.Helper()
	sink := &consumertest.TracesSink{}
	p := start(t, config, processortest.NewNopSettings(metadata.Type), sink)
	require.NoError(t, p.ConsumeTraces(t.Context(), traces))
	var all []map[string]any
	for _, batch := range sink.AllTraces() {
		for _, resource := range batch.ResourceSpans().All() {
			for _, scope := range resource.ScopeSpans().All() {
				for _, span := range scope.Spans().All() {
					all = append(all, span.Attributes().AsRaw())
				}
			}
		}
	}
	return all
}

func start(tb testing.TB, config *Config, set processor.Settings, next consumer.Traces) processor.Traces {
	tb.Helper()
	p, err := NewFactory().CreateTraces(tb.Context(), set, config, next)
	require.NoError(tb, err)
	require.NoError(tb, p.Start(tb.Context(), componenttest.NewNopHost()))
	tb.Cleanup(func() { assert.NoError(tb, p.Shutdown(context.Background())) })
	return p
}

func TestPriceIsThatOfTheDay(t *testing.T) {
	// OpenAI cut gpt-5.6-sol on 2026-08-21 from 5/30 to 4/20 USD per million.
	call := map[string]any{
		"gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-5.6-sol",
		"gen_ai.usage.input_tokens": 1000, "gen_ai.usage.output_tokens": 1000,
	}
	traces := ptrace.NewTraces()
	addSpan(t, traces, call).SetStartTimestamp(pcommon.NewTimestampFromTime(time.Date(2026, 8, 20, 23, 59, 59, 0, time.UTC)))
	addSpan(t, traces, call).SetStartTimestamp(pcommon.NewTimestampFromTime(time.Date(2026, 8, 21, 0, 0, 0, 0, time.UTC)))
	for _, span := range []int{0, 1} { // an hour apart or not, both are calls of their own
		traces.ResourceSpans().At(span).ScopeSpans().At(0).Spans().At(0).SetEndTimestamp(0)
	}
	got := runTraces(t, createDefaultConfig().(*Config), traces)
	assert.InDelta(t, 0.035, got[0]["genai.cost.total"], 0)
	assert.InDelta(t, 0.024, got[1]["genai.cost.total"], 0)
}

func TestDuplicatesInABatchCostOnce(t *testing.T) {
	traces := ptrace.NewTraces()
	sdk := addSpan(t, traces, sonnet(map[string]any{"gen_ai.agent.name": "planner"}))
	gateway := addSpan(t, traces, sonnet())
	gateway.SetParentSpanID(sdk.SpanID())
	again := addSpan(t, traces, sonnet())
	again.SetSpanID(gateway.SpanID())
	again.SetParentSpanID(sdk.SpanID())

	got := runTraces(t, createDefaultConfig().(*Config), traces)
	duplicate := map[string]any{"genai.cost.status": "duplicate"}
	assert.Equal(t, duplicate, costAttributes(got[0], nil))
	assert.Equal(t, sonnetCost, costAttributes(got[1], nil), "the span nearest to the wire is charged")
	assert.Equal(t, duplicate, costAttributes(got[2], nil))
}

// What the judge's calls cost is on its verdicts. A gateway's span of one is another record of the same.
func TestCallsOfTheJudgeAreNotTheAgents(t *testing.T) {
	traces := ptrace.NewTraces()
	addSpan(t, traces, sonnet()).SetTraceID(genai.NewJudgeTrace())
	addSpan(t, traces, sonnet(map[string]any{"genai.judge": "1"}))
	for _, span := range runTraces(t, createDefaultConfig().(*Config), traces) {
		assert.Equal(t, map[string]any{"genai.cost.status": "duplicate"}, costAttributes(span, nil))
	}
}

func TestLogRecordsArePriced(t *testing.T) {
	logs := plog.NewLogs()
	record := logs.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	record.SetTimestamp(pcommon.NewTimestampFromTime(day))
	require.NoError(t, record.Attributes().FromRaw(sonnet()))

	sink := &consumertest.LogsSink{}
	p, err := NewFactory().CreateLogs(t.Context(), processortest.NewNopSettings(metadata.Type), createDefaultConfig(), sink)
	require.NoError(t, err)
	require.NoError(t, p.Start(t.Context(), componenttest.NewNopHost()))
	require.NoError(t, p.ConsumeLogs(t.Context(), logs))
	require.NoError(t, p.Shutdown(t.Context()))
	got := sink.AllLogs()[0].ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0).Attributes().AsRaw()
	assert.Equal(t, sonnetCost, costAttributes(got, nil))
}

func TestPriceFileWins(t *testing.T) {
	file := filepath.Join(t.TempDir(), "prices.json")
	require.NoError(t, os.WriteFile(file, []byte(`[
		{"id":"anthropic","name":"Anthropic","models":[
			{"id":"claude-sonnet-4-5","match":{"starts_with":"claude-sonnet-4-5"},"prices":{"input_mtok":1,"output_mtok":2}}]},
		{"id":"acme","name":"Acme","models":[{"id":"m1","match":{"equals":"m1"},"prices":{"input_mtok":10,"output_mtok":20}}]}]`), 0o600))
	config := createDefaultConfig().(*Config)
	config.Catalog.Files = []string{file}
	require.NoError(t, config.Validate())

	traces := ptrace.NewTraces()
	addSpan(t, traces, sonnet())
	addSpan(t, traces, sonnet(map[string]any{"gen_ai.provider.name": "acme", "gen_ai.request.model": "m1", "gen_ai.response.model": nil}))
	addSpan(t, traces, map[string]any{
		"gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-4o",
		"gen_ai.usage.input_tokens": 1000, "gen_ai.usage.output_tokens": 100,
	})
	got := runTraces(t, config, traces)
	// The file has no rates of its own for cache and reasoning: 1200 x 1 + 300 x 2, and 1200 x 10 + 300 x 20.
	assert.InDelta(t, 0.0018, got[0]["genai.cost.total"], 0)
	assert.InDelta(t, 0.018, got[1]["genai.cost.total"], 0)
	assert.InDelta(t, 0.0035, got[2]["genai.cost.total"], 0, "the built-in book still knows the rest")
}

func TestTelemetryCountsEveryCall(t *testing.T) {
	telemetry := componenttest.NewTelemetry()
	t.Cleanup(func() { assert.NoError(t, telemetry.Shutdown(context.Background())) })
	traces := ptrace.NewTraces()
	addSpan(t, traces, sonnet())
	addSpan(t, traces, sonnet(map[string]any{"gen_ai.provider.name": "acme", "gen_ai.usage.input_tokens": -3}))
	addSpan(t, traces, map[string]any{"http.request.method": "GET"})
	p := start(t, createDefaultConfig().(*Config), metadatatest.NewSettings(telemetry), &consumertest.TracesSink{})
	require.NoError(t, p.ConsumeTraces(t.Context(), traces))

	point := func(source, status string) metricdata.DataPoint[int64] {
		return metricdata.DataPoint[int64]{
			Value: 1, Attributes: attribute.NewSet(attribute.String("source", source), attribute.String("status", status)),
		}
	}
	metadatatest.AssertEqualGenaiCostCalls(t, telemetry,
		[]metricdata.DataPoint[int64]{point("computed", "ok"), point("none", "unpriced_provider")}, metricdatatest.IgnoreTimestamp())
	metadatatest.AssertEqualGenaiCostUsageMalformed(t, telemetry, []metricdata.DataPoint[int64]{{Value: 1}}, metricdatatest.IgnoreTimestamp())
}

// Most spans of a trace are no model calls. They must cost nothing, however many they are.
func TestOtherSpansDoNotAllocate(t *testing.T) {
	p := start(t, createDefaultConfig().(*Config), processortest.NewNopSettings(metadata.Type), consumertest.NewNop())
	measure := func(n int) float64 {
		traces := ptrace.NewTraces()
		spans := traces.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
		for range n {
			require.NoError(t, spans.AppendEmpty().Attributes().FromRaw(map[string]any{
				"http.request.method": "GET", "url.full": "http://localhost/", "http.response.status_code": 200, "genre": "x",
			}))
		}
		return testing.AllocsPerRun(50, func() { _ = p.ConsumeTraces(t.Context(), traces) })
	}
	assert.InDelta(t, measure(1), measure(1000), 0)
}

func TestStatusesAndSourcesAreClosed(t *testing.T) {
	assert.Len(t, slices.Compact(slices.Sorted(slices.Values(statuses))), len(tally{}.calls[0]))
	assert.Len(t, slices.Compact(slices.Sorted(slices.Values(sources))), len(tally{}.calls))
}
