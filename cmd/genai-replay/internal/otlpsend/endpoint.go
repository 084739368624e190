package otlpsend

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"
)

// Endpoint is a receiver.
type Endpoint struct {
	Address string // host:port
	TLS     bool
	Path    string // before /v1/traces, HTTP only
}

// ParseEndpoint reads host:port or an http(s) URL. An empty text is the
// protocol's own port on localhost.
func ParseEndpoint(protocol Protocol, text string) (Endpoint, error) {
	port := "4317"
	if protocol == HTTP {
		port = "4318"
	}
	if text == "" {
		return Endpoint{Address: net.JoinHostPort("localhost", port)}, nil
	}
	withScheme := text
	if !strings.Contains(text, "://") {
		withScheme = "http://" + text
	}
	parsed, err := url.Parse(withScheme)
	if err != nil || parsed.Hostname() == "" || (parsed.Scheme != "http" && parsed.Scheme != "https") {
		return Endpoint{}, fmt.Errorf("endpoint must be host:port or an http or https URL, got %q", text)
	}
	path := strings.TrimSuffix(strings.TrimSuffix(parsed.Path, "/"), tracesPath)
	if protocol == GRPC && path != "" {
		return Endpoint{}, fmt.Errorf("endpoint must have no path over grpc, got %q", text)
	}
	if given := parsed.Port(); given != "" {
		port = given
	} else if strings.Contains(text, "://") {
		port = map[string]string{"http": "80", "https": "443"}[parsed.Scheme]
	}
	return Endpoint{
		Address: net.JoinHostPort(parsed.Hostname(), port),
		TLS:     parsed.Scheme == "https",
		Path:    path,
	}, nil
}

// String is the endpoint as a person would write it.
func (e Endpoint) String() string {
	if e.TLS {
		return "https://" + e.Address + e.Path
	}
	return e.Address + e.Path
}

// knock is how often Await tries.
const knock = 200 * time.Millisecond

// NotThereError says that nobody listens.
type NotThereError struct {
	Endpoint Endpoint
	Waited   time.Duration
	Err      error
}

// Error names the endpoint, the cause and what to look at.
func (e *NotThereError) Error() string {
	return fmt.Sprintf("no OTLP receiver at %s: %v (waited %v); is the collector running?", e.Endpoint, e.Err, e.Waited)
}

// Unwrap is the cause.
func (e *NotThereError) Unwrap() error { return e.Err }

// Await returns when something listens at the endpoint, or a [NotThereError]
// after the time to wait.
func Await(ctx context.Context, endpoint Endpoint, wait time.Duration) error {
	deadline, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	ticker := time.NewTicker(knock)
	defer ticker.Stop()
	dialer := net.Dialer{Timeout: max(wait, knock)} // a host that drops packets never refuses
	var last error
	for {
		conn, err := dialer.DialContext(ctx, "tcp", endpoint.Address)
		if err == nil {
			return conn.Close()
		}
		last = err
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-deadline.Done():
			return &NotThereError{Endpoint: endpoint, Waited: wait, Err: rootCause(last)}
		case <-ticker.C:
		}
	}
}

// rootCause leaves out "dial tcp [::1]:4317:", which repeats the endpoint.
func rootCause(err error) error {
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return op.Err
	}
	return err
}
