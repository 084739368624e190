package httpapi

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"

	"go.opentelemetry.io/collector/config/confighttp"
)

// CheckEndpoint wants a host and a port, such as those of the example; of a socket the path.
func CheckEndpoint(server *confighttp.ServerConfig, example string) error {
	endpoint := server.NetAddr.Endpoint
	if endpoint == "" {
		return errors.New("endpoint must be set, such as " + example)
	}
	if IsSocket(server) {
		return nil
	}
	if _, port, err := net.SplitHostPort(endpoint); err != nil || port == "" {
		return fmt.Errorf("endpoint must be a host and a port, such as %s, got %q", example, endpoint)
	}
	return nil
}

// IsSocket reports whether the endpoint is a file.
func IsSocket(server *confighttp.ServerConfig) bool {
	return strings.HasPrefix(string(server.NetAddr.Transport), "unix")
}

// IsLoopback reports whether only this machine can reach the endpoint.
func IsLoopback(server *confighttp.ServerConfig) bool {
	if IsSocket(server) {
		return true
	}
	host, _, err := net.SplitHostPort(server.NetAddr.Endpoint)
	return err == nil && isLoopback(host)
}

// IsLoopbackHost reports whether a Host header is a name of this machine's own.
func IsLoopbackHost(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return isLoopback(strings.Trim(host, "[]"))
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}
