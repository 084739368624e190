package genaibudgetreceiver

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"go.opentelemetry.io/collector/component"

	"github.com/otelcol-genai/otelcol-genai/internal/oneof"
	"github.com/otelcol-genai/otelcol-genai/internal/timespan"
)

// Config is what a user writes under genai_budget.
type Config struct {
	// Budget is the extension that keeps the ledger.
	Budget component.ID `mapstructure:"budget"`
	// Interval is the time between two flushes of the metrics. Events do not wait for it.
	Interval time.Duration `mapstructure:"interval"`
	// Temporality says what a point of a counter or histogram covers: everything since its series began, or one interval.
	Temporality Temporality `mapstructure:"temporality"`
	// MaxSeries bounds the series of each metric, over all resources. Past it
	// measurements go to one series with otel.metric.overflow.
	MaxSeries int `mapstructure:"max_series"`
	// ExpireAfter is how long a series without updates is kept.
	ExpireAfter time.Duration `mapstructure:"expire_after"`
	// MaxBatch is how many events one batch of log records has at most.
	MaxBatch int `mapstructure:"max_batch"`
	// Retry says how soon events that were not taken are sent again.
	Retry RetryConfig `mapstructure:"retry"`
}

// RetryConfig is about events that the next component did not take. They are sent
// again until it does; the wait doubles from one time to the next.
type RetryConfig struct {
	// Initial is the first wait.
	Initial time.Duration `mapstructure:"initial"`
	// Max is the longest wait.
	Max time.Duration `mapstructure:"max"`
}

// Temporality is what a point covers.
type Temporality string

// The two temporalities of OTLP.
const (
	Cumulative Temporality = "cumulative"
	Delta      Temporality = "delta"
)

var temporalities = []Temporality{Cumulative, Delta}

func createDefaultConfig() component.Config {
	return &Config{
		Budget:      component.MustNewID("genai_budget"),
		Interval:    10 * time.Second,
		Temporality: Cumulative,
		MaxSeries:   2000,
		ExpireAfter: 24 * time.Hour,
		MaxBatch:    512,
		Retry:       RetryConfig{Initial: 100 * time.Millisecond, Max: 30 * time.Second},
	}
}

// Validate reports everything that is wrong at once.
func (c *Config) Validate() error {
	errs := []error{
		timespan.Positive("interval", c.Interval),
		timespan.Positive("expire_after", c.ExpireAfter),
		timespan.Positive("retry.initial", c.Retry.Initial),
	}
	if c.Retry.Max < c.Retry.Initial {
		errs = append(errs, fmt.Errorf("retry.max must be at least retry.initial (%s), got %s", c.Retry.Initial, c.Retry.Max))
	}
	if !slices.Contains(temporalities, c.Temporality) {
		errs = append(errs, fmt.Errorf("temporality must be one of %s, got %q", oneof.List(temporalities), c.Temporality))
	}
	if c.MaxSeries <= 0 {
		errs = append(errs, fmt.Errorf("max_series must be positive, got %d", c.MaxSeries))
	}
	if c.MaxBatch <= 0 {
		errs = append(errs, fmt.Errorf("max_batch must be positive, got %d", c.MaxBatch))
	}
	return errors.Join(errs...)
}
