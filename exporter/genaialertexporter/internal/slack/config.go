package slack

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/confmap"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/post"
	"github.com/otelcol-genai/otelcol-genai/internal/squash"
	"github.com/otelcol-genai/otelcol-genai/internal/timespan"
)

// Config is what a user writes of a destination of type slack.
type Config struct {
	// Client is how it is reached, without an endpoint: the URL is a secret.
	Client confighttp.ClientConfig `mapstructure:",squash"`
	// MessageConfig is about what is sent.
	MessageConfig `mapstructure:",squash"`
}

// MessageConfig is about the messages.
type MessageConfig struct {
	// WebhookURL is that of an incoming webhook. It leads to one channel.
	WebhookURL configopaque.String `mapstructure:"webhook_url"`
	// Pace is the least time between two messages. Slack takes about one in a second.
	Pace time.Duration `mapstructure:"pace"`
	// MaxIncidents is how many incidents one message tells of.
	MaxIncidents int `mapstructure:"max_incidents"`
}

// maxIncidents keeps room for a line about each within a message.
const maxIncidents = 30

// DefaultConfig lacks the URL.
func DefaultConfig() *Config {
	return &Config{Client: post.DefaultClient(""), MessageConfig: MessageConfig{Pace: time.Second, MaxIncidents: maxIncidents}}
}

// Unmarshal reads the client's part apart from the rest.
func (c *Config) Unmarshal(conf *confmap.Conf) error {
	return squash.Unmarshal(conf, &c.Client, &c.MessageConfig)
}

// Validate reports everything that is wrong at once, and nothing of the URL.
func (c *Config) Validate() error {
	errs := post.CheckClient(&c.Client)
	if c.Client.Endpoint != "" {
		errs = append(errs, fmt.Errorf("endpoint must not be set, webhook_url is where messages go, got %d bytes", len(c.Client.Endpoint)))
	}
	if !isWebhook(string(c.WebhookURL)) {
		errs = append(errs, fmt.Errorf("webhook_url must be a URL with http or https, a host and a path, got %d bytes", len(c.WebhookURL)))
	}
	errs = append(errs, timespan.NotNegative("pace", c.Pace))
	if c.MaxIncidents < 1 || c.MaxIncidents > maxIncidents {
		errs = append(errs, fmt.Errorf("max_incidents must be between 1 and %d, got %d", maxIncidents, c.MaxIncidents))
	}
	return errors.Join(errs...)
}

func isWebhook(text string) bool {
	address, err := url.Parse(text)
	return err == nil && (address.Scheme == "http" || address.Scheme == "https") && address.Host != "" && len(address.Path) > 1
}
