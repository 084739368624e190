package datadogtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// query reads what follows the aggregate: `:metric{filter} by {keys}.modifiers()`.
func (s *scanner) query(aggregate string) (expression, error) {
	if !slices.Contains(spaceAggregates, aggregate) {
		return nil, s.errorf("expected one of %s before a metric, not %q", strings.Join(spaceAggregates, ", "), aggregate)
	}
	q := &query{aggregate: aggregate}
	if err := s.expect(":"); err != nil {
		return nil, err
	}
	if q.metric = s.take(nameStart); q.metric == "" {
		return nil, s.errorf("expected a metric")
	}
	if err := s.expect("{"); err != nil {
		return nil, err
	}
	text, err := s.until("}")
	if err == nil {
		q.filter, err = parseFilter(text)
	}
	if err != nil {
		return nil, fmt.Errorf("the filter of %s: %w", q.metric, err)
	}
	if s.accept("by") {
		if err := s.expect("{"); err != nil {
			return nil, err
		}
		keys, err := s.until("}")
		if err != nil {
			return nil, err
		}
		for key := range strings.SplitSeq(keys, ",") {
			q.by = append(q.by, strings.ToLower(strings.TrimSpace(key)))
		}
	}
	return q, s.modifiers(q)
}

func (s *scanner) modifiers(q *query) error {
	for s.accept(".") {
		name := s.take(wordStart)
		if err := s.expect("("); err != nil {
			return err
		}
		arguments, err := s.until(")")
		if err != nil {
			return err
		}
		switch name {
		case "as_count":
			q.asCount = true
		case "rollup":
			method, seconds, _ := strings.Cut(arguments, ",")
			n, err := strconv.Atoi(strings.TrimSpace(seconds))
			if err != nil || n <= 0 || !slices.Contains(rollups, method) {
				return s.errorf("rollup wants one of %s and seconds, got %q", strings.Join(rollups, ", "), arguments)
			}
			q.rollup, q.interval = method, time.Duration(n)*time.Second
		default:
			return s.errorf("modifier %q is not known", name)
		}
	}
	return nil
}
