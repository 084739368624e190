package genaibudgetextension

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"gopkg.in/yaml.v3"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/keyfile"
)

func load(t *testing.T, text string) (*Config, error) {
	t.Helper()
	var raw map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(text), &raw))
	config := createDefaultConfig().(*Config)
	if err := confmap.NewFromStringMap(raw).Unmarshal(config); err != nil {
		return nil, err
	}
	return config, config.Validate()
}

func TestConfigIsReadAsTyped(t *testing.T) {
	config, err := load(t, `
endpoint: localhost:9999
storage: file_storage/ledger
max_sessions: 5000
retention: 2h
budgets:
  - {name: session, scope: [session], limit_usd: 5, thresholds: [0.5, 0.8, 1]}
  - {name: fine, scope: [session], limit_usd: 0.1}
  - {name: text, scope: [session], limit_usd: "123456789.123456789", mode: shadow}
  - {name: day, scope: [service.name], window: day, timezone: Europe/Berlin, limit_usd: 200, thresholds: [0.8, 1, 1.2]}
  - {name: users, scope: [tenant, user.id], window: 7d, limit_tokens: 1000, limit_calls: 10,
     overrides: [{match: {user.id: jane.doe@example.org}, limit_usd: 1.5}]}
  - {name: expected, scope: [model], window: day, expected: {window: 1w, tolerance: 1.2}}
`)
	require.NoError(t, err)
	assert.Equal(t, "localhost:9999", config.Server.NetAddr.Endpoint)
	assert.Equal(t, component.MustNewIDWithName("file_storage", "ledger"), *config.Storage.id)
	assert.Equal(t, 30*time.Second, config.Server.WriteTimeout, "the defaults of a server stay")
	ledger, err := config.ledger(func(key, text, tenant string) string { return "<" + key + "," + text + "," + tenant + ">" })
	require.NoError(t, err)
	assert.Equal(t, 5000, ledger.MaxSessions)
	assert.Equal(t, 2*time.Hour, ledger.Retention)
	assert.Equal(t, 7*24*time.Hour, ledger.Remember)
	assert.Equal(t, []string{"service.name", "user.id", "gen_ai.request.model"}, ledger.Attributes)
	b := ledger.Budgets
	assert.Equal(t, budget.Limit{NanoUSD: 5_000_000_000}, b[0].Limit)
	assert.Equal(t, budget.SessionWindow, b[0].Window.Kind)
	assert.Equal(t, budget.Limit{NanoUSD: 100_000_000}, b[1].Limit)
	assert.Equal(t, []float64{0.5, 0.8, 1}, b[1].Thresholds)
	assert.Equal(t, budget.Enforce, b[1].Mode)
	assert.Equal(t, budget.Limit{NanoUSD: 123_456_789_123_456_789}, b[2].Limit)
	assert.Equal(t, budget.Shadow, b[2].Mode)
	assert.Equal(t, "Europe/Berlin", b[3].Window.Location.String())
	assert.Equal(t, budget.Window{Kind: budget.Rolling, Length: 7 * 24 * time.Hour}, b[4].Window)
	assert.Equal(t, budget.Limit{Tokens: 1000, Calls: 10}, b[4].Limit)
	assert.Equal(t, map[string]string{"user.id": "<user.id,jane.doe@example.org,>"}, b[4].Overrides[0].Match)
	assert.Equal(t, budget.Limit{NanoUSD: 1_500_000_000}, b[4].Overrides[0].Limit)
	assert.Equal(t, &budget.Expected{Lookback: 7 * 24 * time.Hour, Tolerance: 1.2}, b[5].Expected)
}

func TestAllThatIsWrongIsToldAtOnce(t *testing.T) {
	_, err := load(t, `
endpoint: 0.0.0.0:8321
on_corrupt: ignore
redaction: {entities: [NO_SUCH], key: short, min_confidence: 101}
session_tokens: {key: a key of some length, key_file: and a file}
rate_limit: {requests_per_second: -1, burst: 0}
api: {max_wait: 0s}
journal: {snapshot_bytes: -1}
loops: {warn: 5, critical: 3}
context: {cache_low: 2}
budgets:
  - {name: "a budget", scope: [session], limit_usd: -5}
  - {name: b, scope: [session], limit_usd: 0.0000000001}
  - {name: c, scope: [user.id], window: fortnight, timezone: Berlin/Europe, limit_usd: 1}
  - {name: d, scope: [session], limit_usd: much}
  - {name: e, scope: [user.id], window: day, expected: {window: soon}}
`)
	for _, want := range []string{
		`on_corrupt must be one of fail, start_empty, got "ignore"`,
		`admin_token must be set where endpoint is not a loopback address, got "0.0.0.0:8321"`,
		`redaction.key must have at least 16 bytes, got 5`,
		`redaction.min_confidence must be between 1 and 100, got 101`,
		`NO_SUCH`,
		`session_tokens.key and session_tokens.key_file must not both be set`,
		`rate_limit.requests_per_second must not be negative, got -1`,
		`rate_limit.burst must be positive, got 0`,
		`api.max_wait must be at least 1ms, got 0s`,
		`journal.snapshot_bytes must be positive, got -1`,
		`loops.critical must not be below loops.warn (5), got 3`,
		`context.cache_low must be above 0 and at most 1, got 2`,
		`budgets[1].limit_usd must be an amount of dollars with at most 9 decimals, got "0.0000000001"`,
		`budgets[2].window must be session, hour, day, week, month or a duration such as 7d, got "fortnight"`,
		`budgets[2].timezone must be the name of a time zone such as Europe/Berlin, got "Berlin/Europe"`,
		`budgets[3].limit_usd must be an amount of dollars with at most 9 decimals, got "much"`,
		`budgets[4].expected.window must be a duration such as 7d, got "soon"`,
		`budgets[0].name must be 1 to 64 letters, digits, - and _, got "a budget"`,
		`budgets[0].limit_usd must be positive, got -5`,
	} {
		require.ErrorContains(t, err, want)
	}
}

func TestOneThingThatIsWrong(t *testing.T) {
	tests := map[string]string{
		"storage: {redis: {endpoint: x}}":        "storage must be the id of a storage extension, such as file_storage, got a map with redis",
		"storage: 'not an id'":                   "storage",
		"no_such_key: 1":                         "no_such_key",
		"budgets: [{name: a, limit_usd: [1]}]":   "limit_usd",
		"budgets: [{name: a, scope: [session]}]": "budgets[0].limit_usd must be set",
		"max_sessions: -1":                       "max_sessions must be between 1 and",
		"budgets: [{name: a, scope: [session], limit_usd: 1, limt_tokens: 2}]": "limt_tokens",
		"redaction: {kee: 1}":    "kee",
		"endpoint: ''":           "endpoint must be set",
		"endpoint: localhost":    `endpoint must be a host and a port, such as localhost:8321, got "localhost"`,
		"endpoint: 'localhost:'": `endpoint must be a host and a port, such as localhost:8321, got "localhost:"`,
		"budgets: [{name: a, scope: [session], limit_usd: 1, thresholds: [50, 80, 100]}]": `budgets[0].thresholds[2] must be above 0 and at most 10, got 100: it is a share of the limit, so that 0.8 is 80 %`,
		"retention: 24":       "retention must be at least 1m0s, got 24ns (a number needs its unit, as in 24h: without one it is nanoseconds)",
		"retention: 0":        "retention must be at least 1m0s, got 0s",
		"claim_within: 60":    "claim_within must be at least 1s, got 60ns",
		"max_sessions: 0":     "max_sessions must be positive, got 0",
		"api: {max_wait: 30}": "api.max_wait must be at least 1ms, got 30ns",
		"budgets: [{name: a, scope: [model], window: day, expected: {window: 7d, tolerance: 120}}]": `budgets[0].expected.tolerance must be above 0 and at most 10, got 120: it is a factor, so that 1.2 is 20 % more`,
		"admin_token: short":                  "admin_token must have at least 16 characters, got 5",
		"redaction: {key_file: no/such/file}": "redaction.key_file: open no/such/file",
		"budgets: [{name: a, scope: [session], limit_usd: 1}, {name: a, scope: [session], limit_usd: 2}]": `budgets[1].name: "a" is the name of budgets[0]`,
	}
	for text, want := range tests {
		_, err := load(t, text)
		require.ErrorContains(t, err, want, text)
	}
}

func TestWhereAnAdminTokenIsNeeded(t *testing.T) {
	for endpoint, open := range map[string]bool{
		"localhost:8321": true, "LOCALHOST:1": true, "127.0.0.1:0": true, "127.8.0.1:0": true, "[::1]:8321": true,
		":8321": false, "0.0.0.0:8321": false, "[::]:8321": false, "10.0.0.1:8321": false, "budgets.internal:8321": false, "localhost.example.org:8321": false,
	} {
		config := createDefaultConfig().(*Config)
		config.Server.NetAddr.Endpoint = endpoint
		err := config.Validate()
		assert.Equal(t, open, err == nil, "%s: %v", endpoint, err)
		config.AdminToken = "a token of some length"
		require.NoError(t, config.Validate(), endpoint)
	}
}

func TestReadmeConfigsAreValid(t *testing.T) {
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	tried := 0
	for i, block := range strings.Split(string(text), "```yaml\n") {
		if i == 0 {
			continue
		}
		block, _, _ = strings.Cut(block, "```")

		var whole struct {
			Extensions map[string]yaml.Node `yaml:"extensions"`
		}
		require.NoError(t, yaml.Unmarshal([]byte(block), &whole), block)
		node, ok := whole.Extensions["genai_budget"]
		if !ok {
			continue
		}
		own, err := yaml.Marshal(&node)
		require.NoError(t, err)
		_, err = load(t, string(own))
		require.NoError(t, err, block)
		tried++
	}
	assert.GreaterOrEqual(t, tried, 2)
}

func TestKeysAreReadFromFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(file, []byte("a key of some length\n"), 0o600))
	key, err := keyfile.Read("redaction.key", "", file, keyfile.MinBytes)
	require.NoError(t, err)
	assert.Equal(t, "a key of some length", string(key))
}
