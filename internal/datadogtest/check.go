package datadogtest

import (
	"errors"
	"fmt"
	"strings"
)

// validate holds the rules between the parts.
func (c *condition) validate() error {
	var queries []*query
	walk(c.value, func(q *query) { queries = append(queries, q) })
	if len(queries) == 0 {
		return errors.New("a monitor without a metric")
	}
	counted := 0
	for _, q := range queries {
		if q.asCount {
			counted++
		}
		percentile := strings.HasPrefix(q.aggregate, "p")
		if percentile != (c.aggregate == "percentile") {
			return fmt.Errorf("percentile(...) goes with p50 to p99, and they with it: %s(...):%s:%s", c.aggregate, q.aggregate, q.metric)
		}
	}
	if counted > 0 && c.aggregate != "sum" {
		return fmt.Errorf("as_count() goes with sum(...) only, not %s(...)", c.aggregate)
	}
	if counted > 0 && counted < len(queries) {
		return errors.New("either every metric is counted with as_count(), or none")
	}
	return nil
}

func walk(e expression, visit func(*query)) {
	switch e := e.(type) {
	case *query:
		visit(e)
	case arithmetic:
		walk(e.left, visit)
		walk(e.right, visit)
	case shifted:
		walk(e.inner, visit)
	case zeroed:
		walk(e.inner, visit)
	}
}
