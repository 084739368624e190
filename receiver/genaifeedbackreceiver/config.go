package genaifeedbackreceiver

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/confmap"

	"github.com/otelcol-genai/otelcol-genai/internal/httpapi"
	"github.com/otelcol-genai/otelcol-genai/internal/keyfile"
	"github.com/otelcol-genai/otelcol-genai/internal/squash"
	"github.com/otelcol-genai/otelcol-genai/internal/timespan"
)

// Config is what a user writes under genai_feedback.
type Config struct {
	// Server is where feedback is taken, with TLS, auth, CORS and the rest of an HTTP server.
	Server confighttp.ServerConfig `mapstructure:",squash"`
	// FeedbackConfig is all that is not of the server.
	FeedbackConfig `mapstructure:",squash"`
}

// FeedbackConfig says what feedback is taken and what becomes of it.
type FeedbackConfig struct {
	// Budget is the extension that knows the span of an answer and of a turn.
	Budget component.ID `mapstructure:"budget"`
	// Secret makes the tokens that feedback needs; SecretFile is a file that holds it.
	// Without one, everybody on this machine may give feedback.
	Secret     configopaque.String `mapstructure:"secret"`
	SecretFile string              `mapstructure:"secret_file"`
	// ClockSkew is how much later than it says a token expires.
	ClockSkew time.Duration `mapstructure:"clock_skew"`
	// Name is that of the evaluation where feedback gives none.
	Name string `mapstructure:"name"`
	// Names and Labels are those that feedback may give; empty for any, of which
	// MaxNames and MaxLabels are taken: they are attributes of metrics.
	Names     []string `mapstructure:"names"`
	MaxNames  int      `mapstructure:"max_names"`
	Labels    []string `mapstructure:"labels"`
	MaxLabels int      `mapstructure:"max_labels"`
	// TenantAttribute is the resource attribute that the tenant of a known target is
	// written to, the one that genai_session reads it from; empty for none.
	TenantAttribute string `mapstructure:"tenant_attribute"`
	// MaxItems bounds one batch, and MaxText the bytes of a comment or correction.
	MaxItems int `mapstructure:"max_items"`
	MaxText  int `mapstructure:"max_text"`
	// RateLimit bounds the requests of one client, which is an address.
	RateLimit ClientRateConfig `mapstructure:"rate_limit"`
	// SessionRateLimit bounds the feedback on one session, or where none is told on one
	// trace or answer.
	SessionRateLimit SessionRateConfig `mapstructure:"session_rate_limit"`
	// Idempotency says how long the ids of feedback are remembered.
	Idempotency IdempotencyConfig `mapstructure:"idempotency"`
	// Storage is the storage extension that keeps them over a restart; none for memory.
	Storage *component.ID `mapstructure:"storage"`
}

// ClientRateConfig bounds the requests of one client.
type ClientRateConfig struct {
	// RequestsPerSecond is 0 for no limit.
	RequestsPerSecond float64 `mapstructure:"requests_per_second"`
	Burst             int     `mapstructure:"burst"`
	// MaxClients bounds those told apart.
	MaxClients int `mapstructure:"max_clients"`
}

// SessionRateConfig bounds the feedback on one session.
type SessionRateConfig struct {
	// PerMinute is 0 for no limit.
	PerMinute float64 `mapstructure:"per_minute"`
	Burst     int     `mapstructure:"burst"`
	// MaxSessions bounds those told apart.
	MaxSessions int `mapstructure:"max_sessions"`
}

// IdempotencyConfig says how long the ids of feedback are remembered.
type IdempotencyConfig struct {
	TTL    time.Duration `mapstructure:"ttl"`
	MaxIDs int           `mapstructure:"max_ids"`
}

const (
	defaultEndpoint = "localhost:8323"
	defaultName     = "user_feedback"
	maxBodyBytes    = 64 << 10
	// readTimeout is how long the head and the body of a request may take: who sends a byte now and
	// then does not hold a connection for good.
	readTimeout = 10 * time.Second
)

func createDefaultConfig() component.Config {
	server := confighttp.NewDefaultServerConfig()
	server.NetAddr.Endpoint = defaultEndpoint
	server.MaxRequestBodySize = maxBodyBytes
	server.ReadHeaderTimeout, server.ReadTimeout = readTimeout, readTimeout
	return &Config{Server: server, FeedbackConfig: FeedbackConfig{
		Budget:           component.MustNewID("genai_budget"),
		ClockSkew:        time.Minute,
		Name:             defaultName,
		MaxNames:         100,
		MaxLabels:        100,
		TenantAttribute:  "service.namespace",
		MaxItems:         100,
		MaxText:          8 << 10,
		RateLimit:        ClientRateConfig{RequestsPerSecond: 100, Burst: 200, MaxClients: 10_000},
		SessionRateLimit: SessionRateConfig{PerMinute: 60, Burst: 60, MaxSessions: 100_000},
		Idempotency:      IdempotencyConfig{TTL: 24 * time.Hour, MaxIDs: 100_000},
	}}
}

// Unmarshal reads the server's part apart from the rest.
func (c *Config) Unmarshal(conf *confmap.Conf) error {
	return squash.Unmarshal(conf, &c.Server, &c.FeedbackConfig)
}

// Validate reports everything that is wrong at once.
func (c *Config) Validate() error {
	errs := append(c.checkAccess(),
		timespan.NotNegative("clock_skew", c.ClockSkew),
		timespan.AtLeast("idempotency.ttl", c.Idempotency.TTL, time.Second))
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	for key, n := range c.bounds() {
		if n < 1 {
			wrong("%s must be positive, got %d", key, n)
		}
	}
	for key, n := range map[string]float64{
		"rate_limit.requests_per_second": c.RateLimit.RequestsPerSecond, "session_rate_limit.per_minute": c.SessionRateLimit.PerMinute,
	} {
		if !(n >= 0) { // NaN is not
			wrong("%s must be 0 for no limit, or positive, got %v", key, n)
		}
	}
	return errors.Join(append(errs, c.checkWords()...)...)
}

func (c *Config) bounds() map[string]int64 {
	return map[string]int64{
		"max_names": int64(c.MaxNames), "max_labels": int64(c.MaxLabels), "max_items": int64(c.MaxItems), "max_text": int64(c.MaxText),
		"max_request_body_size": c.Server.MaxRequestBodySize,
		"rate_limit.burst":      int64(c.RateLimit.Burst), "rate_limit.max_clients": int64(c.RateLimit.MaxClients),
		"session_rate_limit.burst": int64(c.SessionRateLimit.Burst), "session_rate_limit.max_sessions": int64(c.SessionRateLimit.MaxSessions),
		"idempotency.max_ids": int64(c.Idempotency.MaxIDs),
	}
}

// checkAccess refuses what would let strangers score.
func (c *Config) checkAccess() (errs []error) {
	secret, err := c.secret()
	if err != nil {
		errs = append(errs, err)
	}
	if err := httpapi.CheckEndpoint(&c.Server, defaultEndpoint); err != nil {
		return append(errs, err)
	}
	if err == nil && secret == nil && !c.Server.Auth.HasValue() && !httpapi.IsLoopback(&c.Server) {
		errs = append(errs, fmt.Errorf("secret must be set where endpoint is not a loopback address and there is no auth, got %q", c.Server.NetAddr.Endpoint))
	}
	if secret == nil && !c.Server.Auth.HasValue() {
		errs = append(errs, c.checkOrigins()...)
	}
	return errs
}

// checkOrigins refuses every page in a browser of this machine where everybody on it may score.
func (c *Config) checkOrigins() (errs []error) {
	if !c.Server.CORS.HasValue() {
		return nil
	}
	for i, origin := range c.Server.CORS.Get().AllowedOrigins {
		if strings.Trim(origin[strings.LastIndexByte(origin, '/')+1:], "*") == "" {
			errs = append(errs, fmt.Errorf("cors.allowed_origins[%d] must name the pages that may send where secret is not set, got %q", i, origin))
		}
	}
	return errs
}

// secret is the key of tokens, nil for none.
func (c *Config) secret() ([]byte, error) {
	return keyfile.Read("secret", c.Secret, c.SecretFile, keyfile.MinBytes)
}

func (c *Config) checkWords() (errs []error) {
	check := func(key string, i int, word string) {
		if !isWord(word) {
			errs = append(errs, fmt.Errorf("%s[%d] must be 1 to %d letters, digits, _, -, . or /, got %q", key, i, maxWord, word))
		}
	}
	if !isWord(c.Name) {
		errs = append(errs, fmt.Errorf("name must be 1 to %d letters, digits, _, -, . or /, got %q", maxWord, c.Name))
	}
	for i, name := range c.Names {
		check("names", i, name)
	}
	for i, label := range c.Labels {
		check("labels", i, label)
	}
	return errs
}
