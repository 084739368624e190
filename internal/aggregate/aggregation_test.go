package aggregate

import (
	"strings"
	"sync"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

var start = time.Unix(1_700_000_000, 0)

func settings() Settings {
	return Settings{
		Families: []Family{
			{Name: "calls", Kind: Counter, Attributes: []string{"model"}},
			{Name: "duration", Kind: Histogram, Attributes: []string{"model"}, Bounds: []float64{1, 2}},
		},
		MaxSeries: 10, ExpireAfter: time.Minute,
	}
}

func (a *Aggregation) addCall(now time.Time, service, model string) {
	u := a.Begin(now)
	defer u.End()
	u.Resource(Resource{ServiceName: service})
	u.Span(pcommon.TraceID{1}, pcommon.SpanID{1}, Weight{})
	u.Add(0, 1, Values{model})
}

// points of counters by service and model.
func points(metrics pmetric.Metrics) map[string]pmetric.NumberDataPoint {
	found := map[string]pmetric.NumberDataPoint{}
	for _, resource := range metrics.ResourceMetrics().All() {
		service := text(resource.Resource().Attributes(), "service.name")
		for _, metric := range resource.ScopeMetrics().At(0).Metrics().All() {
			if metric.Type() != pmetric.MetricTypeSum {
				continue
			}
			for _, point := range metric.Sum().DataPoints().All() {
				found[service+"/"+text(point.Attributes(), "model")] = point
			}
		}
	}
	return found
}

func text(attrs pcommon.Map, key string) string {
	if value, ok := attrs.Get(key); ok {
		return value.Str()
	}
	return ""
}

func TestNothingIsWrittenOfNothing(t *testing.T) {
	metrics, report := New(settings()).Flush(start)
	assert.Zero(t, metrics.ResourceMetrics().Len())
	assert.Equal(t, Report{Families: []FamilyReport{{Name: "calls"}, {Name: "duration"}}}, report)
}

func TestLabelsAreCopies(t *testing.T) {
	a := New(settings())
	service, model := strings.Repeat("s", 10), strings.Repeat("m", 10)
	a.addCall(start, service, model)
	for key := range a.families[0].series {
		assert.NotSame(t, unsafe.StringData(model), unsafe.StringData(key.values[0]))
		assert.NotSame(t, unsafe.StringData(service), unsafe.StringData(key.resource.ServiceName))
	}
	for resource := range a.resources {
		assert.NotSame(t, unsafe.StringData(service), unsafe.StringData(resource.ServiceName))
	}
	assert.Equal(t, &Updater{aggregation: a}, &a.updater, "nothing of the batch stays")
}

func TestExpiredSeriesFreeTheirMemory(t *testing.T) {
	a := New(settings())
	for _, service := range []string{"a", "b"} {
		a.addCall(start, service, "m")
	}
	a.Flush(start.Add(time.Second))
	a.addCall(start.Add(50*time.Second), "b", "m")
	metrics, report := a.Flush(start.Add(time.Minute))
	assert.Equal(t, 1, report.Expired)
	assert.Equal(t, 1, report.Families[0].Series)
	assert.True(t, points(metrics)["a/m"].Flags().NoRecordedValue())
	assert.False(t, points(metrics)["b/m"].Flags().NoRecordedValue())
	assert.Len(t, a.resources, 1)
	assert.Len(t, a.families[0].series, 1)
	a.Flush(start.Add(time.Hour))
	a.Flush(start.Add(2 * time.Hour))
	assert.Empty(t, a.resources)
}

func TestAValueIsWrittenBeforeItsSeriesExpires(t *testing.T) {
	a := New(settings())
	a.addCall(start, "a", "m")
	metrics, _ := a.Flush(start.Add(time.Hour)) // the flush is slower than the expiry
	assert.Equal(t, int64(1), points(metrics)["a/m"].IntValue())
	metrics, report := a.Flush(start.Add(time.Hour + time.Second))
	assert.True(t, points(metrics)["a/m"].Flags().NoRecordedValue())
	assert.Equal(t, 1, report.Expired)
}

func TestOverflow(t *testing.T) {
	s := settings()
	s.MaxSeries = 2
	a := New(s)
	for range 3 {
		for _, model := range []string{"m1", "m2", "m3", "m4"} {
			a.addCall(start, "a", model)
		}
	}
	metrics, report := a.Flush(start)
	assert.Equal(t, FamilyReport{Name: "calls", Series: 3, Overflowed: 6}, report.Families[0])
	assert.Equal(t, int64(3), points(metrics)["a/m2"].IntValue())
	overflow := points(metrics)["/"]
	assert.Equal(t, int64(6), overflow.IntValue())
	assert.Equal(t, map[string]any{"otel.metric.overflow": true}, overflow.Attributes().AsRaw())

	_, report = a.Flush(start)
	assert.Zero(t, report.Families[0].Overflowed, "since the last flush")
	_, report = a.Flush(start.Add(time.Hour))
	assert.Equal(t, 3, report.Expired, "the overflow series, too")
	a.addCall(start.Add(time.Hour), "a", "m3")
	metrics, _ = a.Flush(start.Add(time.Hour))
	assert.Contains(t, points(metrics), "a/m3", "there is room again")
}

// A resource without attributes is that of the overflow series as well: it is written once.
func TestOverflowSharesTheEmptyResource(t *testing.T) {
	s := settings()
	s.MaxSeries = 1
	a := New(s)
	a.addCall(start, "", "m1")
	a.addCall(start, "", "m2")
	metrics, _ := a.Flush(start)
	require.Equal(t, 1, metrics.ResourceMetrics().Len())
	assert.Equal(t, 2, metrics.ResourceMetrics().At(0).ScopeMetrics().At(0).Metrics().At(0).Sum().DataPoints().Len())
}

func TestPointsNeverEndBeforeTheyStart(t *testing.T) {
	a := New(settings())
	a.addCall(start, "a", "m")
	metrics, _ := a.Flush(start.Add(-time.Hour)) // the clock was set back
	point := points(metrics)["a/m"]
	assert.GreaterOrEqual(t, point.Timestamp(), point.StartTimestamp())
}

func TestExemplarsAreRepeatedForAMinute(t *testing.T) {
	s := settings()
	s.ExpireAfter = time.Hour
	a := New(s)
	a.addCall(start, "a", "m")
	for _, want := range []struct {
		after     time.Duration
		exemplars int
	}{{0, 1}, {time.Minute, 1}, {time.Minute + 1, 0}} {
		metrics, _ := a.Flush(start.Add(want.after))
		assert.Equal(t, want.exemplars, points(metrics)["a/m"].Exemplars().Len(), want.after)
	}
}

func TestConcurrentUse(t *testing.T) {
	a := New(settings())
	var wg sync.WaitGroup
	const workers, each = 8, 500
	for range workers {
		wg.Go(func() {
			for range each {
				a.addCall(start, "a", "m")
			}
		})
	}
	for range 20 {
		a.Flush(start)
	}
	wg.Wait()
	metrics, _ := a.Flush(start)
	assert.Equal(t, int64(workers*each), points(metrics)["a/m"].IntValue())
}

func TestDoubling(t *testing.T) {
	assert.Equal(t, []float64{0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92}, Doubling(0.01, 14))
}

func TestGauge(t *testing.T) {
	for name, delta := range map[string]bool{"cumulative": false, "delta": true} {
		t.Run(name, func(t *testing.T) {
			s := settings()
			s.Families = []Family{{Name: "drift", Kind: Gauge, Attributes: []string{"model"}}}
			s.MaxSeries, s.Delta = 1, delta
			a := New(s)
			set := func(model string, value float64) {
				u := a.Begin(start)
				defer u.End()
				u.Resource(Resource{ServiceName: "shop"})
				u.Set(0, value, Values{model})
			}
			set("a", 0.5)
			set("a", -1)
			set("b", 7)
			metrics, report := a.Flush(start.Add(time.Second))
			assert.Equal(t, FamilyReport{Name: "drift", Series: 1, Overflowed: 1}, report.Families[0], "no overflow series")
			read := func(metrics pmetric.Metrics) pmetric.NumberDataPoint {
				metric := metrics.ResourceMetrics().At(0).ScopeMetrics().At(0).Metrics().At(0)
				require.Equal(t, pmetric.MetricTypeGauge, metric.Type())
				require.Equal(t, 1, metric.Gauge().DataPoints().Len())
				return metric.Gauge().DataPoints().At(0)
			}
			assert.InDelta(t, -1, read(metrics).DoubleValue(), 0, "the latest")
			set("a", 0.25)
			metrics, _ = a.Flush(start.Add(2 * time.Second))
			assert.InDelta(t, 0.25, read(metrics).DoubleValue(), 0)
			metrics, _ = a.Flush(start.Add(time.Hour))
			assert.True(t, read(metrics).Flags().NoRecordedValue())
		})
	}
}
