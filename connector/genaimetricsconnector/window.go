package genaimetricsconnector

import (
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
)

// windowOf is how many tokens fit into the context of the model of a call, 0
// where the price book does not say. The model that answered goes before the one
// that was asked for, as with its price. The book remembers its answers.
func windowOf(book *pricing.Book, r *genai.Record) int64 {
	if book == nil {
		return 0
	}
	for _, model := range [...]string{r.ResponseModel, r.RequestModel} {
		if model == "" {
			continue
		}
		if match, err := book.Find(r.Provider, model); err == nil && match.ContextWindow > 0 {
			return match.ContextWindow
		}
	}
	return 0
}
