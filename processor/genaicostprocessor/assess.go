package genaicostprocessor

import (
	"errors"
	"math"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
)

// A reported cost and a computed one agree when they differ by less than one
// per cent or a millionth of a dollar: reporters round, and often to six digits.
const (
	disputeShare = 0.01
	disputeFloor = 0.000001 // USD
)

// assessment is what a call costs and how we know.
type assessment struct {
	status genai.CostStatus
	source Source

	computed pricing.Cost // of the price book; valid when priced
	priced   bool
	reported genai.ReportedCost // valid when source is reported
	other    float64            // the figure that was not charged, when disputed
}

// assess says what one call costs: reported before computed, and nothing
// rather than a guess.
func (p *costProcessor) assess(attrs pcommon.Map, r *genai.Record, at time.Time) assessment {
	if genai.IsCached(attrs) {
		return assessment{status: genai.CostCached, source: SourceComputed}
	}
	reported, isReported := genai.ReadReportedCost(attrs)
	if isReported && reported.Currency != genai.CurrencyUSD {
		return assessment{status: genai.CostUnpricedCurrency, source: SourceReported, reported: reported}
	}
	if isReported && p.config.Reported == ReportedTrust {
		return assessment{status: genai.CostOK, source: SourceReported, reported: reported}
	}
	cost, status := p.compute(r, at)
	priced := status == genai.CostOK || status == genai.CostInconsistentUsage
	if !isReported {
		if !priced {
			return assessment{status: status, source: sourceNone, computed: cost}
		}
		return assessment{status: status, source: SourceComputed, computed: cost, priced: true}
	}
	a := assessment{status: genai.CostOK, source: SourceReported, reported: reported, computed: cost}
	if status == genai.CostOK && disputed(reported.Amount, cost.Total.Float()) {
		a.status, a.other = genai.CostDisputed, cost.Total.Float()
	}
	return a
}

// compute asks the price book. The model that answered goes before the one that
// was asked for, which may be an alias or the name of a deployment.
func (p *costProcessor) compute(r *genai.Record, at time.Time) (pricing.Cost, genai.CostStatus) {
	usage := usageOf(&r.Usage)
	book := p.book.Load()
	cost, err := book.Price(r.Provider, r.Model(), usage, at)
	if err != nil && r.ResponseModel != "" && r.RequestModel != "" && r.RequestModel != r.ResponseModel {
		if again, retryErr := book.Price(r.Provider, r.RequestModel, usage, at); retryErr == nil {
			cost, err = again, nil
		}
	}
	switch {
	case errors.Is(err, pricing.ErrUnknownProvider):
		return cost, genai.CostUnpricedProvider
	case err != nil && r.Usage.Known || errors.Is(err, pricing.ErrUnknownModel):
		return cost, genai.CostUnpricedModel
	case !r.Usage.Known:
		return cost, genai.CostMissingUsage
	case cost.Clamped || cost.Partial || r.BadUsage > 0:
		return cost, genai.CostInconsistentUsage
	default:
		return cost, genai.CostOK
	}
}

func disputed(reported, computed float64) bool {
	difference := math.Abs(reported - computed)
	return difference > disputeFloor && difference > disputeShare*math.Max(reported, computed)
}

func usageOf(u *genai.Usage) pricing.Usage {
	var usage pricing.Usage
	usage[pricing.InputTokens] = u.Input
	usage[pricing.OutputTokens] = u.Output
	usage[pricing.CacheReadTokens] = u.CacheRead
	usage[pricing.CacheWriteTokens] = u.CacheWrite
	usage[pricing.CacheWrite5mTokens] = u.CacheWrite5m
	usage[pricing.CacheWrite1hTokens] = u.CacheWrite1h
	usage[pricing.OutputReasoningTokens] = u.Reasoning
	usage[pricing.InputAudioTokens] = u.InputAudio
	usage[pricing.OutputAudioTokens] = u.OutputAudio
	usage[pricing.CacheAudioReadTokens] = u.CacheReadAudio
	return usage
}
