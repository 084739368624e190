package datadogtest

import (
	"regexp"
	"slices"
	"time"
)

// Values evaluates a query as a monitor has it, threshold included: the value of each group.
func Values(query string, store *Store, now time.Time) (map[string]float64, error) {
	c, err := parseCondition(query)
	if err != nil {
		return nil, err
	}
	return c.evaluate(store, now)
}

// QueryGraph evaluates a query of a dashboard, a metric query without threshold, over a
// window: the groups that have data. Template variables such as $env stand for everything
// or for a value.
func QueryGraph(text string, variables map[string]string, store *Store, window time.Duration, now time.Time) ([]string, error) {
	s := &scanner{text: substitute(text, variables)}
	value, err := s.expression()
	if err == nil && !s.end() {
		err = s.errorf("not understood")
	}
	if err != nil {
		return nil, err
	}
	e := &evaluation{store: store, from: now.Add(-window), to: now, interval: intervalOf(window)}
	found, err := e.of(value)
	if err != nil {
		return nil, err
	}
	var groups []string
	for group, intervals := range found {
		if len(intervals) > 0 {
			groups = append(groups, group)
		}
	}
	slices.Sort(groups)
	return groups, nil
}

var (
	templateVariable = regexp.MustCompile(`\$[a-z_]+`)
	allFirst         = regexp.MustCompile(`{(?:\*(?:,| AND ))+`)
	allLater         = regexp.MustCompile(`(?:,| AND )\*(,| AND |})`)
)

// substitute puts the values of template variables into filters: `env:prod`, or `*` for all, which filters nothing.
func substitute(text string, variables map[string]string) string {
	text = templateVariable.ReplaceAllStringFunc(text, func(name string) string {
		if value, there := variables[name[1:]]; there {
			return value
		}
		return name
	})
	return allLater.ReplaceAllString(allFirst.ReplaceAllString(text, "{"), "$1")
}
