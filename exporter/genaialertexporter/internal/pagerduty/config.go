package pagerduty

import (
	"errors"
	"fmt"
	"regexp"

	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/confmap"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/post"
	"github.com/otelcol-genai/otelcol-genai/internal/squash"
)

// Config is what a user writes of a destination of type pagerduty.
type Config struct {
	// Client is how it is reached. The endpoint is that of the service region of the account.
	Client confighttp.ClientConfig `mapstructure:",squash"`
	// EventConfig is about what is sent.
	EventConfig `mapstructure:",squash"`
}

// EventConfig is about the events.
type EventConfig struct {
	// RoutingKey is the integration key of an Events API v2 integration.
	RoutingKey configopaque.String `mapstructure:"routing_key"`
	// ClientName and ClientURL are shown as where an alert comes from.
	ClientName string `mapstructure:"client"`
	ClientURL  string `mapstructure:"client_url"`
}

// DefaultConfig lacks a routing key.
func DefaultConfig() *Config {
	return &Config{Client: post.DefaultClient("https://events.pagerduty.com"), EventConfig: EventConfig{ClientName: "otelcol-genai"}}
}

// Unmarshal reads the client's part apart from the rest.
func (c *Config) Unmarshal(conf *confmap.Conf) error {
	return squash.Unmarshal(conf, &c.Client, &c.EventConfig)
}

var routingKey = regexp.MustCompile(`^[0-9A-Za-z]{32}$`)

// Validate reports everything that is wrong at once, and nothing of the key.
func (c *Config) Validate() error {
	errs := append(post.CheckEndpoint("endpoint", c.Client.Endpoint), post.CheckClient(&c.Client)...)
	if !routingKey.MatchString(string(c.RoutingKey)) {
		errs = append(errs, fmt.Errorf("routing_key must be 32 letters and digits, got %d bytes", len(c.RoutingKey)))
	}
	if c.ClientURL != "" {
		errs = append(errs, post.CheckURL("client_url", c.ClientURL)...)
	}
	return errors.Join(errs...)
}
