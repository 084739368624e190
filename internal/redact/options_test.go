package redact

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

func TestOptionsAreRefusedAllAtOnce(t *testing.T) {
	_, err := New(Options{
		Entities: []string{"MAIL"}, Action: "burn", Blobs: "eat", MaxBytes: -1, TokenKey: []byte("short"), EncryptKey: []byte("short"),
		Allow:     Allow{CIDRs: []string{"10.0.0.0/40"}, Domains: []string{"@"}},
		PerEntity: map[detect.Entity]EntityOptions{"PASSWORD": {Action: Encrypt}, "NOBODY": {}, "IP_ADDRESS": {KeepLast: -2, MinConfidence: 101}},
		Rules:     []Rule{{Name: "a b", Pattern: "(", Validator: "magic"}, {Name: "x", Pattern: "x", Validator: "magic"}},
	})
	require.Error(t, err)
	for _, want := range []string{
		`entities[0] must be default, all or the name of an entity (such as EMAIL_ADDRESS), got "MAIL"`, `action must be one of replace, token, mask, remove, encrypt, count, got "burn"`,
		`scan.blobs must be one of keep, drop, hash, got "eat"`,
		"scan.max_bytes must not be negative, got -1", "key must have at least 16 bytes, got 5", "encrypt.key must have at least 32 bytes, got 5",
		`allow.cidrs[0] must be a network such as 10.0.0.0/8, got "10.0.0.0/40"`, "allow.domains[0] must not be empty", "per_entity.PASSWORD.action must not be encrypt",
		"per_entity.NOBODY must be the name of an entity", "per_entity.IP_ADDRESS.keep_last must not be negative, got -2", "per_entity.IP_ADDRESS.min_confidence must be at most 100, got 101",
		`rules[0].name must be`, `rules[0].pattern must be a regular expression of RE2, got "("`, `rules[1].validator must be one of`,
	} {
		require.ErrorContains(t, err, want)
	}
	_, err = New(Options{Action: Token})
	require.ErrorContains(t, err, "key must be set for action token and for hashes")
	_, err = New(Options{Action: Encrypt})
	require.ErrorContains(t, err, "encrypt.key must be set for action encrypt")
}

func TestEntitiesAreChosen(t *testing.T) {
	const text = "jane@example.com, 203.0.113.7, user"
	found := func(entities ...string) (names []string) {
		for _, f := range newRedactor(t, Options{Entities: entities}).Text(text, Context{}).Findings {
			names = append(names, string(f.Entity))
		}
		return names
	}
	assert.Equal(t, []string{"EMAIL_ADDRESS", "IP_ADDRESS"}, found())
	assert.Equal(t, []string{"EMAIL_ADDRESS", "IP_ADDRESS"}, found("default"))
	assert.Equal(t, []string{"EMAIL_ADDRESS"}, found("EMAIL_ADDRESS"))
	assert.Equal(t, []string{"IP_ADDRESS"}, found("-EMAIL_ADDRESS"))
	assert.Subset(t, found("all"), []string{"EMAIL_ADDRESS", "IP_ADDRESS"})
	assert.Equal(t, "[USERNAME]", newRedactor(t, Options{Entities: []string{"default", "USERNAME"}}).Text("jroe", Context{Key: "user.login"}).Text)
	assert.Equal(t, "jroe", newRedactor(t, Options{}).Text("jroe", Context{Key: "user.login"}).Text)
	assert.Contains(t, newRedactor(t, Options{Entities: []string{"US_SSN"}}).Entities(), detect.Entity("US_SSN"))
	assert.Equal(t, []string{"US_SSN"}, entitiesOf(newRedactor(t, Options{Entities: []string{"SSN"}}).Text("SSN 536-90-4399", Context{})), "by another name")
	assert.Equal(t, []string{"EMAIL_ADDRESS"}, found("EMAIL"), "by the name in its marker")
}

func entitiesOf(res Result) (names []string) {
	for _, f := range res.Findings {
		names = append(names, string(f.Entity))
	}
	return names
}

func TestAllowListsAreHeldAgainstCandidates(t *testing.T) {
	r := newRedactor(t, Options{Allow: Allow{
		Values: []string{"Support@Corp.test.org"}, Domains: []string{"example.com"}, CIDRs: []string{"203.0.113.0/24", "2001:db8::1"}, Keys: []string{"*.contact", "raw"},
	}})
	for _, c := range []struct{ key, in, want string }{
		{"", "support@example.com, a@sub.example.com and jane@notexample.com", "support@example.com, a@sub.example.com and [EMAIL]"},
		{"", "support@corp.test.org jane@corp.test.org", "support@corp.test.org [EMAIL]"},
		{"", "203.0.113.7 198.51.100.7", "203.0.113.7 [IP]"},
		{"company.contact", "jane@corp.test.org", "jane@corp.test.org"},
		{"", `{"a":{"contact":"jane@corp.test.org","other":"jane@corp.test.org"}}`, `{"a":{"contact":"jane@corp.test.org","other":"[EMAIL]"}}`},
		{"raw", "jane@corp.test.org", "jane@corp.test.org"},
	} {
		assert.Equal(t, c.want, r.Text(c.in, Context{Key: c.key}).Text, "%s %s", c.key, c.in)
	}
}

func TestMinimumConfidence(t *testing.T) {
	sure := newRedactor(t, Options{PerEntity: map[detect.Entity]EntityOptions{"IP_ADDRESS": {MinConfidence: detect.Certain}}})
	assert.NotContains(t, sure.Text("from 203.0.113.7 and jane@example.com", Context{}).Text, "[IP]")
	assert.Contains(t, sure.Text("from 203.0.113.7 and jane@example.com", Context{}).Text, "[EMAIL]")
}

func TestUserRules(t *testing.T) {
	r := newRedactor(t, Options{
		Entities: []string{"EMAIL_ADDRESS"},
		Rules: []Rule{
			{Name: "order_id", Pattern: `\bORD-(\d{6})\b`, Matches: []string{"see ORD-123456"}, Misses: []string{"ORD-12345", "xORD-123456"}},
			{Name: "ticket", Pattern: `\bT\d{4}\b`, Context: []string{"support ticket"}},
			{Name: "member", Pattern: `\b\d{16}\b`, Validator: "luhn", Keywords: []string{"Member"}},
		},
		PerEntity: map[detect.Entity]EntityOptions{"TICKET": {Action: Count}},
	})
	for _, c := range []struct{ key, in, want string }{
		{"", "see ORD-123456 and jane@example.com", "see ORD-[ORDER_ID] and [EMAIL]"},
		{"", `{"note":"ORD-123456\nORD-654321"}`, `{"note":"ORD-[ORDER_ID]\nORD-[ORDER_ID]"}`},
		{"", "member 4111111111111111 or 4111111111111112", "member [MEMBER] or 4111111111111112"},
		{"", "guest 4111111111111111", "guest 4111111111111111"},
	} {
		assert.Equal(t, c.want, r.Text(c.in, Context{Key: c.key}).Text, c.in)
	}
	assert.Equal(t, []string{"TICKET"}, entitiesOf(r.Text("the support ticket T1234", Context{})))
	assert.Empty(t, r.Text("the year T1234", Context{}).Findings)
	assert.Equal(t, []string{"TICKET"}, entitiesOf(r.Text("T1234", Context{Key: "support_ticket"})))
	costs := r.RuleCosts()
	require.Len(t, costs, 3)
	assert.Equal(t, "order_id", costs[0].Name)
	assert.Positive(t, costs[0].Instructions)
	assert.Contains(t, Validators(), "luhn")

	_, err := New(Options{Rules: []Rule{{Name: "x", Pattern: "a+", Matches: []string{"b"}, Misses: []string{"caat"}}}})
	require.ErrorContains(t, err, `rules[0].matches[0] is not found by "x"`)
	require.ErrorContains(t, err, `rules[0].misses[0] is found by "x"`)
}
