// Package promtest says what is wrong with expressions of PromQL: of the rules, the
// dashboards and the runbooks. Only tests import it, for Prometheus' parser is not small.
package promtest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/promql/parser"

	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/definition"
	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/metrics"
)

// Checker knows which names there are.
type Checker struct {
	table      metrics.Table
	recordings map[string]*definition.Recording
	parser     parser.Parser
}

// NewChecker knows the metrics of a repository and the recordings of its definitions.
func NewChecker(root string, f *definition.File) (*Checker, error) {
	table, err := metrics.Read(root)
	if err != nil {
		return nil, err
	}
	c := &Checker{table: table, recordings: map[string]*definition.Recording{}, parser: parser.NewParser(parser.Options{})}
	for i := range f.Recordings {
		c.recordings[f.Recordings[i].Record] = &f.Recordings[i]
	}
	return c, nil
}

// everywhere are labels that a series has of its resource, its scrape or its histogram.
var everywhere = []string{
	"service_name", "service_namespace", "service_version", "deployment_environment_name",
	"job", "instance", "le", "otel_metric_overflow", "cause", model.MetricNameLabel,
}

// Check parses an expression. It must name only metrics and recordings that there
// are, and labels that they have.
func (c *Checker) Check(expr string) error {
	tree, err := c.parser.ParseExpr(expr)
	if err != nil {
		return err
	}
	known := slices.Clone(everywhere)
	var errs []error
	for _, selector := range selectors(tree) {
		found, err := c.labelsOf(selector.Name)
		if err != nil {
			errs = append(errs, err)
		}
		known = append(known, found...)
	}
	for _, name := range labelsIn(tree) {
		if !slices.Contains(known, name) {
			errs = append(errs, fmt.Errorf("no series here has the label %s", name))
		}
	}
	return errors.Join(errs...)
}

// labelsOf are the labels of the series of a name.
func (c *Checker) labelsOf(name string) ([]string, error) {
	if m, ok := c.table.Of(name); ok {
		return m.Labels(), nil
	}
	r, ok := c.recordings[name]
	if !ok {
		return nil, fmt.Errorf("there is no metric or recording %q", name)
	}
	tree, err := c.parser.ParseExpr(r.Expr)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, selector := range selectors(tree) {
		found, err := c.labelsOf(selector.Name)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// Reads are the OTLP names of all metrics that an expression reads, through recordings too.
// A count of scrapes is no reading of up.
func (c *Checker) Reads(expr string) ([]string, error) {
	names := map[string]bool{}
	if err := c.reads(expr, names); err != nil {
		return nil, err
	}
	return slices.Sorted(maps.Keys(names)), nil
}

func (c *Checker) reads(expr string, names map[string]bool) error {
	tree, err := c.parser.ParseExpr(expr)
	if err != nil {
		return err
	}
	for _, selector := range selectors(tree) {
		if selector.Name == "up" && strings.Contains(expr, "count_over_time(up[") {
			continue
		}
		if m, ok := c.table.Of(selector.Name); ok {
			names[m.Name] = true
		} else if r, ok := c.recordings[selector.Name]; ok {
			if err := c.reads(r.Expr, names); err != nil {
				return err
			}
		}
	}
	return nil
}

// MissesFirst finds where an expression would not see the first increment of a counter:
// increase or rate of a present window that does not stand beside the series that are new.
func (c *Checker) MissesFirst(expr string) ([]string, error) {
	tree, err := c.parser.ParseExpr(expr)
	if err != nil {
		return nil, err
	}
	var found []string
	parser.Inspect(tree, func(node parser.Node, path []parser.Node) error {
		call, ok := node.(*parser.Call)
		if !ok || !slices.Contains([]string{"increase", "rate", "irate", "delta", "idelta"}, call.Func.Name) {
			return nil
		}
		for _, selector := range selectors(call) {
			if selector.OriginalOffset == 0 && !besideNew(path) {
				found = append(found, call.String())
			}
		}
		return nil
	})
	return found, nil
}

// besideNew says whether the node is the right side of `(c unless c offset w ...) or`.
func besideNew(path []parser.Node) bool {
	if len(path) == 0 {
		return false
	}
	or, ok := path[len(path)-1].(*parser.BinaryExpr)
	if !ok || or.Op != parser.LOR {
		return false
	}
	left := or.LHS
	if parens, ok := left.(*parser.ParenExpr); ok {
		left = parens.Expr
	}
	unless, ok := left.(*parser.BinaryExpr)
	return ok && unless.Op == parser.LUNLESS && strings.Contains(unless.String(), " offset ")
}

func selectors(tree parser.Node) []*parser.VectorSelector {
	var found []*parser.VectorSelector
	parser.Inspect(tree, func(node parser.Node, _ []parser.Node) error {
		if selector, ok := node.(*parser.VectorSelector); ok {
			found = append(found, selector)
		}
		return nil
	})
	return found
}

// labelsIn are the labels that an expression names: in matchers, groupings and matchings.
func labelsIn(tree parser.Node) []string {
	var names []string
	parser.Inspect(tree, func(node parser.Node, _ []parser.Node) error {
		switch n := node.(type) {
		case *parser.VectorSelector:
			for _, m := range n.LabelMatchers {
				names = append(names, m.Name)
			}
		case *parser.AggregateExpr:
			names = append(names, n.Grouping...)
		case *parser.BinaryExpr:
			if n.VectorMatching != nil {
				names = append(append(names, n.VectorMatching.MatchingLabels...), n.VectorMatching.Include...)
			}
		}
		return nil
	})
	return names
}
