package genaijudgeconnector

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/judge"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/oneof"
)

// EvaluatorConfig is one thing that is judged.
type EvaluatorConfig struct {
	// Name is that of the evaluation, gen_ai.evaluation.name.
	Name string `mapstructure:"name"`
	Kind kind   `mapstructure:"kind"`
	// Target is what is judged: one span, an agent's turn, or a whole trace.
	Target target `mapstructure:"target"`
	// Operations are those of the spans that are judged, for target span.
	Operations []genai.Operation `mapstructure:"operations"`
	// Filter is a condition in CEL; what it does not hold for is not judged.
	Filter string `mapstructure:"filter"`
	// Sample is that of the connector where it is not set.
	Sample *float64 `mapstructure:"sample"`
	// PassThreshold makes the label pass or fail, on the scale of 0 to 1.
	PassThreshold *float64 `mapstructure:"pass_threshold"`
	// Limits bound what this evaluator may cost, within those of the connector.
	Limits LimitsConfig `mapstructure:"limits"`

	// Criteria is the question to the model, Rubric the name of a built-in one: kind llm.
	Criteria string `mapstructure:"criteria"`
	Rubric   string `mapstructure:"rubric"`
	// Choices are the answers there are and their scores. Yes and no where there are neither choices nor a scale.
	Choices map[string]float64 `mapstructure:"choices"`
	// Scale is that of scores.
	Scale *ScaleConfig `mapstructure:"scale"`

	// Cases is a file of known answers, one JSON object in a line: kind reference.
	Cases string `mapstructure:"cases"`
	// CaseAttributes are where the id of the case stands; the first that is there counts.
	CaseAttributes []string `mapstructure:"case_attributes"`

	// Condition is in CEL: kind expression.
	Condition string `mapstructure:"condition"`
}

// ScaleConfig is what numbers are told on.
type ScaleConfig struct {
	Min float64 `mapstructure:"min"`
	Max float64 `mapstructure:"max"`
	// Inverted: the lowest number is the best.
	Inverted bool `mapstructure:"inverted"`
}

// kind is how something is judged.
type kind string

// The kinds.
const (
	kindLLM        kind = "llm"
	kindReference  kind = "reference"
	kindExpression kind = "expression"
)

var kinds = []kind{kindLLM, kindReference, kindExpression}

// target is what is judged.
type target string

// The targets.
const (
	targetSpan  target = "span"
	targetTurn  target = "turn"
	targetTrace target = "trace"
)

var targets = []target{targetSpan, targetTurn, targetTrace}

// Where nothing is configured.
var (
	defaultOperations     = []genai.Operation{genai.OperationChat, genai.OperationTextCompletion, genai.OperationGenerateContent}
	defaultCaseAttributes = []string{"test.case.id", "test.case.name"}
)

func (e *EvaluatorConfig) target() target { return cmp.Or(e.Target, targetSpan) }

func (e *EvaluatorConfig) operations() []genai.Operation {
	if len(e.Operations) == 0 {
		return defaultOperations
	}
	return e.Operations
}

func (e *EvaluatorConfig) caseAttributes() []string {
	if len(e.CaseAttributes) == 0 {
		return defaultCaseAttributes
	}
	return e.CaseAttributes
}

// asks reports whether the evaluator asks a model, for any of its cases.
func (e *EvaluatorConfig) asks() bool {
	if e.Kind == kindReference {
		set, err := e.cases()
		return err == nil && set.Judged()
	}
	return e.Kind == kindLLM
}

// names are those that every server takes as the name of a member.
var names = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

const (
	maxEvaluators = 64
	maxChoices    = 32
)

func (c *Config) checkEvaluators() (errs []error) {
	if n := len(c.Evaluators); n == 0 || n > maxEvaluators {
		errs = append(errs, fmt.Errorf("evaluators must be 1 to %d, got %d", maxEvaluators, n))
	}
	seen := map[string]int{}
	for i := range c.Evaluators {
		e := &c.Evaluators[i]
		key := fmt.Sprintf("evaluators[%d]", i)
		if first, twice := seen[e.Name]; twice {
			errs = append(errs, fmt.Errorf("%s.name must be unique, evaluators[%d] is %q too", key, first, e.Name))
		}
		seen[e.Name] = i
		errs = append(errs, e.check(key)...)
	}
	return errs
}

func (e *EvaluatorConfig) check(key string) (errs []error) {
	if !names.MatchString(e.Name) {
		errs = append(errs, fmt.Errorf("%s.name must be 1 to 64 letters, digits, - and _, got %q", key, e.Name))
	}
	if !slices.Contains(kinds, e.Kind) {
		errs = append(errs, fmt.Errorf("%s.kind must be one of %s, got %q", key, oneof.List(kinds), e.Kind))
	}
	if !slices.Contains(targets, e.target()) {
		errs = append(errs, fmt.Errorf("%s.target must be one of %s, got %q", key, oneof.List(targets), e.Target))
	}
	if e.Sample != nil {
		errs = append(errs, checkShare(key+".sample", *e.Sample)...)
	}
	if e.PassThreshold != nil {
		errs = append(errs, checkShare(key+".pass_threshold", *e.PassThreshold)...)
	}
	errs = append(errs, e.Limits.check(key+".limits")...)
	errs = append(errs, e.checkScale(key)...)
	errs = append(errs, e.checkKeysOfKinds(key)...)
	if _, err := newEvaluator(e, ""); err != nil && len(errs) == 0 {
		errs = append(errs, fmt.Errorf("%s.%w", key, err))
	}
	return errs
}

func (e *EvaluatorConfig) checkScale(key string) (errs []error) {
	if s := e.Scale; s != nil && !(s.Min < s.Max) {
		return []error{fmt.Errorf("%s.scale.min must be below .max, got %v and %v", key, s.Min, s.Max)}
	}
	if len(e.Choices) == 1 || len(e.Choices) > maxChoices {
		errs = append(errs, fmt.Errorf("%s.choices must be 2 to %d, got %d", key, maxChoices, len(e.Choices)))
	}
	scale := e.scale()
	for _, label := range sortedKeys(e.Choices) {
		if strings.TrimSpace(label) != label || label == "" || len(label) > 64 {
			errs = append(errs, fmt.Errorf("%s.choices: a label must be 1 to 64 bytes without space around them, got %q", key, label))
		}
		if _, ok := scale.Normal(e.Choices[label]); !ok {
			errs = append(errs, fmt.Errorf("%s.choices.%s must be between %v and %v, got %v", key, label, scale.Min, scale.Max, e.Choices[label]))
		}
	}
	return errs
}

// checkKeysOfKinds finds keys that are missing, and those that would have no effect.
func (e *EvaluatorConfig) checkKeysOfKinds(key string) (errs []error) {
	for _, k := range []struct {
		key  string
		set  bool
		kind []kind
	}{
		{"criteria", e.Criteria != "", []kind{kindLLM}},
		{"rubric", e.Rubric != "", []kind{kindLLM}},
		{"choices", e.Choices != nil, []kind{kindLLM}},
		{"scale", e.Scale != nil, []kind{kindLLM, kindExpression}},
		{"cases", e.Cases != "", []kind{kindReference}},
		{"case_attributes", e.CaseAttributes != nil, []kind{kindReference}},
		{"condition", e.Condition != "", []kind{kindExpression}},
	} {
		if k.set && !slices.Contains(k.kind, e.Kind) && slices.Contains(kinds, e.Kind) {
			errs = append(errs, fmt.Errorf("%s.%s has no effect for kind %s", key, k.key, e.Kind))
		}
	}
	switch {
	case e.Kind == kindLLM && (e.Criteria == "") == (e.Rubric == ""):
		errs = append(errs, fmt.Errorf("%s must have criteria or rubric, and not both", key))
	case e.Rubric != "" && (e.Choices != nil || e.Scale != nil):
		errs = append(errs, fmt.Errorf("%s.rubric has choices and a scale of its own: take criteria for others", key))
	case e.Kind == kindReference && e.Cases == "":
		errs = append(errs, fmt.Errorf("%s.cases must be set for kind reference", key))
	case e.Kind == kindExpression && e.Condition == "":
		errs = append(errs, fmt.Errorf("%s.condition must be set for kind expression", key))
	}
	if e.Operations != nil && e.target() != targetSpan {
		errs = append(errs, fmt.Errorf("%s.operations has no effect for target %s", key, e.Target))
	}
	return errs
}

func (e *EvaluatorConfig) scale() judge.Scale {
	if e.Scale == nil {
		return judge.Scale{Min: 0, Max: 1}
	}
	return judge.Scale{Min: e.Scale.Min, Max: e.Scale.Max, Inverted: e.Scale.Inverted}
}

// criterion is what the model is asked, or nil where it is not.
func (e *EvaluatorConfig) criterion() (*judge.Criterion, error) {
	var c judge.Criterion
	switch {
	case e.Kind == kindReference:
		c = judge.KnownAnswer()
	case e.Kind != kindLLM:
		return nil, errors.New("kind asks no model")
	case e.Rubric != "":
		rubrics := judge.Rubrics()
		var ok bool
		if c, ok = rubrics[e.Rubric]; !ok {
			return nil, fmt.Errorf("rubric must be one of %s, got %q", strings.Join(sortedKeys(rubrics), ", "), e.Rubric)
		}
	default:
		c = judge.Criterion{Text: e.Criteria, Scale: e.scale(), Choices: e.choices()}
	}
	c.Name = e.Name
	return &c, nil
}

// choices are in order of their scores, the best first.
func (e *EvaluatorConfig) choices() []judge.Choice {
	if len(e.Choices) == 0 {
		if e.Scale == nil {
			return judge.YesNo()
		}
		return nil
	}
	var choices []judge.Choice
	for _, label := range sortedKeys(e.Choices) {
		choices = append(choices, judge.Choice{Label: label, Score: e.Choices[label]})
	}
	slices.SortStableFunc(choices, func(a, b judge.Choice) int { return cmp.Compare(b.Score, a.Score) })
	return choices
}
