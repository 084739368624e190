package genaimetricsconnector

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation"
	"github.com/otelcol-genai/otelcol-genai/internal/oneof"
	"github.com/otelcol-genai/otelcol-genai/internal/timespan"
)

// EvaluatorConfig declares what the scores of some evaluations mean.
type EvaluatorConfig struct {
	// Name is that of the evaluation (gen_ai.evaluation.name); empty is any.
	Name string `mapstructure:"name"`
	// Evaluator is who judges (genai.evaluation.evaluator); empty is any.
	Evaluator string `mapstructure:"evaluator"`
	// Scale is the lowest and the highest score; [0, 1] where it is left out.
	Scale []float64 `mapstructure:"scale"`
	// Direction says which end of the scale is good.
	Direction Direction `mapstructure:"direction"`
	// Pass is the worst score that passes, on the scale of the evaluator.
	Pass *float64 `mapstructure:"pass"`
}

// Direction is which end of a scale is good.
type Direction string

// The two directions; none is Higher.
const (
	Higher Direction = "higher"
	Lower  Direction = "lower"
)

var directions = []Direction{Higher, Lower}

// DriftConfig is how scores that move are looked for.
type DriftConfig struct {
	// MaxSeries is how many evaluators of services are watched; 0 watches none.
	MaxSeries int `mapstructure:"max_series"`
	// Baseline is how many scores are learned from before anything is found.
	Baseline int `mapstructure:"baseline"`
	// BaselineTime is for how long is learned at least, so that a day is known whole.
	BaselineTime time.Duration `mapstructure:"baseline_time"`
	// RelearnAfter is for how long a drift is told before the new level is learned.
	RelearnAfter time.Duration `mapstructure:"relearn_after"`
	// ForgetAfter is for how long an evaluator without scores keeps its place when there is no room.
	ForgetAfter time.Duration `mapstructure:"forget_after"`
}

// leastBaseline is ten batches: the spread of fewer is a guess.
const leastBaseline = 500

func (c *DriftConfig) validate() error {
	errs := []error{timespan.NotNegative("drift.baseline_time", c.BaselineTime), timespan.Positive("drift.relearn_after", c.RelearnAfter), timespan.Positive("drift.forget_after", c.ForgetAfter)}
	if c.MaxSeries < 0 {
		errs = append(errs, fmt.Errorf("drift.max_series must not be negative, got %d", c.MaxSeries))
	}
	if c.Baseline < leastBaseline {
		errs = append(errs, fmt.Errorf("drift.baseline must be at least %d scores, got %d", leastBaseline, c.Baseline))
	}
	return errors.Join(errs...)
}

func (c *Config) validateEvaluators() error {
	var errs []error
	for i := range c.Evaluators {
		at := fmt.Sprintf("evaluators[%d]", i)
		e := &c.Evaluators[i]
		errs = append(errs, e.validate(at))
		for j := range c.Evaluators[:i] {
			if c.Evaluators[j].covers(e) {
				errs = append(errs, fmt.Errorf("%s is never reached: evaluators[%d] matches first", at, j))
				break
			}
		}
	}
	return errors.Join(errs...)
}

func (e *EvaluatorConfig) validate(at string) error {
	var errs []error
	if e.Name == "" && e.Evaluator == "" {
		errs = append(errs, fmt.Errorf("%s must have a name or an evaluator", at))
	}
	if e.Direction != "" && !slices.Contains(directions, e.Direction) {
		errs = append(errs, fmt.Errorf("%s.direction must be one of %s, got %q", at, oneof.List(directions), e.Direction))
	}
	if !isScale(e.Scale) {
		return errors.Join(append(errs, fmt.Errorf("%s.scale must be a lower and a higher number, got %v", at, e.Scale))...)
	}
	if scale := e.scale(); e.Pass != nil && !(*e.Pass >= scale.Min && *e.Pass <= scale.Max) {
		errs = append(errs, fmt.Errorf("%s.pass must be on the scale of %v to %v, got %v", at, scale.Min, scale.Max, *e.Pass))
	}
	return errors.Join(errs...)
}

func isScale(scale []float64) bool {
	return len(scale) == 0 || len(scale) == 2 && scale[0] < scale[1] && !math.IsInf(scale[1]-scale[0], 0)
}

// covers reports whether e matches everything that other does.
func (e *EvaluatorConfig) covers(other *EvaluatorConfig) bool {
	return (e.Name == "" || e.Name == other.Name) && (e.Evaluator == "" || e.Evaluator == other.Evaluator)
}

func (e *EvaluatorConfig) scale() evaluation.Scale {
	scale := evaluation.Unit
	if len(e.Scale) > 0 {
		scale = evaluation.Scale{Min: e.Scale[0], Max: e.Scale[1]}
	}
	scale.LowerIsBetter = e.Direction == Lower
	return scale
}

func (c *Config) rules() evaluation.Rules {
	rules := make(evaluation.Rules, len(c.Evaluators))
	for i := range c.Evaluators {
		e := &c.Evaluators[i]
		rules[i] = evaluation.Rule{Name: e.Name, Evaluator: e.Evaluator, Scale: e.scale(), Passes: e.Pass}
	}
	return rules
}
