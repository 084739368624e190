package pricing

import "time"

// card is one list of prices of a model and when it holds.
type card struct {
	since  time.Time // zero: always
	during *hours    // nil: all day
	rates  []rate
	// covers are the units that have a rate or are inside one that has.
	covers unitSet
}

func newCard(since time.Time, during *hours, rates []rate) card {
	link(rates)
	c := card{since: since, during: during, rates: rates}
	for i := range rates {
		c.covers.add(rates[i].unit)
		c.covers |= inside[rates[i].unit]
	}
	return c
}

func (c *card) holds(at time.Time) bool {
	return !at.Before(c.since) && (c.during == nil || c.during.contain(at))
}

// cardAt returns the card that holds at a time, the last one if several do.
func cardAt(cards []card, at time.Time) *card {
	for i := len(cards) - 1; i >= 0; i-- {
		if cards[i].holds(at) {
			return &cards[i]
		}
	}
	return nil
}

// charge prices a usage. Every token is charged once, by the most specific rate
// that covers it.
func (c *card) charge(usage *Usage, cost *Cost) error {
	used := usedUnits(usage)
	cost.Partial = used&^c.covers != 0
	cost.Clamped = contradicts(usage)
	if len(c.rates) == 0 {
		return nil
	}

	var left [NumUnits]int64 // by rate: what no more specific rate charges
	var shares [len(folded)][NumUnits]int64
	for i := range c.rates {
		r := &c.rates[i]
		n := count(usage, r.unit)
		for _, j := range r.inside {
			n -= left[j]
		}
		if n < 0 {
			n, cost.Clamped = 0, true
		}
		left[i] = n
		if err := c.chargeRate(usage, i, n, &shares, cost); err != nil {
			return err
		}
	}
	return nil
}

// chargeRate charges n units at the rate with index i, split over the parts
// they belong to.
func (c *card) chargeRate(usage *Usage, i int, n int64, shares *[len(folded)][NumUnits]int64, cost *Cost) error {
	r := &c.rates[i]
	if n == 0 {
		return nil
	}
	price := r.priceAt(usage[InputTokens])
	amount, ok := price.times(n)
	if !ok {
		return ErrOverflow
	}
	for _, f := range r.folds {
		share := count(usage, f.unit)
		for _, j := range r.inside {
			share -= shares[f.class][j]
		}
		share = min(max(share, 0), n)
		shares[f.class][i] = share
		n -= share
		folded, _ := price.times(share) // no more than amount
		folded = min(folded, amount)
		amount -= folded
		if err := cost.add(partOf(f.unit), folded); err != nil {
			return err
		}
	}
	return cost.add(r.part, amount)
}

// count returns how much of a unit was used. A call is one request unless it
// says otherwise.
func count(usage *Usage, u Unit) int64 {
	if u == Requests {
		return max(usage[u], 1)
	}
	return max(usage[u], 0)
}

func usedUnits(usage *Usage) (used unitSet) {
	for u, n := range usage {
		if n > 0 {
			used.add(Unit(u))
		}
	}
	return used
}
