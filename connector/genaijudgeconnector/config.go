package genaijudgeconnector

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"go.opentelemetry.io/collector/component"

	"github.com/otelcol-genai/otelcol-genai/internal/oneof"
	"github.com/otelcol-genai/otelcol-genai/internal/timespan"
)

// Config is what a user writes under genai_judge.
type Config struct {
	// Model is the one that evaluators of kind llm ask.
	Model ModelConfig `mapstructure:"model"`
	// Sample is the share of traces that are judged, 0 to 1.
	Sample float64 `mapstructure:"sample"`
	// Always are the classes of records that are judged whatever the sample.
	Always []class `mapstructure:"always"`
	// Evaluators are what is judged.
	Evaluators []EvaluatorConfig `mapstructure:"evaluators"`
	// Limits bound what the model may cost, for all evaluators together.
	Limits LimitsConfig `mapstructure:"limits"`
	// Storage is the storage extension that keeps what was spent over a restart; none for memory.
	Storage *component.ID `mapstructure:"storage"`
	// AllowUnredacted judges records that did not come through genai_redaction.
	AllowUnredacted bool `mapstructure:"allow_unredacted"`

	// MaxContentBytes bounds each part of what a model is shown: instructions, input, steps, response.
	MaxContentBytes int `mapstructure:"max_content_bytes"`
	// Queue bounds what waits to be judged.
	Queue QueueConfig `mapstructure:"queue"`
	// Assembly bounds what waits for its trace to be complete.
	Assembly AssemblyConfig `mapstructure:"assembly"`
	// Retry says how often a model is asked again.
	Retry RetryConfig `mapstructure:"retry"`
	// Pause is how long a model is left alone that does not work until somebody does something about it.
	Pause time.Duration `mapstructure:"pause"`
	// Cache keeps verdicts on what was judged before.
	Cache CacheConfig `mapstructure:"cache"`
	// ShutdownTimeout is how long a shutdown waits for what is in the queue.
	ShutdownTimeout time.Duration `mapstructure:"shutdown_timeout"`
}

// QueueConfig bounds what waits to be judged. What does not fit is dropped and counted.
type QueueConfig struct {
	Size    int `mapstructure:"size"`
	Bytes   int `mapstructure:"bytes"`
	Workers int `mapstructure:"workers"`
}

// AssemblyConfig bounds what waits for its trace to be complete.
type AssemblyConfig struct {
	// Settle is how long a trace is waited for once its root has come, Timeout since its first span.
	Settle    time.Duration `mapstructure:"settle"`
	Timeout   time.Duration `mapstructure:"timeout"`
	MaxTraces int           `mapstructure:"max_traces"`
	// MaxSpans bounds those of one trace.
	MaxSpans int `mapstructure:"max_spans"`
}

// RetryConfig is about questions without an answer. The wait doubles from one time to the next.
type RetryConfig struct {
	MaxAttempts int           `mapstructure:"max_attempts"`
	Initial     time.Duration `mapstructure:"initial"`
	// Max is the longest a worker waits. Where a server asks for more, the model is paused for so long.
	Max time.Duration `mapstructure:"max"`
}

// CacheConfig bounds the verdicts that are kept.
type CacheConfig struct {
	Entries int           `mapstructure:"entries"` // 0 keeps none
	TTL     time.Duration `mapstructure:"ttl"`
}

// class is a reason to judge a record.
type class string

// The classes.
const (
	classSample    class = "sample"
	classError     class = "error"
	classTruncated class = "truncated"
	classSignal    class = "signal"
	classFeedback  class = "feedback"
)

var alwaysClasses = []class{classError, classTruncated, classSignal, classFeedback}

func createDefaultConfig() component.Config {
	return &Config{
		Model:           defaultModel(),
		Sample:          0.1,
		Always:          slices.Clone(alwaysClasses),
		Limits:          LimitsConfig{USDPerHour: 1, USDPerDay: 10},
		MaxContentBytes: 32 << 10,
		Queue:           QueueConfig{Size: 1000, Bytes: 64 << 20, Workers: 4},
		Assembly:        AssemblyConfig{Settle: 2 * time.Second, Timeout: 30 * time.Second, MaxTraces: 1000, MaxSpans: 200},
		Retry:           RetryConfig{MaxAttempts: 3, Initial: time.Second, Max: 30 * time.Second},
		Pause:           15 * time.Minute,
		Cache:           CacheConfig{Entries: 10_000, TTL: time.Hour},
		ShutdownTimeout: 5 * time.Second,
	}
}

// Validate reports everything that is wrong at once.
func (c *Config) Validate() error {
	errs := c.checkEvaluators()
	if c.asks() {
		errs = append(errs, c.Model.check()...)
		errs = append(errs, c.checkPrices()...)
	}
	errs = append(errs, checkShare("sample", c.Sample)...)
	for i, class := range c.Always {
		if !slices.Contains(alwaysClasses, class) {
			errs = append(errs, fmt.Errorf("always[%d] must be one of %s, got %q", i, oneof.List(alwaysClasses), class))
		}
	}
	errs = append(errs, c.Limits.check("limits")...)
	return errors.Join(append(errs, c.checkBounds()...)...)
}

// asks reports whether any evaluator asks the model.
func (c *Config) asks() bool {
	return slices.ContainsFunc(c.Evaluators, func(e EvaluatorConfig) bool { return e.asks() })
}

func (c *Config) checkBounds() (errs []error) {
	for _, bound := range []struct {
		key string
		n   int
	}{
		{"max_content_bytes", c.MaxContentBytes},
		{"queue.size", c.Queue.Size},
		{"queue.bytes", c.Queue.Bytes},
		{"queue.workers", c.Queue.Workers},
		{"assembly.max_traces", c.Assembly.MaxTraces},
		{"assembly.max_spans", c.Assembly.MaxSpans},
		{"retry.max_attempts", c.Retry.MaxAttempts},
	} {
		if bound.n <= 0 {
			errs = append(errs, fmt.Errorf("%s must be positive, got %d", bound.key, bound.n))
		}
	}
	if c.Cache.Entries < 0 {
		errs = append(errs, fmt.Errorf("cache.entries must not be negative, got %d", c.Cache.Entries))
	}
	for _, bound := range []struct {
		key string
		d   time.Duration
	}{
		{"assembly.settle", c.Assembly.Settle},
		{"assembly.timeout", c.Assembly.Timeout},
		{"retry.initial", c.Retry.Initial},
		{"retry.max", c.Retry.Max},
		{"pause", c.Pause},
		{"cache.ttl", c.Cache.TTL},
		{"shutdown_timeout", c.ShutdownTimeout},
	} {
		errs = append(errs, timespan.Positive(bound.key, bound.d))
	}
	if c.Retry.Initial > c.Retry.Max {
		errs = append(errs, fmt.Errorf("retry.initial must not be more than retry.max, got %s and %s", c.Retry.Initial, c.Retry.Max))
	}
	return errs
}

func checkShare(key string, share float64) []error {
	if share >= 0 && share <= 1 {
		return nil
	}
	return []error{fmt.Errorf("%s must be between 0 and 1, got %v", key, share)}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
