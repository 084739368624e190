package datadog

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/metrics"
)

// series is one metric in a query: its name, filter and groups.
var series = regexp.MustCompile(`(?:avg|sum|min|max|count|p[0-9]+):([A-Za-z][A-Za-z0-9_.]*)\{([^}]*)\}(?: by \{([^}]*)\})?(?:\.[a-z_]+\([^)]*\))*`)

var filterKey = regexp.MustCompile(`([A-Za-z][A-Za-z0-9_.]*)(?::| NOT IN| IN)`)

// ofResource are tags of the resource of what agents and the collector send.
var ofResource = map[metrics.Source][]string{
	metrics.Agents:    {"service", "version", "env", "host"},
	metrics.Budgets:   {"service", "host"},
	metrics.Health:    {"service", "version", "host"},
	metrics.Collector: {"service", "version", "host"},
}

// checkNames says which metrics and tags of a query there are not.
func checkNames(query string, table metrics.Table) error {
	var errs []error
	found := series.FindAllStringSubmatch(query, -1)
	if len(found) == 0 {
		errs = append(errs, fmt.Errorf("no metric in %s", query))
	}
	for _, one := range found {
		m, ok := named(table, one[1])
		if !ok {
			errs = append(errs, fmt.Errorf("there is no metric %q", one[1]))
			continue
		}
		known := append(slices.Clone(ofResource[m.Source]), m.Attributes...)
		for _, tag := range tagsOf(one[2], one[3]) {
			if !slices.Contains(known, tag) {
				errs = append(errs, fmt.Errorf("metric %q has no tag %q; it has %s", one[1], tag, strings.Join(known, ", ")))
			}
		}
	}
	return errors.Join(errs...)
}

// named finds a metric by its name in Datadog.
func named(table metrics.Table, name string) (*metrics.Metric, bool) {
	i := slices.IndexFunc(table, func(m metrics.Metric) bool { return m.Datadog() == name })
	if i < 0 {
		return nil, false
	}
	return &table[i], true
}

func tagsOf(filter, groups string) []string {
	var tags []string
	for _, key := range filterKey.FindAllStringSubmatch(filter, -1) {
		tags = append(tags, key[1])
	}
	for key := range strings.SplitSeq(groups, ",") {
		if key = strings.TrimSpace(key); key != "" {
			tags = append(tags, key)
		}
	}
	return tags
}
