package genaibudgetextension

import (
	"go.opentelemetry.io/collector/confmap"

	"github.com/otelcol-genai/otelcol-genai/internal/httpapi"
)

// Unmarshal refuses a key that there is not; see [httpapi.Unmarshal].
func (c *Config) Unmarshal(conf *confmap.Conf) error {
	return httpapi.Unmarshal(conf, &c.Server, &c.LedgerConfig)
}
