package evaluation

// Scale is the range of the scores of an evaluator and which of its ends is good.
type Scale struct {
	Min, Max float64 // Min is less than Max
	// LowerIsBetter says that Min is the best score, as of a rate of errors.
	LowerIsBetter bool
}

// Unit is the scale that a score without a declared one is on.
var Unit = Scale{Min: 0, Max: 1}

// Normal puts a score on [Unit], 1 the best. It reports false for one outside of the
// scale: that is a mistake of the evaluator or of the declaration, and not cut to fit.
func (s Scale) Normal(score float64) (float64, bool) {
	if !(score >= s.Min && score <= s.Max) { // NaN is nowhere
		return 0, false
	}
	normal := (score - s.Min) / (s.Max - s.Min)
	if s.LowerIsBetter {
		normal = 1 - normal
	}
	return normal, true
}
