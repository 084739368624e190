package genaibudgetextension

import (
	"bytes"
	"fmt"
	"iter"
	"maps"
	"os"

	"go.opentelemetry.io/collector/config/configopaque"

	"github.com/otelcol-genai/otelcol-genai/internal/redact"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// minKeyBytes is the fewest a key or token has. What is shorter can be guessed.
const minKeyBytes = 16

// readKey returns the key that is set or in the file, or nil where neither is.
func readKey(name string, key configopaque.String, file string) ([]byte, error) {
	text := []byte(string(key))
	switch {
	case key != "" && file != "":
		return nil, fmt.Errorf("%[1]s and %[1]s_file must not both be set", name)
	case key == "" && file == "":
		return nil, nil
	case file != "":
		data, err := os.ReadFile(file) //nolint:gosec // the operator names the file
		if err != nil {
			return nil, fmt.Errorf("%s_file: %w", name, err)
		}
		text = bytes.TrimRight(data, "\r\n")
		name += "_file"
	}
	if len(text) < minKeyBytes {
		return nil, fmt.Errorf("%s must have at least %d bytes, got %d", name, minKeyBytes, len(text))
	}
	return text, nil
}

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
