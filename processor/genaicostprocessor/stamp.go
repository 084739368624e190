package genaicostprocessor

import (
	"encoding/json"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
)

// stamp writes an assessment on its record.
func (p *costProcessor) stamp(attrs pcommon.Map, a *assessment) {
	attrs.EnsureCapacity(attrs.Len() + maxStamped)
	attrs.PutStr(genai.AttrCostStatus, string(a.status))
	if a.source == sourceNone {
		return
	}
	total, currency := a.total()
	attrs.PutDouble(genai.AttrCostTotal, total)
	attrs.PutStr(genai.AttrCostCurrency, currency)
	attrs.PutStr(genai.AttrCostSource, string(a.source))
	if a.priced {
		stampParts(attrs, &a.computed)
	}
	if a.status == genai.CostDisputed {
		attrs.PutDouble(genai.AttrCostOther, a.other)
	}
	for _, convention := range p.config.AlsoWrite {
		alsoWrite(attrs, convention, a, total)
	}
}

// maxStamped is the largest number of genai.cost.* attributes on one record.
const maxStamped = 12

func (a *assessment) total() (amount float64, currency string) {
	if a.source == SourceReported {
		return a.reported.Amount, a.reported.Currency
	}
	return a.computed.Total.Float(), genai.CurrencyUSD
}

func stampParts(attrs pcommon.Map, cost *pricing.Cost) {
	attrs.PutDouble(genai.AttrCostInput, cost.Input.Float())
	attrs.PutDouble(genai.AttrCostOutput, cost.Output.Float())
	putPart(attrs, genai.AttrCostCacheRead, cost.CacheRead)
	putPart(attrs, genai.AttrCostCacheWrite, cost.CacheWrite)
	putPart(attrs, genai.AttrCostReasoning, cost.Reasoning)
	putPart(attrs, genai.AttrCostFees, cost.Fees)
	putPart(attrs, genai.AttrCostTools, cost.Tools)
	attrs.PutStr(genai.AttrCostPrice, priceLabel(&cost.Match))
}

// priceLabel names the entry that was used, so that a cost can be checked years later.
func priceLabel(match *pricing.Match) string {
	label := match.ListedBy + "/" + match.Model
	if match.AsOf != "" {
		label += "@" + match.AsOf
	}
	return label
}

func putPart(attrs pcommon.Map, key string, part pricing.PicoUSD) {
	if part != 0 {
		attrs.PutDouble(key, part.Float())
	}
}

// alsoWrite writes a cost under another convention; what is there stays.
func alsoWrite(attrs pcommon.Map, convention CostConvention, a *assessment, total float64) {
	switch convention {
	case ConventionUsageCost:
		putAbsent(attrs, genai.AttrUsageCost, total)
	case ConventionOperationCost:
		putAbsent(attrs, genai.AttrOperationCost, total)
	case ConventionLLMCost:
		putAbsent(attrs, genai.AttrLLMCostTotal, total)
		if a.priced {
			c := &a.computed
			putAbsent(attrs, genai.AttrLLMCostPrompt, (c.Input + c.CacheRead + c.CacheWrite).Float())
			putAbsent(attrs, genai.AttrLLMCostCompletion, (c.Output + c.Reasoning).Float())
		}
	case ConventionLangfuse:
		if _, there := attrs.Get(genai.AttrLangfuseCostDetails); !there {
			attrs.PutStr(genai.AttrLangfuseCostDetails, langfuseDetails(a, total))
		}
	}
}

func putAbsent(attrs pcommon.Map, key string, amount float64) {
	if _, there := attrs.Get(key); !there {
		attrs.PutDouble(key, amount)
	}
}

func langfuseDetails(a *assessment, total float64) string {
	details := map[string]float64{"total": total}
	if a.priced {
		c := &a.computed
		details["input"] = c.Input.Float()
		details["output"] = c.Output.Float()
		for key, part := range map[string]pricing.PicoUSD{
			"input_cached_tokens": c.CacheRead, "input_cache_creation": c.CacheWrite, "output_reasoning_tokens": c.Reasoning,
		} {
			if part != 0 {
				details[key] = part.Float()
			}
		}
	}
	text, err := json.Marshal(details)
	if err != nil { // finite numbers marshal
		return ""
	}
	return string(text)
}
