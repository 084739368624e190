package genaijudgeconnector

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/confmap"

	"github.com/otelcol-genai/otelcol-genai/connector/genaijudgeconnector/internal/chat"
	"github.com/otelcol-genai/otelcol-genai/internal/oneof"
	"github.com/otelcol-genai/otelcol-genai/internal/squash"
	"github.com/otelcol-genai/otelcol-genai/internal/timespan"
)

// ModelConfig is the model that judges, and how it is reached.
type ModelConfig struct {
	// Client holds the endpoint, the timeout of one request, TLS, proxy and authentication.
	Client confighttp.ClientConfig `mapstructure:",squash"`
	// OwnModelConfig is the rest.
	OwnModelConfig `mapstructure:",squash"`
}

// OwnModelConfig is about the model.
type OwnModelConfig struct {
	// API is the way it is asked.
	API chat.API `mapstructure:"api"`
	// Name is that of the model.
	Name string `mapstructure:"name"`
	// APIKey is sent as the API wants it.
	APIKey configopaque.String `mapstructure:"api_key"`
	// MaxTokens is the most a model may write; one that reasons needs room for that.
	MaxTokens int64 `mapstructure:"max_tokens"`
	// MaxTokensField is under which name an OpenAI-compatible server is told.
	MaxTokensField string `mapstructure:"max_tokens_field"`
	// Temperature is sent where it is set: newer models refuse any.
	Temperature *float64 `mapstructure:"temperature"`
	// StructuredOutput gives the server the schema of the answer. Without it the prompt alone does.
	StructuredOutput bool `mapstructure:"structured_output"`

	// Provider is whose price is looked up.
	Provider string `mapstructure:"provider"`
	// PriceFiles are price files, as under catalog.files of genai_cost; the embedded book comes last.
	PriceFiles []string `mapstructure:"price_files"`
	// Price is the model's own, of no book.
	Price *PriceConfig `mapstructure:"price"`
	// AllowUnpriced asks a model without a price, which must be held to a number of tokens.
	AllowUnpriced bool `mapstructure:"allow_unpriced"`
}

// PriceConfig is what a million tokens cost in US dollars.
type PriceConfig struct {
	InputMTok  float64 `mapstructure:"input_mtok"`
	OutputMTok float64 `mapstructure:"output_mtok"`
}

const (
	minMaxTokens     = 64
	fieldMaxTokens   = "max_tokens"
	fieldMaxComplete = "max_completion_tokens"
)

func defaultModel() ModelConfig {
	client := confighttp.NewDefaultClientConfig()
	client.Timeout = 30 * time.Second
	return ModelConfig{Client: client, OwnModelConfig: OwnModelConfig{
		MaxTokens: 1024, MaxTokensField: fieldMaxComplete, StructuredOutput: true,
	}}
}

// Unmarshal reads the client's part apart from the rest.
func (c *ModelConfig) Unmarshal(conf *confmap.Conf) error {
	return squash.Unmarshal(conf, &c.Client, &c.OwnModelConfig)
}

// endpoint is the base of the API's URLs.
func (c *ModelConfig) endpoint() string {
	if c.Client.Endpoint != "" {
		return c.Client.Endpoint
	}
	return c.API.Endpoint()
}

// provider is whose price is looked up: whose the endpoint is, where nobody says. What
// listens elsewhere may be anybody's, and is not charged as somebody's.
func (c *ModelConfig) provider() string {
	if c.Provider != "" {
		return c.Provider
	}
	if address, err := url.Parse(c.endpoint()); err == nil {
		switch address.Hostname() {
		case "api.openai.com":
			return "openai"
		case "api.anthropic.com":
			return "anthropic"
		}
	}
	return ""
}

func (c *ModelConfig) model() chat.Model {
	return chat.Model{
		API: c.API, Endpoint: c.endpoint(), Name: c.Name, Key: string(c.APIKey), MaxTokens: c.MaxTokens,
		MaxTokensField: c.MaxTokensField, Temperature: c.Temperature, Structured: c.StructuredOutput,
	}
}

func (c *ModelConfig) check() (errs []error) {
	if !slices.Contains(chat.APIs(), c.API) {
		errs = append(errs, fmt.Errorf("model.api must be one of %s, got %q", oneof.List(chat.APIs()), c.API))
	}
	// The URL may hold credentials, so it is not shown.
	if address, err := url.Parse(c.endpoint()); err != nil || address.Host == "" || address.Scheme != "http" && address.Scheme != "https" || address.RawQuery != "" {
		errs = append(errs, errors.New("model.endpoint must be the base URL of the API with http or https and no query, such as http://localhost:11434/v1"))
	}
	if c.Name == "" {
		errs = append(errs, errors.New("model.name must be set"))
	}
	if c.MaxTokens < minMaxTokens {
		errs = append(errs, fmt.Errorf("model.max_tokens must be at least %d, got %d", minMaxTokens, c.MaxTokens))
	}
	if c.MaxTokensField != fieldMaxTokens && c.MaxTokensField != fieldMaxComplete {
		errs = append(errs, fmt.Errorf("model.max_tokens_field must be %s or %s, got %q", fieldMaxComplete, fieldMaxTokens, c.MaxTokensField))
	}
	if t := c.Temperature; t != nil && !(*t >= 0 && *t <= 2) {
		errs = append(errs, fmt.Errorf("model.temperature must be between 0 and 2, got %v", *t))
	}
	errs = append(errs, timespan.Positive("model.timeout", c.Client.Timeout))
	if c.Client.Compression.IsCompressed() {
		errs = append(errs, fmt.Errorf("model.compression must be none, as the APIs take no other, got %q", string(c.Client.Compression)))
	}
	return errs
}
