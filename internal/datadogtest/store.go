package datadogtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// Kind is how Datadog keeps a metric.
type Kind string

// Kinds.
const (
	Count        Kind = "count"
	Gauge        Kind = "gauge"
	Distribution Kind = "distribution"
)

// Store holds the points that were taken.
type Store struct {
	mu      sync.Mutex
	metrics map[string]*metric
}

// NewStore is an empty one.
func NewStore() *Store { return &Store{metrics: map[string]*metric{}} }

type metric struct {
	kind   Kind
	keys   map[string]bool // of tags that any of its series has
	series map[string]*series
}

// series is one metric under one set of tags. Of two points of one second the later one is kept.
type series struct {
	tags   tags
	points map[int64]point // by second
}

type point struct {
	value        float64
	distribution distribution
}

// metric is that of a name, a new one of a kind where there is none.
func (s *Store) metric(name string, kind Kind) *metric {
	m := s.metrics[name]
	if m == nil {
		m = &metric{kind: kind, keys: map[string]bool{}, series: map[string]*series{}}
		s.metrics[name] = m
	}
	return m
}

func (s *Store) add(name string, kind Kind, t tags, at time.Time, p point) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.metric(name, kind)
	if m.kind != kind {
		return fmt.Errorf("metric %q was a %s and is a %s now", name, m.kind, kind)
	}
	id := t.identity()
	one := m.series[id]
	if one == nil {
		one = &series{tags: t, points: map[int64]point{}}
		m.series[id] = one
		for key := range t {
			m.keys[key] = true
		}
	}
	one.points[at.Unix()] = p
	return nil
}

// Declare makes a metric known that may not have been sent, and its tags. Without it a
// query of what has not happened yet could not be told from one with a wrong name.
func (s *Store) Declare(name string, kind Kind, keys ...string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.metric(name, kind)
	if m.kind != kind {
		return fmt.Errorf("metric %q was sent as a %s and is declared as a %s", name, m.kind, kind)
	}
	for _, key := range keys {
		m.keys[key] = true
	}
	return nil
}

// Add stores the value of a metric as if it had been sent. A distribution has this one value.
func (s *Store) Add(name string, kind Kind, keysAndValues map[string]string, at time.Time, value float64) error {
	p := point{value: value}
	if kind == Distribution {
		p.distribution = distribution{count: 1, sum: value, min: value, max: value, bins: []bin{{value, value, 1}}}
	}
	return s.add(name, kind, tags(keysAndValues), at, p)
}

// Metrics are the names and kinds of what was taken.
func (s *Store) Metrics() map[string]Kind {
	s.mu.Lock()
	defer s.mu.Unlock()
	kinds := make(map[string]Kind, len(s.metrics))
	for name, m := range s.metrics {
		kinds[name] = m.kind
	}
	return kinds
}

// Tags are the keys of the tags of a metric, in order.
func (s *Store) Tags(name string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := s.metrics[name]; m != nil {
		return slices.Sorted(maps.Keys(m.keys))
	}
	return nil
}

// find returns the series of a metric that a filter lets through. A metric that was
// never sent, and a tag that it never had, are errors.
func (s *Store) find(q *query) (Kind, []*series, error) {
	m := s.metrics[q.metric]
	if m == nil {
		return "", nil, fmt.Errorf("metric %q was never sent", q.metric)
	}
	for _, key := range append(q.filter.keys(), q.by...) {
		if !m.keys[key] {
			return "", nil, fmt.Errorf("metric %q has no tag %q; it has %s", q.metric, key, strings.Join(slices.Sorted(maps.Keys(m.keys)), ", "))
		}
	}
	var found []*series
	for _, id := range slices.Sorted(maps.Keys(m.series)) {
		if q.filter.matches(m.series[id].tags) {
			found = append(found, m.series[id])
		}
	}
	return m.kind, found, nil
}
