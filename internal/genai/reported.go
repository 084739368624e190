package genai

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// ReportedCost is what a record itself says its call cost.
type ReportedCost struct {
	Amount   float64 // positive and finite
	Currency string  // ISO 4217
}

// Attributes in which emitters report the cost of a call, best first: a
// structured amount with its currency, then what gateways were charged, then
// what SDKs estimated. Sources: the vendors' attribute documentation, as of
// November 2026; the draft of the conventions is semantic-conventions-genai #443.
// github.copilot.cost and other vendors' own units are no money and not listed.
var reportedCostKeys = [...]string{
	attrDraftCostAmount,
	AttrLangfuseCostDetails,
	AttrLLMCostTotal,
	AttrUsageCost,
	"gen_ai.usage.total_cost",
	"gen_ai.cost.total_cost",
	"litellm.cost.total",
	AttrOperationCost,
	"cost_usd",
	attrMLflowCost,
}

// Names of cost attributes that backends read.
const (
	AttrUsageCost           = "gen_ai.usage.cost"
	AttrLLMCostTotal        = "llm.cost.total"
	AttrLLMCostPrompt       = "llm.cost.prompt"
	AttrLLMCostCompletion   = "llm.cost.completion"
	AttrOperationCost       = "operation.cost"
	AttrLangfuseCostDetails = "langfuse.observation.cost_details"

	attrDraftCostAmount   = "gen_ai.usage.cost.amount"
	attrDraftCostCurrency = "gen_ai.usage.cost.currency"
	attrMLflowCost        = "mlflow.llm.cost"
)

// maxCostJSON bounds the JSON that is read for a cost: a map of a few numbers.
const maxCostJSON = 4096

// ReadReportedCost finds the cost that somebody else put on a record. Zero
// counts as unknown: emitters that have no price write it.
func ReadReportedCost(attrs pcommon.Map) (ReportedCost, bool) {
	best := len(reportedCostKeys)
	var amount float64
	for key, value := range attrs.All() {
		rank := costRank(key)
		if rank >= best {
			continue
		}
		if f, ok := costOf(key, value); ok {
			best, amount = rank, f
		}
	}
	if best == len(reportedCostKeys) {
		return ReportedCost{}, false
	}
	cost := ReportedCost{Amount: amount, Currency: CurrencyUSD}
	if reportedCostKeys[best] == attrDraftCostAmount {
		if currency, ok := attrs.Get(attrDraftCostCurrency); ok && str(currency) != "" {
			cost.Currency = strings.ToUpper(str(currency))
		}
	}
	return cost, true
}

func costRank(key string) int {
	if !strings.Contains(key, "cost") {
		return len(reportedCostKeys)
	}
	for rank, name := range reportedCostKeys {
		if key == name {
			return rank
		}
	}
	return len(reportedCostKeys)
}

func costOf(key string, value pcommon.Value) (float64, bool) {
	var f float64
	switch value.Type() {
	case pcommon.ValueTypeDouble:
		f = value.Double()
	case pcommon.ValueTypeInt:
		f = float64(value.Int())
	case pcommon.ValueTypeStr:
		f = costText(key, value.Str())
	case pcommon.ValueTypeMap:
		f = totalOf(value.Map().AsRaw())
	default:
	}
	return f, f > 0 && !math.IsInf(f, 1) // NaN fails the first
}

func costText(key, text string) float64 {
	if key != AttrLangfuseCostDetails && key != attrMLflowCost {
		f, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return 0
		}
		return f
	}
	var parts map[string]any
	if len(text) > maxCostJSON || json.Unmarshal([]byte(text), &parts) != nil {
		return 0
	}
	return totalOf(parts)
}

// totalOf reads a map of cost parts: its total if it has one, else the sum of its parts.
func totalOf(parts map[string]any) float64 {
	for _, name := range []string{"total", "total_cost"} {
		if f, ok := parts[name].(float64); ok {
			return f
		}
	}
	var sum float64
	for _, name := range slices.Sorted(maps.Keys(parts)) { // in one order, or the last digit varies
		if f, ok := parts[name].(float64); ok {
			sum += f
		}
	}
	return sum
}

// attributes by which a framework says that it answered from its own response cache, without a call.
var cacheHitKeys = [...]string{"litellm.cache_hit", "metadata.cache_hit", "cache_hit"}

// IsCached reports whether a framework answered from its own response cache:
// there was no call to a model, so nothing was charged.
func IsCached(attrs pcommon.Map) bool {
	for _, key := range cacheHitKeys {
		value, ok := attrs.Get(key)
		if !ok {
			continue
		}
		if value.Type() == pcommon.ValueTypeBool && value.Bool() || strings.EqualFold(str(value), "true") {
			return true
		}
	}
	return false
}
