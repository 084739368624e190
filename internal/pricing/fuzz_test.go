package pricing_test

import (
	"math"
	"os"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
)

// FuzzLoad: no file makes the loader panic, and a book that it makes answers
// any question with a cost of which the parts are the total, or an error.
func FuzzLoad(f *testing.F) {
	corrections, err := os.ReadFile("catalog/corrections.json")
	require.NoError(f, err)
	f.Add(corrections)
	for _, seed := range []string{
		`[{"id": "acme", "models": [{"id": "m", "match": {"or": [{"starts_with": "m-20"}, {"regex": "^x"}]}, "prices": {"input_mtok": 1e-12, "output_mtok": 99}}]}]`,
		`[{"id": "acme", "models": [{"id": "m", "prices": {"input_mtok": {"base": 1, "tiers": [{"start": 1, "price": "2"}]}}}]}]`,
		`[{"id": "acme", "models": [{"id": "m", "prices": [{"constraint": {"type": "time_of_date", "start_time": "23:00:00Z", "end_time": "01:00:00Z"}, "prices": {"requests_kcount": 18446744073}}]}]}]`,
		`{"as_of": "2026-01-01", "providers": [{"id": "acme", "aliases": {"m": "m"}, "fallback_model_providers": ["acme"], "models": []}]}`,
		`[{"id": "acme", "model_match": {"not": {"and": [{"contains": "x"}]}}, "models": [{"id": "-", "prices": {}}]}]`,
		`[{"id": "acme", "models": [{"id": "m", "prices": {"input_mtok": "0x1p4"}}]}]`,
		`{"providers": [{"id": "\ud800"}]}`,
		`[[[[[[[[[[`, `null`, `[{"id": 5}]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		book, err := pricing.Load("prices.json", data)
		if err != nil {
			assert.True(t, !utf8.Valid(data) || utf8.ValidString(err.Error()))
			return
		}
		usage := pricing.Usage{}
		for u := range usage {
			usage[u] = int64(u) * 1000
		}
		for _, u := range []pricing.Usage{usage, {}, {pricing.InputTokens: math.MaxInt64, pricing.OutputTokens: -1}} {
			for _, id := range append(pricing.ListedIDs(book), [2]string{"", "m"}, [2]string{"acme", "m-20260101"}) {
				cost, err := book.Price(id[0], id[1], u, noon)
				if err == nil {
					assert.Equal(t, cost.Total, cost.Input+cost.Output+cost.CacheRead+cost.CacheWrite+cost.Reasoning+cost.Fees+cost.Tools)
					assert.GreaterOrEqual(t, cost.Total, pricing.PicoUSD(0))
				}
			}
		}
	})
}

// FuzzFind: no name makes the search panic or answers twice differently.
func FuzzFind(f *testing.F) {
	for _, seed := range [][2]string{
		{"openai", "ft:gpt-4o-2024-08-06:org::id"},
		{"aws", "arn:aws:bedrock:us-west-2:1:inference-profile/us.anthropic.claude"},
		{"", "/"},
		{".", ":"},
		{"google", "publishers//models/"},
		{"openai", "-"},
		{"openai", "gpt-4o-@:[1m]"},
		{"azure", ".ft-"},
		{"", "ft:"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, provider, model string) {
		book := embedded(t)
		first, err := book.Find(provider, model)
		second, again := book.Find(provider, model)
		assert.Equal(t, first, second)
		assert.Equal(t, err, again)
	})
}
