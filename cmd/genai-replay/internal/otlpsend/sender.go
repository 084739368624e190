package otlpsend

import (
	"context"
	"fmt"
	"io"
	"time"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Sender sends batches. It is not safe for concurrent use.
type Sender interface {
	// Traces sends spans and returns how many of them the receiver refused.
	Traces(ctx context.Context, batch ptrace.Traces) (Refused, error)
	// Logs sends log records and returns how many of them the receiver refused.
	Logs(ctx context.Context, batch plog.Logs) (Refused, error)
	io.Closer
}

// Refused is what a receiver said it did not accept in a request it did
// (OTLP partial success).
type Refused struct {
	Items  int64  // spans or log records
	Reason string // the last one given
}

// Add adds another refusal.
func (r *Refused) Add(other Refused) {
	r.Items += other.Items
	if other.Reason != "" {
		r.Reason = other.Reason
	}
}

// RetryableError is a failure that OTLP allows to try again.
type RetryableError struct {
	After time.Duration // as the receiver asked; 0 if it did not
	Err   error
}

// Error is the failure's text.
func (e *RetryableError) Error() string { return e.Err.Error() }

// Unwrap is the failure.
func (e *RetryableError) Unwrap() error { return e.Err }

// Protocol is how OTLP is carried.
type Protocol string

// The protocols.
const (
	GRPC Protocol = "grpc"
	HTTP Protocol = "http"
)

// Dial returns a sender for an endpoint. It does not connect yet.
func Dial(protocol Protocol, endpoint Endpoint) (Sender, error) {
	switch protocol {
	case GRPC:
		return dialGRPC(endpoint)
	case HTTP:
		return newHTTPSender(endpoint), nil
	default:
		return nil, fmt.Errorf("protocol must be grpc or http, got %q", protocol)
	}
}
