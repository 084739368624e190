package genaibudgetextension

import (
	"go.opentelemetry.io/collector/confmap"

	"github.com/otelcol-genai/otelcol-genai/internal/squash"
)

// Unmarshal reads the server's part apart from the rest.
func (c *Config) Unmarshal(conf *confmap.Conf) error {
	return squash.Unmarshal(conf, &c.Server, &c.LedgerConfig)
}
