package alertmanager_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/alertmanager"
)

func read(t *testing.T, keys map[string]any) *alertmanager.Config {
	t.Helper()
	config := alertmanager.DefaultConfig()
	require.NoError(t, confmap.NewFromStringMap(keys).Unmarshal(config))
	return config
}

func TestConfigIsRead(t *testing.T) {
	config := read(t, map[string]any{"endpoints": []string{"http://am-0:9093", "http://am-1:9093/prefix"}, "lifetime": "2m", "linger": "0s", "timeout": "3s"})
	require.NoError(t, config.Validate())
	assert.Equal(t, []string{"http://am-0:9093", "http://am-1:9093/prefix"}, config.Endpoints)
	assert.Equal(t, 2*time.Minute, config.Lifetime)
	assert.Zero(t, config.Linger)
	assert.Equal(t, 150*time.Second, read(t, nil).Linger)
	assert.Equal(t, 32, config.MaxBatch)
	assert.Equal(t, 3*time.Second, config.Client.Timeout)
	require.NoError(t, read(t, map[string]any{"endpoint": "https://am.example.org"}).Validate())
	require.ErrorContains(t, confmap.NewFromStringMap(map[string]any{"lifetme": "2m"}).Unmarshal(alertmanager.DefaultConfig()), "lifetme")
}

func TestAllThatIsWrongIsToldAtOnce(t *testing.T) {
	tests := map[string]struct {
		keys map[string]any
		want string
	}{
		"nothing": {nil, `endpoint must be a URL with http or https and a host, got scheme "" and host ""`},
		"several": {
			map[string]any{"endpoint": "localhost:9093", "timeout": "0s", "lifetime": "5s", "linger": "-1s", "max_batch": 0, "compression": "gzip", "proxy_url": "socks5://user:pass@proxy"},
			"endpoint must be a URL with http or https and a host, got scheme \"localhost\" and host \"\"\n" +
				"timeout must be positive, got 0s\n" +
				"compression must be none, as receivers of alerts take no other, got \"gzip\"\n" +
				"proxy_url must be a URL with http or https and a host, got scheme \"socks5\" and host \"proxy\"\n" +
				"lifetime must be at least 1m0s, got 5s\n" +
				"linger must be between 0s and 1h0m0s, got -1s\n" +
				"max_batch must be between 1 and 1000, got 0",
		},
		"both": {
			map[string]any{"endpoint": "http://a", "endpoints": []string{"http://b", "http://b", "http://c/?token=secret"}},
			"endpoint must not be set beside endpoints, got both, with 3 endpoints\n" +
				"endpoints[1] must differ from the others, got that of endpoints[0]\n" +
				"endpoints[2] must have no query and no fragment, got one on host \"c\"",
		},
		"no URL": {map[string]any{"endpoint": "http://user:pass word@a"}, "endpoint must be a URL with http or https, got 23 bytes that are none"},
	}
	for name, test := range tests {
		assert.EqualError(t, read(t, test.keys).Validate(), test.want, name)
	}
}
