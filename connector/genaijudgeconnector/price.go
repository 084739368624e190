package genaijudgeconnector

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/otelcol-genai/otelcol-genai/connector/genaijudgeconnector/internal/chat"
	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/spending"
	"github.com/otelcol-genai/otelcol-genai/internal/pricefile"
	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
)

// ownProvider is who sells a model whose price is in the configuration.
const ownProvider = "genai_judge"

// tariff is what calls of the judge cost. One without a book prices tokens alone.
type tariff struct {
	book     *pricing.Book
	provider string
	model    string
}

// checkPrices says whether money can be counted: limits in money mean nothing for a model
// of which nobody knows what it costs.
func (c *Config) checkPrices() []error {
	if p := c.Model.Price; p != nil && !(p.InputMTok >= 0 && p.OutputMTok >= 0) {
		return []error{fmt.Errorf("model.price.input_mtok and .output_mtok must not be negative, got %v and %v", p.InputMTok, p.OutputMTok)}
	}
	t, err := c.Model.tariff()
	switch {
	case err != nil:
		return []error{err}
	case t.book != nil:
		return nil
	case !c.Model.AllowUnpriced:
		return []error{fmt.Errorf("model.name must be a model with a price, got %q at provider %q: set model.provider, model.price or model.price_files, or model.allow_unpriced with limits in tokens", c.Model.Name, t.provider)}
	case !c.Limits.capsTokens():
		return []error{errors.New("limits.tokens_per_hour or limits.tokens_per_day must be set where model.allow_unpriced is, got neither")}
	}
	return nil
}

// tariff finds the model's price. It has no book where there is none.
func (c *ModelConfig) tariff() (*tariff, error) {
	if c.Price != nil {
		book, err := c.Price.book(c.Name)
		return &tariff{book: book, provider: ownProvider, model: c.Name}, err
	}
	book, err := pricefile.Load("model.price_files", c.PriceFiles)
	if err != nil {
		return nil, err
	}
	t := &tariff{book: book, provider: c.provider(), model: c.Name}
	one := pricing.Usage{pricing.InputTokens: 1, pricing.OutputTokens: 1}
	if cost, err := book.Price(t.provider, t.model, one, time.Now()); err != nil || cost.Partial || t.provider == "" {
		t.book = nil
	}
	return t, nil
}

// book is a price book with this price alone.
func (c *PriceConfig) book(model string) (*pricing.Book, error) {
	text, err := json.Marshal([]any{map[string]any{"id": ownProvider, "models": []any{map[string]any{
		"id": model, "prices": map[string]any{"input_mtok": c.InputMTok, "output_mtok": c.OutputMTok},
	}}}})
	if err != nil {
		return nil, fmt.Errorf("model.price: %w", err)
	}
	book, err := pricing.Load("model.price", text)
	if err != nil {
		return nil, fmt.Errorf("model.price: %w", err)
	}
	return book, nil
}

// cost is what a usage did cost. What cannot be priced costs as much as was reserved, since
// a limit that does not count it is none; ok is false then.
func (t *tariff) cost(u *chat.Usage, at time.Time) (amount spending.Amount, ok bool) {
	amount.Tokens = u.Input + u.Output
	if t.book == nil {
		return amount, true
	}
	cost, err := t.book.Price(t.provider, t.model, pricing.Usage{
		pricing.InputTokens: u.Input, pricing.OutputTokens: u.Output, pricing.CacheReadTokens: u.CacheRead, pricing.CacheWriteTokens: u.CacheWrite,
	}, at)
	if err != nil {
		return amount, false
	}
	amount.NanoUSD = cost.Total.NanoHalfEven()
	return amount, true
}

// Of what a call can cost at most: what a server adds to a question, in tokens.
const frameTokens = 512

// most is the most that a call with a body of so many bytes can cost: no token is less than
// a byte of it, and no answer is longer than it may be.
func (t *tariff) most(body int, maxTokens int64, at time.Time) (spending.Amount, bool) {
	return t.cost(&chat.Usage{Input: int64(body) + frameTokens, Output: maxTokens}, at)
}
