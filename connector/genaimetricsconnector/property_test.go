package genaimetricsconnector

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/golden"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Whatever calls arrive: the classes of genai.tokens add up to the inclusive
// totals that were sent, and so does the histogram of token usage.
func TestClassesAddUpToInclusiveTotals(t *testing.T) {
	for _, form := range histogramForms {
		random := rand.New(rand.NewPCG(5, 6))
		for range 20 {
			var input, output, calls int64
			batch := newSpans()
			for range 1 + random.IntN(100) {
				attrs := chatAttributes()
				attrs["gen_ai.request.model"] = fmt.Sprintf("model-%d", random.IntN(5))
				in, out := random.Int64N(1_000_000), random.Int64N(10_000)
				attrs["gen_ai.usage.input_tokens"], attrs["gen_ai.usage.output_tokens"] = in, out
				attrs["gen_ai.usage.cache_read.input_tokens"] = random.Int64N(2_000_000) // often more than the total
				attrs["gen_ai.usage.cache_creation.input_tokens"] = random.Int64N(1_000_000)
				attrs["gen_ai.usage.reasoning.output_tokens"] = random.Int64N(20_000)
				batch.add(t, attrs)
				input, output, calls = input+in, output+out, calls+1
			}
			metrics := aggregateOf(t, form, batch.traces)
			assert.Equal(t, input+output, total(metrics, "genai.tokens"))
			assert.Equal(t, calls, total(metrics, "genai.calls"))
			assert.InDelta(t, float64(input+output), histogramSum(metrics, "gen_ai.client.token.usage"), 0)
			assertSound(t, metrics)
		}
	}
}

// With weights a counter is the exact sum, rounded, whatever the fractions.
func TestWeightedCountsAreTheRoundedSum(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	thresholds := map[string]float64{"": 1, "8": 2, "c": 4, "a": 16. / 6, "e": 8, "f8": 32, "5": 16. / 11, "d": 16. / 3}
	for range 20 {
		var calls, tokens float64
		batch := newSpans()
		for range 300 {
			for threshold, weight := range thresholds {
				if random.IntN(2) == 0 {
					continue
				}
				span := batch.add(t, chatAttributes()) // 100 tokens in, 20 out
				if threshold != "" {
					span.TraceState().FromRaw("ot=th:" + threshold)
				}
				calls, tokens = calls+weight, tokens+120*weight
			}
		}
		metrics := aggregateOf(t, Explicit, batch.traces)
		assert.InDelta(t, calls, float64(total(metrics, "genai.calls")), 0.501)
		assert.InDelta(t, tokens, float64(total(metrics, "genai.tokens")), 3*0.501, "three classes, each rounded")
		assertSound(t, metrics)
	}
}

// No bytes that are spans at all break the connector or make an unsound metric.
func FuzzConsumeTraces(f *testing.F) {
	inputs, err := filepath.Glob("testdata/*/input*.yaml")
	require.NoError(f, err)
	require.NotEmpty(f, inputs)
	for _, input := range inputs {
		traces, err := golden.ReadTraces(input)
		require.NoError(f, err)
		data, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(traces)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		traces, err := (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(data)
		if err != nil {
			return
		}
		for _, form := range histogramForms {
			assertSound(t, aggregateOf(t, form, traces))
		}
	})
}

// aggregateOf is what a connector writes of some batches.
func aggregateOf(t *testing.T, form HistogramForm, batches ...ptrace.Traces) pmetric.Metrics {
	t.Helper()
	config := defaultConfig(t)
	config.Histogram = form
	sink := new(consumertest.MetricsSink)
	c := newConnector(t, config, sink)
	require.NoError(t, c.Start(t.Context(), componenttest.NewNopHost()))
	for _, batch := range batches {
		require.NoError(t, c.ConsumeTraces(t.Context(), batch))
	}
	require.NoError(t, c.Shutdown(t.Context()))
	if len(sink.AllMetrics()) == 0 {
		return pmetric.NewMetrics()
	}
	return sink.AllMetrics()[0]
}

func histogramSum(metrics pmetric.Metrics, name string) float64 {
	var sum float64
	for _, metric := range metricsNamed(metrics, name) {
		if metric.Type() == pmetric.MetricTypeExponentialHistogram {
			for _, point := range metric.ExponentialHistogram().DataPoints().All() {
				sum += point.Sum()
			}
			continue
		}
		for _, point := range metric.Histogram().DataPoints().All() {
			sum += point.Sum()
		}
	}
	return sum
}

// assertSound holds what is true of all metrics: buckets add up to the count,
// sums are numbers, labels are short, valid and of the declared names.
func assertSound(t *testing.T, metrics pmetric.Metrics) {
	t.Helper()
	declared := map[string][]string{}
	for _, family := range families {
		declared[family.Name] = family.Attributes
	}
	for _, resource := range metrics.ResourceMetrics().All() {
		assertLabels(t, resource.Resource().Attributes(), []string{"service.name", "service.namespace", "service.version", "deployment.environment.name"})
		for _, metric := range resource.ScopeMetrics().At(0).Metrics().All() {
			assertSoundMetric(t, metric, declared[metric.Name()])
		}
	}
}

func assertSoundMetric(t *testing.T, metric pmetric.Metric, attributes []string) {
	t.Helper()
	switch metric.Type() {
	case pmetric.MetricTypeSum:
		for _, point := range metric.Sum().DataPoints().All() {
			assertLabels(t, point.Attributes(), attributes)
			assert.GreaterOrEqual(t, point.IntValue(), int64(0), metric.Name())
			assert.GreaterOrEqual(t, point.DoubleValue(), 0.0, metric.Name())
		}
	case pmetric.MetricTypeHistogram:
		for _, point := range metric.Histogram().DataPoints().All() {
			assertLabels(t, point.Attributes(), attributes)
			assert.Equal(t, point.Count(), added(point.BucketCounts()), metric.Name())
			assertFinite(t, point.Sum())
		}
	case pmetric.MetricTypeExponentialHistogram:
		for _, point := range metric.ExponentialHistogram().DataPoints().All() {
			assertLabels(t, point.Attributes(), attributes)
			assert.Equal(t, point.Count(), point.ZeroCount()+added(point.Positive().BucketCounts()), metric.Name())
			assertFinite(t, point.Sum())
		}
	default:
		assert.Fail(t, "unexpected kind", "%s of %s", metric.Type(), metric.Name())
	}
}

func added(counts pcommon.UInt64Slice) uint64 {
	var sum uint64
	for i := range counts.Len() {
		sum += counts.At(i)
	}
	return sum
}

func assertFinite(t *testing.T, sum float64) {
	t.Helper()
	assert.False(t, math.IsNaN(sum) || math.IsInf(sum, 0) || sum < 0, sum)
}

func assertLabels(t *testing.T, attrs pcommon.Map, declared []string) {
	t.Helper()
	for key, value := range attrs.All() {
		if key == "otel.metric.overflow" {
			assert.Equal(t, 1, attrs.Len())
			continue
		}
		assert.Contains(t, declared, key)
		assert.NotEmpty(t, value.Str(), key)
		assert.LessOrEqual(t, len(value.Str()), 256, key)
		assert.True(t, utf8.ValidString(value.Str()), key)
	}
}
