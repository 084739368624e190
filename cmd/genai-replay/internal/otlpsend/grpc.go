package otlpsend

import (
	"context"
	"crypto/tls"
	"fmt"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
)

type grpcSender struct {
	conn   *grpc.ClientConn
	traces ptraceotlp.GRPCClient
	logs   plogotlp.GRPCClient
}

func dialGRPC(endpoint Endpoint) (*grpcSender, error) {
	security := insecure.NewCredentials()
	if endpoint.TLS {
		security = credentials.NewTLS(&tls.Config{MinVersion: tls.VersionTLS12})
	}
	// passthrough leaves names to the system's resolver, as Await does.
	conn, err := grpc.NewClient("passthrough:///"+endpoint.Address, grpc.WithTransportCredentials(security))
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", endpoint, err)
	}
	return &grpcSender{conn: conn, traces: ptraceotlp.NewGRPCClient(conn), logs: plogotlp.NewGRPCClient(conn)}, nil
}

func (s *grpcSender) Traces(ctx context.Context, batch ptrace.Traces) (Refused, error) {
	response, err := s.traces.Export(ctx, ptraceotlp.NewExportRequestFromTraces(batch))
	if err != nil {
		return Refused{}, classify(err)
	}
	partial := response.PartialSuccess()
	return Refused{Items: partial.RejectedSpans(), Reason: partial.ErrorMessage()}, nil
}

func (s *grpcSender) Logs(ctx context.Context, batch plog.Logs) (Refused, error) {
	response, err := s.logs.Export(ctx, plogotlp.NewExportRequestFromLogs(batch))
	if err != nil {
		return Refused{}, classify(err)
	}
	partial := response.PartialSuccess()
	return Refused{Items: partial.RejectedLogRecords(), Reason: partial.ErrorMessage()}, nil
}

func (s *grpcSender) Close() error { return s.conn.Close() }

// classify follows the OTLP specification's table of retryable codes;
// ResourceExhausted is one only when the receiver says when to come back.
func classify(err error) error {
	answer := status.Convert(err)
	retry := &RetryableError{Err: err}
	told := false
	for _, detail := range answer.Details() {
		if info, ok := detail.(*errdetails.RetryInfo); ok {
			retry.After, told = info.GetRetryDelay().AsDuration(), true
		}
	}
	switch answer.Code() {
	case codes.Canceled, codes.DeadlineExceeded, codes.Aborted, codes.OutOfRange, codes.Unavailable, codes.DataLoss:
		return retry
	case codes.ResourceExhausted:
		if told {
			return retry
		}
		return err
	default:
		return err
	}
}
