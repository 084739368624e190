package otlpsend_test

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/otlpsend"
)

func TestEndpoints(t *testing.T) {
	for text, want := range map[string]struct {
		grpc, http otlpsend.Endpoint
	}{
		"":                        {otlpsend.Endpoint{Address: "localhost:4317"}, otlpsend.Endpoint{Address: "localhost:4318"}},
		"collector":               {otlpsend.Endpoint{Address: "collector:4317"}, otlpsend.Endpoint{Address: "collector:4318"}},
		"collector:9":             {otlpsend.Endpoint{Address: "collector:9"}, otlpsend.Endpoint{Address: "collector:9"}},
		"[::1]:9":                 {otlpsend.Endpoint{Address: "[::1]:9"}, otlpsend.Endpoint{Address: "[::1]:9"}},
		"http://collector:9":      {otlpsend.Endpoint{Address: "collector:9"}, otlpsend.Endpoint{Address: "collector:9"}},
		"https://collector":       {otlpsend.Endpoint{Address: "collector:443", TLS: true}, otlpsend.Endpoint{Address: "collector:443", TLS: true}},
		"http://collector:9/":     {otlpsend.Endpoint{Address: "collector:9"}, otlpsend.Endpoint{Address: "collector:9"}},
		"http://c:9/v1/traces":    {otlpsend.Endpoint{Address: "c:9"}, otlpsend.Endpoint{Address: "c:9"}},
		"https://c:9/otlp":        {otlpsend.Endpoint{}, otlpsend.Endpoint{Address: "c:9", TLS: true, Path: "/otlp"}},
		"https://c:9/p/v1/traces": {otlpsend.Endpoint{}, otlpsend.Endpoint{Address: "c:9", TLS: true, Path: "/p"}},
	} {
		got, err := otlpsend.ParseEndpoint(otlpsend.HTTP, text)
		require.NoError(t, err, text)
		assert.Equal(t, want.http, got, text)
		got, err = otlpsend.ParseEndpoint(otlpsend.GRPC, text)
		if want.grpc.Address == "" {
			require.EqualError(t, err, `endpoint must have no path over grpc, got "`+text+`"`)
			continue
		}
		require.NoError(t, err, text)
		assert.Equal(t, want.grpc, got, text)
	}
	for _, text := range []string{"ftp://collector", "http://", "a b:1", ":4317"} {
		_, err := otlpsend.ParseEndpoint(otlpsend.GRPC, text)
		require.EqualError(t, err, `endpoint must be host:port or an http or https URL, got "`+text+`"`)
	}
	assert.Equal(t, "https://c:9/otlp", otlpsend.Endpoint{Address: "c:9", TLS: true, Path: "/otlp"}.String())
	assert.Equal(t, "c:9", otlpsend.Endpoint{Address: "c:9"}.String())
}

// closedPort is an address where nobody listens.
func closedPort(t *testing.T) otlpsend.Endpoint {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	return otlpsend.Endpoint{Address: listener.Addr().String()}
}

func TestNobodyListens(t *testing.T) {
	endpoint := closedPort(t)
	err := otlpsend.Await(t.Context(), endpoint, time.Millisecond)
	require.EqualError(t, err, "no OTLP receiver at "+endpoint.Address+
		": connect: connection refused (waited 1ms); is the collector running?")
	var missing *otlpsend.NotThereError
	require.ErrorAs(t, err, &missing)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, otlpsend.Await(ctx, endpoint, time.Minute), context.Canceled)
}

func TestSomebodyStartsToListen(t *testing.T) {
	endpoint := closedPort(t)
	done := make(chan error, 1)
	go func() { done <- otlpsend.Await(t.Context(), endpoint, time.Minute) }()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", endpoint.Address)
	require.NoError(t, err)
	defer func() { assert.NoError(t, listener.Close()) }()
	require.NoError(t, <-done)
}
