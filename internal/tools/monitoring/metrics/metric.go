// Package metrics knows every metric that an expression may name, from where the
// code declares it, and writes docs/metrics.md.
package metrics

import (
	"slices"
	"strings"
)

// Metric is a metric under its OTLP name.
type Metric struct {
	Name       string   `yaml:"name"`
	Kind       Kind     `yaml:"kind"`
	Unit       string   `yaml:"unit"`
	Attributes []string `yaml:"attributes"`
	Meaning    string   `yaml:"meaning"`
	Source     Source   `yaml:"-"`
}

// Kind is what a metric is in OTLP.
type Kind string

// The kinds. A sum may fall.
const (
	Counter   Kind = "counter"
	Gauge     Kind = "gauge"
	Histogram Kind = "histogram"
	Sum       Kind = "sum"
)

// Source is where a metric comes from.
type Source string

// The sources. Agents and Budgets are on the collector's page of agents, Health and
// Collector on its own.
const (
	Agents     Source = "agents"
	Budgets    Source = "budgets"
	Health     Source = "health"
	Collector  Source = "collector"
	Prometheus Source = "prometheus"
)

// Prometheus is the name of the metric in Prometheus, without the suffixes of a histogram's series.
func (m *Metric) Prometheus() string {
	switch m.Source {
	case Health: // the collector's own page has no suffixes for units and types
		return "otelcol_" + underscored(m.Name)
	case Collector, Prometheus:
		return m.Name
	default:
		return underscored(m.Name) + m.unitSuffix() + m.typeSuffix()
	}
}

// unitSuffix is of the units that our metrics have.
func (m *Metric) unitSuffix() string {
	switch {
	case m.Unit == "s":
		return "_seconds"
	case m.Unit == "1" && m.Kind == Gauge:
		return "_ratio"
	default: // {call}, {USD}
		return ""
	}
}

func (m *Metric) typeSuffix() string {
	if m.Kind == Counter {
		return "_total"
	}
	return ""
}

// Series are the names of the metric's series in Prometheus.
func (m *Metric) Series() []string {
	name := m.Prometheus()
	if m.Kind == Histogram {
		return []string{name + "_bucket", name + "_sum", name + "_count"}
	}
	return []string{name}
}

// Datadog is the name of the metric there, as its OTLP intake has it.
func (m *Metric) Datadog() string {
	switch m.Source {
	case Health:
		return "otelcol_" + m.Name
	case Prometheus:
		return "" // not in OTLP
	default:
		return m.Name
	}
}

// Labels are the labels of the metric's series in Prometheus that are its own.
func (m *Metric) Labels() []string {
	labels := make([]string, len(m.Attributes))
	for i, attribute := range m.Attributes {
		labels[i] = underscored(attribute)
	}
	return labels
}

func underscored(name string) string { return strings.ReplaceAll(name, ".", "_") }

// Table is all metrics.
type Table []Metric

// Named is the metric of an OTLP name.
func (t Table) Named(name string) (*Metric, bool) {
	i := slices.IndexFunc(t, func(m Metric) bool { return m.Name == name })
	if i < 0 {
		return nil, false
	}
	return &t[i], true
}

// Of is the metric that a series in Prometheus is of.
func (t Table) Of(series string) (*Metric, bool) {
	i := slices.IndexFunc(t, func(m Metric) bool { return slices.Contains(m.Series(), series) })
	if i < 0 {
		return nil, false
	}
	return &t[i], true
}
