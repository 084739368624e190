package genaisessionprocessor

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/signal"
	"github.com/otelcol-genai/otelcol-genai/internal/oneof"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
	"github.com/otelcol-genai/otelcol-genai/internal/timespan"
)

// SignalsConfig is about what is found by looking at a record.
type SignalsConfig struct {
	// Disable are the signals that are not looked for.
	Disable []string `mapstructure:"disable"`
	// RefusalPatterns are how refusals are worded, looked for in the beginning of answers.
	// Without them only finish reasons tell of refusals.
	RefusalPatterns []string `mapstructure:"refusal_patterns"`
	// CorrectionPatterns are how users correct an agent. Without them nothing is looked for.
	CorrectionPatterns []string `mapstructure:"correction_patterns"`
	// RetryWithin is for how long the same input again is a retry, and the same answer
	// again a repeat.
	RetryWithin time.Duration `mapstructure:"retry_within"`
	// MinResults is how many results of a tool must be known before one is odd.
	MinResults int `mapstructure:"min_results"`
	// MaxTools, MaxCalls and MaxCitations bound what is remembered.
	MaxTools     int `mapstructure:"max_tools"`
	MaxCalls     int `mapstructure:"max_calls"`
	MaxCitations int `mapstructure:"max_citations"`
}

// OutcomeConfig says which verdicts tell how a session went.
type OutcomeConfig struct {
	// Evaluations are the names of those that do, the weightiest first. What people say
	// weighs more than any.
	Evaluations []string `mapstructure:"evaluations"`
	// Pass is the score from which on a session is a success, where there is no label.
	Pass float64 `mapstructure:"pass"`
}

func defaultSignals() SignalsConfig {
	return SignalsConfig{RetryWithin: 10 * time.Minute, MinResults: 12, MaxTools: 10_000, MaxCalls: 100_000, MaxCitations: 200_000}
}

func defaultOutcome() OutcomeConfig {
	return OutcomeConfig{
		Evaluations: []string{"task_success", "task_completion", "goal_completion", "success", "resolved", "reward"},
		Pass:        0.5,
	}
}

// maxOutcomes is how many evaluations there are weights for, below what people say and
// above what the end of a session tells.
const maxOutcomes = session.MaxWeight - 2

func (c *SignalsConfig) validate() error {
	errs := make([]error, 0, 8)
	for i, name := range c.Disable {
		if !slices.Contains(signal.Names(), name) {
			errs = append(errs, fmt.Errorf("signals.disable[%d] must be one of %s, got %q", i, oneof.List(signal.Names()), name))
		}
	}
	_, refusals := signal.Compile("signals.refusal_patterns", c.RefusalPatterns)
	_, corrections := signal.Compile("signals.correction_patterns", c.CorrectionPatterns)
	errs = append(errs, refusals, corrections, timespan.AtLeast("signals.retry_within", c.RetryWithin, time.Second))
	for _, n := range [...]struct {
		key   string
		value int
	}{{"min_results", c.MinResults}, {"max_tools", c.MaxTools}, {"max_calls", c.MaxCalls}, {"max_citations", c.MaxCitations}} {
		if n.value < 1 || n.value > maxRemembered {
			errs = append(errs, fmt.Errorf("signals.%s must be between 1 and %d, got %d", n.key, maxRemembered, n.value))
		}
	}
	return errors.Join(errs...)
}

const maxRemembered = 100_000_000

func (c *OutcomeConfig) validate() error {
	var errs []error
	if len(c.Evaluations) > maxOutcomes {
		errs = append(errs, fmt.Errorf("outcome.evaluations must be at most %d, got %d", maxOutcomes, len(c.Evaluations)))
	}
	errs = append(errs, validateKeys("outcome.evaluations", c.Evaluations))
	if !(c.Pass > -1e9 && c.Pass < 1e9) { // NaN is not
		errs = append(errs, fmt.Errorf("outcome.pass must be a number, got %v", c.Pass))
	}
	return errors.Join(errs...)
}

// disabled is the set of signals that are not looked for.
func (c *SignalsConfig) disabled() (off signal.Set) {
	for i, name := range signal.Names() {
		if slices.Contains(c.Disable, name) {
			off |= 1 << i
		}
	}
	return off
}
