package pricing

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// loadCards reads the prices of a model: one list of them, or several with the
// conditions under which they hold, of which the last that holds counts.
func loadCards(c *cursor) []card {
	switch c.node.kind {
	case kindObject:
		return []card{newCard(time.Time{}, nil, loadRates(c))}
	case kindArray:
		return loadConditional(c)
	default:
		c.fail("must be an object or an array")
		return nil
	}
}

func loadConditional(c *cursor) (cards []card) {
	// A list is in the order of time: what follows a dated change belongs to it,
	// so peak hours without a date of their own begin with the change above them.
	var since time.Time
	for i := range c.node.items {
		item := c.item(i)
		if !item.fields("constraint", "prices") {
			continue
		}
		var during *hours
		if constraint, ok := item.field("constraint"); ok {
			date, window := loadConstraint(&constraint)
			if !date.IsZero() {
				if !date.After(since) {
					constraint.fail("must have a start_date after the ones above it")
				}
				since = date
			}
			during = window
		}
		prices, ok := item.field("prices")
		if !ok {
			item.fail("must have prices")
			continue
		}
		cards = append(cards, newCard(since, during, loadRates(&prices)))
	}
	return cards
}

func loadRates(c *cursor) (rates []rate) {
	if !c.is(kindObject) {
		return nil
	}
	var priced unitSet
	for i, key := range c.node.keys {
		price := cursor{node: &c.node.items[i], up: c, key: shorten(key), all: c.all}
		unit, known := unitByPriceKey[key]
		switch {
		case !known:
			price.node = &node{}
			price.fail("is no price, expected one of " + priceKeys())
			continue
		case priced.has(unit):
			price.fail("must not be there twice")
			continue
		}
		priced.add(unit)
		r := rate{unit: unit}
		loadPrice(&price, &r)
		rates = append(rates, r)
	}
	checkComplete(c, priced)
	return rates
}

// checkComplete asks for the prices without which a usage could not be split:
// those of what a priced unit is a part of, and of what two of them share.
func checkComplete(c *cursor, priced unitSet) {
	for u := range Unit(NumUnits) {
		if !priced.has(u) {
			continue
		}
		for other := range Unit(NumUnits) {
			if inside[other].has(u) && !priced.has(other) {
				c.fail("must have " + other.PriceKey() + " as well, of which " + u.PriceKey() + " is a part")
			}
			if other <= u || !priced.has(other) {
				continue
			}
			if both, ok := overlap(u, other); ok && !priced.has(both) {
				c.fail("must have " + both.PriceKey() + " as well, which is both " + u.PriceKey() + " and " + other.PriceKey())
			}
		}
	}
}

func loadPrice(c *cursor, r *rate) {
	per := units[r.unit].per
	if c.node.kind != kindObject {
		r.base = loadAmount(c, per)
		return
	}
	c.fields("base", "tiers")
	if base, ok := c.field("base"); ok {
		r.base = loadAmount(&base, per)
	} else {
		c.fail("must have a base")
	}
	tiers, ok := c.field("tiers")
	if !ok || !tiers.is(kindArray) {
		return
	}
	last := int64(-1)
	for i := range tiers.node.items {
		item := tiers.item(i)
		if !item.fields("start", "price") {
			continue
		}
		start, hasStart := item.field("start")
		price, hasPrice := item.field("price")
		if !hasStart || !hasPrice {
			item.fail("must have a start and a price")
			continue
		}
		t := tier{over: loadCount(&start), price: loadAmount(&price, per)}
		if t.over <= last {
			start.fail("must be larger than the start of the tier before it, " + strconv.FormatInt(last, 10))
		}
		last = max(last, t.over)
		r.tiers = append(r.tiers, t)
	}
}

// loadAmount reads a price, which may be a number or the text of one.
func loadAmount(c *cursor, per int64) ratio {
	if c.node.kind != kindNumber && c.node.kind != kindString {
		c.fail("must be a decimal number")
		return ratio{den: 1}
	}
	price, err := parsePrice(c.node.text, per)
	if err != nil {
		c.fail(err.Error())
		return ratio{den: 1}
	}
	return price
}

func loadCount(c *cursor) int64 {
	if !c.is(kindNumber) {
		return 0
	}
	n, err := strconv.ParseInt(c.node.text, 10, 64)
	switch {
	case err != nil:
		c.fail("must be a whole number")
	case n < 0:
		c.fail("must not be negative")
	}
	return max(n, 0)
}

func priceKeys() string {
	keys := make([]string, 0, NumUnits)
	for u := range units {
		keys = append(keys, units[u].priceKey)
	}
	slices.Sort(keys)
	return strings.Join(keys, ", ")
}
