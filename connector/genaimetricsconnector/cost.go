package genaimetricsconnector

import (
	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// nanos is the cost of the call. Only dollars are money here: sums of several currencies mean nothing.
func (s *spanReading) nanos() (nanos int64, ok bool) {
	if !s.HasCost || s.foreign() {
		return 0, true
	}
	return budget.FromDollars(s.CostTotal)
}

func (s *spanReading) foreign() bool {
	return s.HasCost && s.CostCurrency != "" && s.CostCurrency != genai.CurrencyUSD
}

// unpricedReason says why the cost of the call is missing from the sum, or "" where it is not.
func (s *spanReading) unpricedReason() string {
	switch s.CostStatus {
	case genai.CostUnpricedModel, genai.CostUnpricedProvider, genai.CostUnpricedCurrency, genai.CostMissingUsage:
		return string(s.CostStatus)
	default:
		if s.foreign() {
			return string(genai.CostUnpricedCurrency)
		}
		return ""
	}
}
