package genai

// CostStatus is a value of genai.cost.status: what is known of what a call cost.
type CostStatus string

// The statuses, in the order in which the first that applies is taken.
const (
	CostDuplicate         CostStatus = "duplicate"
	CostCached            CostStatus = "cached"
	CostUnpricedModel     CostStatus = "unpriced_model"
	CostUnpricedProvider  CostStatus = "unpriced_provider"
	CostUnpricedCurrency  CostStatus = "unpriced_currency"
	CostMissingUsage      CostStatus = "missing_usage"
	CostInconsistentUsage CostStatus = "inconsistent_usage"
	CostDisputed          CostStatus = "disputed"
	CostOK                CostStatus = "ok"
)

// CurrencyUSD is the currency of the price book, in ISO 4217.
const CurrencyUSD = "USD"
