package genaibudgetextension

import (
	"iter"
	"maps"

	"github.com/otelcol-genai/otelcol-genai/internal/keyfile"
	"github.com/otelcol-genai/otelcol-genai/internal/redact"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

const minKeyBytes = keyfile.MinBytes

func (c *RedactionConfig) options(key []byte) redact.Options {
	return redact.Options{
		Entities:      c.Entities,
		MinConfidence: detect.Confidence(min(max(c.MinConfidence, 1), 100)),
		Action:        redact.Token,
		TokenKey:      key,
		CacheEntries:  -1, // ids are remembered with their tokens
	}
}

func mapKeys[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }
