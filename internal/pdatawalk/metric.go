package pdatawalk

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

// Metric walks a metric with its data points and their exemplars.
func (w *Walker) Metric(visitor Visitor, metric pmetric.Metric) {
	at := Position{Place: Metric}
	if name, changed := w.text(visitor, at, metric.Name()); changed {
		metric.SetName(name)
	}
	if description, changed := w.text(visitor, at, metric.Description()); changed {
		metric.SetDescription(description)
	}
	if unit, changed := w.text(visitor, at, metric.Unit()); changed {
		metric.SetUnit(unit)
	}
	w.attributes(visitor, Metric, metric.Metadata())
	switch metric.Type() {
	case pmetric.MetricTypeGauge:
		w.numbers(visitor, metric.Gauge().DataPoints())
	case pmetric.MetricTypeSum:
		w.numbers(visitor, metric.Sum().DataPoints())
	case pmetric.MetricTypeHistogram:
		points := metric.Histogram().DataPoints()
		for i := range points.Len() {
			w.point(visitor, points.At(i).Attributes(), points.At(i).Exemplars())
		}
	case pmetric.MetricTypeExponentialHistogram:
		points := metric.ExponentialHistogram().DataPoints()
		for i := range points.Len() {
			w.point(visitor, points.At(i).Attributes(), points.At(i).Exemplars())
		}
	case pmetric.MetricTypeSummary:
		points := metric.Summary().DataPoints()
		for i := range points.Len() {
			w.attributes(visitor, Attribute, points.At(i).Attributes())
		}
	case pmetric.MetricTypeEmpty:
	}
}

func (w *Walker) numbers(visitor Visitor, points pmetric.NumberDataPointSlice) {
	for i := range points.Len() {
		w.point(visitor, points.At(i).Attributes(), points.At(i).Exemplars())
	}
}

func (w *Walker) point(visitor Visitor, attrs pcommon.Map, exemplars pmetric.ExemplarSlice) {
	w.attributes(visitor, Attribute, attrs)
	for i := range exemplars.Len() {
		w.attributes(visitor, Exemplar, exemplars.At(i).FilteredAttributes())
	}
}
