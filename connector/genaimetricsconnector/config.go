package genaimetricsconnector

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"go.opentelemetry.io/collector/component"

	"github.com/otelcol-genai/otelcol-genai/internal/oneof"
	"github.com/otelcol-genai/otelcol-genai/internal/timespan"
)

// Config is what a user writes under genai_metrics.
type Config struct {
	// Interval is the time between two flushes of the metrics.
	Interval time.Duration `mapstructure:"interval"`
	// Temporality says what a point covers: everything since its series began, or one interval.
	Temporality Temporality `mapstructure:"temporality"`
	// Histogram is the form of all histograms.
	Histogram HistogramForm `mapstructure:"histogram"`
	// MaxSeries bounds the series of each metric, over all resources. Past it
	// measurements go to one series with otel.metric.overflow.
	MaxSeries int `mapstructure:"max_series"`
	// ExpireAfter is how long a series without updates is kept.
	ExpireAfter time.Duration `mapstructure:"expire_after"`
	// Duplicates is about spans that arrive more than once.
	Duplicates DuplicatesConfig `mapstructure:"duplicates"`
	// Evaluators declare what scores mean. The first that matches an evaluation is it.
	Evaluators []EvaluatorConfig `mapstructure:"evaluators"`
	// MaxLabels bounds the labels of each evaluator, and apart from these its types of
	// errors. Past it they are _OTHER.
	MaxLabels int `mapstructure:"max_labels"`
	// Drift is about scores that move.
	Drift DriftConfig `mapstructure:"drift"`
}

// DuplicatesConfig bounds the memory of what was counted.
type DuplicatesConfig struct {
	// MaxSpans is how many span identities are remembered at most; 0 remembers none.
	MaxSpans int `mapstructure:"max_spans"`
	// MaxEvaluations is how many evaluations are remembered at most; 0 remembers none.
	MaxEvaluations int `mapstructure:"max_evaluations"`
}

// Temporality is what a point covers.
type Temporality string

// The two temporalities of OTLP.
const (
	Cumulative Temporality = "cumulative"
	Delta      Temporality = "delta"
)

var temporalities = []Temporality{Cumulative, Delta}

// HistogramForm is how a histogram divides its values.
type HistogramForm string

// The two forms of OTLP.
const (
	Explicit    HistogramForm = "explicit"
	Exponential HistogramForm = "exponential"
)

var histogramForms = []HistogramForm{Explicit, Exponential}

func createDefaultConfig() component.Config {
	return &Config{
		Interval:    10 * time.Second,
		Temporality: Cumulative,
		Histogram:   Explicit,
		MaxSeries:   2000,
		ExpireAfter: time.Hour,
		Duplicates:  DuplicatesConfig{MaxSpans: 100_000, MaxEvaluations: 100_000},
		MaxLabels:   20,
		Drift: DriftConfig{
			MaxSeries:    500,
			Baseline:     2500,
			BaselineTime: 24 * time.Hour,
			RelearnAfter: 24 * time.Hour,
			ForgetAfter:  7 * 24 * time.Hour,
		},
	}
}

// Validate reports everything that is wrong at once.
func (c *Config) Validate() error {
	errs := []error{timespan.Positive("interval", c.Interval), timespan.Positive("expire_after", c.ExpireAfter)}
	if !slices.Contains(temporalities, c.Temporality) {
		errs = append(errs, fmt.Errorf("temporality must be one of %s, got %q", oneof.List(temporalities), c.Temporality))
	}
	if !slices.Contains(histogramForms, c.Histogram) {
		errs = append(errs, fmt.Errorf("histogram must be one of %s, got %q", oneof.List(histogramForms), c.Histogram))
	}
	if c.MaxSeries <= 0 {
		errs = append(errs, fmt.Errorf("max_series must be positive, got %d", c.MaxSeries))
	}
	if c.Duplicates.MaxSpans < 0 {
		errs = append(errs, fmt.Errorf("duplicates.max_spans must not be negative, got %d", c.Duplicates.MaxSpans))
	}
	if c.Duplicates.MaxEvaluations < 0 {
		errs = append(errs, fmt.Errorf("duplicates.max_evaluations must not be negative, got %d", c.Duplicates.MaxEvaluations))
	}
	if c.MaxLabels <= 0 {
		errs = append(errs, fmt.Errorf("max_labels must be positive, got %d", c.MaxLabels))
	}
	errs = append(errs, c.validateEvaluators(), c.Drift.validate())
	return errors.Join(errs...)
}
