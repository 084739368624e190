// Package expression is a condition on a record in the Common Expression Language: whether
// something is judged, or what it is worth.
package expression

import (
	"errors"
	"fmt"
	"math"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/ext"
)

// Record is what a condition can look at.
type Record struct {
	Name, Operation, Model, Provider, Agent, Tool, Service string
	Status, ErrorType                                      string  // Status is ok, error or unset
	Duration                                               float64 // seconds
	Input, Output                                          string  // what was said; for a tool its arguments and result
	InputTokens, OutputTokens                              int64
	Cost                                                   float64 // in genai.cost.currency, 0 where unknown
	FinishReasons                                          []string
	Signals                                                []string // genai.quality.signals
	Attributes, Resource                                   map[string]any
}

// maxCost bounds the work of one evaluation, in units of CEL: a condition over text somebody
// else wrote must end.
const maxCost = 1_000_000

// Condition is one that was compiled. It is safe for concurrent use.
type Condition struct {
	program cel.Program
	uses    map[string]bool
}

// ErrFailed is all that is told of a condition that could not be evaluated: CEL's own words
// may hold values.
var ErrFailed = errors.New("the condition could not be evaluated")

// Compile reads a condition whose result is a bool.
func Compile(text string) (*Condition, error) { return compile(text, cel.BoolType) }

// CompileScore reads one whose result is a bool or a number.
func CompileScore(text string) (*Condition, error) {
	return compile(text, cel.BoolType, cel.DoubleType, cel.IntType)
}

func compile(text string, results ...*cel.Type) (*Condition, error) {
	env, err := environment()
	if err != nil {
		return nil, err
	}
	ast, issues := env.Compile(text)
	if issues.Err() != nil {
		return nil, fmt.Errorf("is not a condition in CEL: %w", issues.Err())
	}
	var found bool
	for _, result := range results {
		found = found || ast.OutputType().IsExactType(result)
	}
	if !found {
		return nil, fmt.Errorf("must be of type %v, got %v", results, ast.OutputType())
	}
	program, err := env.Program(ast, cel.CostLimit(maxCost), cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		return nil, fmt.Errorf("is not a condition in CEL: %w", err)
	}
	c := &Condition{program: program, uses: map[string]bool{}}
	for _, reference := range ast.NativeRep().ReferenceMap() {
		c.uses[reference.Name] = true
	}
	return c, nil
}

func environment() (*cel.Env, error) {
	texts, numbers := cel.ListType(cel.StringType), cel.DoubleType
	anything := cel.MapType(cel.StringType, cel.DynType)
	return cel.NewEnv(
		ext.Strings(ext.StringsVersion(4)),
		cel.Variable("name", cel.StringType), cel.Variable("operation", cel.StringType), cel.Variable("model", cel.StringType),
		cel.Variable("provider", cel.StringType), cel.Variable("agent", cel.StringType), cel.Variable("tool", cel.StringType),
		cel.Variable("service", cel.StringType), cel.Variable("status", cel.StringType), cel.Variable("error_type", cel.StringType),
		cel.Variable("duration", numbers), cel.Variable("input", cel.StringType), cel.Variable("output", cel.StringType),
		cel.Variable("input_tokens", cel.IntType), cel.Variable("output_tokens", cel.IntType), cel.Variable("cost", numbers),
		cel.Variable("finish_reasons", texts), cel.Variable("signals", texts),
		cel.Variable("attributes", anything), cel.Variable("resource", anything),
	)
}

// NeedsContent reports whether a condition looks at what was said.
func (c *Condition) NeedsContent() bool { return c.uses["input"] || c.uses["output"] }

// NeedsAttributes reports whether it looks at attributes, of the record or of its resource.
func (c *Condition) NeedsAttributes() bool { return c.uses["attributes"] || c.uses["resource"] }

// Holds evaluates a condition whose result is a bool.
func (c *Condition) Holds(r *Record) (bool, error) {
	score, _, err := c.Score(r)
	return score == 1, err
}

// Score evaluates a condition: 1 or 0 for a bool, else the number.
func (c *Condition) Score(r *Record) (score float64, isBool bool, err error) {
	value, _, err := c.program.Eval(r.variables())
	if err != nil {
		return 0, false, ErrFailed
	}
	switch value := value.(type) {
	case types.Bool:
		if value {
			return 1, true, nil
		}
		return 0, true, nil
	case types.Int:
		return float64(value), false, nil
	case types.Double:
		if math.IsNaN(float64(value)) {
			return 0, false, ErrFailed
		}
		return float64(value), false, nil
	default:
		return 0, false, ErrFailed
	}
}

func (r *Record) variables() map[string]any {
	return map[string]any{
		"name": r.Name, "operation": r.Operation, "model": r.Model, "provider": r.Provider, "agent": r.Agent, "tool": r.Tool,
		"service": r.Service, "status": r.Status, "error_type": r.ErrorType, "duration": r.Duration, "input": r.Input, "output": r.Output,
		"input_tokens": r.InputTokens, "output_tokens": r.OutputTokens, "cost": r.Cost, "finish_reasons": orNone(r.FinishReasons),
		"signals": orNone(r.Signals), "attributes": orEmpty(r.Attributes), "resource": orEmpty(r.Resource),
	}
}

func orNone(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func orEmpty(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}
