package archtest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// processorOrder is the order that the design promises. Prices need normalised
// usage, the ledger needs prices and unmasked arguments, nothing after redaction sees content.
var processorOrder = []string{"memory_limiter", "genai_normalizer", "genai_cost", "genai_session", "genai_redaction"}

type collectorConfig struct {
	Receivers map[string]any `yaml:"receivers"`
	Service   struct {
		Pipelines map[string]struct {
			Receivers  []string `yaml:"receivers"`
			Processors []string `yaml:"processors"`
			Exporters  []string `yaml:"exporters"`
		} `yaml:"pipelines"`
	} `yaml:"service"`
}

func readDefaultConfig(t *testing.T) (*collectorConfig, string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, "otelcol-config.yaml"))
	require.NoError(t, err)
	var c collectorConfig
	require.NoError(t, yaml.Unmarshal(data, &c))
	return &c, string(data)
}

func TestDefaultConfigHasTheProcessorsInOrder(t *testing.T) {
	config, _ := readDefaultConfig(t)
	var fromOTLP int
	for name, pipeline := range config.Service.Pipelines {
		positions := make([]int, len(pipeline.Processors))
		for i, processor := range pipeline.Processors {
			kind, _, _ := strings.Cut(processor, "/")
			positions[i] = slices.Index(processorOrder, kind)
			assert.NotEqual(t, -1, positions[i], "%s: %s has no promised place", name, processor)
		}
		assert.True(t, slices.IsSorted(positions), "%s: %v", name, pipeline.Processors)
		if slices.Contains(pipeline.Receivers, "otlp") {
			fromOTLP++
			require.NotEmpty(t, pipeline.Processors, name)
			assert.Equal(t, "memory_limiter", pipeline.Processors[0], "%s: a flood is refused before it costs memory", name)
			assert.Contains(t, pipeline.Processors, "genai_normalizer", name)
			assert.Contains(t, pipeline.Processors, "genai_cost", name)
			assert.Equal(t, "genai_redaction", pipeline.Processors[len(pipeline.Processors)-1], "%s: nothing leaves as it came in", name)
		}
	}
	assert.Equal(t, 2, fromOTLP, "traces and logs")
}

func TestDefaultConfigNeedsNoEnvironment(t *testing.T) {
	_, text := readDefaultConfig(t)
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "#") {
			assert.NotContains(t, line, "${env:", "only backends, which are comments, read the environment")
		}
	}
}

func TestDefaultConfigListensOnLocalhostOnly(t *testing.T) {
	_, text := readDefaultConfig(t)
	for _, everywhere := range []string{"0.0.0.0", "[::]", `":4317`, `":4318`, `":9464`} {
		assert.NotContains(t, text, everywhere)
	}
}
