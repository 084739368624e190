package webhook

import (
	"errors"

	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/confmap"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/post"
	"github.com/otelcol-genai/otelcol-genai/internal/squash"
)

// Config is what a user writes of a destination of type webhook.
type Config struct {
	// Client is how it is reached. The endpoint is the whole URL.
	Client confighttp.ClientConfig `mapstructure:",squash"`
	// SigningConfig is about how a receiver knows us.
	SigningConfig `mapstructure:",squash"`
}

// SigningConfig is about the signature.
type SigningConfig struct {
	// Secret is a key of Standard Webhooks: whsec_ and 24 to 64 bytes in base64. Without one
	// nothing is signed.
	Secret configopaque.String `mapstructure:"secret"`
}

// DefaultConfig lacks an endpoint.
func DefaultConfig() *Config { return &Config{Client: post.DefaultClient("")} }

// Unmarshal reads the client's part apart from the rest.
func (c *Config) Unmarshal(conf *confmap.Conf) error {
	return squash.Unmarshal(conf, &c.Client, &c.SigningConfig)
}

// Validate reports everything that is wrong at once, and nothing of the secret.
func (c *Config) Validate() error {
	errs := append(post.CheckURL("endpoint", c.Client.Endpoint), post.CheckClient(&c.Client)...)
	if c.Secret != "" {
		if _, err := newSigner(string(c.Secret)); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
