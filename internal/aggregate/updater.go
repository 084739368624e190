package aggregate

import (
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
)

// Updater adds measurements. It holds the aggregation from [Aggregation.Begin] to [Updater.End].
type Updater struct {
	aggregation *Aggregation
	source      Resource
	resource    *resource // of source, nil while it has no series
	weight      Weight
	exemplar    exemplar
}

// Begin opens the aggregation for measurements made now; End must follow.
func (a *Aggregation) Begin(now time.Time) *Updater {
	a.mu.Lock()
	a.tick(now)
	return &a.updater
}

// End closes the aggregation and lets go of the batch.
func (u *Updater) End() {
	a := u.aggregation
	*u = Updater{aggregation: a}
	a.mu.Unlock()
}

// Resource says where the next measurements come from.
func (u *Updater) Resource(r Resource) {
	u.source = r
	u.resource = u.aggregation.resources[r]
}

// Span says which span the next measurements are of, and how many it stands for.
func (u *Updater) Span(trace pcommon.TraceID, span pcommon.SpanID, weight Weight) {
	u.weight = weight
	u.exemplar = exemplar{at: u.aggregation.now, trace: trace, span: span}
}

// Add adds n to a counter, or n nano-dollars to money. What is not positive adds nothing.
func (u *Updater) Add(family int, n int64, values Values) {
	if n <= 0 {
		return
	}
	f := &u.aggregation.families[family]
	value := float64(n)
	if f.Kind == Money {
		value = budget.Dollars(n)
	}
	u.measure(f, measurement{count: n, value: value, weight: u.weight}, values)
}

// Observe adds a finite value to a histogram.
func (u *Updater) Observe(family int, value float64, values Values) {
	u.measure(&u.aggregation.families[family], measurement{value: value, weight: u.weight}, values)
}

// Set gives a gauge its value.
func (u *Updater) Set(family int, value float64, values Values) {
	u.measure(&u.aggregation.families[family], measurement{value: value}, values)
}

func (u *Updater) measure(f *family, m measurement, values Values) {
	a := u.aggregation
	s := a.seriesOf(f, seriesKey{resource: u.resource, values: values}, &u.source)
	if s == nil {
		return
	}
	if u.resource == nil && !s.overflow {
		u.resource = s.key.resource
	}
	m.exemplar = u.exemplar
	m.exemplar.value = m.value
	s.state.observe(m)
	s.updated, s.unsent = a.now, true
}

// AddUnweighted is [Updater.Add] for what counts spans that are here, not those they stand for.
func (u *Updater) AddUnweighted(family int, n int64, values Values) {
	weight := u.weight
	u.weight = Weight{}
	u.Add(family, n, values)
	u.weight = weight
}

// Touch keeps a series from expiring, and makes it, at zero, where it is not there.
func (u *Updater) Touch(family int, values Values) {
	a := u.aggregation
	s := a.seriesOf(&a.families[family], seriesKey{resource: u.resource, values: values}, &u.source)
	if s == nil {
		return
	}
	if u.resource == nil && !s.overflow {
		u.resource = s.key.resource
	}
	s.updated = a.now
}
