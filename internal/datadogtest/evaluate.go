package datadogtest

import (
	"fmt"
	"slices"
	"time"
)

// values are the intervals of each group: "" is everything, otherwise "key:value,key:value".
type values map[string]map[int64]float64

// evaluation looks at a store over a window.
type evaluation struct {
	store    *Store
	from, to time.Time
	interval time.Duration
	// total makes one interval of the window: as_count is added up before any arithmetic.
	total bool
}

// evaluate answers the value of each group; one without a value is not there.
func (c *condition) evaluate(store *Store, now time.Time) (map[string]float64, error) {
	e := &evaluation{store: store, from: now.Add(-c.window), to: now, interval: intervalOf(c.window)}
	walk(c.value, func(q *query) { e.total = e.total || q.asCount || c.aggregate == "percentile" })
	found, err := e.of(c.value)
	if err != nil {
		return nil, err
	}
	result := map[string]float64{}
	for group, intervals := range found {
		if value, ok := overTime(c.aggregate, intervals); ok {
			result[group] = value
		}
	}
	return result, nil
}

// intervalOf is how finely a monitor looks at a window.
func intervalOf(window time.Duration) time.Duration {
	switch {
	case window < 4*time.Hour:
		return time.Minute
	case window < 24*time.Hour:
		return 5 * time.Minute
	default:
		return time.Hour
	}
}

func overTime(aggregate string, intervals map[int64]float64) (float64, bool) {
	list := make([]float64, 0, len(intervals))
	for _, value := range intervals {
		list = append(list, value)
	}
	if aggregate == "percentile" {
		aggregate = "max" // of one interval
	}
	return combine(aggregate, list)
}

func combine(aggregate string, list []float64) (float64, bool) {
	if len(list) == 0 {
		return 0, false
	}
	total := 0.0
	for _, value := range list {
		total += value
	}
	switch aggregate {
	case "sum":
		return total, true
	case "avg":
		return total / float64(len(list)), true
	case "min":
		return slices.Min(list), true
	case "max":
		return slices.Max(list), true
	case "count":
		return float64(len(list)), true
	default:
		return 0, false
	}
}

func (e *evaluation) of(x expression) (values, error) {
	switch x := x.(type) {
	case number:
		return nil, fmt.Errorf("a number alone is no metric: %v", float64(x))
	case *query:
		return e.query(x)
	case shifted:
		past := *e
		past.from, past.to = e.from.Add(x.by), e.to.Add(x.by)
		found, err := past.of(x.inner)
		return found.shift(-x.by), err
	case zeroed:
		found, err := e.of(x.inner)
		for _, intervals := range found {
			for at := range e.intervals() {
				if _, there := intervals[at]; !there {
					intervals[at] = 0
				}
			}
		}
		return found, err
	case arithmetic:
		return e.arithmetic(x)
	default:
		return nil, fmt.Errorf("expression %T is not known", x)
	}
}

func (e *evaluation) intervals() map[int64]bool {
	all := map[int64]bool{}
	for at := e.start(e.from); at <= e.to.Unix(); at += int64(e.interval / time.Second) {
		all[at] = true
	}
	return all
}

// start is where the interval of a moment begins.
func (e *evaluation) start(at time.Time) int64 {
	if e.total {
		return 0
	}
	seconds := int64(e.interval / time.Second)
	return at.Unix() / seconds * seconds
}

func (v values) shift(by time.Duration) values {
	moved := values{}
	for group, intervals := range v {
		moved[group] = map[int64]float64{}
		for at, value := range intervals {
			if at != 0 {
				at += int64(by / time.Second)
			}
			moved[group][at] = value
		}
	}
	return moved
}
