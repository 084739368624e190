package judge

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
)

// Criterion is one thing that is judged.
type Criterion struct {
	// Name is under which the verdict stands in the answer.
	Name string
	// Text is the question or the rubric, for the model.
	Text string
	// Choices are the answers there are. Without any the answer is a number on the scale.
	Choices []Choice
	Scale   Scale
	// Reference: the answer is held against one that is known.
	Reference bool
}

// Choice is an answer and what it is worth on the scale.
type Choice struct {
	Label   string
	Meaning string // for the model; empty where the label says it
	Score   float64
}

// Scale is what numbers are told on. The better end is at 1 of what comes out.
type Scale struct {
	Min, Max float64
	// Inverted: Min is the better end.
	Inverted bool
}

// Normal is a number of the scale between 0 and 1, and false for one that is not on it.
// It is not moved onto it: a judge that does not know its scale did not judge.
func (s Scale) Normal(x float64) (float64, bool) {
	if !(x >= s.Min && x <= s.Max) { // NaN is nowhere
		return 0, false
	}
	if s.Inverted {
		return (s.Max - x) / (s.Max - s.Min), true
	}
	return (x - s.Min) / (s.Max - s.Min), true
}

// choice is the one with a label.
func (c *Criterion) choice(label string) (Choice, bool) {
	i := slices.IndexFunc(c.Choices, func(choice Choice) bool { return choice.Label == label })
	if i < 0 {
		return Choice{}, false
	}
	return c.Choices[i], true
}

// Version is another one whenever verdicts of a criterion may not be compared with earlier
// ones any more: other words, other choices, another model, another prompt of ours.
func (c *Criterion) Version(model string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q %v %v %v", instructions, model, c.Name, c.Text, c.Choices, c.Scale, c.Reference))
	return hex.EncodeToString(sum[:6])
}
