package datadogtest

import (
	"fmt"
	"regexp"

	"go.opentelemetry.io/collector/pdata/pmetric"
)

// metricName is what Datadog takes; other characters would become underscores, which hides a metric under another name.
var metricName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.]{0,199}$`)

// translate stores every point: delta sums as counts, sums that may fall and gauges as
// gauges, histograms as distributions.
func (t translator) translate(metrics pmetric.Metrics, store *Store) error {
	for _, resource := range metrics.ResourceMetrics().All() {
		base := t.resourceTags(resource.Resource().Attributes())
		for _, scope := range resource.ScopeMetrics().All() {
			for _, m := range scope.Metrics().All() {
				if err := translateMetric(m, base, store); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func translateMetric(m pmetric.Metric, base tags, store *Store) error {
	if !metricName.MatchString(m.Name()) {
		return fmt.Errorf("metric %q would not keep its name", m.Name())
	}
	switch m.Type() {
	case pmetric.MetricTypeGauge:
		return addNumbers(m.Name(), Gauge, m.Gauge().DataPoints(), base, store)
	case pmetric.MetricTypeSum:
		kind := Count
		if m.Sum().AggregationTemporality() == pmetric.AggregationTemporalityCumulative {
			kind = Gauge
		}
		return addNumbers(m.Name(), kind, m.Sum().DataPoints(), base, store)
	case pmetric.MetricTypeHistogram:
		for _, p := range m.Histogram().DataPoints().All() {
			if p.Flags().NoRecordedValue() {
				continue
			}
			if err := store.add(m.Name(), Distribution, base.with(p.Attributes()), p.Timestamp().AsTime(), point{distribution: ofHistogram(p)}); err != nil {
				return err
			}
		}
		return nil
	case pmetric.MetricTypeExponentialHistogram:
		for _, p := range m.ExponentialHistogram().DataPoints().All() {
			if p.Flags().NoRecordedValue() {
				continue
			}
			if err := store.add(m.Name(), Distribution, base.with(p.Attributes()), p.Timestamp().AsTime(), point{distribution: ofExponential(p)}); err != nil {
				return err
			}
		}
		return nil
	case pmetric.MetricTypeSummary, pmetric.MetricTypeEmpty:
		fallthrough
	default:
		return fmt.Errorf("metric %q is a %s, which this stand-in does not know", m.Name(), m.Type())
	}
}

func addNumbers(name string, kind Kind, points pmetric.NumberDataPointSlice, base tags, store *Store) error {
	for _, p := range points.All() {
		if p.Flags().NoRecordedValue() {
			continue
		}
		value := p.DoubleValue()
		if p.ValueType() == pmetric.NumberDataPointValueTypeInt {
			value = float64(p.IntValue())
		}
		if err := store.add(name, kind, base.with(p.Attributes()), p.Timestamp().AsTime(), point{value: value}); err != nil {
			return err
		}
	}
	return nil
}
