package genairedactionprocessor

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"

	"github.com/otelcol-genai/otelcol-genai/internal/redact"
)

func load(t *testing.T, name string) *Config {
	t.Helper()
	conf, err := confmaptest.LoadConf(filepath.Join("testdata", "config.yaml"))
	require.NoError(t, err)
	sub, err := conf.Sub(name)
	require.NoError(t, err)
	config := defaults()
	require.NoError(t, sub.Unmarshal(config))
	return config
}

func TestConfigIsRead(t *testing.T) {
	assert.Equal(t, defaults(), load(t, "genai_redaction"))
	require.NoError(t, defaults().Validate())

	got := load(t, "genai_redaction/all")
	require.NoError(t, got.Validate())
	remote := got.Remote.Get()
	require.NotNil(t, remote)
	assert.Equal(t, "http://localhost:5002/analyze", remote.HTTP.Endpoint)
	assert.Equal(t, 500*time.Millisecond, remote.HTTP.Timeout)
	assert.Equal(t, FailOpen, remote.OnFailure)
	assert.Equal(t, []string{"PERSON"}, remote.Entities)
	assert.Equal(t, "en", remote.Language)
	assert.Equal(t, 16, remote.BatchSize)
	got.Remote = configoptional.None[RemoteConfig]()
	assert.Equal(t, &Config{
		Entities: []string{"default", "-IP_ADDRESS"}, Action: redact.Token, MinConfidence: 85,
		PerEntity: map[string]EntityConfig{
			"CREDIT_CARD": {Action: redact.Mask, KeepLast: 4}, "EMAIL_ADDRESS": {MinConfidence: 40},
		},
		Allow: AllowConfig{
			Values: []string{"help@example.com"}, Domains: []string{"our-company.com"}, CIDRs: []string{"10.0.0.0/8"}, Keys: []string{"*.etag"},
		},
		Rules: []RuleConfig{{
			Name: "order_id", Pattern: "ORD-([0-9]{6})", Keywords: []string{"order"},
			Matches: []string{"my order ORD-123456"}, Misses: []string{"my order ORD-12"},
		}},
		Scan: ScanConfig{MaxBytes: 1_000_000, MaxFindings: 10_000, SkipKeys: []string{"*.ref"}, Blobs: redact.DropBlobs, MinBlobBytes: 256},
		Content: ContentConfig{Mode: redact.PreviewContent, PreviewRunes: 500, Roles: map[string]RoleContentConfig{
			"system": {Mode: redact.DropContent}, "tool": {PreviewRunes: 100},
		}},
		JoinKeys: []string{"session.id", "ticket.id"}, Key: "0123456789abcdef",
		Tenant: TenantConfig{Attribute: "tenant", Max: 10}, Remote: configoptional.None[RemoteConfig](), Summary: SummaryDetailed,
	}, got)
}

func TestPoliciesOfRoles(t *testing.T) {
	content := load(t, "genai_redaction/all").Content
	assert.Equal(t, redact.ContentPolicy{Mode: redact.DropContent, PreviewRunes: 500}, content.policy(roleSystem))
	assert.Equal(t, redact.ContentPolicy{Mode: redact.PreviewContent, PreviewRunes: 500}, content.policy(roleUser))
	assert.Equal(t, redact.ContentPolicy{Mode: redact.PreviewContent, PreviewRunes: 100}, content.policy(roleTool))
	assert.Equal(t, redact.ContentPolicy{Mode: redact.PreviewContent, PreviewRunes: 500}, content.policy(roleUnknown))
	assert.Nil(t, newPolicies(&defaults().Content))
}

func TestMistakesAreRefused(t *testing.T) {
	short := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(short, []byte("short\n"), 0o600))
	tests := map[string]struct {
		yaml map[string]any
		want []string
	}{
		"every mistake at once": {
			map[string]any{
				"min_confidence": 0, "summary": "long",
				"content":    map[string]any{"mode": "cut", "preview_runes": 0, "roles": map[string]any{"agent": map[string]any{}, "user": map[string]any{"mode": "x", "preview_runes": -1}}},
				"scan":       map[string]any{"max_bytes": 0, "max_findings": -1, "min_blob_bytes": 0, "cache_entries": -1},
				"per_entity": map[string]any{"EMAIL_ADDRESS": map[string]any{"min_confidence": 101, "keep_last": -1}},
				"tenant":     map[string]any{"max": 0},
			},
			[]string{
				"min_confidence must be between 1 and 100, got 0",
				`summary must be one of none, simple, detailed, got "long"`,
				`content.mode must be one of keep, preview, hash, drop, got "cut"`,
				"content.preview_runes must be positive, got 0",
				`content.roles: unknown role "agent", expected one of system, user, assistant, tool`,
				`content.roles.user.mode must be one of keep, preview, hash, drop, got "x"`,
				"content.roles.user.preview_runes must not be negative, got -1",
				"scan.max_bytes must be positive, got 0",
				"scan.max_findings must be positive, got -1",
				"scan.min_blob_bytes must be positive, got 0",
				"scan.cache_entries must not be negative, got -1",
				"per_entity.EMAIL_ADDRESS.min_confidence must be between 0 and 100, got 101",
				"per_entity.EMAIL_ADDRESS.keep_last must not be negative, got -1",
				"tenant.max must be positive, got 0",
			},
		},
		"keys that are needed": {
			map[string]any{
				"action": "token", "scan": map[string]any{"blobs": "hash"},
				"content":    map[string]any{"roles": map[string]any{"user": map[string]any{"mode": "hash"}}},
				"per_entity": map[string]any{"EMAIL_ADDRESS": map[string]any{"action": "encrypt"}},
			},
			[]string{
				"key or key_file must be set for action: token", "key or key_file must be set for scan.blobs: hash",
				"key or key_file must be set for content mode hash",
				"encrypt.key or encrypt.key_file must be set for per_entity.EMAIL_ADDRESS.action: encrypt",
				"encrypt.key_id must be set for per_entity.EMAIL_ADDRESS.action: encrypt",
			},
		},
		"a short key":         {map[string]any{"key": "short"}, []string{"key must have at least 16 bytes, got 5"}},
		"a short key file":    {map[string]any{"key_file": short}, []string{"key_file must have at least 16 bytes, got 5"}},
		"no such key file":    {map[string]any{"key_file": "/nonexistent/key"}, []string{"key_file: open /nonexistent/key"}},
		"a key and a file":    {map[string]any{"key": testKey, "key_file": short}, []string{"key and key_file must not both be set"}},
		"a short encrypt key": {map[string]any{"encrypt": map[string]any{"key": "0123456789abcdef"}}, []string{"encrypt.key must have at least 32 bytes, got 16"}},
		"an unknown entity":   {map[string]any{"entities": []any{"E_MAIL"}}, []string{"entities", "E_MAIL"}},
		"remote": {
			map[string]any{"remote": map[string]any{
				"endpoint": "localhost:5002", "timeout": "0s", "language": "", "entities": []any{}, "min_score": 2, "on_failure": "retry",
				"batch_size": 0, "queue_size": 0, "workers": 0, "max_text_bytes": 0, "cache_entries": 0,
			}},
			[]string{
				"remote.endpoint must be the URL of an analyzer", "remote.timeout must be positive", "remote.language must be set",
				"remote.entities must name at least one entity", "remote.min_score must be between 0 and 1, got 2",
				`remote.on_failure must be one of open, closed, mask_all, got "retry"`, "remote.batch_size must be positive, got 0",
				"remote.queue_size", "remote.workers", "remote.max_text_bytes", "remote.cache_entries",
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			config := defaults()
			require.NoError(t, confmap.NewFromStringMap(test.yaml).Unmarshal(config))
			err := config.Validate()
			require.Error(t, err)
			for _, want := range test.want {
				assert.ErrorContains(t, err, want)
			}
		})
	}
}

func TestKeysOfFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(file, []byte(testKey+"\r\n"), 0o600))
	config := defaults(func(c *Config) { c.KeyFile = file })
	require.NoError(t, config.Validate())
	options, err := config.options()
	require.NoError(t, err)
	assert.Equal(t, testKey, string(options.TokenKey))
}

func TestKeysAreNotPrinted(t *testing.T) {
	config := defaults(func(c *Config) { c.Key, c.Encrypt.Key = testKey, testKey })
	conf := confmap.New()
	require.NoError(t, conf.Marshal(config))
	assert.NotContains(t, strings.Join([]string{fmt.Sprintf("%v %+v", config, config), fmt.Sprint(conf.ToStringMap())}, ""), testKey)
}
