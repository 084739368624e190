package genaibudgetreceiver

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"gopkg.in/yaml.v3"

	"github.com/otelcol-genai/otelcol-genai/internal/aggregate"
)

// A row of the README is a metric that is emitted, and the other way round.
func TestReadmeListsTheEmittedMetrics(t *testing.T) {
	var declared []string
	for _, metric := range EmittedMetrics() {
		attributes := "none"
		if len(metric.Attributes) > 0 {
			attributes = "`" + strings.Join(metric.Attributes, "`, `") + "`"
		}
		declared = append(declared, strings.Join([]string{"`" + metric.Name + "`", metric.Kind, "`" + metric.Unit + "`", attributes}, " | "))
		for _, attribute := range metric.Attributes {
			assert.NotContains(t, []string{"session.id", "user.id", "gen_ai.conversation.id", "trace_id", "genai.tenant"}, attribute, metric.Name)
		}
	}
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	var listed []string
	for _, row := range regexp.MustCompile("(?m)^\\| (`genai\\.[^|]+\\| (?:counter|histogram|gauge|sum) \\|.*) \\|$").FindAllStringSubmatch(string(readme), -1) {
		listed = append(listed, row[1])
	}
	assert.Equal(t, declared, listed)
}

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
		config := NewFactory().CreateDefaultConfig()
		require.NoError(t, confmap.NewFromStringMap(all.Receivers["genai_budget"]).Unmarshal(config), "%s", block[1])
		assert.NoError(t, config.(*Config).Validate(), "%s", block[1])
	}
}

func TestFamiliesAreComplete(t *testing.T) {
	for i, family := range families {
		assert.NotEmpty(t, family.Name, i)
		assert.NotEmpty(t, family.Description, family.Name)
		assert.NotEmpty(t, family.Unit, family.Name)
		assert.LessOrEqual(t, len(family.Attributes), aggregate.MaxAttributes, family.Name)
		assert.Equal(t, family.Kind == aggregate.Histogram, len(family.Bounds) > 0, family.Name)
		assert.IsIncreasing(t, append([]float64{-1}, family.Bounds...), family.Name)
	}
}
