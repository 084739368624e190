package evaluation

// ErrorOutOfRange is the error of an evaluation whose score is outside of its scale.
const ErrorOutOfRange = "score_out_of_range"

// Rule declares what the scores of some evaluations mean.
type Rule struct {
	Name      string // of the evaluation; "" is any
	Evaluator string // who judges; "" is any
	Scale     Scale
	// Passes is the worst score that passes, on the evaluator's own scale. nil where none is declared.
	Passes *float64
}

// Rules are looked at in order; the first that matches is it.
type Rules []Rule

var undeclared = Rule{Scale: Unit}

// Of is the rule for an evaluation.
func (r Rules) Of(name, evaluator string) *Rule {
	for i := range r {
		if (r[i].Name == "" || r[i].Name == name) && (r[i].Evaluator == "" || r[i].Evaluator == evaluator) {
			return &r[i]
		}
	}
	return &undeclared
}

// Told is a verdict as its emitter told it.
type Told struct {
	Name, Evaluator string
	Score           float64
	Scored          bool
	Label           string
	ErrorType       string
}

// Result is what a verdict says to those who do not know its evaluator.
type Result struct {
	Score  float64 // between 0 and 1, 1 the best, where Scored
	Scored bool
	// Label is pass or fail where that is known, else as it was told.
	Label string
	// ErrorType says why there is no verdict; Scored is false and Label "" then.
	ErrorType string
}

// Read reads a verdict. A label that says pass or fail goes before a threshold: the
// emitter knows more than its score tells.
func (r Rules) Read(told Told) Result {
	if told.ErrorType != "" {
		return Result{ErrorType: told.ErrorType}
	}
	rule := r.Of(told.Name, told.Evaluator)
	result := Result{Label: told.Label}
	if told.Scored {
		score, ok := rule.Scale.Normal(told.Score)
		if !ok {
			return Result{ErrorType: ErrorOutOfRange}
		}
		result.Score, result.Scored = score, true
	}
	if verdict := rule.Scale.verdictOf(told.Label); verdict != "" {
		result.Label = verdict
	} else if told.Scored && rule.Passes != nil {
		result.Label = rule.verdict(told.Score)
	}
	return result
}

func (r *Rule) verdict(score float64) string {
	if score == *r.Passes || (score > *r.Passes) != r.Scale.LowerIsBetter {
		return Pass
	}
	return Fail
}
