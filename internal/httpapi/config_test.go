package httpapi_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/config/confighttp"

	"github.com/otelcol-genai/otelcol-genai/internal/httpapi"
)

func TestIsLoopback(t *testing.T) {
	for endpoint, want := range map[string]bool{
		"localhost:1": true, "LOCALHOST:1": true, "127.0.0.1:1": true, "127.9.9.9:1": true, "[::1]:1": true, "[::ffff:127.0.0.1]:1": true,
		"0.0.0.0:1": false, ":1": false, "[::]:1": false, "192.0.2.1:1": false, "localhost.example:1": false, "": false,
	} {
		server := confighttp.NewDefaultServerConfig()
		server.NetAddr.Endpoint = endpoint
		assert.Equal(t, want, httpapi.IsLoopback(&server), endpoint)
	}
	socket := confighttp.NewDefaultServerConfig()
	socket.NetAddr.Endpoint, socket.NetAddr.Transport = "/run/x.sock", "unix"
	assert.True(t, httpapi.IsLoopback(&socket))
}

func TestIsLoopbackHost(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "localhost:8323": true, "127.0.0.1:1": true, "[::1]:1": true, "[::1]": true,
		"evil.example": false, "evil.example:8323": false, "localhost.evil.example": false, "": false, "127.0.0.1.evil.example": false,
	} {
		assert.Equal(t, want, httpapi.IsLoopbackHost(host), host)
	}
}
