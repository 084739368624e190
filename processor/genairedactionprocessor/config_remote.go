package genairedactionprocessor

import (
	"errors"
	"fmt"
	"net/url"
	"slices"

	"go.opentelemetry.io/collector/config/confighttp"

	"github.com/otelcol-genai/otelcol-genai/internal/oneof"
	"github.com/otelcol-genai/otelcol-genai/internal/timespan"
)

// RemoteConfig is an analyzer that speaks the protocol of Presidio's: a POST of
// {text, language, entities, score_threshold}, answered by spans.
type RemoteConfig struct {
	// HTTP holds the endpoint, the whole URL of the analyzer, and its timeout.
	HTTP confighttp.ClientConfig `mapstructure:",squash"`
	// Language is the language of the texts, as the analyzer names it.
	Language string `mapstructure:"language"`
	// Entities are those the analyzer is asked for.
	Entities []string `mapstructure:"entities"`
	// MinScore is the score a finding must have, 0 to 1.
	MinScore float64 `mapstructure:"min_score"`
	// OnFailure is what becomes of a text that could not be analyzed.
	OnFailure OnFailure `mapstructure:"on_failure"`
	// BatchSize is how many texts one request holds at most.
	BatchSize int `mapstructure:"batch_size"`
	// QueueSize is how many requests wait at most; texts past it count as failed.
	QueueSize int `mapstructure:"queue_size"`
	// Workers is how many requests are under way at once.
	Workers int `mapstructure:"workers"`
	// MaxTextBytes bounds one text; longer ones are sent in pieces.
	MaxTextBytes int `mapstructure:"max_text_bytes"`
	// CacheEntries bounds the answers kept for texts that come again.
	CacheEntries int `mapstructure:"cache_entries"`
}

// OnFailure is what becomes of a text that the analyzer could not be asked about.
type OnFailure string

// The failure modes.
const (
	// FailOpen passes the text with what was found here, and marks the record.
	FailOpen OnFailure = "open"
	// FailClosed puts a marker in its place.
	FailClosed OnFailure = "closed"
	// FailMaskAll puts * for every letter and digit.
	FailMaskAll OnFailure = "mask_all"
)

var failureModes = []OnFailure{FailOpen, FailClosed, FailMaskAll}

func (c *RemoteConfig) check() (errs []error) {
	// The URL may hold credentials, so it is not shown.
	if u, err := url.Parse(c.HTTP.Endpoint); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		errs = append(errs, errors.New("remote.endpoint must be the URL of an analyzer, such as http://localhost:5002/analyze"))
	}
	if !slices.Contains(failureModes, c.OnFailure) {
		errs = append(errs, fmt.Errorf("remote.on_failure must be one of %s, got %q", oneof.List(failureModes), c.OnFailure))
	}
	if c.Language == "" {
		errs = append(errs, errors.New("remote.language must be set"))
	}
	if len(c.Entities) == 0 {
		errs = append(errs, errors.New("remote.entities must name at least one entity"))
	}
	if !(c.MinScore >= 0 && c.MinScore <= 1) {
		errs = append(errs, fmt.Errorf("remote.min_score must be between 0 and 1, got %v", c.MinScore))
	}
	errs = append(errs, timespan.Positive("remote.timeout", c.HTTP.Timeout))
	for _, bound := range []struct {
		key string
		n   int
	}{
		{"batch_size", c.BatchSize},
		{"queue_size", c.QueueSize},
		{"workers", c.Workers},
		{"max_text_bytes", c.MaxTextBytes},
		{"cache_entries", c.CacheEntries},
	} {
		if bound.n <= 0 {
			errs = append(errs, fmt.Errorf("remote.%s must be positive, got %d", bound.key, bound.n))
		}
	}
	return errs
}
