package pricing_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
)

// oneModel is a book with one model at these prices.
func oneModel(tb testing.TB, prices string) *pricing.Book {
	tb.Helper()
	return load(tb, `[{"id": "acme", "models": [{"id": "m", "prices": `+prices+`}]}]`)
}

// parts are the amounts of a cost in dollars, those that are not zero.
func parts(c pricing.Cost) map[string]string {
	all := map[string]pricing.PicoUSD{
		"total": c.Total, "input": c.Input, "output": c.Output, "cache_read": c.CacheRead,
		"cache_write": c.CacheWrite, "reasoning": c.Reasoning, "fees": c.Fees, "tools": c.Tools,
	}
	text := map[string]string{}
	for name, amount := range all {
		if amount != 0 {
			text[name] = amount.String()
		}
	}
	return text
}

func TestWhatACallCosts(t *testing.T) {
	const claude = `{"input_mtok": 3, "cache_read_mtok": 0.3, "cache_write_mtok": 3.75, "cache_write_1h_mtok": 6, "output_mtok": 15, "web_searches_kcount": 10}`
	const realtime = `{"input_mtok": 4, "cache_read_mtok": 0.4, "input_audio_mtok": 32, "cache_audio_read_mtok": 0.5, "output_mtok": 16, "output_audio_mtok": 64}`
	tests := map[string]struct {
		prices string
		usage  pricing.Usage
		want   map[string]string
	}{
		"input and output": {
			claude,
			pricing.Usage{pricing.InputTokens: 1000, pricing.OutputTokens: 100},
			map[string]string{"total": "0.0045", "input": "0.003", "output": "0.0015"},
		},
		"cached tokens are in the input and are charged once": {
			claude,
			pricing.Usage{pricing.InputTokens: 1000, pricing.CacheReadTokens: 600},
			map[string]string{"total": "0.00138", "input": "0.0012", "cache_read": "0.00018"},
		},
		"a cache entry of an hour has its own rate, one of five minutes that of writing": {
			claude,
			pricing.Usage{
				pricing.InputTokens: 3000, pricing.CacheWriteTokens: 3000,
				pricing.CacheWrite5mTokens: 1000, pricing.CacheWrite1hTokens: 2000,
			},
			map[string]string{"total": "0.01575", "cache_write": "0.01575"},
		},
		"caching without a rate of its own costs what input costs": {
			`{"input_mtok": 2, "output_mtok": 8}`,
			pricing.Usage{pricing.InputTokens: 1000, pricing.CacheReadTokens: 300, pricing.CacheWriteTokens: 200},
			map[string]string{"total": "0.002", "input": "0.001", "cache_read": "0.0006", "cache_write": "0.0004"},
		},
		"reasoning without a rate of its own costs what output costs, once": {
			claude,
			pricing.Usage{pricing.OutputTokens: 1000, pricing.OutputReasoningTokens: 700},
			map[string]string{"total": "0.015", "output": "0.0045", "reasoning": "0.0105"},
		},
		"reasoning with a rate of its own": {
			`{"output_mtok": 8, "output_reasoning_mtok": 3}`,
			pricing.Usage{pricing.OutputTokens: 100, pricing.OutputReasoningTokens: 25},
			map[string]string{"total": "0.000675", "output": "0.0006", "reasoning": "0.000075"},
		},
		"audio belongs to input and output, cached audio to the cache": {
			realtime,
			pricing.Usage{
				pricing.InputTokens: 1000, pricing.InputAudioTokens: 400, pricing.CacheReadTokens: 300, pricing.CacheAudioReadTokens: 100,
				pricing.OutputTokens: 600, pricing.OutputAudioTokens: 250,
			},
			// input 400 text at 4 and 300 audio at 32; cache 200 text at 0.4 and 100 audio at 0.5;
			// output 350 text at 16 and 250 audio at 64.
			map[string]string{"total": "0.03293", "input": "0.0112", "cache_read": "0.00013", "output": "0.0216"},
		},
		"cached audio without a rate of its own costs what audio costs": {
			`{"input_mtok": 1, "input_audio_mtok": 10}`,
			pricing.Usage{pricing.InputTokens: 1000, pricing.InputAudioTokens: 400, pricing.CacheReadTokens: 300, pricing.CacheAudioReadTokens: 100},
			map[string]string{"total": "0.0046", "input": "0.0034", "cache_read": "0.0012"},
		},
		"an image that is thought about is not thought twice": {
			`{"input_mtok": 2, "output_mtok": 12, "output_image_mtok": 120}`,
			pricing.Usage{pricing.OutputTokens: 2309, pricing.OutputImageTokens: 1120, pricing.OutputReasoningTokens: 529},
			map[string]string{"total": "0.148668", "output": "0.14232", "reasoning": "0.006348"},
		},
		"searches are fees": {
			claude,
			pricing.Usage{pricing.InputTokens: 1000, pricing.WebSearches: 7},
			map[string]string{"total": "0.073", "input": "0.003", "fees": "0.07"},
		},
		"running code is a tool": {
			`{"input_mtok": 1, "code_executions_kcount": 50}`,
			pricing.Usage{pricing.InputTokens: 1000, pricing.CodeExecutions: 2},
			map[string]string{"total": "0.101", "input": "0.001", "tools": "0.1"},
		},
		"a call is one request": {
			`{"input_mtok": 1, "requests_kcount": 12}`,
			pricing.Usage{pricing.InputTokens: 1000},
			map[string]string{"total": "0.013", "input": "0.001", "fees": "0.012"},
		},
		"even if it used nothing": {
			`{"input_mtok": 1, "requests_kcount": 12}`,
			pricing.Usage{},
			map[string]string{"total": "0.012", "fees": "0.012"},
		},
		"unless it says how many it was": {
			`{"input_mtok": 1, "requests_kcount": 12}`,
			pricing.Usage{pricing.Requests: 3},
			map[string]string{"total": "0.036", "fees": "0.036"},
		},
		"hours are counted in seconds, rounded once": {
			`{"audio_hours": 4.8}`, pricing.Usage{pricing.AudioSeconds: 1235}, // 1.6466 and so on
			map[string]string{"total": "1.646666666667", "fees": "1.646666666667"},
		},
		"a price with more decimals than a pico-dollar is rounded once": {
			`{"input_mtok": 0.08333333333333334}`,
			pricing.Usage{pricing.InputTokens: 1000},
			map[string]string{"total": "0.000083333333", "input": "0.000083333333"},
		},
		"a price of zero is a price": {
			`{"input_mtok": 0, "output_mtok": 0}`, pricing.Usage{pricing.InputTokens: 1000, pricing.OutputTokens: 10}, map[string]string{},
		},
		"nothing used costs nothing": {claude, pricing.Usage{}, map[string]string{}},
		"a price may be text":        {`{"input_mtok": "0.10"}`, pricing.Usage{pricing.InputTokens: 1000}, map[string]string{"total": "0.0001", "input": "0.0001"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			cost, err := oneModel(t, test.prices).Price("acme", "m", test.usage, noon)
			require.NoError(t, err)
			assert.Equal(t, test.want, parts(cost))
			assert.Equal(t, cost.Total, cost.Input+cost.Output+cost.CacheRead+cost.CacheWrite+cost.Reasoning+cost.Fees+cost.Tools)
			assert.False(t, cost.Clamped)
			assert.False(t, cost.Partial)
		})
	}
}

func TestContextTiers(t *testing.T) {
	const prices = `{
		"input_mtok": {"base": 1, "tiers": [{"start": 100000, "price": 2}, {"start": 500000, "price": 3}]},
		"cache_read_mtok": {"base": 0.1, "tiers": [{"start": 100000, "price": 0.2}]},
		"output_mtok": {"base": 10, "tiers": [{"start": 100000, "price": 15}]}
	}`
	tests := map[string]struct {
		usage pricing.Usage
		want  string
	}{
		"at the threshold the lower price holds":   {pricing.Usage{pricing.InputTokens: 100_000, pricing.OutputTokens: 100}, "0.101"},
		"one token more and all of it costs more":  {pricing.Usage{pricing.InputTokens: 100_001, pricing.OutputTokens: 100}, "0.201502"},
		"the highest tier that is passed counts":   {pricing.Usage{pricing.InputTokens: 600_000}, "1.8"},
		"cached tokens count towards the tier":     {pricing.Usage{pricing.InputTokens: 100_001, pricing.CacheReadTokens: 100_000}, "0.020002"},
		"output tokens do not":                     {pricing.Usage{pricing.InputTokens: 1000, pricing.OutputTokens: 200_000}, "2.001"},
		"a tier of one price is no tier of others": {pricing.Usage{pricing.InputTokens: 600_000, pricing.CacheReadTokens: 600_000}, "0.12"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			cost, err := oneModel(t, prices).Price("acme", "m", test.usage, noon)
			require.NoError(t, err)
			assert.Equal(t, test.want, cost.Total.String())
		})
	}
}

func TestXAIChargesItsUpperTierFromExactly200000(t *testing.T) {
	for tokens, want := range map[int64]string{199_999: "0.24999875", 200_000: "0.5"} {
		cost, err := embedded(t).Price("x_ai", "grok-4.3", pricing.Usage{pricing.InputTokens: tokens}, noon)
		require.NoError(t, err)
		assert.Equal(t, want, cost.Total.String(), "%d tokens", tokens)
	}
}

func TestContradictoryUsageIsPricedAndSaidToBe(t *testing.T) {
	const prices = `{"input_mtok": 1, "cache_read_mtok": 0.1, "input_audio_mtok": 3, "cache_audio_read_mtok": 0.3, "output_mtok": 10}`
	tests := map[string]struct {
		usage pricing.Usage
		want  map[string]string
	}{
		"more cached tokens than input tokens": {
			pricing.Usage{pricing.InputTokens: 10, pricing.CacheReadTokens: 1000},
			map[string]string{"total": "0.0001", "cache_read": "0.0001"},
		},
		"cached tokens and no total": {
			pricing.Usage{pricing.CacheReadTokens: 1000},
			map[string]string{"total": "0.0001", "cache_read": "0.0001"},
		},
		"more cached audio than audio": {
			pricing.Usage{pricing.InputTokens: 10, pricing.CacheReadTokens: 5, pricing.InputAudioTokens: 1, pricing.CacheAudioReadTokens: 2},
			map[string]string{"total": "0.0000059", "input": "0.000005", "cache_read": "0.0000009"},
		},
		"more reasoning than output, which has no rate of its own": {
			pricing.Usage{pricing.OutputTokens: 100, pricing.OutputReasoningTokens: 150},
			map[string]string{"total": "0.001", "reasoning": "0.001"},
		},
		"cached and written tokens that are more than the input together": {
			pricing.Usage{pricing.InputTokens: 100, pricing.CacheReadTokens: 60, pricing.CacheWriteTokens: 60},
			map[string]string{"total": "0.000046", "cache_read": "0.000006", "cache_write": "0.00004"},
		},
		"a negative count": {
			pricing.Usage{pricing.InputTokens: 1000, pricing.OutputTokens: -5},
			map[string]string{"total": "0.001", "input": "0.001"},
		},
		"the smallest number there is": {
			pricing.Usage{pricing.InputTokens: math.MinInt64, pricing.CacheReadTokens: math.MinInt64},
			map[string]string{},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			cost, err := oneModel(t, prices).Price("acme", "m", test.usage, noon)
			require.NoError(t, err)
			assert.True(t, cost.Clamped)
			assert.Equal(t, test.want, parts(cost))
		})
	}
}

func TestWhatHasNoPriceIsNotFree(t *testing.T) {
	whisper := oneModel(t, `{"audio_hours": 0.36}`)
	_, err := whisper.Price("acme", "m", pricing.Usage{pricing.InputTokens: 1000, pricing.OutputTokens: 50}, noon)
	require.ErrorIs(t, err, pricing.ErrUnpricedUsage)
	require.EqualError(t, err, "no price for what was used: acme/m")

	cost, err := oneModel(t, `{"input_mtok": 0.02}`).Price("acme", "m", pricing.Usage{pricing.InputTokens: 1000, pricing.OutputTokens: 5}, noon)
	require.NoError(t, err)
	assert.Equal(t, "0.00002", cost.Total.String())
	assert.True(t, cost.Partial, "the output has no price")

	_, err = oneModel(t, `{}`).Price("acme", "m", pricing.Usage{pricing.InputTokens: 1}, noon)
	require.ErrorIs(t, err, pricing.ErrUnpricedUsage)
	_, err = oneModel(t, `[{"constraint": {"type": "start_date", "start_date": "2027-01-01"}, "prices": {"input_mtok": 1}}]`).
		Price("acme", "m", pricing.Usage{pricing.InputTokens: 1}, noon)
	require.ErrorIs(t, err, pricing.ErrUnpricedUsage, "not sold yet")

	_, err = embedded(t).Price("openrouter", "google/lyria-3-clip-preview", pricing.Usage{pricing.OutputTokens: 1}, noon)
	require.ErrorIs(t, err, pricing.ErrUnpricedUsage)
	cost, err = embedded(t).Price("openrouter", "mistralai/mistral-7b-instruct:free", pricing.Usage{pricing.OutputTokens: 1}, noon)
	require.NoError(t, err)
	assert.Zero(t, cost.Total)
}

func TestACostThatIsTooLargeIsAnErrorAndNotANegativeNumber(t *testing.T) {
	book := oneModel(t, `{"input_mtok": 600, "output_mtok": 600}`)
	const tokens = 10_000_000_000 // six million dollars each way
	cost, err := book.Price("acme", "m", pricing.Usage{pricing.InputTokens: tokens}, noon)
	require.NoError(t, err)
	assert.Equal(t, "6000000", cost.Total.String())

	for name, usage := range map[string]pricing.Usage{
		"the sum":             {pricing.InputTokens: tokens, pricing.OutputTokens: tokens},
		"one part":            {pricing.InputTokens: 100_000_000_000_000},
		"the largest numbers": {pricing.InputTokens: math.MaxInt64, pricing.OutputTokens: math.MaxInt64, pricing.CacheReadTokens: math.MaxInt64},
	} {
		_, err := book.Price("acme", "m", usage, noon)
		assert.ErrorIs(t, err, pricing.ErrOverflow, name)
	}
}

func TestPricesHoldAtTheTimeOfTheCall(t *testing.T) {
	million := pricing.Usage{pricing.InputTokens: 1_000_000}
	at := func(text string) time.Time {
		when, err := time.Parse(time.RFC3339, text)
		require.NoError(t, err)
		return when
	}
	book := load(t, `[{"id": "acme", "models": [
		{"id": "night", "prices": [
			{"prices": {"input_mtok": 2}},
			{"constraint": {"type": "time_of_date", "start_time": "22:00:00Z", "end_time": "06:00:00Z"}, "prices": {"input_mtok": 1}}
		]},
		{"id": "all-day", "prices": [
			{"prices": {"input_mtok": 2}},
			{"constraint": {"type": "time_of_date", "start_time": "00:00:00Z", "end_time": "00:00:00Z", "weekdays": ["sat", "sun"]}, "prices": {"input_mtok": 1}}
		]}
	]}]`).Over(embedded(t))
	tests := []struct {
		rule, provider, model string
		at                    string
		want                  string
	}{
		{"before a dated change", "openai", "o3", "2025-06-09T23:59:59Z", "10"},
		{"from its first instant", "openai", "o3", "2025-06-10T00:00:00Z", "2"},
		{"the day is that of UTC", "openai", "o3", "2025-06-10T01:00:00+02:00", "10"},
		{"also on the other side", "openai", "o3", "2025-06-09T22:00:00-05:00", "2"},
		{"a change to come", "google", "gemini-3.6-flash", "2027-01-01T00:00:00Z", "1.5"},

		{"a window is closed at its start", "acme", "night", "2026-09-15T22:00:00Z", "1"},
		{"goes past midnight", "acme", "night", "2026-09-15T03:00:00Z", "1"},
		{"is open at its end", "acme", "night", "2026-09-15T06:00:00Z", "2"},
		{"is in UTC", "acme", "night", "2026-09-15T23:30:00+02:00", "2"},
		{"is the whole day if it ends when it starts", "acme", "all-day", "2026-09-19T13:00:00Z", "1"},
		{"and holds on its days only", "acme", "all-day", "2026-09-18T13:00:00Z", "2"},

		// Peak hours of the V4 models came with the change of 2026-08-17; upstream
		// charges them for calls of before, and at weekends.
		{"peak hours do not reach back before their change", "deepseek", "deepseek-v4-pro", "2025-06-10T03:59:59Z", "0.435"},
		{"the day before it", "deepseek", "deepseek-v4-pro", "2026-08-16T02:00:00Z", "0.435"},
		{"peak hours after it", "deepseek", "deepseek-v4-pro", "2026-08-17T02:00:00Z", "1.32"},
		{"the second window", "deepseek", "deepseek-v4-pro", "2026-08-18T09:59:59Z", "1.32"},
		{"between the windows", "deepseek", "deepseek-v4-pro", "2026-08-18T04:00:00Z", "0.66"},
		{"the one weekend with peak hours", "deepseek", "deepseek-v4-pro", "2026-08-22T02:00:00Z", "1.32"},
		{"a weekend since", "deepseek", "deepseek-v4-pro", "2026-09-19T01:00:00Z", "0.66"},
		{"a Monday since", "deepseek", "deepseek-v4-flash", "2026-09-21T01:00:00Z", "0.44"},
		{"hours of before the end of the discount", "deepseek", "deepseek-chat", "2025-06-01T17:00:00Z", "0.135"},
		{"today", "deepseek", "deepseek-chat", "2026-09-15T17:00:00Z", "0.28"},
	}
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			cost, err := book.Price(test.provider, test.model, million, at(test.at))
			require.NoError(t, err)
			assert.Equal(t, test.want, cost.Total.String())
		})
	}
}
