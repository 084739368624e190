package datadogtest

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// query adds up each series per interval, and the series of each group.
func (e *evaluation) query(q *query) (values, error) {
	e.store.mu.Lock()
	defer e.store.mu.Unlock()
	kind, found, err := e.store.find(q)
	if err != nil {
		return nil, err
	}
	if err := q.suits(kind); err != nil {
		return nil, err
	}
	groups := map[string][]*series{}
	for _, one := range found {
		groups[q.group(one.tags)] = append(groups[q.group(one.tags)], one)
	}
	result := values{}
	for group, members := range groups {
		result[group] = e.group(q, kind, members)
	}
	return result, nil
}

// suits refuses what has no meaning for a kind of metric, or one that Datadog does not tell.
func (q *query) suits(kind Kind) error {
	percentile := strings.HasPrefix(q.aggregate, "p")
	switch {
	case percentile && kind != Distribution, q.aggregate == "count" && kind != Distribution:
		return fmt.Errorf("%s: needs a distribution, metric %q is a %s", q.aggregate, q.metric, kind)
	case kind == Count && (!q.asCount || q.aggregate != "sum"):
		return fmt.Errorf("metric %q is a count: sum:%s{...}.as_count()", q.metric, q.metric)
	case kind == Gauge && q.asCount:
		return fmt.Errorf("metric %q is a gauge, which as_count() does not count", q.metric)
	case kind == Distribution && (q.aggregate == "sum" || q.aggregate == "count") != q.asCount:
		return fmt.Errorf("sum: and count: of a distribution go with as_count(), and only they: %s:%s", q.aggregate, q.metric)
	default:
		return nil
	}
}

// group names the group of a series; a tag it has not is N/A.
func (q *query) group(t tags) string {
	parts := make([]string, len(q.by))
	for i, key := range q.by {
		value, there := t[key]
		if !there {
			value = "N/A"
		}
		parts[i] = key + ":" + value
	}
	return strings.Join(parts, ",")
}

func (e *evaluation) group(q *query, kind Kind, members []*series) map[int64]float64 {
	interval := *e
	if q.interval > 0 && !e.total {
		interval.interval = q.interval
	}
	numbers, distributions := map[int64][]float64{}, map[int64][]distribution{}
	for _, one := range members {
		rolled := map[int64][]float64{}
		for second, p := range one.points {
			at := time.Unix(second, 0)
			if !at.After(e.from) || at.After(e.to) {
				continue
			}
			start := interval.start(at)
			rolled[start] = append(rolled[start], p.value)
			distributions[start] = append(distributions[start], p.distribution)
		}
		for start, list := range rolled {
			if value, ok := combine(q.rollupOf(kind), list); ok {
				numbers[start] = append(numbers[start], value)
			}
		}
	}
	result := map[int64]float64{}
	for start := range numbers {
		var value float64
		var ok bool
		if kind == Distribution {
			value, ok = merge(distributions[start]).aggregate(q.aggregate)
		} else {
			value, ok = combine(q.aggregate, numbers[start])
		}
		if ok {
			result[start] = value
		}
	}
	return result
}

// rollupOf says how the points of a series in one interval become one.
func (q *query) rollupOf(kind Kind) string {
	switch {
	case q.rollup != "":
		return q.rollup
	case kind == Count:
		return "sum"
	default:
		return "avg"
	}
}

func (d distribution) aggregate(name string) (float64, bool) {
	switch name {
	case "sum":
		return d.sum, true
	case "count":
		return d.count, true
	}
	if d.count == 0 {
		return 0, false
	}
	switch name {
	case "avg":
		return d.sum / d.count, true
	case "min":
		return d.min, true
	case "max":
		return d.max, true
	}
	share, err := strconv.ParseFloat(strings.TrimPrefix(name, "p"), 64)
	if err != nil {
		return 0, false
	}
	return d.percentile(share / 100)
}
