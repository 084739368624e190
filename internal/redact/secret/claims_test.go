package secret_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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

func byName(detector string) bool {
	form, _, ok := strings.Cut(detector, "-")
	return ok && slices.Contains([]string{"assigned", "labelled", "argument", "element", "flag", "compared"}, form)
}

func answersFor(rule, detector string) bool {
	switch {
	case strings.HasPrefix(rule, "slack-") && detector == "slack-token":
		return true
	case strings.HasPrefix(rule, "gitlab-") && strings.HasPrefix(rule, detector):
		return true
	case rule == "curl-auth-header":
		return detector == "bearer-token" || detector == "authorization-header"
	default:
		return rule == detector
	}
}

func TestClaimedGitleaksRulesAreFoundAndTheirNearMissesAreNot(t *testing.T) {
	cases := readCases(t, "gitleaks.b64.jsonl")
	byShape, byNames := secret.Claims()
	require.Greater(t, len(byShape)+len(byNames), 180)
	shape := tallied(t, cases, answersFor)
	named := tallied(t, cases, func(_, detector string) bool { return byName(detector) })
	check := func(rules []string, sums map[string]tally) {
		for _, rule := range rules {
			sum := sums[rule]
			if sum.secrets > 0 {
				assert.GreaterOrEqual(t, float64(sum.found)/float64(sum.secrets), 0.97, "%s: %d of %d", rule, sum.found, sum.secrets)
			}
			assert.Zero(t, sum.wrong, "%s: near misses of %d", rule, sum.nearMisses)
		}
	}
	check(byShape, shape)
	check(byNames, named)
	total := tally{}
	for _, rule := range append(slices.Clone(byShape), byNames...) {
		total.secrets += shape[rule].secrets
		total.found += shape[rule].found
	}
	t.Logf("%d rules claimed, %d of %d secrets found", len(byShape)+len(byNames), total.found, total.secrets)
}

// Not claimed of detect-secrets: entropy alone (Base64HighEntropyString,
// HexHighEntropyString), a prefix of three letters (ArtifactoryDetector), a bare
// PEM frame (PrivateKeyDetector), a URL path (SoftlayerDetector), web URLs
// (BasicAuthDetector, CloudantDetector), quoting rules by the language of the
// file (KeywordDetector) and near misses that are secrets by their name
// (NpmDetector, IbmCosHmacDetector).
var claimedPlugins = map[string]string{
	"AWSKeyDetector": "aws-", "GitHubTokenDetector": "github-", "GitLabTokenDetector": "gitlab-", "IbmCloudIamDetector": "assigned",
	"JwtTokenDetector": "jwt", "MailchimpDetector": "mailchimp-", "PypiTokenDetector": "pypi-", "SendGridDetector": "sendgrid-",
	"SlackDetector": "slack-", "StripeDetector": "stripe-", "TelegramBotTokenDetector": "telegram-",
}

func TestClaimedDetectSecretsPluginsAreFoundAndTheirNearMissesAreNot(t *testing.T) {
	sums := tallied(t, readCases(t, "detect-secrets.b64.jsonl"), func(plugin, detector string) bool {
		family, ok := claimedPlugins[plugin]
		return ok && strings.HasPrefix(detector, family)
	})
	for plugin := range claimedPlugins {
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
