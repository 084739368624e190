package squash_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/confmap"

	"github.com/otelcol-genai/otelcol-genai/internal/squash"
)

type own struct {
	Key   string `mapstructure:"key"`
	Limit int    `mapstructure:"limit"`
}

func read(t *testing.T, keys map[string]any) (confighttp.ClientConfig, own, error) {
	t.Helper()
	client, mine := confighttp.NewDefaultClientConfig(), own{Limit: 7}
	err := squash.Unmarshal(confmap.NewFromStringMap(keys), &client, &mine)
	return client, mine, err
}

func TestEachPartReadsItsKeysAndKeepsItsDefaults(t *testing.T) {
	client, mine, err := read(t, map[string]any{"endpoint": "http://a", "tls": map[string]any{"insecure": true}, "key": "k"})
	require.NoError(t, err)
	assert.Equal(t, "http://a", client.Endpoint)
	assert.True(t, client.TLS.Insecure)
	assert.True(t, client.ForceAttemptHTTP2)
	assert.Equal(t, own{Key: "k", Limit: 7}, mine)
}

func TestAKeyThatNobodyHasIsAnError(t *testing.T) {
	_, _, err := read(t, map[string]any{"endpoint": "http://a", "limt": 3})
	require.ErrorContains(t, err, "limt")
}
