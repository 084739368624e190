package aggregate

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

// gauge is the latest value.
type gauge struct {
	value float64
}

func (g *gauge) observe(m measurement) { g.value = m.value }

func (g *gauge) appendTo(metric pmetric.Metric, w window) pcommon.Map {
	point := metric.Gauge().DataPoints().AppendEmpty()
	point.SetTimestamp(w.end)
	point.SetFlags(w.flags())
	if !w.stale {
		point.SetDoubleValue(g.value)
	}
	return point.Attributes()
}

// restart keeps the value: a gauge covers no time.
func (*gauge) restart() {}
