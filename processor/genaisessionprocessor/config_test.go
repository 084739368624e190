package genaisessionprocessor

import (
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"gopkg.in/yaml.v3"
)

func TestEveryMistakeIsTold(t *testing.T) {
	config := &Config{
		Keys: []string{"session.id", "", "session.id"}, ResourceKeys: []string{""}, Tenant: TenantConfig{From: "header"},
		OnError: "drop", Undelivered: UndeliveredConfig{MaxCalls: -1},
	}
	err := config.Validate()
	for _, want := range []string{
		`keys[1] must not be empty`, `keys[2] is there twice: "session.id"`, `resource_keys[0] must not be empty`,
		`tenant.from must be one of attribute, metadata, auth, got "header"`, `on_error must be one of retry, pass, got "drop"`,
		`undelivered.max_calls must not be negative, got -1`,
	} {
		require.ErrorContains(t, err, want)
	}
	config = defaults()
	config.Tenant = TenantConfig{From: TenantFromAuth}
	require.ErrorContains(t, config.Validate(), "tenant.key must be set with tenant.from: auth")
	config.Tenant = TenantConfig{From: TenantFromAttribute, Key: "x-tenant"}
	require.ErrorContains(t, config.Validate(), `tenant.key is for tenant.from: metadata and auth, got "x-tenant"`)
	config = defaults()
	config.Keys = nil
	require.ErrorContains(t, config.Validate(), "keys must not be empty")
	require.NoError(t, defaults().Validate())
}

// Every block of the README starts.
func TestReadmeIsValid(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllSubmatch(readme, -1)
	require.NotEmpty(t, blocks)
	for _, block := range blocks {
		var all struct {
			Processors map[string]map[string]any `yaml:"processors"`
		}
		require.NoError(t, yaml.Unmarshal(block[1], &all))
		for name, raw := range all.Processors {
			if name != "genai_session" {
				continue
			}
			config := NewFactory().CreateDefaultConfig()
			require.NoError(t, confmap.NewFromStringMap(raw).Unmarshal(config), "%s", block[1])
			assert.NoError(t, config.(*Config).Validate(), "%s", block[1])
		}
	}
}
