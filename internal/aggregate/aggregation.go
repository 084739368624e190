package aggregate

import (
	"strings"
	"sync"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Settings is how an [Aggregation] works.
type Settings struct {
	Families     []Family
	MaxSeries    int // of each family, over all resources
	ExpireAfter  time.Duration
	Delta        bool // points cover one interval instead of everything
	Exponential  bool // histograms ignore their bounds
	ScopeName    string
	ScopeVersion string
}

// Aggregation is the state of all series. It is safe for concurrent use.
type Aggregation struct {
	settings Settings

	mu        sync.Mutex // guards everything below
	families  []family
	resources map[Resource]*resource
	now       pcommon.Timestamp // never goes back
	updater   Updater
}

// family is the state of one emitted metric.
type family struct {
	*Family
	series     map[seriesKey]*series
	overflow   *series // nil until max_series is reached
	overflowed int64   // measurements, since the last flush
}

type seriesKey struct {
	resource *resource
	values   Values
}

// series is one stream of points.
type series struct {
	key      seriesKey
	overflow bool
	start    pcommon.Timestamp // of the window that is open
	updated  pcommon.Timestamp
	unsent   bool // has measurements that no flush wrote
	state    accumulator
}

// New returns an empty aggregation.
func New(settings Settings) *Aggregation {
	a := &Aggregation{
		settings:  settings,
		families:  make([]family, len(settings.Families)),
		resources: make(map[Resource]*resource),
	}
	for i := range a.families {
		a.families[i] = family{Family: &settings.Families[i], series: make(map[seriesKey]*series)}
	}
	a.updater.aggregation = a
	return a
}

// tick moves the time on. A clock that is set back stands still here: a point
// must not end before it starts.
func (a *Aggregation) tick(now time.Time) {
	a.now = max(a.now, pcommon.NewTimestampFromTime(now))
}

// seriesOf finds the series of a key, makes it where there is room, and gives the
// overflow series where there is none, nil for a gauge.
func (a *Aggregation) seriesOf(f *family, key seriesKey, source *Resource) *series {
	if key.resource != nil {
		if s, ok := f.series[key]; ok {
			return s
		}
	}
	if len(f.series) < a.settings.MaxSeries {
		return a.addSeries(f, key, source)
	}
	f.overflowed++
	if f.Kind == Gauge {
		return nil
	}
	if f.overflow == nil {
		f.overflow = a.newSeries(f, seriesKey{}, &Resource{})
		f.overflow.overflow = true
	}
	return f.overflow
}

// addSeries makes a series. Its labels are copies: the caller's belong to a batch.
func (a *Aggregation) addSeries(f *family, key seriesKey, source *Resource) *series {
	for i, value := range key.values {
		key.values[i] = strings.Clone(value)
	}
	s := a.newSeries(f, key, source)
	f.series[s.key] = s
	return s
}

func (a *Aggregation) newSeries(f *family, key seriesKey, source *Resource) *series {
	key.resource = a.intern(source)
	key.resource.series++
	return &series{key: key, start: a.now, state: a.newAccumulator(f)}
}

func (a *Aggregation) newAccumulator(f *family) accumulator {
	switch {
	case f.Kind == Gauge:
		return new(gauge)
	case f.Kind != Histogram:
		return &sum{money: f.Kind == Money}
	case a.settings.Exponential:
		return newExponential()
	default:
		return newHistogram(f.Bounds)
	}
}

func (a *Aggregation) intern(source *Resource) *resource {
	if r, ok := a.resources[*source]; ok {
		return r
	}
	r := &resource{Resource: source.clone()}
	a.resources[r.Resource] = r
	return r
}

// release takes a series off its resource; a resource without series is forgotten.
func (a *Aggregation) release(s *series) {
	r := s.key.resource
	r.series--
	if r.series == 0 {
		delete(a.resources, r.Resource)
	}
}
