package genainormalizerprocessor

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/golden"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/pdatatest/ptracetest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap/confmaptest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"
	"gopkg.in/yaml.v3"

	"github.com/otelcol-genai/otelcol-genai/internal/genai/dialect"
	"github.com/otelcol-genai/otelcol-genai/processor/genainormalizerprocessor/internal/metadata"
	"github.com/otelcol-genai/otelcol-genai/processor/genainormalizerprocessor/internal/metadatatest"
)

func newTraces(tb testing.TB, set processor.Settings, config *Config, next *consumertest.TracesSink) processor.Traces {
	tb.Helper()
	p, err := NewFactory().CreateTraces(tb.Context(), set, config, next)
	require.NoError(tb, err)
	require.NoError(tb, p.Start(tb.Context(), componenttest.NewNopHost()))
	return p
}

func defaults(tb testing.TB) *Config {
	tb.Helper()
	config, ok := createDefaultConfig().(*Config)
	require.True(tb, ok)
	return config
}

// A case is a folder with config.yaml, input.yaml and output.yaml. UPDATE=1
// writes the outputs, which are then to be read; such a run does not pass.
func TestCases(t *testing.T) {
	inputs, err := filepath.Glob("testdata/*/input.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, inputs)
	for _, file := range inputs {
		folder := filepath.Dir(file)
		t.Run(filepath.Base(folder), func(t *testing.T) {
			config := defaults(t)
			conf, err := confmaptest.LoadConf(filepath.Join(folder, "config.yaml"))
			require.NoError(t, err)
			require.NoError(t, conf.Unmarshal(config))
			require.NoError(t, config.Validate())
			input, err := golden.ReadTraces(file)
			require.NoError(t, err)

			sink := new(consumertest.TracesSink)
			p := newTraces(t, processortest.NewNopSettings(metadata.Type), config, sink)
			require.NoError(t, p.ConsumeTraces(t.Context(), input))
			require.NoError(t, p.Shutdown(t.Context()))
			require.Len(t, sink.AllTraces(), 1)
			got := sink.AllTraces()[0]

			output := filepath.Join(folder, "output.yaml")
			if os.Getenv("UPDATE") != "" {
				require.NoError(t, golden.WriteTraces(t, output, got))
			}
			want, err := golden.ReadTraces(output)
			require.NoError(t, err)
			assert.NoError(t, ptracetest.CompareTraces(want, got))
		})
	}
}

func TestTelemetry(t *testing.T) {
	tel := componenttest.NewTelemetry()
	defer func() { assert.NoError(t, tel.Shutdown(t.Context())) }()
	p := newTraces(t, metadatatest.NewSettings(tel), defaults(t), new(consumertest.TracesSink))

	traces := ptrace.NewTraces()
	spans := traces.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for _, attrs := range []map[string]any{
		{"gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": -5, "gen_ai.usage.output_tokens": math.NaN()},
		{"gen_ai.operation.name": "chat", "gen_ai.prompt": strings.Repeat("x", 2<<20)},
		{"openinference.span.kind": "LLM"},
		{"http.request.method": "GET"},
	} {
		require.NoError(t, spans.AppendEmpty().Attributes().FromRaw(attrs))
	}
	require.NoError(t, p.ConsumeTraces(t.Context(), traces))

	metadatatest.AssertEqualGenaiNormalizerRecords(t, tel, []metricdata.DataPoint[int64]{
		{Value: 2, Attributes: attribute.NewSet(attribute.String("dialect", "otel"))},
		{Value: 1, Attributes: attribute.NewSet(attribute.String("dialect", "openinference"))},
	}, metricdatatest.IgnoreTimestamp())
	metadatatest.AssertEqualGenaiNormalizerMalformed(t, tel, []metricdata.DataPoint[int64]{
		{Value: 2, Attributes: attribute.NewSet(attribute.String("reason", "not_a_count"))},
		{Value: 1, Attributes: attribute.NewSet(attribute.String("reason", "too_large"))},
	}, metricdatatest.IgnoreTimestamp())
}

func TestLogRecordsAreNormalised(t *testing.T) {
	sink := new(consumertest.LogsSink)
	p, err := NewFactory().CreateLogs(t.Context(), processortest.NewNopSettings(metadata.Type), defaults(t), sink)
	require.NoError(t, err)
	logs := plog.NewLogs()
	records := logs.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords()
	require.NoError(t, records.AppendEmpty().Attributes().FromRaw(map[string]any{"gen_ai.operation.name": "chat", "gen_ai.system": "xai"}))
	require.NoError(t, records.AppendEmpty().Attributes().FromRaw(map[string]any{"user.name": "x"}))
	require.NoError(t, p.ConsumeLogs(t.Context(), logs))
	require.Len(t, sink.AllLogs(), 1)
	got := sink.AllLogs()[0].ResourceLogs().At(0).ScopeLogs().At(0).LogRecords()
	assert.Equal(t, map[string]any{
		"gen_ai.operation.name": "chat", "gen_ai.system": "xai", "gen_ai.provider.name": "x_ai", "genai.dialect": "otel",
	}, got.At(0).Attributes().AsRaw())
	assert.Equal(t, map[string]any{"user.name": "x"}, got.At(1).Attributes().AsRaw())
}

// Most spans are not GenAI: a batch of a thousand of them allocates what a batch of one does.
func TestOtherSpansDoNotAllocate(t *testing.T) {
	consumer, err := NewFactory().CreateTraces(t.Context(), processortest.NewNopSettings(metadata.Type), createDefaultConfig(), consumertest.NewNop())
	require.NoError(t, err)
	allocs := func(spans int) float64 {
		traces := otherSpans(spans)
		return testing.AllocsPerRun(100, func() {
			if err := consumer.ConsumeTraces(t.Context(), traces); err != nil {
				t.Error(err)
			}
		})
	}
	assert.InDelta(t, allocs(1), allocs(1000), 0)
}

func TestOtherLogRecordsDoNotAllocate(t *testing.T) {
	consumer, err := NewFactory().CreateLogs(t.Context(), processortest.NewNopSettings(metadata.Type), createDefaultConfig(), consumertest.NewNop())
	require.NoError(t, err)
	allocs := func(count int) float64 {
		logs := plog.NewLogs()
		records := logs.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords()
		for range count {
			record := records.AppendEmpty()
			record.SetEventName("user.login")
			record.Attributes().PutStr("user.name", "x")
		}
		return testing.AllocsPerRun(100, func() {
			if err := consumer.ConsumeLogs(t.Context(), logs); err != nil {
				t.Error(err)
			}
		})
	}
	assert.InDelta(t, allocs(1), allocs(1000), 0)
}

// otherSpans are spans of a web service, some of whose names begin like ours.
func otherSpans(count int) ptrace.Traces {
	traces := ptrace.NewTraces()
	resource := traces.ResourceSpans().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", "shop")
	scope := resource.ScopeSpans().AppendEmpty()
	scope.Scope().SetName("io.opentelemetry.http")
	for i := range count {
		span := scope.Spans().AppendEmpty()
		span.SetName("GET /items")
		attrs := span.Attributes()
		attrs.PutStr("http.request.method", "GET")
		attrs.PutInt("http.response.status_code", 200)
		attrs.PutStr("url.path", fmt.Sprintf("/items/%d", i))
		attrs.PutStr("session.id", "s")
		attrs.PutStr("ai.score", "0.5")
		attrs.PutStr("llm", "no")
	}
	return traces
}

// The values that metadata.yaml declares are those that are counted.
func TestDeclaredValuesAreComplete(t *testing.T) {
	data, err := os.ReadFile("metadata.yaml")
	require.NoError(t, err)
	var declared struct {
		Attributes map[string]struct {
			Enum []string `yaml:"enum"`
		} `yaml:"attributes"`
	}
	require.NoError(t, yaml.Unmarshal(data, &declared))
	var names, reasons []string
	for _, name := range dialect.Names() {
		names = append(names, string(name))
	}
	for _, reason := range dialect.Reasons() {
		reasons = append(reasons, reason.String())
	}
	assert.Equal(t, declared.Attributes["dialect"].Enum, names)
	assert.Equal(t, declared.Attributes["reason"].Enum, reasons)
	assert.LessOrEqual(t, len(names), maxDialects)
	assert.LessOrEqual(t, len(reasons), maxReasons)
}
