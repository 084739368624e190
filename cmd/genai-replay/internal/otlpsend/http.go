package otlpsend

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	spb "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/protobuf/proto"
)

const (
	tracesPath  = "/v1/traces"
	logsPath    = "/v1/logs"
	contentType = "application/x-protobuf"
	maxAnswer   = 64 << 10
)

type httpSender struct {
	client *http.Client
	base   string
}

func newHTTPSender(endpoint Endpoint) *httpSender {
	scheme := "http"
	if endpoint.TLS {
		scheme = "https"
	}
	return &httpSender{client: &http.Client{}, base: scheme + "://" + endpoint.Address + endpoint.Path}
}

func (s *httpSender) Traces(ctx context.Context, batch ptrace.Traces) (Refused, error) {
	body, err := ptraceotlp.NewExportRequestFromTraces(batch).MarshalProto()
	if err != nil {
		return Refused{}, fmt.Errorf("encode spans: %w", err)
	}
	answer, err := s.post(ctx, tracesPath, body)
	if err != nil {
		return Refused{}, err
	}
	response := ptraceotlp.NewExportResponse()
	if err := response.UnmarshalProto(answer); err != nil {
		return Refused{}, fmt.Errorf("read the answer of %s: %w", s.base+tracesPath, err)
	}
	partial := response.PartialSuccess()
	return Refused{Items: partial.RejectedSpans(), Reason: partial.ErrorMessage()}, nil
}

func (s *httpSender) Logs(ctx context.Context, batch plog.Logs) (Refused, error) {
	body, err := plogotlp.NewExportRequestFromLogs(batch).MarshalProto()
	if err != nil {
		return Refused{}, fmt.Errorf("encode log records: %w", err)
	}
	answer, err := s.post(ctx, logsPath, body)
	if err != nil {
		return Refused{}, err
	}
	response := plogotlp.NewExportResponse()
	if err := response.UnmarshalProto(answer); err != nil {
		return Refused{}, fmt.Errorf("read the answer of %s: %w", s.base+logsPath, err)
	}
	partial := response.PartialSuccess()
	return Refused{Items: partial.RejectedLogRecords(), Reason: partial.ErrorMessage()}, nil
}

func (s *httpSender) Close() error {
	s.client.CloseIdleConnections()
	return nil
}

func (s *httpSender) post(ctx context.Context, path string, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("send to %s: %w", s.base+path, err)
	}
	request.Header.Set("Content-Type", contentType)
	response, err := s.client.Do(request)
	if err != nil {
		return nil, &RetryableError{Err: err} // the connection failed: nothing says it always will
	}
	defer func() { _ = response.Body.Close() }() // what was needed of it was read
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return nil, &RetryableError{Err: fmt.Errorf("read the answer of %s: %w", s.base+path, err)}
	}
	if response.StatusCode/100 == 2 {
		return answer, nil
	}
	return nil, refusal(s.base+path, response, answer)
}

func refusal(url string, response *http.Response, answer []byte) error {
	err := fmt.Errorf("%s answered %s%s", url, response.Status, explanation(response, answer))
	switch response.StatusCode {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		seconds, parseErr := strconv.Atoi(response.Header.Get("Retry-After"))
		if parseErr != nil {
			seconds = 0 // absent, or a date: the backoff decides
		}
		return &RetryableError{After: time.Duration(max(seconds, 0)) * time.Second, Err: err}
	default:
		return err
	}
}

// explanation is the message of the google.rpc.Status that OTLP receivers answer with.
func explanation(response *http.Response, answer []byte) string {
	var told spb.Status
	if response.Header.Get("Content-Type") != contentType || proto.Unmarshal(answer, &told) != nil || told.GetMessage() == "" {
		return ""
	}
	return ": " + told.GetMessage()
}
