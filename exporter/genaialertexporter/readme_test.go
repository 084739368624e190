package genaialertexporter

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/otelcol-genai/otelcol-genai/internal/alert"
)

// environment stands for what the README takes from the environment.
var environment = strings.NewReplacer(
	"${env:PAGERDUTY_ROUTING_KEY}", pagerKey, "${env:HOOK_SECRET}", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
	"${env:SLACK_WEBHOOK_URL}", "https://hooks.slack.com/services/T/B/X", "${env:SLACK_SHOP}", "https://hooks.slack.com/services/T/B/Y",
	"${env:SLACK_MONEY}", "https://hooks.slack.com/services/T/B/Z",
)

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	return string(text)
}

// Every block of the README starts.
func TestReadmeIsValid(t *testing.T) {
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(readme(t), -1)
	require.Len(t, blocks, 4)
	for _, block := range blocks {
		var all struct {
			Exporters map[string]map[string]any `yaml:"exporters"`
		}
		require.NoError(t, yaml.Unmarshal([]byte(environment.Replace(block[1])), &all))
		require.Len(t, all.Exporters, 1)
		for _, raw := range all.Exporters {
			text, err := yaml.Marshal(raw)
			require.NoError(t, err)
			config, err := load(t, string(text))
			require.NoError(t, err, "%s", block[1])
			assert.NoError(t, config.Validate(), "%s", block[1])
		}
	}
}

// Every key is in the README, and every alert.
func TestReadmeIsComplete(t *testing.T) {
	text := readme(t)
	for _, key := range append(keysOf(reflect.TypeFor[Config](), ""), keysOf(reflect.TypeFor[EventConfig](), "")...) {
		assert.Contains(t, text, "`"+key+"`", key)
	}
	for _, rule := range alert.Builtin() {
		assert.Contains(t, text, "`"+rule.Alert+"`")
		assert.Contains(t, text, "`"+rule.Event+"`")
	}
	assert.Contains(t, text, alert.AlertsSuppressed)
}

func keysOf(t reflect.Type, prefix string) (keys []string) {
	for field := range t.Fields() {
		name, options, _ := strings.Cut(field.Tag.Get("mapstructure"), ",")
		switch {
		case strings.Contains(options, "squash"):
			keys = append(keys, keysOf(field.Type, prefix)...)
		case field.Type.Kind() == reflect.Struct && strings.HasSuffix(field.Type.PkgPath(), "genaialertexporter"):
			keys = append(keys, keysOf(field.Type, prefix+name+".")...)
		case name != "":
			keys = append(keys, prefix+name)
		}
	}
	return keys
}
