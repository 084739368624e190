package secret_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/redact"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/secret"
)

// tally is what became of the cases of one rule.
type tally struct{ secrets, found, nearMisses, wrong int }

func covered(all []finding, want caseSpan) bool {
	return slices.ContainsFunc(all, func(f finding) bool { return f.start <= want.Start && f.end >= want.End })
}

// tallied scans the cases of a file by rule; own says whether a detector answers
// for a rule, so that its finding in a near miss is wrong. A near miss of one
// rule is often a secret of another.
func tallied(t *testing.T, cases []testCase, own func(rule, detector string) bool) map[string]tally {
	t.Helper()
	s, rules := newScanner(), map[string]tally{}
	for _, c := range cases {
		rule := c.Rule + c.Plugin
		sum, all := rules[rule], counted(s.scan(c.Text))
		for _, want := range append(c.Secrets, c.ExpectedSpans...) {
			sum.secrets++
			if covered(all, want) {
				sum.found++
			} else {
				t.Logf("%s misses one in %d bytes", rule, len(c.Text))
			}
		}
		if !c.Expect {
			sum.nearMisses++
			if slices.ContainsFunc(all, func(f finding) bool { return own(rule, f.pattern.Name) }) {
				sum.wrong++
			}
		}
		rules[rule] = sum
	}
	return rules
}

func TestClaimedGitleaksRulesAreFoundAndTheirNearMissesAreNot(t *testing.T) {
	cases := readCases(t, "gitleaks.b64.jsonl")
	byShape, byNames := secret.Claims()
	require.Greater(t, len(byShape)+len(byNames), 180)
	sums, total := tallied(t, cases, secret.AnswersFor), tally{}
	for _, rule := range append(slices.Clone(byShape), byNames...) {
		sum := sums[rule]
		if sum.secrets > 0 {
			assert.GreaterOrEqual(t, float64(sum.found)/float64(sum.secrets), 0.97, "%s: %d of %d", rule, sum.found, sum.secrets)
		}
		assert.Zero(t, sum.wrong, "%s: near misses of %d", rule, sum.nearMisses)
		total.secrets += sum.secrets
		total.found += sum.found
	}
	t.Logf("%d rules claimed, %d of %d secrets found", len(byShape)+len(byNames), total.found, total.secrets)
}

func TestClaimedDetectSecretsPluginsAreFoundAndTheirNearMissesAreNot(t *testing.T) {
	sums := tallied(t, readCases(t, "detect-secrets.b64.jsonl"), secret.AnswersForPlugin)
	for _, plugin := range secret.ClaimedPlugins() {
		sum := sums[plugin]
		assert.GreaterOrEqual(t, float64(sum.found), 0.97*float64(sum.secrets), "%s: %d of %d", plugin, sum.found, sum.secrets)
		assert.Zero(t, sum.wrong, "%s: near misses of %d", plugin, sum.nearMisses)
	}
}

func TestHarmlessDocumentsHoldNoSecret(t *testing.T) {
	s := newScanner()
	for i, c := range readCases(t, "negatives.jsonl") {
		for _, f := range counted(s.scan(c.Text)) {
			assert.Fail(t, "found", "document %d (%s): %s in %q", i, c.Kind, f.pattern.Name, c.Text[f.start:f.end])
		}
	}
}

// What the detectors find must be what the default configuration finds, with all
// other entities on.
func TestTheEngineFindsWhatIsClaimed(t *testing.T) {
	engine, err := redact.New(redact.Options{CacheEntries: -1})
	require.NoError(t, err)
	shape, names := secret.Claims()
	secrets, found := 0, 0
	check := func(cases []testCase, claimed []string, answers func(rule, detector string) bool) {
		for _, c := range cases {
			rule := c.Rule + c.Plugin
			if !slices.Contains(claimed, rule) {
				continue
			}
			findings := engine.Text(c.Text, redact.Context{}).Findings
			for _, want := range append(c.Secrets, c.ExpectedSpans...) {
				secrets++
				if slices.ContainsFunc(findings, func(f redact.Finding) bool { return f.Start <= want.Start && f.End >= want.End }) {
					found++
				} else {
					t.Logf("%s misses one in %d bytes", rule, len(c.Text))
				}
			}
			if !c.Expect {
				assert.False(t, slices.ContainsFunc(findings, func(f redact.Finding) bool { return answers(rule, f.Name) }), "a near miss of %s", rule)
			}
		}
	}
	check(readCases(t, "gitleaks.b64.jsonl"), slices.Concat(shape, names), secret.AnswersFor)
	check(readCases(t, "detect-secrets.b64.jsonl"), secret.ClaimedPlugins(), secret.AnswersForPlugin)
	assert.GreaterOrEqual(t, float64(found), 0.97*float64(secrets), "%d of %d", found, secrets)
	t.Logf("%d of %d", found, secrets)
}
