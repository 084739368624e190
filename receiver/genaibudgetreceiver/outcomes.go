package genaibudgetreceiver

import (
	"cmp"
	"slices"

	"github.com/otelcol-genai/otelcol-genai/internal/aggregate"
	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// writeOutcomes writes how the sessions of the last days ended; past max_series, those of
// which there are fewest together.
func (r *budgetReceiver) writeOutcomes(p *page, all []session.OutcomeReport) {
	if len(all) > r.config.MaxSeries {
		all = slices.Clone(all)
		slices.SortStableFunc(all, func(a, b session.OutcomeReport) int { return cmp.Compare(b.Sessions, a.Sessions) })
	}
	var rest session.OutcomeReport
	for i := range all {
		o := &all[i]
		if i >= r.config.MaxSeries {
			rest.Sessions += o.Sessions
			rest.Cost += o.Cost
			continue
		}
		service := aggregate.Label(o.Service)
		labels := []label{{attrOutcome, o.Outcome.String()}, {genai.AttrAgentName, aggregate.Label(o.Agent)}}
		p.add(&sessionOutcome, service, labels...).SetIntValue(o.Sessions)
		p.add(&sessionOutcomeCost, service, labels...).SetDoubleValue(budget.Dollars(o.Cost))
	}
	if rest.Sessions > 0 {
		p.overflow(&sessionOutcome).SetIntValue(rest.Sessions)
		p.overflow(&sessionOutcomeCost).SetDoubleValue(budget.Dollars(rest.Cost))
	}
}
