package chat

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/otel/trace/noop"
)

const (
	// maxAnswer bounds what is read of an answer, in bytes.
	maxAnswer = 1 << 20
	// maxAfter is the longest that a server can ask to be left alone.
	maxAfter = time.Hour
)

// Client asks one model.
type Client struct {
	http     *http.Client
	model    Model
	protocol protocol
	url      string
}

// NewClient makes a client from a configuration that was validated. Its requests make no
// spans, which would come back to be judged.
func NewClient(ctx context.Context, config *confighttp.ClientConfig, extensions map[component.ID]component.Component, telemetry component.TelemetrySettings, model Model) (*Client, error) {
	telemetry.TracerProvider = noop.NewTracerProvider()
	client, err := config.ToClient(ctx, extensions, telemetry)
	if err != nil {
		return nil, err
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // a key is not sent on
	p := model.API.protocol()
	return &Client{http: client, model: model, protocol: p, url: at(model.Endpoint, p.path())}, nil
}

// Close lets go of idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Body is the request for a question.
func (c *Client) Body(q *Question) ([]byte, error) {
	return json.Marshal(c.protocol.request(&c.model, q))
}

// Ask sends a body. The header is put on top of the API's own. An error is a [*Failure].
func (c *Client) Ask(ctx context.Context, body []byte, header map[string]string) (*Answer, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return nil, &Failure{Kind: Refused}
	}
	for _, h := range []map[string]string{{"Content-Type": "application/json"}, c.protocol.header(&c.model), header} {
		for name, value := range h {
			request.Header.Set(name, value)
		}
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, noAnswer(err)
	}
	defer response.Body.Close()
	said, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err != nil {
		f := noAnswer(err)
		f.Status, f.Billed = response.StatusCode, response.StatusCode == http.StatusOK
		return nil, f
	}
	if response.StatusCode != http.StatusOK {
		return nil, &Failure{Kind: c.protocol.failure(response.StatusCode, said), Status: response.StatusCode, After: after(response.Header)}
	}
	answer, ok := c.protocol.answer(said)
	if !ok || len(said) > maxAnswer {
		return nil, &Failure{Kind: BadAnswer, Status: response.StatusCode, Billed: true}
	}
	return answer, nil
}

// noAnswer is a failure without a status. Only where there was no connection is it sure
// that the model did not work.
func noAnswer(err error) *Failure {
	var network net.Error
	var dial *net.OpError
	switch {
	case errors.As(err, &dial) && dial.Op == "dial":
		return &Failure{Kind: Unavailable}
	case errors.Is(err, context.DeadlineExceeded) || errors.As(err, &network) && network.Timeout():
		return &Failure{Kind: TimedOut, Billed: true}
	default:
		return &Failure{Kind: Unavailable, Billed: true}
	}
}

// after is how long a server asked to be left alone: OpenAI's milliseconds, seconds, or a date.
func after(header http.Header) time.Duration {
	if ms, err := strconv.ParseFloat(header.Get("Retry-After-Ms"), 64); err == nil && ms >= 0 {
		return time.Duration(min(ms, float64(maxAfter/time.Millisecond))) * time.Millisecond
	}
	value := header.Get("Retry-After")
	if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, maxAfter.Seconds()) * float64(time.Second))
	}
	date, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	return max(0, min(time.Until(date), maxAfter))
}
