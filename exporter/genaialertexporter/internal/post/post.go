// Package post sends a body by HTTP and says what came of it in the words of a destination:
// no URL, header or text of either side gets into an error.
package post

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination"
)

const (
	// maxAnswer bounds what is read of an answer, in bytes.
	maxAnswer = 64 << 10
	// maxRedirects bounds how often one request is sent on.
	maxRedirects = 3
)

// Client sends to one vendor.
type Client struct{ client *http.Client }

// NewClient makes a client from a configuration that was validated. Extensions are those of the host, for authentication.
func NewClient(ctx context.Context, config *confighttp.ClientConfig, extensions map[component.ID]component.Component, telemetry component.TelemetrySettings) (*Client, error) {
	telemetry.TracerProvider = noop.NewTracerProvider() // a span would hold the URL, which may be a secret
	client, err := config.ToClient(ctx, extensions, telemetry)
	if err != nil {
		return nil, err
	}
	client.CheckRedirect = stayOnHost
	return &Client{client: client}, nil
}

// stayOnHost lets a request be sent on with its body within the host it was meant for. What
// leads elsewhere, or would become a GET, is an answer like any other.
func stayOnHost(request *http.Request, via []*http.Request) error {
	first := via[0].URL
	if len(via) > maxRedirects || request.Method != http.MethodPost || request.URL.Scheme != first.Scheme || request.URL.Host != first.Host {
		return http.ErrUseLastResponse
	}
	return nil
}

// Post sends a body and returns the answer, whatever its status. The error, where there was none, is a [*destination.Failure].
func (c *Client) Post(ctx context.Context, to string, header map[string]string, body []byte) (*Answer, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return nil, &destination.Failure{Permanent: true, Reason: "the address is not valid"}
	}
	for name, value := range header {
		request.Header.Set(name, value)
	}
	response, err := c.client.Do(request)
	if err != nil {
		return nil, &destination.Failure{Unsure: !neverSent(err), Reason: reason(err)}
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return nil, &destination.Failure{Unsure: true, Status: response.StatusCode, After: after(response), Reason: cutOff(err)}
	}
	return &Answer{Status: response.StatusCode, Body: text, after: after(response)}, nil
}

// Close lets go of idle connections.
func (c *Client) Close() { c.client.CloseIdleConnections() }

// At is a path below an endpoint, which may have it already.
func At(endpoint, path string) string {
	address, err := url.Parse(endpoint)
	if err != nil {
		return endpoint
	}
	base := address.JoinPath("/").Path
	if tail := "/" + path; len(base) < len(tail)+1 || base[len(base)-len(tail)-1:] != tail+"/" {
		return address.JoinPath(path).String()
	}
	return endpoint
}
