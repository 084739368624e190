package aggregate

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
)

// sum is the state of a counter or of money.
type sum struct {
	total  amount
	money  bool
	latest [1]exemplar
}

func (s *sum) observe(m measurement) {
	s.total.add(m.count, m.weight)
	exemplars(s.latest[:]).put(0, m.exemplar)
}

func (s *sum) appendTo(metric pmetric.Metric, w window) pcommon.Map {
	point := metric.Sum().DataPoints().AppendEmpty()
	point.SetStartTimestamp(w.start)
	point.SetTimestamp(w.end)
	point.SetFlags(w.flags())
	if w.stale {
		return point.Attributes()
	}
	if s.money {
		point.SetDoubleValue(budget.Dollars(s.total.rounded()))
	} else {
		point.SetIntValue(s.total.rounded())
	}
	exemplars(s.latest[:]).appendTo(point.Exemplars(), w.end)
	return point.Attributes()
}

func (s *sum) restart() {
	s.total.take()
	s.latest[0] = exemplar{}
}
