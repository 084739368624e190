package pricing

import (
	"fmt"
	"maps"
	"strings"
	"time"
)

// Book is a price book: what which model of which provider costs, and when.
// It does not change once it is loaded and is safe for concurrent use.
type Book struct {
	AsOf   string // date of the price list, YYYY-MM-DD; empty if it does not say
	Source string // where the prices come from, for people to read

	providers []*provider // in the order in which a model without a provider is looked for
	byID      map[string]*provider
	found     memo
}

// provider is what all layers of a book say about a provider.
type provider struct {
	id         string
	match      clause // names of the provider
	modelMatch clause // models that are this provider's if nobody says otherwise
	fallback   []string
	aliases    map[string]string
	layers     []*layer // the first that knows a model wins
}

// Providers returns how many providers are in the book.
func (b *Book) Providers() int { return len(b.providers) }

// Models returns how many models are in the book. One that is in several
// layers of it counts once.
func (b *Book) Models() int {
	n := 0
	for _, p := range b.providers {
		ids := map[string]bool{}
		for _, l := range p.layers {
			for _, m := range l.models {
				ids[strings.ToLower(m.id)] = true
			}
		}
		n += len(ids)
	}
	return n
}

// Over returns a book in which b wins over base: of a provider in both, the models
// of b are tried first; a provider that only b has is asked before the others
// for a model of which nobody names the provider.
func (b *Book) Over(base *Book) *Book {
	both := &Book{AsOf: b.AsOf, Source: b.Source, byID: map[string]*provider{}}
	if both.AsOf == "" {
		both.AsOf = base.AsOf
	}
	switch {
	case both.Source == "":
		both.Source = base.Source
	case base.Source != "":
		both.Source += " over " + base.Source
	}
	for _, p := range b.providers {
		if base.byID[p.id] == nil {
			both.add(p)
		}
	}
	for _, p := range base.providers {
		if top := b.byID[p.id]; top != nil {
			p = top.over(p)
		}
		both.add(p)
	}
	return both
}

func (b *Book) add(p *provider) {
	b.providers = append(b.providers, p)
	b.byID[p.id] = p
}

// over returns what p and base say together, p first. Neither is changed.
func (p *provider) over(base *provider) *provider {
	both := *p
	both.layers = append(append([]*layer(nil), p.layers...), base.layers...)
	both.match = clause{op: opOr, sub: []clause{p.match, base.match}}
	both.modelMatch = clause{op: opOr, sub: []clause{p.modelMatch, base.modelMatch}}
	if len(p.fallback) == 0 {
		both.fallback = base.fallback
	}
	both.aliases = make(map[string]string, len(p.aliases)+len(base.aliases))
	for _, aliases := range []map[string]string{base.aliases, p.aliases} {
		maps.Copy(both.aliases, aliases)
	}
	return &both
}

// Price returns what a usage cost at the time of the call. The provider may be
// empty or the name of a framework; the model then says whose it is. The error
// is one of the four of this package, see [ErrUnknownModel].
func (b *Book) Price(provider, model string, usage Usage, at time.Time) (Cost, error) {
	f := b.lookUp(provider, model)
	if f.err != nil {
		return Cost{}, f.err
	}
	cost := Cost{Match: f.match}
	card := cardAt(f.model.cards, at)
	used := usedUnits(&usage)
	if card == nil {
		card = &noCard
	}
	if used != 0 && used&card.covers == 0 && !card.covers.has(Requests) {
		return Cost{Match: f.match}, f.unpriced
	}
	if err := card.charge(&usage, &cost); err != nil {
		return Cost{Match: f.match, Clamped: cost.Clamped}, err
	}
	return cost, nil
}

var noCard = card{}

// Find returns the entry by which a model would be priced.
func (b *Book) Find(provider, model string) (Match, error) {
	f := b.lookUp(provider, model)
	return f.match, f.err
}

// found is the answer to a question for a model. Errors are made once, so that
// asking again costs nothing.
type found struct {
	model    *model
	match    Match
	err      error
	unpriced error
}

func (b *Book) lookUp(provider, model string) found {
	if len(provider) > maxNameBytes {
		return errNameTooLong.provider
	}
	if len(model) > maxNameBytes {
		return errNameTooLong.model
	}
	if f, ok := b.found.get(provider, model); ok {
		return f
	}
	f := b.resolve(clean(provider), clean(model))
	b.found.put(provider, model, f)
	return f
}

var errNameTooLong = struct{ provider, model found }{
	provider: found{err: fmt.Errorf("%w: name longer than %d bytes", ErrUnknownProvider, maxNameBytes)},
	model:    found{err: fmt.Errorf("%w: name longer than %d bytes", ErrUnknownModel, maxNameBytes)},
}
