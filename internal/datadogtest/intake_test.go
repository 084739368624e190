package datadogtest

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/pmetric/pmetricotlp"
)

// sent makes metrics of one service.
func sent(t *testing.T, fill func(pmetric.MetricSlice)) pmetric.Metrics {
	t.Helper()
	metrics := pmetric.NewMetrics()
	resource := metrics.ResourceMetrics().AppendEmpty()
	require.NoError(t, resource.Resource().Attributes().FromRaw(map[string]any{
		"service.name": "Mail Agent", "service.version": "1.2", "deployment.environment.name": "prod", "service.namespace": "shop", "host.name": "node-1",
	}))
	fill(resource.ScopeMetrics().AppendEmpty().Metrics())
	return metrics
}

func sum(name string, temporality pmetric.AggregationTemporality, monotonic bool, values ...float64) func(pmetric.MetricSlice) {
	return func(list pmetric.MetricSlice) {
		m := list.AppendEmpty()
		m.SetName(name)
		s := m.SetEmptySum()
		s.SetAggregationTemporality(temporality)
		s.SetIsMonotonic(monotonic)
		for i, value := range values {
			p := s.DataPoints().AppendEmpty()
			p.SetTimestamp(pcommon.NewTimestampFromTime(now.Add(-time.Duration(len(values)-i) * time.Minute)))
			p.SetDoubleValue(value)
			p.Attributes().PutStr("gen_ai.tool.name", "Search Web")
		}
	}
}

func histogram(temporality pmetric.AggregationTemporality) func(pmetric.MetricSlice) {
	return func(list pmetric.MetricSlice) {
		m := list.AppendEmpty()
		m.SetName("duration")
		h := m.SetEmptyHistogram()
		h.SetAggregationTemporality(temporality)
		p := h.DataPoints().AppendEmpty()
		p.SetTimestamp(pcommon.NewTimestampFromTime(now.Add(-time.Minute)))
		p.ExplicitBounds().FromRaw([]float64{1, 2})
		p.BucketCounts().FromRaw([]uint64{0, 4, 0})
		p.SetCount(4)
		p.SetSum(6)
	}
}

func post(t *testing.T, intake *Intake, metrics pmetric.Metrics, headers map[string]string) *httptest.ResponseRecorder {
	t.Helper()
	body, err := pmetricotlp.NewExportRequestFromMetrics(metrics).MarshalProto()
	require.NoError(t, err)
	return postBody(t, intake, body, headers)
}

func postBody(t *testing.T, intake *Intake, body []byte, headers map[string]string) *httptest.ResponseRecorder {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/v1/metrics", bytes.NewReader(body))
	request.Header.Set("Content-Type", "application/x-protobuf")
	request.Header.Set("dd-api-key", "key")
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	answer := httptest.NewRecorder()
	intake.ServeHTTP(answer, request)
	return answer
}

const allTags = `{"resource_attributes_as_tags": true}`

func TestMapping(t *testing.T) {
	intake := NewIntake("key")
	for _, fill := range []func(pmetric.MetricSlice){
		sum("counter", pmetric.AggregationTemporalityDelta, true, 1, 2),
		sum("updown", pmetric.AggregationTemporalityCumulative, false, 7),
		histogram(pmetric.AggregationTemporalityDelta),
		func(list pmetric.MetricSlice) {
			m := list.AppendEmpty()
			m.SetName("gauge")
			m.SetEmptyGauge().DataPoints().AppendEmpty().SetIntValue(3)
		},
	} {
		answer := post(t, intake, sent(t, fill), map[string]string{"dd-otel-metric-config": allTags})
		require.Equal(t, http.StatusOK, answer.Code, answer.Body)
	}
	assert.Equal(t, map[string]Kind{"counter": Count, "updown": Gauge, "duration": Distribution, "gauge": Gauge}, intake.Store().Metrics())
	assert.Equal(t, []string{
		"deployment.environment.name", "env", "gen_ai.tool.name", "host", "host.name", "service", "service.name", "service.namespace", "service.version", "version",
	}, intake.Store().Tags("counter"))
	assert.Equal(t, 4, intake.Requests())
	m := monitor(t, `sum(last_5m):sum:counter{env:prod} by {service,gen_ai.tool.name}.as_count() > 2`, 2)
	groups, err := Monitors{"m": m}.Evaluate("m", intake.Store(), now)
	require.NoError(t, err)
	assert.Equal(t, []Group{{Tags: "service:mail_agent,gen_ai.tool.name:search_web", Value: 3, Status: Alert}}, groups)
}

func TestOnlyKnownResourceAttributesAreTagsByDefault(t *testing.T) {
	intake := NewIntake("key")
	post(t, intake, sent(t, sum("counter", pmetric.AggregationTemporalityDelta, true, 1)), nil)
	assert.Equal(t, []string{"env", "gen_ai.tool.name", "host", "service", "version"}, intake.Store().Tags("counter"))
}

func TestRefusals(t *testing.T) {
	const cumulative = "OTLP metrics intake does not accept cumulative histogram metrics, cumulative monotonic sum metrics or other unspecified metrics\n"
	good := sum("counter", pmetric.AggregationTemporalityDelta, true, 1)
	tests := map[string]struct {
		fill    func(pmetric.MetricSlice)
		headers map[string]string
		status  int
		body    string
	}{
		"a cumulative counter":     {sum("counter", pmetric.AggregationTemporalityCumulative, true, 1), nil, http.StatusBadRequest, cumulative},
		"a cumulative histogram":   {histogram(pmetric.AggregationTemporalityCumulative), nil, http.StatusBadRequest, cumulative},
		"no temporality":           {sum("counter", pmetric.AggregationTemporalityUnspecified, true, 1), nil, http.StatusBadRequest, cumulative},
		"a metric of no kind":      {func(list pmetric.MetricSlice) { list.AppendEmpty().SetName("x") }, nil, http.StatusBadRequest, cumulative},
		"another key":              {good, map[string]string{"dd-api-key": "other"}, http.StatusForbidden, "dd-api-key"},
		"an unknown setting":       {good, map[string]string{"dd-otel-metric-config": `{"resource_attribute_as_tags": true}`}, http.StatusBadRequest, "resource_attribute_as_tags"},
		"an unknown encoding":      {good, map[string]string{"Content-Encoding": "zstd"}, http.StatusUnsupportedMediaType, "zstd"},
		"a name that would change": {sum("cost-usd", pmetric.AggregationTemporalityDelta, true, 1), nil, http.StatusBadRequest, "cost-usd"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			intake := NewIntake("key")
			answer := post(t, intake, sent(t, test.fill), test.headers)
			assert.Equal(t, test.status, answer.Code)
			assert.Contains(t, answer.Body.String(), test.body)
			assert.Len(t, intake.Refusals(), 1)
			assert.Empty(t, intake.Store().Metrics())
		})
	}
}

func TestPayloadsAreBounded(t *testing.T) {
	large := sent(t, sum("counter", pmetric.AggregationTemporalityDelta, true, make([]float64, 20_000)...))
	assert.Equal(t, http.StatusRequestEntityTooLarge, post(t, NewIntake("key"), large, nil).Code)

	body, err := pmetricotlp.NewExportRequestFromMetrics(large).MarshalProto()
	require.NoError(t, err)
	var packed bytes.Buffer
	zipper := gzip.NewWriter(&packed)
	_, err = zipper.Write(body)
	require.NoError(t, err)
	require.NoError(t, zipper.Close())
	assert.Equal(t, http.StatusOK, postBody(t, NewIntake("key"), packed.Bytes(), map[string]string{"Content-Encoding": "gzip"}).Code, "5 MB when it was compressed")
}

// Of two points with one timestamp in seconds and the same tags Datadog keeps the last.
func TestTheLastPointOfASecondIsKept(t *testing.T) {
	store := NewStore()
	require.NoError(t, store.add("counter", Count, tags{"host": "a"}, now.Add(-time.Minute), point{value: 1}))
	require.NoError(t, store.add("counter", Count, tags{"host": "a"}, now.Add(-time.Minute+time.Millisecond), point{value: 2}))
	require.NoError(t, store.add("counter", Count, tags{"host": "b"}, now.Add(-time.Minute), point{value: 10}))
	groups, err := Monitors{"m": monitor(t, "sum(last_5m):sum:counter{*}.as_count() > 1", 1)}.Evaluate("m", store, now)
	require.NoError(t, err)
	require.Len(t, groups, 1)
	assert.InDelta(t, 12, groups[0].Value, 0)
	require.Error(t, store.add("counter", Gauge, tags{"host": "a"}, now, point{}), "a metric has one kind")
}

func TestTagsAreNormalised(t *testing.T) {
	got := tags{}
	got.set("Gen_AI.Tool", "Größe: Search/Web v1.0!")
	got.set("empty", "")
	got.set("long", strings.Repeat("x", 300))
	assert.Equal(t, "größe:_search/web_v1.0", got["gen_ai.tool"])
	assert.Len(t, got["long"], maxTag-len("long:"))
	assert.NotContains(t, got, "empty")
}

func TestExponentialHistogram(t *testing.T) {
	p := pmetric.NewExponentialHistogramDataPoint()
	p.SetScale(0) // buckets from 2^i to 2^(i+1)
	p.SetCount(4)
	p.SetSum(12)
	p.SetZeroCount(1)
	p.Positive().SetOffset(1)
	p.Positive().BucketCounts().FromRaw([]uint64{2, 1}) // two from 2 to 4, one from 4 to 8
	d := ofExponential(p)
	assert.Equal(t, []bin{{0, 0, 1}, {2, 4, 2}, {4, 8, 1}}, d.bins)
	median, there := d.percentile(0.5)
	assert.True(t, there)
	assert.InDelta(t, 3, median, 1e-12)
}
