package genaibudgetreceiver

import (
	"strconv"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/aggregate"
	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// measures counts events: each one once, whatever becomes of its delivery.
type measures struct {
	aggregation *aggregate.Aggregation
	wasted      *wasted
}

func newMeasures(config *Config, scopeName, version string) *measures {
	return &measures{
		aggregation: aggregate.New(aggregate.Settings{
			Families:     families[:],
			MaxSeries:    config.MaxSeries,
			ExpireAfter:  config.ExpireAfter,
			Delta:        config.Temporality == Delta,
			ScopeName:    scopeName,
			ScopeVersion: version,
		}),
		wasted: newWasted(config.MaxSeries),
	}
}

// touch keeps a crossing of every threshold there is at zero, so that the first one
// that happens is an increase.
func (m *measures) touch(now time.Time, budgets []budget.Budget) {
	u := m.aggregation.Begin(now)
	defer u.End()
	u.Resource(aggregate.Resource{})
	for i := range budgets {
		for _, threshold := range budgets[i].Thresholds {
			u.Touch(budgetCrossings, aggregate.Values{budgets[i].Name, thresholdLabel(threshold)})
		}
	}
}

// thresholdLabel is a share as it is written in a configuration: 0.8.
func thresholdLabel(threshold float64) string { return strconv.FormatFloat(threshold, 'g', -1, 64) }

func (m *measures) count(now time.Time, events []session.Event) {
	u := m.aggregation.Begin(now)
	defer u.End()
	for i := range events {
		m.countEvent(u, &events[i])
	}
}

func (m *measures) countEvent(u *aggregate.Updater, e *session.Event) {
	u.Resource(aggregate.Resource{ServiceName: aggregate.Label(e.Service)})
	u.Span(pcommon.TraceID(e.Trace), pcommon.SpanID(e.Span), aggregate.Weight{})
	switch {
	case e.Kind == session.Recovered: // the gauges tell it
	case e.Crossing != nil:
		// Of no service: its series is there from the start, and which service will spend is not known then.
		u.Resource(aggregate.Resource{})
		u.Add(budgetCrossings, 1, aggregate.Values{aggregate.Label(e.Crossing.Budget), thresholdLabel(e.Crossing.Threshold)})
	case e.Loop != nil:
		u.Add(sessionLoops, 1, aggregate.Values{aggregate.Label(e.Loop.Tool), string(e.Loop.Level)})
		u.Add(sessionWasted, m.wasted.loop(e), aggregate.Values{"loop"})
	case e.Cascade != nil:
		u.Add(sessionCascades, 1, aggregate.Values{aggregate.Label(e.Cascade.Tool)})
	case e.Summary != nil:
		m.countEnd(u, e)
	}
}

func (m *measures) countEnd(u *aggregate.Updater, e *session.Event) {
	s := e.Summary
	agent := aggregate.Values{aggregate.Label(e.Agent)}
	u.Observe(sessionCost, budget.Dollars(costOf(s)), agent)
	if s.Context > 0 {
		u.Observe(sessionContext, float64(s.Context), agent)
	}
	if s.Growth > 0 {
		u.Observe(sessionGrowth, s.Growth, agent)
	}
	for _, d := range [...]struct {
		kind    string
		seconds float64
	}{{"wall", s.WallSeconds}, {"active", s.ActiveSeconds}, {"busy", s.BusySeconds}} {
		if d.seconds >= 0 {
			u.Observe(sessionDuration, d.seconds, aggregate.Values{d.kind})
		}
	}
	u.Add(sessionWasted, m.wasted.end(e), aggregate.Values{"loop"})
}

// costOf is what a session had spent; where a part of it was not seen, what it stands for.
func costOf(s *session.Summary) budget.NanoUSD {
	if s.Sampled {
		return max(s.Estimate, s.Spend.NanoUSD)
	}
	return s.Spend.NanoUSD
}
