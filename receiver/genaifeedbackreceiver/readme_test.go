package genaifeedbackreceiver

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"gopkg.in/yaml.v3"
)

// Every block of the README starts.
func TestReadmeIsValid(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllSubmatch(readme, -1)
	require.NotEmpty(t, blocks)
	for _, block := range blocks {
		var all struct {
			Receivers map[string]map[string]any `yaml:"receivers"`
		}
		require.NoError(t, yaml.Unmarshal(block[1], &all))
		config := createDefaultConfig().(*Config)
		require.NoError(t, confmap.NewFromStringMap(all.Receivers["genai_feedback"]).Unmarshal(config), "%s", block[1])
		assert.NoError(t, config.Validate(), "%s", block[1])
	}
}

// Every key and every field of an item is in the README.
func TestReadmeHasEveryKey(t *testing.T) {
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	readme := string(text)
	for field := range reflect.TypeFor[FeedbackConfig]().Fields() {
		key := field.Tag.Get("mapstructure")
		if field.Type.Kind() != reflect.Struct || strings.Contains(field.Type.String(), "component") {
			assert.Contains(t, readme, "`"+key+"`")
			continue
		}
		for inner := range field.Type.Fields() {
			name := inner.Tag.Get("mapstructure")
			assert.Regexp(t, "`("+key+`)?\.`+name+"`", readme, key)
		}
	}
	for field := range reflect.TypeFor[item]().Fields() {
		assert.Contains(t, readme, "`"+field.Tag.Get("json")+"`")
	}
}
