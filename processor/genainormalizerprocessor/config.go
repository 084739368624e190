package genainormalizerprocessor

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/component"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/genai/dialect"
)

// Config is what a user writes under genai_normalizer.
type Config struct {
	// Dialects are the vocabularies to read: auto for all, or a list of names.
	Dialects []string `mapstructure:"dialects"`
	// KeepOriginal keeps attributes that were mapped to another name, and what
	// stood under a name whose value was corrected.
	KeepOriginal bool `mapstructure:"keep_original"`
	// Messages also brings prompts, answers and tool definitions into one form.
	Messages bool `mapstructure:"messages"`
	// MaxMessageBytes bounds what is parsed of one record's prompts or answers;
	// larger ones stay in their own form and are counted.
	MaxMessageBytes int `mapstructure:"max_message_bytes"`
	// Semconv is the version of the conventions whose names are written.
	Semconv Semconv `mapstructure:"semconv"`
}

// Semconv is a version of the semantic conventions.
type Semconv string

// Versions that can be written.
const (
	Semconv1411 Semconv = "1.41.1"
	// SemconvDev is the repository semantic-conventions-genai, which has no release.
	SemconvDev Semconv = "genai-dev"
)

var semconvs = []Semconv{Semconv1411, SemconvDev}

// auto stands for all dialects.
const auto = "auto"

// Bounds of max_message_bytes. The upper one keeps a typing mistake from making
// every request of a hostile client a gigabyte of parsing.
const (
	minMessageBytes = 1 << 10
	maxMessageBytes = 64 << 20
)

func createDefaultConfig() component.Config {
	return &Config{
		Dialects:        []string{auto},
		KeepOriginal:    true,
		Messages:        true,
		MaxMessageBytes: dialect.DefaultMaxMessageBytes,
		Semconv:         Semconv1411,
	}
}

// Validate reports everything that is wrong at once.
func (c *Config) Validate() error {
	var errs []error
	if len(c.Dialects) == 0 {
		errs = append(errs, fmt.Errorf("dialects must name at least one of %s", expectedDialects()))
	}
	for i, name := range c.Dialects {
		switch {
		case name == auto && len(c.Dialects) > 1:
			errs = append(errs, fmt.Errorf("dialects[%d]: %s stands for all dialects, remove the others or it", i, auto))
		case name != auto && !slices.Contains(dialect.Names(), dialect.Name(name)):
			errs = append(errs, fmt.Errorf("dialects[%d]: unknown dialect %q, expected one of %s", i, name, expectedDialects()))
		case slices.Index(c.Dialects, name) < i:
			errs = append(errs, fmt.Errorf("dialects[%d]: %s is listed twice", i, name))
		}
	}
	if c.MaxMessageBytes < minMessageBytes || c.MaxMessageBytes > maxMessageBytes {
		errs = append(errs, fmt.Errorf("max_message_bytes must be between %d and %d, got %d", minMessageBytes, maxMessageBytes, c.MaxMessageBytes))
	}
	if !slices.Contains(semconvs, c.Semconv) {
		errs = append(errs, fmt.Errorf("semconv must be one of %s, %s, got %q", Semconv1411, SemconvDev, c.Semconv))
	}
	return errors.Join(errs...)
}

func expectedDialects() string {
	names := []string{auto}
	for _, name := range dialect.Names() {
		names = append(names, string(name))
	}
	return strings.Join(names, ", ")
}

func (c *Config) options() dialect.Options {
	o := dialect.Options{
		DropOriginals:   !c.KeepOriginal,
		WithoutMessages: !c.Messages,
		MaxMessageBytes: c.MaxMessageBytes,
	}
	if c.Semconv == SemconvDev {
		o.CacheWriteKey = genai.AttrCacheWrite
	}
	for _, name := range c.Dialects {
		if name != auto {
			o.Dialects = append(o.Dialects, dialect.Name(name))
		}
	}
	return o
}
