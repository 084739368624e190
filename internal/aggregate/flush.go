package aggregate

import (
	"time"

	"go.opentelemetry.io/collector/pdata/pmetric"
)

// Report is what a flush found.
type Report struct {
	Expired  int
	Families []FamilyReport // in the order of the settings
}

// FamilyReport is the state of one family after a flush.
type FamilyReport struct {
	Name       string
	Series     int   // kept, the overflow series included
	Overflowed int64 // measurements, since the last flush
}

// Flush writes the series as they are now and forgets those that expired.
func (a *Aggregation) Flush(now time.Time) (pmetric.Metrics, Report) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.tick(now)
	out := page{aggregation: a, metrics: pmetric.NewMetrics(), scopes: make(map[*resource]pmetric.ScopeMetrics)}
	report := Report{Families: make([]FamilyReport, len(a.families))}
	for i := range a.families {
		f := &a.families[i]
		report.Expired += a.flushFamily(f, &out)
		report.Families[i] = FamilyReport{Name: f.Name, Series: f.size(), Overflowed: f.overflowed}
		f.overflowed = 0
	}
	return out.metrics, report
}

func (f *family) size() int {
	if f.overflow != nil {
		return len(f.series) + 1
	}
	return len(f.series)
}

// flushFamily writes one family and returns how many of its series expired.
func (a *Aggregation) flushFamily(f *family, out *page) int {
	out.turn(f)
	var expired int
	for key, s := range f.series {
		if a.flushSeries(s, out) {
			delete(f.series, key)
			expired++
		}
	}
	if f.overflow != nil && a.flushSeries(f.overflow, out) {
		f.overflow = nil
		expired++
	}
	return expired
}

// flushSeries writes one series and reports whether it came to its end.
func (a *Aggregation) flushSeries(s *series, out *page) (ended bool) {
	ended = !s.unsent && a.now >= s.updated && time.Duration(a.now-s.updated) >= a.settings.ExpireAfter
	if a.settings.Delta && !s.unsent && !ended {
		return false
	}
	out.write(s, window{start: s.start, end: a.now, stale: ended})
	s.unsent = false
	if ended {
		a.release(s)
		return true
	}
	if a.settings.Delta {
		s.state.restart()
		s.start = a.now
	}
	return false
}

// page is the output of one flush.
type page struct {
	aggregation *Aggregation
	metrics     pmetric.Metrics
	scopes      map[*resource]pmetric.ScopeMetrics
	family      *family
	current     map[*resource]pmetric.Metric // of the family
}

// turn begins the next family.
func (p *page) turn(f *family) {
	p.family = f
	p.current = make(map[*resource]pmetric.Metric)
}

func (p *page) write(s *series, w window) {
	attrs := s.state.appendTo(p.metric(s.key.resource), w)
	if s.overflow {
		attrs.PutBool("otel.metric.overflow", true)
		return
	}
	attrs.EnsureCapacity(len(p.family.Attributes))
	for i, name := range p.family.Attributes {
		putLabel(attrs, name, s.key.values[i])
	}
}

func (p *page) metric(r *resource) pmetric.Metric {
	if metric, ok := p.current[r]; ok {
		return metric
	}
	metric := p.scope(r).Metrics().AppendEmpty()
	metric.SetName(p.family.Name)
	metric.SetDescription(p.family.Description)
	metric.SetUnit(p.family.Unit)
	p.shape(metric)
	p.current[r] = metric
	return metric
}

// shape gives an empty metric its kind.
func (p *page) shape(metric pmetric.Metric) {
	settings := &p.aggregation.settings
	temporality := pmetric.AggregationTemporalityCumulative
	if settings.Delta {
		temporality = pmetric.AggregationTemporalityDelta
	}
	switch {
	case p.family.Kind == Gauge:
		metric.SetEmptyGauge()
	case p.family.Kind != Histogram:
		sum := metric.SetEmptySum()
		sum.SetIsMonotonic(true)
		sum.SetAggregationTemporality(temporality)
	case settings.Exponential:
		metric.SetEmptyExponentialHistogram().SetAggregationTemporality(temporality)
	default:
		metric.SetEmptyHistogram().SetAggregationTemporality(temporality)
	}
}

func (p *page) scope(r *resource) pmetric.ScopeMetrics {
	if scope, ok := p.scopes[r]; ok {
		return scope
	}
	resourceMetrics := p.metrics.ResourceMetrics().AppendEmpty()
	r.putInto(resourceMetrics.Resource().Attributes())
	scope := resourceMetrics.ScopeMetrics().AppendEmpty()
	scope.Scope().SetName(p.aggregation.settings.ScopeName)
	scope.Scope().SetVersion(p.aggregation.settings.ScopeVersion)
	p.scopes[r] = scope
	return scope
}
