package genaibudgetreceiver

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

// page is one flush of what is no aggregation: gauges and sums that may fall.
type page struct {
	metrics            pmetric.Metrics
	start, now         pcommon.Timestamp
	scopeName, version string
	scopes             map[string]pmetric.ScopeMetrics // by service
	written            map[pageKey]pmetric.Metric
}

type pageKey struct{ service, name string }

// label is an attribute of a point; one without a value is left out.
type label struct{ key, value string }

// add writes one point, on the resource of a service; "" for none.
func (p *page) add(g *gauge, service string, labels ...label) pmetric.NumberDataPoint {
	metric := p.metric(g, service)
	var point pmetric.NumberDataPoint
	if g.sum {
		point = metric.Sum().DataPoints().AppendEmpty()
		point.SetStartTimestamp(p.start)
	} else {
		point = metric.Gauge().DataPoints().AppendEmpty()
	}
	point.SetTimestamp(p.now)
	for _, l := range labels {
		if l.value != "" {
			point.Attributes().PutStr(l.key, l.value)
		}
	}
	return point
}

// overflow writes the point of all series there was no room for.
func (p *page) overflow(g *gauge) pmetric.NumberDataPoint {
	point := p.add(g, "")
	point.Attributes().PutBool("otel.metric.overflow", true)
	return point
}

func (p *page) metric(g *gauge, service string) pmetric.Metric {
	key := pageKey{service, g.name}
	if metric, ok := p.written[key]; ok {
		return metric
	}
	metric := p.scope(service).Metrics().AppendEmpty()
	metric.SetName(g.name)
	metric.SetDescription(g.description)
	metric.SetUnit(g.unit)
	if g.sum {
		// What falls again has no deltas that anybody could add up.
		metric.SetEmptySum().SetAggregationTemporality(pmetric.AggregationTemporalityCumulative)
	} else {
		metric.SetEmptyGauge()
	}
	p.written[key] = metric
	return metric
}

func (p *page) scope(service string) pmetric.ScopeMetrics {
	if scope, ok := p.scopes[service]; ok {
		return scope
	}
	resource := p.metrics.ResourceMetrics().AppendEmpty()
	if service != "" {
		resource.Resource().Attributes().PutStr(attrServiceName, service)
	}
	scope := resource.ScopeMetrics().AppendEmpty()
	scope.Scope().SetName(p.scopeName)
	scope.Scope().SetVersion(p.version)
	p.scopes[service] = scope
	return scope
}
