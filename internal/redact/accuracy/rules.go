package accuracy

import (
	"slices"

	"github.com/otelcol-genai/otelcol-genai/internal/redact"
)

// RuleCase is a text of a secret scanner's tests, for one of its rules.
type RuleCase struct {
	Text, Rule string
	// Secrets are those in the text, Start and End only. Without any it is a near miss.
	Secrets []Span
}

// RuleTally is what became of the cases of some rules.
type RuleTally struct {
	Rules, Secrets, Found int
	// NearMisses is how many there are. In Own of them a detector that answers for
	// the rule found something, in Any of them any did: a near miss of one rule
	// is often a secret of another.
	NearMisses, Own, Any int
}

// MeasureRules tallies the cases whose rule belongs. Answers says whether a
// detector, by its name, is the one that answers for a rule.
func MeasureRules(cases []RuleCase, find Find, belongs func(rule string) bool, answers func(rule, detector string) bool) RuleTally {
	var t RuleTally
	rules := map[string]bool{}
	for i := range cases {
		c := &cases[i]
		if !belongs(c.Rule) {
			continue
		}
		rules[c.Rule] = true
		findings := find(c.Text, "")
		for _, secret := range c.Secrets {
			t.Secrets++
			if slices.ContainsFunc(findings, func(f redact.Finding) bool { return covers(f, secret) }) {
				t.Found++
			}
		}
		if len(c.Secrets) > 0 {
			continue
		}
		t.NearMisses++
		if len(findings) > 0 {
			t.Any++
		}
		if slices.ContainsFunc(findings, func(f redact.Finding) bool { return answers(c.Rule, f.Name) }) {
			t.Own++
		}
	}
	t.Rules = len(rules)
	return t
}
