// Package destinationtest has the one contract that all destinations keep, as a test.
package destinationtest

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
	"github.com/otelcol-genai/otelcol-genai/internal/standin"
)

const (
	// Patient is how long a destination waits for an answer that will come, however slow the machine.
	Patient = time.Minute
	// hasty is how long one waits for an answer that will not come.
	hasty = 100 * time.Millisecond
)

// Open makes a destination of a configuration that is right, until the test ends.
func Open[C interface{ Validate() error }](
	t *testing.T, config C,
	open func(context.Context, C, map[component.ID]component.Component, component.TelemetrySettings) (destination.Destination, error),
) destination.Destination {
	t.Helper()
	require.NoError(t, config.Validate())
	d, err := open(t.Context(), config, nil, componenttest.NewNopTelemetrySettings())
	require.NoError(t, err)
	t.Cleanup(d.(interface{ Close() }).Close)
	return d
}

// Subject is a kind of destination.
type Subject struct {
	// New is one that sends to a server on this machine and waits so long for an answer, with
	// secrets wherever it takes them.
	New func(t *testing.T, url string, timeout time.Duration) destination.Destination
	// Secrets are those of New. None may be in an error.
	Secrets []string
	// Success is an answer by which the vendor takes what it was sent.
	Success standin.Answer
	// Permanent are answers which the vendor documents as final, and Passing ones beyond the
	// usual after which the same may succeed.
	Permanent, Passing []standin.Answer
	// StandIn refuses what the vendor refuses.
	StandIn func(t *testing.T) (server *standin.Server, url string)
}

// Run tests that a kind of destination keeps the contract.
func Run(t *testing.T, s *Subject) {
	t.Helper()
	t.Run("takes", s.takes)
	t.Run("takes hostile texts", s.takesHostile)
	t.Run("fails for now", s.failsForNow)
	t.Run("fails for good", s.failsForGood)
	t.Run("without an answer", s.withoutAnAnswer)
	t.Run("leaves alone as asked", s.leavesAlone)
	t.Run("does not follow elsewhere", s.redirects)
	t.Run("says nothing", s.saysNothing)
	t.Run("reads a bounded answer", s.readsBounded)
	t.Run("ends with its context", s.endsWithItsContext)
}

// takes sends each action, and a batch as large as the destination says.
func (s *Subject) takes(t *testing.T) {
	server, url := s.StandIn(t)
	d := s.New(t, url, Patient)
	require.Positive(t, d.Traits().Batch)
	for _, action := range []alert.Action{alert.Trigger, alert.Renew, alert.Resolve} {
		require.NoError(t, d.Send(t.Context(), []alert.Notice{notice(action, 1)}), "action %d", action)
	}
	sent := len(server.Requests())
	require.NoError(t, d.Send(t.Context(), batch(d)))
	requireTaken(t, server)
	assert.Len(t, server.Requests(), sent+1, "a batch is one request")
}

// takesHostile sends what a stranger could get into an incident.
func (s *Subject) takesHostile(t *testing.T) {
	server, url := s.StandIn(t)
	d := s.New(t, url, Patient)
	for name, incident := range Hostile() {
		for _, action := range []alert.Action{alert.Trigger, alert.Resolve} {
			if action == alert.Resolve && incident.Ended.IsZero() {
				incident.Ended = incident.Began.Add(time.Minute)
			}
			require.NoError(t, d.Send(t.Context(), []alert.Notice{{Action: action, Incident: incident}}), name)
		}
	}
	worst := make([]alert.Notice, d.Traits().Batch)
	for i := range worst {
		worst[i] = alert.Notice{Action: alert.Trigger, Incident: Hostile()["everything large"]}
		worst[i].Incident.Key = fmt.Sprint("large/", i)
	}
	require.NoError(t, d.Send(t.Context(), worst), "a batch of large ones")
	requireTaken(t, server)
}

func requireTaken(t *testing.T, server *standin.Server) {
	t.Helper()
	require.NotEmpty(t, server.Requests())
	for _, r := range server.Requests() {
		require.True(t, r.Status >= 200 && r.Status < 300, "status %d", r.Status)
	}
}

func (s *Subject) failsForNow(t *testing.T) {
	server, d := s.scripted(t, Patient)
	answers := append([]standin.Answer{}, s.Passing...)
	for _, status := range []int{401, 403, 404, 407, 408, 425, 429, 500, 501, 502, 503, 504, 529} {
		answers = append(answers, standin.Answer{Status: status, Body: "<html>a proxy's page</html>"})
	}
	for _, answer := range answers {
		server.Next(answer)
		failure := s.send(t, d)
		assert.False(t, failure.Permanent, "status %d %q", answer.Status, answer.Body)
		assert.Equal(t, answer.Status, failure.Status)
		assert.NotEmpty(t, failure.Reason)
	}
	require.NoError(t, d.Send(t.Context(), []alert.Notice{notice(alert.Trigger, 1)}), "afterwards")
}

func (s *Subject) failsForGood(t *testing.T) {
	server, d := s.scripted(t, Patient)
	require.NotEmpty(t, s.Permanent)
	for _, answer := range append(s.Permanent, standin.Answer{Status: http.StatusRequestEntityTooLarge}) {
		server.Next(answer)
		failure := s.send(t, d)
		assert.True(t, failure.Permanent, "status %d %q", answer.Status, answer.Body)
		assert.Equal(t, answer.Status, failure.Status)
		assert.Zero(t, failure.After)
	}
}

func (s *Subject) withoutAnAnswer(t *testing.T) {
	server, d := s.scripted(t, hasty)
	cut := s.Success
	cut.Cut = true
	for name, answer := range map[string]standin.Answer{
		"the connection is cut":        {},
		"the answer is cut":            cut,
		"an error is cut":              {Status: http.StatusBadRequest, Body: "inval", Cut: true},
		"no answer within the timeout": {Status: http.StatusOK, After: time.Minute},
	} {
		server.Next(answer)
		began := time.Now()
		failure := s.send(t, d)
		assert.False(t, failure.Permanent, name)
		assert.NotEmpty(t, failure.Reason, name)
		assert.Less(t, time.Since(began), 10*time.Second, name)
	}
	failure := s.send(t, s.New(t, refusing(t), Patient))
	assert.False(t, failure.Permanent)
	assert.Equal(t, &destination.Failure{Reason: "the connection was refused"}, failure)
}

func (s *Subject) leavesAlone(t *testing.T) {
	server, d := s.scripted(t, Patient)
	date := func(in time.Duration) string { return time.Now().Add(in).UTC().Format(http.TimeFormat) }
	tests := map[string]struct {
		value       string
		least, most time.Duration
	}{
		"seconds":             {"7", 7 * time.Second, 7 * time.Second},
		"a date":              {date(30 * time.Second), 20 * time.Second, 31 * time.Second},
		"a date that is over": {date(-time.Hour), 0, 0},
		"not asked":           {"", 0, 0},
		"not understood":      {"soon", 0, 0},
		"a negative number":   {"-5", 0, 0},
		"for ever":            {"99999999999", time.Hour, time.Hour},
		"until 2199":          {"Tue, 01 Jan 2199 00:00:00 GMT", time.Hour, time.Hour},
	}
	for name, test := range tests {
		for _, status := range []int{http.StatusTooManyRequests, http.StatusServiceUnavailable} {
			server.Next(standin.Answer{Status: status, Header: map[string]string{"Retry-After": test.value}})
			failure := s.send(t, d)
			assert.False(t, failure.Permanent, name)
			assert.GreaterOrEqual(t, failure.After, test.least, name)
			assert.LessOrEqual(t, failure.After, test.most, name)
		}
	}
}

// redirects leads to another host, where a secret would be told, and to another path on the same one.
func (s *Subject) redirects(t *testing.T) {
	elsewhere := standin.NewServer(t, func(*http.Request, []byte) standin.Answer { return s.Success })
	server, d := s.scripted(t, Patient)
	for _, status := range []int{301, 302, 303, 307, 308} {
		server.Next(standin.Answer{Status: status, Header: map[string]string{"Location": elsewhere.URL + "/here"}})
		failure := s.send(t, d)
		assert.False(t, failure.Permanent, "a route may be mended")
		assert.Equal(t, status, failure.Status)
	}
	assert.Empty(t, elsewhere.Requests())

	server.Next(standin.Answer{Status: http.StatusTemporaryRedirect, Header: map[string]string{"Location": "/moved"}})
	require.NoError(t, d.Send(t.Context(), []alert.Notice{notice(alert.Trigger, 1)}))
	requests := server.Requests()
	moved, before := requests[len(requests)-1], requests[len(requests)-2]
	assert.Equal(t, "/moved", moved.Path)
	assert.Equal(t, string(before.Body), string(moved.Body))

	server.Down(standin.Answer{Status: http.StatusTemporaryRedirect, Header: map[string]string{"Location": "/round"}})
	count := len(server.Requests())
	assert.Equal(t, http.StatusTemporaryRedirect, s.send(t, d).Status)
	assert.Less(t, len(server.Requests())-count, 6, "a circle has an end")
}

// saysNothing has a server that says back all it was told.
func (s *Subject) saysNothing(t *testing.T) {
	echo := func(status int) func(*http.Request, []byte) standin.Answer {
		return func(r *http.Request, body []byte) standin.Answer {
			return standin.Answer{Status: status, Body: fmt.Sprintln(r.URL, r.Header, string(body), s.Secrets, marker)}
		}
	}
	var failures []error
	for _, status := range []int{200, 301, 400, 401, 403, 404, 410, 422, 429, 500, 503} {
		server := standin.NewServer(t, echo(status))
		if err := s.New(t, server.URL, Patient).Send(t.Context(), []alert.Notice{notice(alert.Trigger, 1)}); err != nil {
			failures = append(failures, err)
		}
	}
	require.GreaterOrEqual(t, len(failures), 10)
	failures = append(failures, s.send(t, s.New(t, refusing(t), Patient)))
	server, d := s.scripted(t, hasty)
	server.Next(standin.Answer{}, standin.Answer{Status: 200, After: time.Minute},
		standin.Answer{Status: 307, Header: map[string]string{"Location": "::" + marker}})
	for range 3 {
		failures = append(failures, s.send(t, d))
	}
	for _, err := range failures {
		said := fmt.Sprintf("%v %+v %#v", err, err, err)
		for _, secret := range append(s.Secrets, marker) {
			assert.NotContains(t, said, secret)
		}
	}
}

// readsBounded has a server whose answer has no end.
func (s *Subject) readsBounded(t *testing.T) {
	wrote := make(chan int, 1)
	url := endless(t, wrote)
	began := time.Now()
	_ = s.New(t, url, Patient).Send(t.Context(), []alert.Notice{notice(alert.Trigger, 1)}) // taken by some, for its status
	assert.Less(t, time.Since(began), 10*time.Second)
	assert.Less(t, <-wrote, 32<<20, "what sockets hold, and not much more")
}

func (s *Subject) endsWithItsContext(t *testing.T) {
	server, d := s.scripted(t, Patient)
	server.Next(standin.Answer{Status: http.StatusOK, After: time.Minute})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		_ = server.Wait(t.Context(), func(r []standin.Request) bool { return len(r) > 0 })
		cancel()
	}()
	err := d.Send(ctx, []alert.Notice{notice(alert.Trigger, 1)})
	var failure *destination.Failure
	require.ErrorAs(t, err, &failure)
	assert.False(t, failure.Permanent)

	sent := len(server.Requests())
	require.Error(t, d.Send(ctx, []alert.Notice{notice(alert.Trigger, 1)}), "one that is over before")
	assert.Len(t, server.Requests(), sent)
}
