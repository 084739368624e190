package pricing

import (
	"math/bits"
	"slices"
)

// rate is the price of one unit on a card.
type rate struct {
	unit  Unit
	part  part
	base  ratio
	tiers []tier // ascending

	// inside are the rates of the same card, by index, whose units this unit
	// contains. They come first and what they count is theirs.
	inside []int
	// folds are units of another part that have no rate of their own, so that
	// this rate charges them: reasoning as output, cached as input.
	folds []fold
}

// tier is the price of the whole request once its input is longer than over.
type tier struct {
	over  int64
	price ratio
}

// fold is the share of a rate's unit that belongs to another part.
type fold struct {
	class int // index into folded
	unit  Unit
}

// folded are the units that are a part of the cost whether they have a rate or not.
var folded = [...]Unit{CacheReadTokens, CacheWriteTokens, OutputReasoningTokens}

func (r *rate) priceAt(inputTokens int64) ratio {
	price := r.base
	for i := range r.tiers {
		if inputTokens > r.tiers[i].over {
			price = r.tiers[i].price
		}
	}
	return price
}

// link orders the rates of a card, the more specific first, and works out which
// contain which and what they charge for others.
func link(rates []rate) {
	slices.SortStableFunc(rates, func(a, b rate) int {
		return bits.OnesCount64(uint64(inside[a.unit])) - bits.OnesCount64(uint64(inside[b.unit]))
	})
	var priced unitSet
	for i := range rates {
		priced.add(rates[i].unit)
	}
	for i := range rates {
		r := &rates[i]
		r.part = partOf(r.unit)
		for j := range rates[:i] {
			if inside[r.unit].has(rates[j].unit) {
				r.inside = append(r.inside, j)
			}
		}
		r.folds = foldsOf(r.unit, priced)
	}
}

func foldsOf(u Unit, priced unitSet) (folds []fold) {
	for class, unit := range folded {
		if priced.has(unit) || partOf(u) == partOf(unit) {
			continue
		}
		if both, ok := overlap(u, unit); ok {
			folds = append(folds, fold{class: class, unit: both})
		}
	}
	return folds
}
