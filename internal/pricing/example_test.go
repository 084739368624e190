package pricing_test

import (
	"fmt"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
)

func Example() {
	book, err := pricing.Embedded()
	if err != nil {
		panic(err)
	}
	usage := pricing.Usage{
		pricing.InputTokens:     12_000, // of which
		pricing.CacheReadTokens: 10_000,
		pricing.OutputTokens:    800,
	}
	cost, err := book.Price("anthropic", "claude-sonnet-4-5-20250929", usage, time.Date(2026, 9, 15, 12, 0, 0, 0, time.UTC))
	if err != nil {
		panic(err)
	}
	fmt.Println(cost.Total, "=", cost.Input, "+", cost.CacheRead, "+", cost.Output)
	fmt.Println(cost.Match.Provider, cost.Match.Model, cost.Match.AsOf)

	_, err = book.Find("anthropic", "claude-sonnet-99")
	fmt.Println(err)
	// Output:
	// 0.021 = 0.006 + 0.003 + 0.012
	// anthropic claude-sonnet-4-5 2026-09-23
	// unknown model "claude-sonnet-99" of anthropic
}

func ExampleBook_Over() {
	ours, err := pricing.Load("contract.json", []byte(`{
		"as_of": "2026-10-01",
		"providers": [{
			"id": "azure",
			"aliases": {"prod-chat": "gpt-4o"},
			"models": [{"id": "gpt-4o", "prices": {"input_mtok": 2, "cache_read_mtok": 1, "output_mtok": 8}}]
		}]
	}`))
	if err != nil {
		panic(err)
	}
	base, err := pricing.Embedded()
	if err != nil {
		panic(err)
	}
	book := ours.Over(base)
	cost, err := book.Price("azure", "prod-chat", pricing.Usage{pricing.InputTokens: 1000}, time.Date(2026, 10, 2, 0, 0, 0, 0, time.UTC))
	fmt.Println(cost.Total, cost.Match.Model, err)
	// Output: 0.002 gpt-4o <nil>
}
