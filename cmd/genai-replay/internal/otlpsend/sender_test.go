package otlpsend_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/otlpsend"
)

// fast tries again at once, as tests should.
var fast = otlpsend.Backoff{First: time.Microsecond, Most: time.Microsecond}

// receiver answers with the next of its errors, and accepts after the last.
type receiver struct {
	ptraceotlp.UnimplementedGRPCServer
	answers []error
	refuse  int64
	got     []ptrace.Traces
}

func (r *receiver) Export(_ context.Context, request ptraceotlp.ExportRequest) (ptraceotlp.ExportResponse, error) {
	if len(r.answers) > 0 {
		answer := r.answers[0]
		r.answers = r.answers[1:]
		return ptraceotlp.NewExportResponse(), answer
	}
	copied := ptrace.NewTraces()
	request.Traces().CopyTo(copied)
	r.got = append(r.got, copied)
	response := ptraceotlp.NewExportResponse()
	if r.refuse > 0 {
		response.PartialSuccess().SetRejectedSpans(r.refuse)
		response.PartialSuccess().SetErrorMessage("too old")
	}
	return response, nil
}

type logReceiver struct {
	plogotlp.UnimplementedGRPCServer
	got []plog.Logs
}

func (r *logReceiver) Export(_ context.Context, request plogotlp.ExportRequest) (plogotlp.ExportResponse, error) {
	copied := plog.NewLogs()
	request.Logs().CopyTo(copied)
	r.got = append(r.got, copied)
	response := plogotlp.NewExportResponse()
	response.PartialSuccess().SetRejectedLogRecords(2)
	response.PartialSuccess().SetErrorMessage("no room")
	return response, nil
}

func serve(t *testing.T, traces *receiver, logs *logReceiver) otlpsend.Sender {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := grpc.NewServer()
	ptraceotlp.RegisterGRPCServer(server, traces)
	plogotlp.RegisterGRPCServer(server, logs)
	go func() { _ = server.Serve(listener) }() // ends with Stop
	t.Cleanup(server.Stop)
	return dial(t, otlpsend.GRPC, listener.Addr().String())
}

func dial(t *testing.T, protocol otlpsend.Protocol, address string) otlpsend.Sender {
	t.Helper()
	endpoint, err := otlpsend.ParseEndpoint(protocol, address)
	require.NoError(t, err)
	sender, err := otlpsend.Dial(protocol, endpoint)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, sender.Close()) })
	return sender
}

func spans() ptrace.Traces {
	traces := ptrace.NewTraces()
	traces.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty().SetName("chat")
	return traces
}

func records() plog.Logs {
	logs := plog.NewLogs()
	logs.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty().SetEventName("event")
	return logs
}

func TestGRPC(t *testing.T) {
	traces, logs := &receiver{refuse: 3}, &logReceiver{}
	sender := serve(t, traces, logs)
	refused, err := sender.Traces(t.Context(), spans())
	require.NoError(t, err)
	assert.Equal(t, otlpsend.Refused{Items: 3, Reason: "too old"}, refused)
	assert.Equal(t, []ptrace.Traces{spans()}, traces.got)

	refused, err = sender.Logs(t.Context(), records())
	require.NoError(t, err)
	assert.Equal(t, otlpsend.Refused{Items: 2, Reason: "no room"}, refused)
	assert.Equal(t, []plog.Logs{records()}, logs.got)
}

func TestGRPCTriesAgainWhatMayBeTriedAgain(t *testing.T) {
	slowDown, err := status.New(codes.ResourceExhausted, "slow down").WithDetails(
		&errdetails.RetryInfo{RetryDelay: durationpb.New(time.Microsecond)})
	require.NoError(t, err)
	traces := &receiver{answers: []error{
		status.Error(codes.Unavailable, "starting"),
		status.Error(codes.Aborted, "again"),
		slowDown.Err(),
	}}
	sender := otlpsend.Retrying(serve(t, traces, &logReceiver{}), fast, time.Minute)
	_, err = sender.Traces(t.Context(), spans())
	require.NoError(t, err)
	assert.Len(t, traces.got, 1)
}

func TestGRPCDoesNotTryAgainWhatWillNotWork(t *testing.T) {
	for _, code := range []codes.Code{codes.InvalidArgument, codes.Unauthenticated, codes.Internal, codes.ResourceExhausted} {
		traces := &receiver{answers: []error{status.Error(code, "no")}}
		sender := otlpsend.Retrying(serve(t, traces, &logReceiver{}), fast, time.Minute)
		_, err := sender.Traces(t.Context(), spans())
		assert.Equal(t, code, status.Code(err))
		assert.Empty(t, traces.got)
	}
}

func TestHTTP(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, http.MethodPost, r.Method)
		assert.Equal(t, "application/x-protobuf", r.Header.Get("Content-Type"))
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		var answer []byte
		switch r.URL.Path {
		case "/v1/traces":
			request := ptraceotlp.NewExportRequest()
			assert.NoError(t, request.UnmarshalProto(body))
			assert.Equal(t, spans(), request.Traces())
			response := ptraceotlp.NewExportResponse()
			response.PartialSuccess().SetRejectedSpans(4)
			answer, err = response.MarshalProto()
		case "/v1/logs":
			request := plogotlp.NewExportRequest()
			assert.NoError(t, request.UnmarshalProto(body))
			assert.Equal(t, records(), request.Logs())
			response := plogotlp.NewExportResponse()
			response.PartialSuccess().SetRejectedLogRecords(5)
			answer, err = response.MarshalProto()
		default:
			assert.Fail(t, "unexpected path", r.URL.Path)
		}
		assert.NoError(t, err)
		_, err = w.Write(answer)
		assert.NoError(t, err)
	}))
	defer server.Close()
	sender := dial(t, otlpsend.HTTP, server.URL)
	refused, err := sender.Traces(t.Context(), spans())
	require.NoError(t, err)
	assert.Equal(t, otlpsend.Refused{Items: 4}, refused)
	refused, err = sender.Logs(t.Context(), records())
	require.NoError(t, err)
	assert.Equal(t, otlpsend.Refused{Items: 5}, refused)
}

func TestHTTPStatus(t *testing.T) {
	statuses := []int{http.StatusServiceUnavailable, http.StatusTooManyRequests, http.StatusOK}
	var tries int
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(statuses[tries])
		tries++
	}))
	defer server.Close()
	_, err := otlpsend.Retrying(dial(t, otlpsend.HTTP, server.URL), fast, time.Minute).Traces(t.Context(), spans())
	require.NoError(t, err)
	assert.Equal(t, 3, tries)
}

func TestHTTPRefusalSaysWhy(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		body, err := proto.Marshal(status.New(codes.InvalidArgument, "span 3 has no trace id").Proto())
		assert.NoError(t, err)
		w.Header().Set("Content-Type", "application/x-protobuf")
		w.WriteHeader(http.StatusBadRequest)
		_, err = w.Write(body)
		assert.NoError(t, err)
	}))
	defer server.Close()
	_, err := otlpsend.Retrying(dial(t, otlpsend.HTTP, server.URL), fast, time.Minute).Traces(t.Context(), spans())
	require.EqualError(t, err, server.URL+"/v1/traces answered 400 Bad Request: span 3 has no trace id")
}

func TestRetryAfterIsRead(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	defer server.Close()
	_, err := dial(t, otlpsend.HTTP, server.URL).Traces(t.Context(), spans())
	var retryable *otlpsend.RetryableError
	require.ErrorAs(t, err, &retryable)
	assert.Equal(t, 7*time.Second, retryable.After)
}

func TestAnUnknownProtocol(t *testing.T) {
	_, err := otlpsend.Dial("carrier pigeon", otlpsend.Endpoint{})
	require.EqualError(t, err, `protocol must be grpc or http, got "carrier pigeon"`)
}

// refusing fails every time, and says how long to wait.
type refusing struct {
	otlpsend.Sender
	after time.Duration
	tries []time.Time
}

func (r *refusing) Traces(context.Context, ptrace.Traces) (otlpsend.Refused, error) {
	r.tries = append(r.tries, time.Now())
	return otlpsend.Refused{}, &otlpsend.RetryableError{After: r.after, Err: errors.New("starting")}
}

func TestBackoffGrowsUntilTheTimeForABatchIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &refusing{}
		sender := otlpsend.Retrying(to, otlpsend.Backoff{First: time.Second, Most: 3 * time.Second}, 10*time.Second)
		began := time.Now()
		_, err := sender.Traces(t.Context(), spans())
		require.EqualError(t, err, "gave up after 10s and 5 tries: starting")
		var at []string
		for _, try := range to.tries {
			at = append(at, try.Sub(began).String())
		}
		assert.Equal(t, "0s 1s 3s 6s 9s", strings.Join(at, " "))
		assert.Equal(t, 10*time.Second, time.Since(began))
	})
}

func TestTheReceiverMayAskForLonger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &refusing{after: 4 * time.Second}
		_, err := otlpsend.Retrying(to, fast, 10*time.Second).Traces(t.Context(), spans())
		require.EqualError(t, err, "gave up after 10s and 3 tries: starting")
	})
}

func TestAnInterruptEndsTheTries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		_, err := otlpsend.Retrying(&refusing{}, otlpsend.Backoff{First: time.Hour, Most: time.Hour}, 2*time.Hour).Traces(ctx, spans())
		require.ErrorIs(t, err, context.Canceled)
	})
}
