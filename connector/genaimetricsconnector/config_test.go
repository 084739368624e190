package genaimetricsconnector

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
)

func TestDefaultConfigIsValid(t *testing.T) {
	require.NoError(t, defaultConfig(t).Validate())
}

func TestEveryMistakeIsReportedAtOnce(t *testing.T) {
	config := &Config{
		Interval:    -time.Second,
		Temporality: "deltas",
		Histogram:   "native",
		MaxSeries:   0,
		ExpireAfter: 0,
		Duplicates:  DuplicatesConfig{MaxSpans: -1, MaxEvaluations: -2},
		Evaluators: []EvaluatorConfig{
			{Scale: []float64{5, 1}},
			{Name: "stars", Scale: []float64{1, 5}, Pass: new(6.0), Direction: "up"},
			{Name: "stars", Evaluator: "shop"},
			{Name: "taste", Scale: []float64{1, 5, 9}},
		},
		Drift: DriftConfig{MaxSeries: -1, Baseline: 499, BaselineTime: -1},
	}
	err := config.Validate()
	for _, want := range []string{
		"interval must be positive, got -1s",
		`temporality must be one of cumulative, delta, got "deltas"`,
		`histogram must be one of explicit, exponential, got "native"`,
		"max_series must be positive, got 0",
		"expire_after must be positive, got 0s",
		"duplicates.max_spans must not be negative, got -1",
		"duplicates.max_evaluations must not be negative, got -2",
		"max_labels must be positive, got 0",
		"evaluators[0] must have a name or an evaluator",
		"evaluators[0].scale must be a lower and a higher number, got [5 1]",
		`evaluators[1].direction must be one of higher, lower, got "up"`,
		"evaluators[1].pass must be on the scale of 1 to 5, got 6",
		"evaluators[2] is never reached: evaluators[0] matches first",
		"evaluators[3].scale must be a lower and a higher number, got [1 5 9]",
		"drift.max_series must not be negative, got -1",
		"drift.baseline must be at least 500 scores, got 499",
		"drift.baseline_time must not be negative, got -1ns",
		"drift.relearn_after must be positive, got 0s",
		"drift.forget_after must be positive, got 0s",
	} {
		require.ErrorContains(t, err, want)
	}
}

func TestEveryKey(t *testing.T) {
	config := createDefaultConfig()
	require.NoError(t, confmap.NewFromStringMap(map[string]any{
		"interval": "30s", "temporality": "delta", "histogram": "exponential",
		"max_series": 50, "expire_after": "10m", "duplicates": map[string]any{"max_spans": 0, "max_evaluations": 9},
		"evaluators": []any{map[string]any{"name": "stars", "evaluator": "shop", "scale": []any{1, 5}, "direction": "lower", "pass": 4}},
		"max_labels": 5,
		"drift":      map[string]any{"max_series": 7, "baseline": 600, "baseline_time": "1h", "relearn_after": "2h", "forget_after": "3h"},
	}).Unmarshal(config))
	assert.Equal(t, &Config{
		Interval: 30 * time.Second, Temporality: Delta, Histogram: Exponential,
		MaxSeries: 50, ExpireAfter: 10 * time.Minute, Duplicates: DuplicatesConfig{MaxSpans: 0, MaxEvaluations: 9},
		Evaluators: []EvaluatorConfig{{Name: "stars", Evaluator: "shop", Scale: []float64{1, 5}, Direction: Lower, Pass: new(4.0)}},
		MaxLabels:  5, Drift: DriftConfig{MaxSeries: 7, Baseline: 600, BaselineTime: time.Hour, RelearnAfter: 2 * time.Hour, ForgetAfter: 3 * time.Hour},
	}, config)
}

func TestMisspeltKeyIsRefused(t *testing.T) {
	err := confmap.NewFromStringMap(map[string]any{"intervall": "30s"}).Unmarshal(createDefaultConfig())
	require.ErrorContains(t, err, "intervall")
}
