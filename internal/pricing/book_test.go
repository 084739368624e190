package pricing_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
)

var noon = time.Date(2026, 9, 15, 12, 0, 0, 0, time.UTC)

func embedded(tb testing.TB) *pricing.Book {
	tb.Helper()
	book, err := pricing.Embedded()
	require.NoError(tb, err)
	return book
}

func load(tb testing.TB, text string) *pricing.Book {
	tb.Helper()
	book, err := pricing.Load("prices.json", []byte(text))
	require.NoError(tb, err)
	return book
}

func TestEmbeddedIsTheCatalogueItSaysItIs(t *testing.T) {
	book := embedded(t)
	assert.Equal(t, 43, book.Providers())
	assert.Equal(t, 1694, book.Models())
	assert.Equal(t, "2026-09-23", book.AsOf)
	assert.Contains(t, book.Source, "@pydantic/genai-prices 0.1.8")
}

func TestOverLetsTheUpperBookWin(t *testing.T) {
	ours := load(t, `{"as_of": "2026-10-01", "source": "contract", "providers": [
		{"id": "openai", "models": [{"id": "gpt-4o", "prices": {"input_mtok": 1, "output_mtok": 2}}]},
		{"id": "acme", "fallback_model_providers": ["openai"], "aliases": {"prod-chat": "gpt-4o-mini"},
		 "models": [{"id": "acme-1", "prices": {"input_mtok": 7}}]}
	]}`)
	book := ours.Over(embedded(t))
	usage := pricing.Usage{pricing.InputTokens: 1_000_000}
	tests := map[string]struct {
		provider, model string
		total           string
		want            pricing.Match
	}{
		"the model of the upper book": {"openai", "gpt-4o", "1", pricing.Match{Provider: "openai", Model: "gpt-4o", ListedBy: "openai", AsOf: "2026-10-01"}},
		"and its dated variants, though the lower book lists them": {
			"openai", "gpt-4o-2024-08-06", "1",
			pricing.Match{Provider: "openai", Model: "gpt-4o", ListedBy: "openai", AsOf: "2026-10-01"},
		},
		"a model that only the lower book has": {
			"openai", "gpt-4o-mini", "0.15",
			pricing.Match{Provider: "openai", Model: "gpt-4o-mini", ListedBy: "openai", ContextWindow: 128000, AsOf: "2026-09-23"},
		},
		"a provider that only the upper book has": {"acme", "acme-1", "7", pricing.Match{Provider: "acme", Model: "acme-1", ListedBy: "acme", AsOf: "2026-10-01"}},
		"a fallback into the lower book": {
			"acme", "gpt-4o-mini", "0.15",
			pricing.Match{Provider: "acme", Model: "gpt-4o-mini", ListedBy: "openai", ContextWindow: 128000, AsOf: "2026-09-23"},
		},
		"an alias": {
			"acme", "Prod-Chat", "0.15",
			pricing.Match{Provider: "acme", Model: "gpt-4o-mini", ListedBy: "openai", ContextWindow: 128000, AsOf: "2026-09-23"},
		},
		"a host that falls back on the upper book's provider": {
			"azure", "gpt-4o", "1",
			pricing.Match{Provider: "azure", Model: "gpt-4o", ListedBy: "openai", AsOf: "2026-10-01"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			cost, err := book.Price(test.provider, test.model, usage, noon)
			require.NoError(t, err)
			assert.Equal(t, test.total, cost.Total.String())
			assert.Equal(t, test.want, cost.Match)
		})
	}
	assert.Equal(t, 44, book.Providers())
	assert.Equal(t, 1695, book.Models(), "gpt-4o is in both and counts once")
	assert.Equal(t, "2026-10-01", book.AsOf)
	assert.True(t, strings.HasPrefix(book.Source, "contract over "))
}

func TestANewProviderIsAskedFirstWhoseAModelIs(t *testing.T) {
	ours := load(t, `[{"id": "acme", "model_match": {"starts_with": "gpt-4o"}, "models": [{"id": "gpt-4o", "prices": {"input_mtok": 1}}]}]`)
	book := ours.Over(embedded(t))
	for model, want := range map[string]string{"gpt-4o": "acme", "gpt-4o-mini": "openai", "claude-3-haiku": "anthropic"} {
		match, err := book.Find("", model)
		require.NoError(t, err, model)
		assert.Equal(t, want, match.Provider, model)
	}
}

func TestOverLeavesBothBooksAsTheyWere(t *testing.T) {
	ours := load(t, `[{"id": "openai", "models": [{"id": "gpt-4o", "prices": {"input_mtok": 1}}]}]`)
	base := embedded(t)
	ours.Over(base)
	cost, err := base.Price("openai", "gpt-4o", pricing.Usage{pricing.InputTokens: 1_000_000}, noon)
	require.NoError(t, err)
	assert.Equal(t, "2.5", cost.Total.String())
	_, err = ours.Find("openai", "gpt-4o-mini")
	assert.ErrorIs(t, err, pricing.ErrUnknownModel)
}

func TestAnswersAreForgottenBeforeTheyFillTheMemory(t *testing.T) {
	book := load(t, `[{"id": "acme", "models": [{"id": "acme-1", "prices": {"input_mtok": 7}}]}]`)
	for i := range 3 * pricing.MaxFound {
		_, err := book.Find("acme", fmt.Sprintf("guess-%d", i))
		require.ErrorIs(t, err, pricing.ErrUnknownModel)
		assert.LessOrEqual(t, pricing.Remembered(book), pricing.MaxFound)
	}
	_, err := book.Find("acme", "acme-1")
	assert.NoError(t, err)
}

func TestNamesThatNoModelHasAreNotRemembered(t *testing.T) {
	book := load(t, `[{"id": "acme", "models": [{"id": "acme-1", "prices": {"input_mtok": 7}}]}]`)
	long := strings.Repeat("x", 10<<20)
	_, err := book.Find("acme", long)
	require.ErrorIs(t, err, pricing.ErrUnknownModel)
	assert.Less(t, len(err.Error()), 100)
	_, err = book.Find(long, "acme-1")
	require.ErrorIs(t, err, pricing.ErrUnknownProvider)
	assert.Zero(t, pricing.Remembered(book))
}

func TestABookIsSafeForConcurrentUse(t *testing.T) {
	book := load(t, `[{"id": "acme", "models": [{"id": "acme-1", "prices": {"input_mtok": 7}}]}]`)
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for i := range 2000 {
				cost, err := book.Price("acme", "acme-1", pricing.Usage{pricing.InputTokens: 1000}, noon)
				if assert.NoError(t, err) {
					assert.Equal(t, "0.007", cost.Total.String())
				}
				_, err = book.Find("acme", fmt.Sprintf("guess-%d-%d", worker, i))
				assert.ErrorIs(t, err, pricing.ErrUnknownModel)
			}
		})
	}
	all.Wait()
}

func TestPricingDoesNotAllocate(t *testing.T) {
	book := embedded(t)
	usage := pricing.Usage{
		pricing.InputTokens: 250_000, pricing.OutputTokens: 2000, pricing.CacheReadTokens: 4000,
		pricing.CacheWriteTokens: 3000, pricing.CacheWrite1hTokens: 2000, pricing.OutputReasoningTokens: 500,
	}
	for name, question := range map[string][2]string{
		"a model that is listed":       {"anthropic", "claude-sonnet-4-5-20250929"},
		"a model of a host":            {"bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0"},
		"a model that nobody knows":    {"anthropic", "claude-sonnet-99"},
		"a provider that nobody knows": {"acme", "acme-1"},
		"a model that has no price":    {"openrouter", "google/lyria-3-clip-preview"},
		"a name that is too long":      {"openai", strings.Repeat("x", 1000)},
	} {
		t.Run(name, func(t *testing.T) {
			allocs := testing.AllocsPerRun(100, func() {
				_, _ = book.Price(question[0], question[1], usage, noon) // the first run fills the memory
			})
			assert.Zero(t, allocs)
		})
	}
}
