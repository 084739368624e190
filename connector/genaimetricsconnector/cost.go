package genaimetricsconnector

import "github.com/otelcol-genai/otelcol-genai/connector/genaimetricsconnector/internal/aggregate"

// Values of genai.cost.status that matter here.
const (
	statusDuplicate        = "duplicate"
	statusDisputed         = "disputed"
	statusUnpricedModel    = "unpriced_model"
	statusUnpricedProvider = "unpriced_provider"
	statusUnpricedCurrency = "unpriced_currency"
	statusMissingUsage     = "missing_usage"
)

const usd = "USD"

// nanos is the cost of the call. Only dollars are money here: sums of several currencies mean nothing.
func (s *spanReading) nanos() (nanos int64, ok bool) {
	if !s.HasCost || s.foreign() {
		return 0, true
	}
	return aggregate.NanoUSD(s.CostTotal)
}

func (s *spanReading) foreign() bool {
	return s.HasCost && s.CostCurrency != "" && s.CostCurrency != usd
}

// unpricedReason says why the cost of the call is missing from the sum, or "" where it is not.
func (s *spanReading) unpricedReason() string {
	switch s.CostStatus {
	case statusUnpricedModel, statusUnpricedProvider, statusUnpricedCurrency, statusMissingUsage:
		return s.CostStatus
	default:
		if s.foreign() {
			return statusUnpricedCurrency
		}
		return ""
	}
}
