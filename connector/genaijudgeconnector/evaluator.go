package genaijudgeconnector

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"slices"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/expression"
	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/judge"
	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/reference"
	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/spending"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// evaluator is an EvaluatorConfig that was compiled.
type evaluator struct {
	config         *EvaluatorConfig
	rate           float64
	filter         *expression.Condition // nil for none
	condition      *expression.Condition
	criterion      *judge.Criterion // nil where no model is asked
	cases          *reference.Set
	caseAttributes []string
	version        string // of its own verdicts; those of the model have that of the criterion
	modelVersion   string
	purse          *spending.Purse // guarded by the treasury
}

// newEvaluator compiles an evaluator. Its errors begin with the key.
func newEvaluator(config *EvaluatorConfig, model string) (*evaluator, error) {
	e := &evaluator{config: config, caseAttributes: config.caseAttributes(), purse: spending.NewPurse(config.Limits.limits())}
	var err error
	if config.Filter != "" {
		if e.filter, err = expression.Compile(config.Filter); err != nil {
			return nil, fmt.Errorf("filter %w", err)
		}
	}
	switch config.Kind {
	case kindExpression:
		if e.condition, err = expression.CompileScore(config.Condition); err != nil {
			return nil, fmt.Errorf("condition %w", err)
		}
		e.version = digest(config.Condition, fmt.Sprint(config.scale()))
	case kindReference:
		if e.cases, err = config.cases(); err != nil {
			return nil, err
		}
		e.version = e.cases.Version()
	case kindLLM:
	}
	if config.Kind == kindLLM || e.cases != nil && e.cases.Judged() {
		if e.criterion, err = config.criterion(); err != nil {
			return nil, err
		}
		e.modelVersion = e.criterion.Version(model)
	}
	return e, nil
}

// cases reads the file of known answers.
func (e *EvaluatorConfig) cases() (*reference.Set, error) {
	file, err := os.Open(e.Cases)
	if err != nil {
		return nil, fmt.Errorf("cases: %w", err)
	}
	defer file.Close()
	set, err := reference.Load(file)
	if err != nil {
		return nil, fmt.Errorf("cases %s: %w", e.Cases, err)
	}
	return set, nil
}

func digest(parts ...string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", parts))
	return hex.EncodeToString(sum[:6])
}

// takes reports whether an evaluator is about spans of an operation.
func (e *evaluator) takes(operation genai.Operation) bool {
	return e.config.target() != targetSpan || slices.Contains(e.config.operations(), operation)
}

// onlyModel reports whether there is nothing that the evaluator can say without the model.
func (e *evaluator) onlyModel() bool { return e.config.Kind == kindLLM }

// needsAttributes reports whether the record's attributes must be kept for the evaluator.
func (e *evaluator) needsAttributes() bool {
	return e.filter != nil && e.filter.NeedsAttributes() || e.condition != nil && e.condition.NeedsAttributes()
}

// early reports whether the filter can be asked before anything was said is read.
func (e *evaluator) early() bool { return e.filter != nil && !e.filter.NeedsContent() }

// label is pass or fail where the evaluator has a threshold, else the choice.
func (e *evaluator) label(score float64, choice string) string {
	switch {
	case e.config.PassThreshold == nil:
		return choice
	case score >= *e.config.PassThreshold:
		return labelPass
	default:
		return labelFail
	}
}

// The labels of a verdict that passes or does not.
const (
	labelPass = "pass"
	labelFail = "fail"
)
