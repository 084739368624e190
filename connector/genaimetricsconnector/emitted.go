package genaimetricsconnector

import (
	"slices"

	"github.com/otelcol-genai/otelcol-genai/internal/aggregate"
)

// EmittedMetric describes one metric that the connector writes, for tests that
// hold documents, rules and dashboards to it.
type EmittedMetric struct {
	Name       string
	Kind       string // counter, histogram or gauge
	Unit       string
	Attributes []string
}

// EmittedMetrics lists every metric that the connector writes.
func EmittedMetrics() []EmittedMetric {
	emitted := make([]EmittedMetric, 0, len(families))
	for i := range families {
		f := &families[i]
		kind := "counter"
		switch f.Kind {
		case aggregate.Histogram:
			kind = "histogram"
		case aggregate.Gauge:
			kind = "gauge"
		default:
		}
		emitted = append(emitted, EmittedMetric{Name: f.Name, Kind: kind, Unit: f.Unit, Attributes: slices.Clone(f.Attributes)})
	}
	return emitted
}
