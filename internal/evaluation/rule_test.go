package evaluation_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation"
)

var rules = evaluation.Rules{
	{Name: "toxicity", Scale: evaluation.Scale{Min: 0, Max: 1, LowerIsBetter: true}, Passes: new(0.2)},
	{Name: "stars", Evaluator: "shop", Scale: evaluation.Scale{Min: 1, Max: 5}, Passes: new(4.0)},
	{Name: "stars", Scale: evaluation.Scale{Min: 0, Max: 10}},
	{Evaluator: "thumbs", Scale: evaluation.Scale{Min: -1, Max: 1}},
	{Name: "faithfulness", Scale: evaluation.Unit, Passes: new(0.7)},
}

func scored(name, evaluator string, score float64, label string) evaluation.Told {
	return evaluation.Told{Name: name, Evaluator: evaluator, Score: score, Scored: true, Label: label}
}

func TestRead(t *testing.T) {
	tests := map[string]struct {
		told evaluation.Told
		want evaluation.Result
	}{
		"undeclared":                      {scored("answers", "", 0.4, ""), evaluation.Result{Score: 0.4, Scored: true}},
		"undeclared, the best":            {scored("answers", "", 1, ""), evaluation.Result{Score: 1, Scored: true}},
		"undeclared and out of 0 to 1":    {scored("answers", "", 7, "pass"), evaluation.Result{ErrorType: "score_out_of_range"}},
		"below the scale":                 {scored("stars", "shop", 0.9, ""), evaluation.Result{ErrorType: "score_out_of_range"}},
		"no number":                       {scored("answers", "", math.NaN(), ""), evaluation.Result{ErrorType: "score_out_of_range"}},
		"one to five":                     {scored("stars", "shop", 4, ""), evaluation.Result{Score: 0.75, Scored: true, Label: "pass"}},
		"just not enough":                 {scored("stars", "shop", 3.9, ""), evaluation.Result{Score: 0.725, Scored: true, Label: "fail"}},
		"the same name of somebody else":  {scored("stars", "other", 4, ""), evaluation.Result{Score: 0.4, Scored: true}},
		"any name of one evaluator":       {scored("anything", "thumbs", -1, ""), evaluation.Result{Score: 0, Scored: true}},
		"high is bad":                     {scored("toxicity", "", 0.9, ""), evaluation.Result{Score: 0.1, Scored: true, Label: "fail"}},
		"low passes":                      {scored("toxicity", "", 0.2, ""), evaluation.Result{Score: 0.8, Scored: true, Label: "pass"}},
		"yes, it is toxic":                {scored("toxicity", "", 1, "true"), evaluation.Result{Score: 0, Scored: true, Label: "fail"}},
		"a verdict is no answer":          {scored("toxicity", "", 0, "pass"), evaluation.Result{Score: 1, Scored: true, Label: "pass"}},
		"the label goes before the limit": {scored("faithfulness", "", 0.9, "Fail"), evaluation.Result{Score: 0.9, Scored: true, Label: "fail"}},
		"the limit before other words":    {scored("faithfulness", "", 0.9, "Completely Yes"), evaluation.Result{Score: 0.9, Scored: true, Label: "pass"}},
		"other words where none is known": {scored("tone", "", 0.9, "polite"), evaluation.Result{Score: 0.9, Scored: true, Label: "polite"}},
		"a label alone":                   {evaluation.Told{Name: "faithfulness", Label: "thumbs_up"}, evaluation.Result{Label: "pass"}},
		"a failure":                       {evaluation.Told{Name: "answers", Score: 0, Label: "fail", ErrorType: "timeout"}, evaluation.Result{ErrorType: "timeout"}},
		"nothing but words":               {evaluation.Told{Name: "correction"}, evaluation.Result{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := rules.Read(test.told)
			assert.InDelta(t, test.want.Score, got.Score, 1e-12)
			got.Score = test.want.Score
			assert.Equal(t, test.want, got)
		})
	}
}

func TestLabelsAreBounded(t *testing.T) {
	labels := evaluation.NewLabels(2, 3, time.Hour)
	say := func(evaluator, word string, after time.Duration) string {
		return labels.Bound("tone", evaluator, word, started.Add(after))
	}
	assert.Equal(t, "polite", say("a", "polite", 0))
	assert.Equal(t, "rude", say("a", "rude", 0))
	assert.Equal(t, "_OTHER", say("a", "a long story", 0), "each has room for two")
	assert.Equal(t, "polite", say("a", "polite", 30*time.Minute), "what is known stays")
	assert.Equal(t, "calm", say("b", "calm", 30*time.Minute))
	assert.Equal(t, "_OTHER", say("b", "loud", 30*time.Minute), "all have room for three")
	for _, word := range []string{"", "pass", "fail"} {
		assert.Equal(t, word, say("c", word, 30*time.Minute))
	}
	assert.Equal(t, "loud", say("b", "loud", time.Hour), "nobody says rude any more")
	assert.Equal(t, "_OTHER", say("a", "rude", time.Hour))
	assert.Equal(t, "polite", say("a", "polite", time.Hour))
}
