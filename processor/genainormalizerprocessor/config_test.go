package genainormalizerprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap/confmaptest"
)

func TestConfigLoads(t *testing.T) {
	file, err := confmaptest.LoadConf("testdata/config.yaml")
	require.NoError(t, err)

	plain := defaults(t)
	sub, err := file.Sub("genai_normalizer")
	require.NoError(t, err)
	require.NoError(t, sub.Unmarshal(plain))
	require.NoError(t, plain.Validate())
	assert.Equal(t, &Config{Dialects: []string{"auto"}, KeepOriginal: true, Messages: true, MaxMessageBytes: 1 << 20, Semconv: "1.41.1"}, plain)

	all := defaults(t)
	sub, err = file.Sub("genai_normalizer/all")
	require.NoError(t, err)
	require.NoError(t, sub.Unmarshal(all))
	require.NoError(t, all.Validate())
	assert.Equal(t, &Config{Dialects: []string{"langfuse", "openinference"}, MaxMessageBytes: 65536, Semconv: "genai-dev"}, all)
}

func TestConfigErrors(t *testing.T) {
	tests := map[string]struct {
		change func(*Config)
		want   string
	}{
		"an unknown dialect": {
			func(c *Config) { c.Dialects = []string{"openinfrence"} },
			`dialects[0]: unknown dialect "openinfrence", expected one of auto, langfuse, openinference, openllmetry, otel, vercel_ai`,
		},
		"no dialect": {
			func(c *Config) { c.Dialects = nil },
			"dialects must name at least one of auto, langfuse, openinference, openllmetry, otel, vercel_ai",
		},
		"auto and others": {
			func(c *Config) { c.Dialects = []string{"otel", "auto"} },
			"dialects[1]: auto stands for all dialects, remove the others or it",
		},
		"a dialect twice": {
			func(c *Config) { c.Dialects = []string{"otel", "otel"} },
			"dialects[1]: otel is listed twice",
		},
		"too few bytes": {
			func(c *Config) { c.MaxMessageBytes = 0 },
			"max_message_bytes must be between 1024 and 67108864, got 0",
		},
		"other conventions": {
			func(c *Config) { c.Semconv = "1.42.0" },
			`semconv must be one of 1.41.1, genai-dev, got "1.42.0"`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			config, ok := createDefaultConfig().(*Config)
			require.True(t, ok)
			test.change(config)
			assert.EqualError(t, config.Validate(), test.want)
		})
	}
}

func TestConfigErrorsComeTogether(t *testing.T) {
	config := Config{Dialects: []string{"a", "b"}, MaxMessageBytes: -1, Semconv: ""}
	err := config.Validate()
	require.Error(t, err)
	for _, part := range []string{"dialects[0]", "dialects[1]", "max_message_bytes", "semconv"} {
		assert.ErrorContains(t, err, part)
	}
}
