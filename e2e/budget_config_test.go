package e2e

import (
	"context"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// refusal is what the collector says when it does not start.
func refusal(t *testing.T, overlay string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), startTimeout)
	defer cancel()
	output, err := exec.CommandContext(ctx, binary(t), newCollector(t, overlay).args...).CombinedOutput()
	require.NoError(t, ctx.Err(), "it started: %s", output)
	require.Error(t, err)
	require.NotContains(t, string(output), "panic:")
	return string(output)
}

// budgetsOf is a budget with these keys beside what it needs.
func budgetsOf(keys string) string {
	for _, needed := range []string{"name: b", "scope: [session]", "limit_usd: 5"} {
		if key, _, _ := strings.Cut(needed, " "); !strings.HasPrefix(keys, key) {
			keys += ", " + needed
		}
	}
	return "extensions::genai_budget::budgets: [{" + keys + "}]"
}

// A wrong configuration of what budgets are made of is refused at the start, with the
// key as it is typed, the rule, and the value.
func TestWrongBudgetConfigIsRefused(t *testing.T) {
	const (
		extension = "extensions::genai_budget::"
		receiver  = "receivers::genai_budget::"
		processor = "processors::genai_session::"
	)
	tests := map[string][]string{ // patterns that what is said must match
		// The extension.
		extension + "limit: 5":                                                        {`genai_budget`, `limit`, `invalid keys|unknown`},
		extension + "storage: nowhere":                                                {`genai_budget`, `nowhere`},
		extension + "storage: {redis: {endpoint: x}}":                                 {`storage must be the id of a storage extension`, `redis`},
		extension + "endpoint: ''":                                                    {`endpoint must be set`},
		extension + "endpoint: 0.0.0.0:8321":                                          {`admin_token must be set where endpoint is not a loopback address, got "0.0.0.0:8321"`},
		extension + "admin_token: too short":                                          {`admin_token must have at least 16 characters, got 9`},
		extension + "session_tokens: {key: short}":                                    {`session_tokens.key must have at least 16 bytes, got 5`},
		extension + "session_tokens: {key_file: /no/such/file}":                       {`session_tokens.key_file`, `/no/such/file`, `no such file`},
		extension + "redaction: {key: a key of some length, key_file: /no/such/file}": {`redaction.key and redaction.key_file must not both be set`},
		extension + "redaction: {entities: [EMIAL]}":                                  {`redaction`, `EMIAL`},
		extension + "redaction: {min_confidence: 101}":                                {`redaction.min_confidence must be between 1 and 100, got 101`},
		extension + "on_corrupt: ignore":                                              {`on_corrupt must be one of fail, start_empty, got "ignore"`},
		extension + "journal: {snapshot_bytes: 0}":                                    {`journal.snapshot_bytes must be positive, got 0`},
		extension + "journal: {write_timeout: -1s}":                                   {`journal.write_timeout must be .*, got -1s`},
		extension + "rate_limit: {requests_per_second: -1}":                           {`rate_limit.requests_per_second must not be negative, got -1`},
		extension + "api: {max_waiters: 0}":                                           {`api.max_waiters must be positive, got 0`},
		extension + "retention: -24h":                                                 {`retention must .*, got -24h0m0s`},
		extension + "retention: 1day":                                                 {`retention`, `time: unknown unit`},
		extension + "max_sessions: 99999999":                                          {`max_sessions must be between 1 and 16777216, got 99999999`},
		extension + "loops: {warn: 5, critical: 3}":                                   {`loops.critical must not be below loops.warn \(5\), got 3`},
		extension + "context: {cache_low: 1.5}":                                       {`context.cache_low must be above 0 and at most 1, got 1.5`},
		budgetsOf("name: two words"):                                                  {`budgets\[0\].name must be 1 to 64 letters, digits, - and _, got "two words"`},
		budgetsOf("scope: []"):                                                        {`budgets\[0\].scope must name`},
		budgetsOf("scope: [session, session]"):                                        {`budgets\[0\].scope names "session" twice`},
		budgetsOf("window: fortnight"):                                                {`budgets\[0\].window must be session, hour, day, week, month or a duration such as 7d, got "fortnight"`},
		budgetsOf("window: day, timezone: Berlin"):                                    {`budgets\[0\].timezone must be the name of a time zone such as Europe/Berlin, got "Berlin"`},
		budgetsOf("limit_usd: -5"):                                                    {`budgets\[0\].limit_usd must be positive, got -5`},
		budgetsOf("limit_usd: five"):                                                  {`budgets\[0\].limit_usd must be an amount of dollars with at most 9 decimals, got "five"`},
		budgetsOf("limit_calls: -1"):                                                  {`budgets\[0\].limit_calls must be positive, got -1`},
		budgetsOf("limit: 5"):                                                         {`limit`, `invalid keys|unknown`},
		budgetsOf("thresholds: [0.8, 0.5]"):                                           {`budgets\[0\].thresholds\[1\] must be above the one before, 0.8, got 0.5`},
		budgetsOf("thresholds: [0, 1]"):                                               {`budgets\[0\].thresholds\[0\] must be above 0 and at most .*, got 0`},
		budgetsOf("mode: strict"):                                                     {`budgets\[0\].mode must be enforce or shadow, got "strict"`},
		budgetsOf("expected: {window: 7d, tolerance: 1.2}"):                           {`budgets\[0\].expected takes the place of a limit`},
		budgetsOf("overrides: [{match: {team: a}, limit_usd: 0}]"):                    {`budgets\[0\].overrides\[0\].limit_usd must be set`},
		budgetsOf("overrides: [{limit_usd: 1}]"):                                      {`budgets\[0\].overrides\[0\].match must name an attribute`},
		extension + "budgets: [{name: a, scope: [session]}]":                          {`budgets\[0\].limit_usd must be set, or limit_tokens, limit_calls or expected`},
		extension + "budgets: [{name: a, scope: [session], limit_usd: 1}, {name: a, scope: [session], limit_usd: 2}]": {`budgets\[1\].name: "a" is the name of budgets\[0\]`},
		// The receiver.
		receiver + "budget: genai_budget/other":      {`genai_budget/other`},
		receiver + "interval: 0s":                    {`interval must be positive, got 0s`},
		receiver + "temporality: deltas":             {`temporality must be one of cumulative, delta, got "deltas"`},
		receiver + "max_series: -1":                  {`max_series must be positive, got -1`},
		receiver + "max_batch: 0":                    {`max_batch must be positive, got 0`},
		receiver + "retry: {initial: 10s, max: 1s}":  {`retry.max must be at least retry.initial \(10s\), got 1s`},
		receiver + "expire: 1h":                      {`expire`, `invalid keys|unknown`},
		processor + "budget: genai_budget/other":     {`genai_budget/other`},
		processor + "keys: []":                       {`keys must not be empty`},
		processor + "keys: [session.id, session.id]": {`keys\[1\] is there twice: "session.id"`},
		processor + "tenant: {from: header}":         {`tenant.from must be one of attribute, metadata, auth, got "header"`},
		processor + "tenant: {from: metadata}":       {`tenant.key must be set with tenant.from: metadata`},
		processor + "on_error: drop":                 {`on_error must be one of retry, pass, got "drop"`},
		processor + "undelivered: {max_calls: -1}":   {`undelivered.max_calls must not be negative, got -1`},
		processor + "session_keys: [session.id]":     {`session_keys`, `invalid keys|unknown`},
	}
	for overlay, patterns := range tests {
		t.Run(overlay, func(t *testing.T) {
			t.Parallel()
			said := refusal(t, overlay)
			for _, pattern := range patterns {
				assert.Regexp(t, pattern, said)
			}
		})
	}
}

// All that is wrong is told at once; keys and tokens are not.
func TestEveryMistakeIsToldAtOnce(t *testing.T) {
	said := refusal(t, `
extensions::genai_budget::admin_token: pssst
extensions::genai_budget::max_sessions: -1
extensions::genai_budget::loops: {warn: 0}
extensions::genai_budget::budgets:
  - {name: a b, scope: [session], limit_usd: 0.0000000001, thresholds: [-1]}
  - {name: c, scope: [service.name], window: soon, limit_usd: 1, mode: maybe}
receivers::genai_budget: {interval: -1s, max_series: 0}
processors::genai_session: {on_error: drop, tenant: {from: nobody}}
`)
	assert.NotContains(t, said, "pssst")
	for _, want := range []string{
		`admin_token must have at least 16 characters, got 5`, `max_sessions must be between 1 and \d+, got -1`, `loops.warn must be positive, got 0`,
		`budgets\[0\].name must be .*, got "a b"`, `budgets\[0\].limit_usd must be an amount`, `budgets\[0\].thresholds\[0\] must be .*, got -1`,
		`budgets\[1\].window must be .*, got "soon"`, `budgets\[1\].mode must be enforce or shadow, got "maybe"`,
		`interval must be positive, got -1s`, `max_series must be positive, got 0`, `on_error must be .*, got "drop"`, `tenant.from must be .*, got "nobody"`,
	} {
		assert.Regexp(t, want, said)
	}
	for _, component := range []string{"extensions::genai_budget", "receivers::genai_budget", "processors::genai_session"} {
		assert.Equal(t, 1, strings.Count(said, component+":"), "where it is: %s", said)
	}
}
