package genaimetricsconnector

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
)

func TestDefaultConfigIsValid(t *testing.T) {
	require.NoError(t, defaultConfig(t).Validate())
}

func TestEveryMistakeIsReportedAtOnce(t *testing.T) {
	config := &Config{
		Interval:    -time.Second,
		Temporality: "deltas",
		Histogram:   "native",
		MaxSeries:   0,
		ExpireAfter: 0,
		Duplicates:  DuplicatesConfig{MaxSpans: -1},
	}
	err := config.Validate()
	for _, want := range []string{
		"interval must be positive, got -1s",
		`temporality must be one of cumulative, delta, got "deltas"`,
		`histogram must be one of explicit, exponential, got "native"`,
		"max_series must be positive, got 0",
		"expire_after must be positive, got 0s",
		"duplicates.max_spans must not be negative, got -1",
	} {
		require.ErrorContains(t, err, want)
	}
}

func TestEveryKey(t *testing.T) {
	config := createDefaultConfig()
	require.NoError(t, confmap.NewFromStringMap(map[string]any{
		"interval": "30s", "temporality": "delta", "histogram": "exponential",
		"max_series": 50, "expire_after": "10m", "duplicates": map[string]any{"max_spans": 0},
	}).Unmarshal(config))
	assert.Equal(t, &Config{
		Interval: 30 * time.Second, Temporality: Delta, Histogram: Exponential,
		MaxSeries: 50, ExpireAfter: 10 * time.Minute, Duplicates: DuplicatesConfig{MaxSpans: 0},
	}, config)
}

func TestMisspeltKeyIsRefused(t *testing.T) {
	err := confmap.NewFromStringMap(map[string]any{"intervall": "30s"}).Unmarshal(createDefaultConfig())
	require.ErrorContains(t, err, "intervall")
}
