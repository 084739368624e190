package alertmanager

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/confmap"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/post"
	"github.com/otelcol-genai/otelcol-genai/internal/squash"
	"github.com/otelcol-genai/otelcol-genai/internal/timespan"
)

// Config is what a user writes of a destination of type alertmanager.
type Config struct {
	// Client is how it is reached. The endpoint has the path of its --web.route-prefix, if there is one.
	Client confighttp.ClientConfig `mapstructure:",squash"`
	// AlertConfig is about what is sent.
	AlertConfig `mapstructure:",squash"`
}

// AlertConfig is about the alerts.
type AlertConfig struct {
	// Endpoints are the members of a cluster, in place of an endpoint. Each is sent everything, as
	// they do not tell each other of alerts; what one of them took is taken.
	Endpoints []string `mapstructure:"endpoints"`
	// Lifetime is how long Alertmanager holds an alert that is not renewed.
	Lifetime time.Duration `mapstructure:"lifetime"`
	// Linger is for how long after its end an alert is kept up. A rule of Prometheus that tells of the
	// same sees the end later, and would be told of when what inhibits it is gone.
	Linger time.Duration `mapstructure:"linger"`
	// MaxBatch is how many alerts one request has.
	MaxBatch int `mapstructure:"max_batch"`
}

// minLifetime leaves room for renewals to be late.
const minLifetime = time.Minute

const (
	// defaultLinger is how long the shipped rule on a session over its budget tells of it at
	// least, 2 minutes, and what flush, scrape and evaluation add to that.
	defaultLinger = 2*time.Minute + 30*time.Second
	maxLinger     = time.Hour
)

// DefaultConfig lacks an endpoint. Its lifetime is Alertmanager's own resolve_timeout.
func DefaultConfig() *Config {
	return &Config{Client: post.DefaultClient(""), AlertConfig: AlertConfig{Lifetime: 5 * time.Minute, Linger: defaultLinger, MaxBatch: 32}}
}

// Unmarshal reads the client's part apart from the rest.
func (c *Config) Unmarshal(conf *confmap.Conf) error {
	return squash.Unmarshal(conf, &c.Client, &c.AlertConfig)
}

// Validate reports everything that is wrong at once.
func (c *Config) Validate() error {
	errs := append(c.checkEndpoints(), post.CheckClient(&c.Client)...)
	errs = append(errs, timespan.AtLeast("lifetime", c.Lifetime, minLifetime))
	if c.Linger >= 0 {
		errs = append(errs, timespan.NotNegative("linger", c.Linger))
	}
	if c.Linger < 0 || c.Linger > maxLinger {
		errs = append(errs, fmt.Errorf("linger must be between 0s and %s, got %s", maxLinger, c.Linger))
	}
	if c.MaxBatch < 1 || c.MaxBatch > 1000 {
		errs = append(errs, fmt.Errorf("max_batch must be between 1 and 1000, got %d", c.MaxBatch))
	}
	return errors.Join(errs...)
}

func (c *Config) checkEndpoints() (errs []error) {
	switch {
	case len(c.Endpoints) == 0:
		return post.CheckEndpoint("endpoint", c.Client.Endpoint)
	case c.Client.Endpoint != "":
		errs = append(errs, fmt.Errorf("endpoint must not be set beside endpoints, got both, with %d endpoints", len(c.Endpoints)))
	}
	for i, endpoint := range c.Endpoints {
		key := fmt.Sprintf("endpoints[%d]", i)
		errs = append(errs, post.CheckEndpoint(key, endpoint)...)
		if first := slices.Index(c.Endpoints, endpoint); first < i {
			errs = append(errs, fmt.Errorf("%s must differ from the others, got that of endpoints[%d]", key, first))
		}
	}
	return errs
}

func (c *Config) endpoints() []string {
	if len(c.Endpoints) > 0 {
		return c.Endpoints
	}
	return []string{c.Client.Endpoint}
}
