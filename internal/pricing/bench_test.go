package pricing_test

import (
	"testing"

	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
)

func BenchmarkPrice(b *testing.B) {
	book := embedded(b)
	usage := pricing.Usage{
		pricing.InputTokens: 250_000, pricing.OutputTokens: 2000, pricing.CacheReadTokens: 4000,
		pricing.CacheWriteTokens: 3000, pricing.CacheWrite1hTokens: 2000, pricing.OutputReasoningTokens: 500,
	}
	for name, question := range map[string][2]string{
		"listed":  {"anthropic", "claude-sonnet-4-5-20250929"},
		"bedrock": {"aws.bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0"},
		"unknown": {"anthropic", "claude-sonnet-99"},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = book.Price(question[0], question[1], usage, noon)
			}
		})
	}
}
