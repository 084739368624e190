package destinationtest

import (
	"bytes"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

// refusing is the address of a port on which nobody listens.
func refusing(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	return "http://" + listener.Addr().String()
}

// endless is a server that writes until nobody reads, and tells how many bytes it got rid of.
func endless(t *testing.T, wrote chan<- int) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		chunk := bytes.Repeat([]byte("x"), 64<<10)
		total := 0
		for {
			n, err := w.Write(chunk)
			total += n
			if err != nil {
				wrote <- total
				return
			}
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}
